"""Draw the README's picture from a real project: `python docs/picture.py PROJECT > docs/review.svg`."""

import asyncio
import re
import sys
from pathlib import Path

from studio.domain.options import ReviewOptions
from studio.project import Project
from studio.storage.database import Database
from studio.ui.app import StudioApp

_FONTS = re.compile(r"@font-face \{.*?\}", re.DOTALL)  # a picture should not fetch fonts


async def picture(project: Project) -> str:
    """Return the review screen after two decisions and a verdict on a negative, as SVG."""
    with Database.open(project.database) as db:
        app = StudioApp(project, db, ReviewOptions(reviewer="ada"), first="review")
        async with app.run_test(size=(120, 36)) as pilot:
            await pilot.pause(0.5)
            for key in ("a", "x", "a", "2"):
                await pilot.press(key)
                await pilot.pause(0.4)
            return _FONTS.sub("", app.export_screenshot(title=f"studio review · {project.name}"))


if __name__ == "__main__":
    sys.stdout.write(asyncio.run(picture(Project.open(Path(sys.argv[1])))))
