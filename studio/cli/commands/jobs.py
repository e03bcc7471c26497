"""`studio jobs`."""

import click

from studio.cli.documented import command
from studio.cli.options import in_project, json_output
from studio.cli.session import Session


@command("jobs", "studio jobs", "studio jobs --json")
@json_output
@in_project
def run_command(session: Session, as_json: bool) -> None:
    """List the project's jobs, oldest first, and how they stand. Works while the studio is open elsewhere."""
    from studio.cli import keys, scripts
    from studio.cli.jobs import line
    from studio.jobs import folder as folders

    jobs = folders.list_jobs(session.project.path)
    if as_json:
        scripts.print_json({"format": keys.FORMAT, "jobs": [scripts.job(job) for job in jobs]})
        return
    for job in jobs:
        click.echo(line(job))
    if not jobs:
        click.echo("There is no job yet.")
