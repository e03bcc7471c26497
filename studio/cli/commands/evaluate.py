"""`studio evaluate`."""

import click

from studio.cli.documented import command
from studio.cli.options import background, in_project, setting
from studio.cli.running import run
from studio.cli.session import Session
from studio.cli.verdicts import say


@command("evaluate", "studio evaluate", "studio evaluate --run run-03 --test-set engineers")
@click.option("--run", "runs", multiple=True, metavar="RUN", help="Measure this run; may be repeated. [default: all]")
@click.option(
    "--test-set", "test_sets", multiple=True, metavar="NAME", help="Measure on this test set; may be repeated."
)
@setting("evaluation.dimensions", "--dimensions")
@setting("evaluation.precisions", "--precisions")
@setting("evaluation.dense_weight", "--dense-weight")
@setting("model.device", "--device")
@background
@in_project
def run_command(session: Session, runs: tuple[str, ...], test_sets: tuple[str, ...], background: bool) -> None:
    """Measure base, BM25 and runs on the test sets. Every look at a test set is counted."""
    from studio.workflow import evaluate

    landed = run(
        session,
        lambda db: evaluate.prepare(
            session.project, db, session.settings, runs=runs or None, test_sets=test_sets or None
        ),
        in_background=background,
    )
    say(session, landed, runs)
