import subprocess
import sys
from pathlib import Path

from tests.ui import projects

_WALK = """
import asyncio, sys
from pathlib import Path
from studio.domain.options import ReviewOptions
from studio.project import Project
from studio.storage.database import Database
from studio.ui.app import StudioApp
from studio.ui.screens import PLACES

async def walk(project):
    with Database.open(project.database) as db:
        app = StudioApp(project, db, ReviewOptions(reviewer="ada"))
        async with app.run_test(size=(120, 40)) as pilot:
            for place in PLACES:
                app.go(place)
                await pilot.pause()
                await pilot.press("j", "question_mark", "escape")
                await pilot.pause()

asyncio.run(walk(Project.open(Path(sys.argv[1]))))
print(sorted({"torch", "transformers", "sentence_transformers", "anthropic", "openai"} & sys.modules.keys()))
"""


def test_no_screen_imports_a_model_library(tmp_path: Path) -> None:
    project, db = projects.measured(tmp_path)
    db.close()
    done = subprocess.run(
        [sys.executable, "-c", _WALK, str(project.path)], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.strip().splitlines()[-1] == "[]"
