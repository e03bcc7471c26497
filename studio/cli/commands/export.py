"""`studio export`."""

import click

from studio.cli.documented import command
from studio.cli.options import background, in_project, setting
from studio.cli.running import run
from studio.cli.session import Session


@command(
    "export",
    "studio export",
    "studio export --formats jsonl,beir --run run-03 --name release-1",
    "studio export --run adapter",
    "studio export --binary --name for-signs",
)
@click.option("--name", default="", help="Folder in exports/. [default: the dataset's hash and the run]")
@setting("export.formats", "--formats")
@setting("export.run", "--run")
@setting("export.binary", "--binary")
@background
@in_project
def run_command(session: Session, name: str, background: bool) -> None:
    """Write the curated dataset and the best model so that others can load them.

    Where even the best run is worse than its base, the base is written.
    """
    from studio.workflow import export

    run(session, lambda db: export.prepare(session.project, db, session.settings, name=name), in_background=background)
