"""`studio pool`."""

import click

from studio.cli.documented import command
from studio.cli.options import background, in_project, setting
from studio.cli.running import run
from studio.cli.session import Session


@command("pool", "studio pool", "studio pool --test-set tickets --depth 20")
@click.option("--test-set", default="", metavar="NAME", help="Pool for this test set. [default: the newest one]")
@setting("judging.depth", "--depth")
@setting("model.device", "--device")
@background
@in_project
def run_command(session: Session, test_set: str, background: bool) -> None:
    """Put the top passages of every row together for a test set's queries, to be judged with `studio judge`.

    Base, BM25, every finished run and their fusions take part. Done again after a new run it adds what is new.
    """
    from studio.workflow import pool

    run(
        session,
        lambda db: pool.prepare(session.project, db, session.settings, test_set=test_set),
        in_background=background,
    )
