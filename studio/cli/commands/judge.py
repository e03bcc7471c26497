"""`studio judge`."""

import click

from studio.cli.documented import command
from studio.cli.options import in_project
from studio.cli.screens import show
from studio.cli.session import Session


@command("judge", "studio judge", "studio judge --test-set tickets")
@click.option("--test-set", default="", metavar="NAME", help="Judge this test set. [default: the newest one]")
@in_project
def run_command(session: Session, test_set: str) -> None:
    """Open the studio on its judging screen: grade pooled passages from 0 to 3, blind to what found them."""
    from studio.workflow.judging import chosen

    if test_set:
        with session.database() as db:
            chosen(db, test_set)
    show(session, first="judge", test_set=test_set)
