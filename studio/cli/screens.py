"""Opens the TUI from the command line, and says afterwards what was decided. Draws nothing itself.

No traceback of the screens reaches the terminal.
"""

import gc
import io
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from studio.cli.session import Session
from studio.errors import InputError, StudioError

if TYPE_CHECKING:
    from textual.app import App

    from studio.storage.database import Database

__all__ = ["run_kept", "show"]


def show(session: Session, *, first: str = "home", test_set: str = "") -> None:
    """Open the studio on a project until the person quits; `test_set` is the one to judge first.

    Raises InputError where there is no terminal.
    """
    if not (_in_a_browser() or (sys.stdin.isatty() and sys.stdout.isatty())):
        raise InputError("The screens need a terminal. `studio status` and the other commands work without one.")
    gc.disable()  # until the first paint: what is made before it stays
    os.environ.setdefault("TEXTUAL_FPS", "250")  # what a key changed is drawn within 4 ms, not 17
    project, review = session.project, session.review
    from studio.storage.database import Database

    with ThreadPoolExecutor(1) as beside:  # a large database opens while the screens load
        opening = beside.submit(Database.open, project.database, create=True)
        from studio.ui.app import StudioApp

        db = opening.result()
    sys.setswitchinterval(0.0005)  # a key waits that long, not the usual 5 ms, where another thread is at work
    with db:
        app = StudioApp(project, db, review, first=first, test_set=test_set, live=review.live, meaning=True)
        begun = datetime.now(UTC)
        run_kept(app, project.path / "studio.log")
        said = _summary(db, app.reviewer, begun, review.goal)
    with suppress(OSError):  # the terminal is gone
        for line in said:
            click.echo(line, err=_in_a_browser())  # where stdout is the screen


def _summary(db: "Database", reviewer: str, begun: datetime, goal: float) -> list[str]:
    from studio.domain.sitting import Sitting, summary
    from studio.storage import audits, decisions

    sitting = Sitting.of(decisions.since(db, reviewer, begun))
    return summary(sitting, audits.toward(db, goal)) if sitting.decided else []


def _in_a_browser() -> bool:
    """Return True where `studio serve` started this: its driver then stands in for the terminal."""
    return "TEXTUAL_DRIVER" in os.environ


def run_kept(app: "App[None]", log: Path, *, headless: bool = False) -> None:
    """Run an app; where it fails, keep its traceback in `log` and raise StudioError with one sentence."""
    from rich.console import Console

    said = io.StringIO()
    app.error_console = Console(file=said, width=160)
    app.run(headless=headless)
    if app.return_code:
        log.write_text(said.getvalue(), encoding="utf-8", errors="backslashreplace")
        raise StudioError(
            f"The screens stopped on an unexpected error; details in {log}. "
            "Every decision is kept and jobs go on: open the studio again."
        )
