"""`studio open`."""

from dataclasses import replace
from pathlib import Path

import click

from studio.cli.documented import command
from studio.cli.options import in_project
from studio.cli.screens import show
from studio.cli.session import Session
from studio.ui.screens import PLACES


@command("open", "studio open", "studio open handbook", "studio open handbook --place leaderboard")
@click.argument("folder", type=click.Path(path_type=Path), metavar="[DIR]", required=False)
@click.option(
    "--place",
    type=click.Choice(PLACES),
    default="home",
    show_default=True,
    metavar="SCREEN",
    help=f"The screen to open on: {', '.join(PLACES[:-1])} or {PLACES[-1]}.",
)
@in_project
def run_command(session: Session, *, folder: Path | None, place: str) -> None:
    """Open the studio on a project: DIR, or the one around the current folder."""
    show(replace(session, folder=folder) if folder else session, first=place)
