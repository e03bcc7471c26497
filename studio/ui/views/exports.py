"""What an export wrote, as lines. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

from rich.text import Text

from studio.domain import figures
from studio.jobs.spec import JobState
from studio.ui.shelf import JobView
from studio.ui.text import visible
from studio.ui.views import fitting
from studio.ui.views.jobs import job_line
from studio.ui.views.texts import block

__all__ = ["Written", "result"]


class Written(NamedTuple):
    """A file or a folder of an export."""

    path: str
    bytes: int


def result(job: JobView | None, folder: str, written: Sequence[Written], width: int, most: int) -> Text:
    """Return the last export: how far it is, or where it lies and what is in it, in `most` lines at most."""
    if job is None:
        return block("Nothing was exported yet.", "dim")
    if job.state is not JobState.DONE:
        return block("last export\n", "dim").append_text(job_line(job, width))
    text = block("✓ ", "green").append("exported to ", style="dim")
    text.append(visible(fitting.shortened(folder, width - 15)), style="bold")
    shown = written if len(written) < most else written[: most - 2]
    longest = max((len(each.path) for each in shown), default=0)
    for each in shown:
        text.append(f"\n  {visible(each.path).ljust(longest + 2)}")
        text.append(f"{figures.size(each.bytes):>8}", style="dim")
    if len(shown) < len(written):
        text.append(f"\n  and {len(written) - len(shown)} more", style="dim")
    return text
