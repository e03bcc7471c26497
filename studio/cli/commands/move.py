"""`studio move`."""

from typing import get_args

import click

from studio.cli.documented import command
from studio.cli.options import in_project
from studio.cli.session import Session
from studio.jobs.line import Place


@command("move", "studio move run-04 first", "studio move mine later")
@click.argument("job")
@click.argument("to", type=click.Choice(get_args(Place)))
@in_project
def run_command(session: Session, job: str, to: Place) -> None:
    """Move a waiting job in the line of those that keep this machine busy.

    JOB is a job's id or a part of it. TO is first, earlier, later or last.
    """
    from studio.cli.jobs import choose
    from studio.jobs import line, supervisor

    line.move(choose(session.project.path, job, supervisor.ACTIVE, "move"), to)
    for number, waiting in enumerate(line.waiting(session.project.jobs), start=1):
        click.echo(f"{number}  {waiting.spec.job_id}  {waiting.spec.title}")
