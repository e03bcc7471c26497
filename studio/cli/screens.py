"""Opens the TUI from the command line. Draws nothing itself."""

import sys

from studio.cli.session import Session
from studio.errors import InputError

__all__ = ["show"]


def show(session: Session, *, first: str = "home") -> None:
    """Open the studio on a project until the person quits. Raises InputError where there is no terminal."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise InputError("The screens need a terminal. `studio status` and the other commands work without one.")
    project, settings = session.project, session.settings
    from studio.storage.database import Database
    from studio.ui.app import StudioApp

    with Database.open(project.database, create=True) as db:
        StudioApp(project, db, settings.review, first=first).run()
