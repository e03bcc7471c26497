"""`studio run`."""

from typing import Any

import click

from studio.cli.documented import command
from studio.cli.options import in_project, json_output
from studio.cli.session import Session


@command(
    "run",
    "studio run run-03",
    'studio run run-03 --rename nightly --note "more keyword queries" --pin',
    "studio run nightly --delete",
)
@click.argument("name")
@click.option("--rename", metavar="TEXT", help="Give the run a name of its own; an empty one takes it away.")
@click.option("--note", metavar="TEXT", help="Write a note to it; an empty one takes it away.")
@click.option("--pin/--unpin", default=None, help="Let it stand before all others, or no longer.")
@click.option(
    "--archive/--unarchive", default=None, help="Put it away: not listed, not measured again; or bring it back."
)
@click.option("--delete", is_flag=True, help="Delete its model and its job. What was measured of it stays.")
@click.option("--yes", is_flag=True, help="Delete without asking.")
@json_output
@in_project
def run_command(
    session: Session,
    name: str,
    *,
    rename: str | None,
    note: str | None,
    pin: bool | None,
    archive: bool | None,
    delete: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Show a run: settings, dataset, base, times, dev figures, and the command line that repeats it. Or mark it.

    NAME is a run's id or the name that it was given.
    """
    from dataclasses import replace

    from studio.cli import keys, scripts
    from studio.cli import runs as shown
    from studio.cli.tables import console
    from studio.domain.figures import size
    from studio.storage import runs as store
    from studio.workflow import repeat, runs

    with session.database() as db:
        run = store.run(db, name)
        if delete:
            if yes or _sure(runs.told_before_deleting(session.project, run)):
                click.echo(f"{run.run_id} is deleted: {size(runs.delete(session.project, db, run))} are free.")
            return
        run = run if rename is None else runs.rename(db, run, rename)
        changes: dict[str, Any] = {"note": note, "pinned": pin, "archived": archive}
        wanted = {key: value for key, value in changes.items() if value is not None}
        run = runs.mark(db, replace(run, **wanted)) if wanted else run
        found = runs.record(session.project, db, run.run_id)
    again = repeat.command(found.run, session.settings)
    if as_json:
        scripts.print_json({"format": keys.FORMAT, **scripts.run(found, again)})
        return
    console().print(shown.details(found, again), soft_wrap=True)


def _sure(told: str) -> bool:
    from studio.errors import StoppedError

    try:
        return click.confirm(f"{told} Delete it?", err=True)
    except click.Abort:
        click.echo(err=True)  # the question stands on a line without an end
        raise StoppedError("Nothing was deleted. Add --yes where nobody can be asked.") from None
