"""`studio resume`."""

import click

from studio.cli.documented import command
from studio.cli.options import background, in_project
from studio.cli.session import Session


@command("resume", "studio resume", "studio resume train --background")
@click.argument("job", required=False)
@background
@in_project
def run_command(session: Session, job: str | None, background: bool) -> None:
    """Go on with a job that was paused, cancelled or killed, or that failed; or watch one that runs.

    JOB is a job's id or a part of it. Without it the newest job that is not done is meant.
    """
    from studio.cli.jobs import choose
    from studio.cli.running import BACKGROUND, follow
    from studio.cli.verdicts import say
    from studio.jobs import folder as folders
    from studio.jobs import supervisor
    from studio.jobs.spec import JobKind

    chosen = choose(session.project.path, job, supervisor.RESUMABLE | supervisor.ACTIVE, "resume")
    if folders.worker(chosen) is None:
        supervisor.resume(chosen)
    if background:
        click.echo(BACKGROUND.format(chosen.spec.job_id))
    else:
        landed = follow(session, chosen)
        if chosen.spec.kind in (JobKind.TRAIN, JobKind.EVALUATE):
            say(session, landed)
