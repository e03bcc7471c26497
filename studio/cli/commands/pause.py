"""`studio pause`."""

import click

from studio.cli.documented import command
from studio.cli.options import in_project
from studio.cli.session import Session


@command("pause", "studio pause", "studio pause train")
@click.argument("job", required=False)
@in_project
def run_command(session: Session, job: str | None) -> None:
    """Ask a running job to stop at its next checkpoint; `studio resume` goes on from there.

    JOB is a job's id or a part of it. Without it the newest running job is meant.
    """
    from studio.cli.jobs import choose
    from studio.jobs import supervisor

    chosen = choose(session.project.path, job, supervisor.ACTIVE, "pause")
    supervisor.pause(chosen)
    click.echo(f"{chosen.spec.job_id} pauses at its next checkpoint. `studio resume` goes on from there.")
