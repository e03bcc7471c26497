"""`studio cancel`."""

import click

from studio.cli.documented import command
from studio.cli.options import in_project
from studio.cli.session import Session


@command("cancel", "studio cancel", "studio cancel 20261124-142301-mine-a81f")
@click.argument("job", required=False)
@in_project
def run_command(session: Session, job: str | None) -> None:
    """Stop a job for good at its next step, keeping what it finished.

    JOB is a job's id or a part of it. Without it the newest running, paused or stopped job is meant.
    """
    from studio.cli.jobs import choose
    from studio.jobs import supervisor
    from studio.jobs.spec import JobState

    states = supervisor.ACTIVE | {JobState.PAUSED, JobState.STOPPED}
    chosen = choose(session.project.path, job, states, "cancel")
    supervisor.cancel(chosen)
    click.echo(f"{chosen.spec.job_id} is cancelled.")
