"""`studio share`."""

from pathlib import Path

import click

from studio.cli.documented import command
from studio.cli.options import in_project, setting
from studio.cli.session import Session
from studio.domain.paths import expanded


@command("share", "studio share --reviewer bob --share 0.2", "studio share --reviewer cy --share 0.2 --into ../for-cy")
@click.option("--reviewer", required=True, metavar="NAME", help="Who will review the packet.")
@click.option(
    "--share", "part", type=click.FloatRange(0, 1), default=0.2, show_default=True, help="Share of all pairs."
)
@setting("review.overlap", "--overlap")
@click.option(
    "--into", type=click.Path(path_type=Path), metavar="DIR", help="The packet's folder. [default: beside the project]"
)
@in_project
def run_command(session: Session, reviewer: str, *, part: float, into: Path | None) -> None:
    """Write a packet for another reviewer: a project of its own with a part of the pairs and nobody's decisions.

    A part of them is the same for every reviewer, to see how far they agree; the others nobody has decided or was
    handed. Send the folder; whoever has it runs `studio review --project FOLDER`, and `studio merge FOLDER` takes in
    what they decided.
    """
    from studio.domain.identity import slug
    from studio.workflow import packets

    project, options = session.project, session.settings.review
    folder = into or project.path.parent / f"{project.path.name}-{slug(reviewer) or 'reviewer'}"
    with session.database() as db:
        shared = packets.write(
            project,
            db,
            expanded(folder).resolve(),
            reviewer=reviewer,
            part=part,
            overlap=options.overlap,
            guidelines=options.guidelines,
        )
    click.echo(f"{folder}: {shared.pairs:,} pairs for {reviewer}, {shared.common:,} of them the same for everybody.")
