"""`studio cancel`."""

import click

from studio.cli.documented import command
from studio.cli.options import in_project
from studio.cli.session import Session


@command("cancel", "studio cancel", "studio cancel train --keep-best")
@click.argument("job", required=False)
@click.option("--keep-best", is_flag=True, help="End a training with the best model it has so far, and measure that.")
@in_project
def run_command(session: Session, job: str | None, keep_best: bool) -> None:
    """Stop a job at its next step, keeping what it finished.

    JOB is a job's id or a part of it. Without it the newest running, paused or stopped job is meant; with --keep-best
    the newest training that is not done, be it running, paused, cancelled or failed.
    """
    from studio.cli.jobs import choose
    from studio.jobs import folder as folders
    from studio.jobs import supervisor
    from studio.jobs.spec import JobKind, JobState

    project = session.project.path
    if keep_best:
        chosen = choose(project, job, supervisor.RESUMABLE | supervisor.ACTIVE, "end", kind=JobKind.TRAIN)
        supervisor.finish(chosen)
        click.echo(f"{chosen.spec.job_id} ends with its best model. `studio resume` watches it.")
        return
    chosen = choose(project, job, supervisor.ACTIVE | {JobState.PAUSED, JobState.STOPPED}, "cancel")
    supervisor.cancel(chosen)
    works = folders.worker(chosen) is not None
    how = "stops at its next step; `studio jobs` shows when it has" if works else "is cancelled"
    click.echo(f"{chosen.spec.job_id} {how}.")
