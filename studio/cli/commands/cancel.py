"""`studio cancel`."""

import click

from studio.cli.documented import command
from studio.cli.options import in_project
from studio.cli.session import Session


@command("cancel", "studio cancel", "studio cancel train --keep-best")
@click.argument("job", required=False)
@click.option("--keep-best", is_flag=True, help="End a training now with the best model it has, and measure that.")
@in_project
def run_command(session: Session, job: str | None, keep_best: bool) -> None:
    """Stop a job at its next step, keeping what it finished.

    JOB is a job's id or a part of it. Without it the newest running, paused or stopped job is meant.
    """
    from studio.cli.jobs import choose
    from studio.jobs import supervisor
    from studio.jobs.spec import JobState

    states = supervisor.ACTIVE | {JobState.PAUSED, JobState.STOPPED}
    chosen = choose(session.project.path, job, states, "cancel")
    if keep_best:
        supervisor.finish(chosen)
        click.echo(f"{chosen.spec.job_id} ends with its best model. `studio resume` watches it.")
        return
    supervisor.cancel(chosen)
    click.echo(f"{chosen.spec.job_id} is cancelled.")
