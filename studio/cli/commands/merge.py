"""`studio merge`."""

from pathlib import Path

import click

from studio.cli.documented import command
from studio.cli.options import in_project
from studio.cli.session import Session
from studio.domain.paths import expanded
from studio.domain.wording import plural


@command("merge", "studio merge ../handbook-bob", "studio merge ../handbook-*")
@click.argument("packets", type=click.Path(path_type=Path), metavar="PACKET...", nargs=-1, required=True)
@in_project
def run_command(session: Session, packets: tuple[Path, ...]) -> None:
    """Take in what reviewers of packets decided: in any order, as often as you like, with the same result."""
    from studio.storage import agreement
    from studio.workflow import packets as workflow

    folders = [expanded(folder).resolve() for folder in packets]
    with session.database() as db:
        for folder, fresh in workflow.merge(db, folders).items():
            click.echo(f"{folder.name}: {plural(fresh, 'new decision')}")
        differ = len(agreement.disagreements(db))
    if differ:
        click.echo(f"Reviewers differ on {plural(differ, 'card')}: `studio review --disagreements` settles them.")
