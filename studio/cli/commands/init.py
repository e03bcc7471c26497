"""`studio init`."""

from pathlib import Path

import click

from studio.cli.documented import command
from studio.errors import InputError
from studio.project import Project


@command("init", "studio init handbook", "studio init handbook --base ~/models/all-MiniLM-L6-v2")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--base", metavar="MODEL", help="Base model: a hub id, or the folder of a model.")
@click.option("--name", help="Name shown at the top of every screen. [default: the folder's name]")
def run_command(folder: Path, base: str | None, name: str | None) -> None:
    """Make a new project in DIR."""
    from studio.bases import absolute, missing, weights_here

    if base and (lacking := missing(base)):
        raise InputError(lacking)
    project = Project.create(folder, base=absolute(base) if base else "", name=name or "")
    click.echo(f"{project.path} is a project now, with base {project.base}. Its settings are in studio.toml.")
    if not weights_here(project.base):
        click.echo("That model is not on this machine: it is fetched from the hub once it is needed.")
    click.echo(f"Next: studio ingest PATH --project {folder}")
