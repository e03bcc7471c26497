"""`studio open`."""

from pathlib import Path

import click

from studio.cli.documented import command
from studio.cli.screens import show
from studio.cli.session import Session


@command("open", "studio open", "studio open handbook")
@click.argument("folder", type=click.Path(path_type=Path), metavar="[DIR]", required=False)
@click.option("--project", "project_folder", type=click.Path(path_type=Path), metavar="DIR", help="The same as DIR.")
def run_command(folder: Path | None, project_folder: Path | None) -> None:
    """Open the studio on a project: DIR, or the one around the current folder."""
    show(Session(folder or project_folder))
