"""`studio runs`."""

import click

from studio.cli.documented import command
from studio.cli.options import in_project, json_output
from studio.cli.session import Session


@command("runs", "studio runs", "studio runs --all", "studio runs --json | jq '.runs[].command'")
@click.option("--all", "every", is_flag=True, help="List archived and deleted runs too.")
@json_output
@in_project
def run_command(session: Session, every: bool, as_json: bool) -> None:
    """List the training runs, pinned ones first, then the newest: how they stand and what they reached on dev."""
    from studio.cli import keys, scripts
    from studio.cli import runs as shown
    from studio.cli.tables import console, fitted
    from studio.workflow import repeat, runs

    with session.database() as db:
        found = [each for each in runs.records(session.project, db) if every or not each.hidden]
    if as_json:
        told = [scripts.run(each, repeat.command(each.run, session.settings)) for each in found]
        scripts.print_json({"format": keys.FORMAT, "runs": told})
        return
    if not found:
        click.echo("There is no run yet. `studio train` makes one.")
        return
    console().print(fitted(shown.table(found), console(), shown.SPARE))
