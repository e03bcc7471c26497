"""`studio train`."""

import click

from studio.cli.documented import command
from studio.cli.options import background, in_project, setting
from studio.cli.running import run
from studio.cli.session import Session
from studio.cli.verdicts import say


@command(
    "train",
    "studio train",
    "studio train --epochs 2 --use accepted --background",
    "studio train --base BAAI/bge-small-en-v1.5 --dataset a81f",
)
@click.option(
    "--base", default="", metavar="MODEL", help="Train another base than the project's, with its own prompts."
)
@click.option(
    "--dataset", default="", metavar="HASH", help="Replay a stored dataset, named by its hash or the beginning of one."
)
@setting("training.epochs", "--epochs")
@setting("training.batch_size", "--batch-size")
@setting("training.learning_rate", "--learning-rate")
@setting("training.negatives", "--negatives")
@setting("training.max_tokens", "--max-tokens")
@setting("training.dimensions", "--dimensions")
@setting("training.processes", "--processes")
@setting("training.use", "--use")
@setting("training.seed", "--seed")
@setting("training.report_to", "--report-to")
@setting("model.device", "--device")
@background
@in_project
def run_command(session: Session, base: str, dataset: str, background: bool) -> None:
    """Fine-tune the base model on the curated pairs and measure the run against its base.

    With --base, the run is measured against that base too; with --dataset, on the very pairs of an earlier run.

    Ctrl-C cancels at the next step with a checkpoint; `studio resume` goes on from it.
    """
    from studio.bases import absolute
    from studio.workflow import train

    base = absolute(base)
    landed = run(
        session,
        lambda db: train.prepare(session.project, db, session.settings, base=base, dataset=dataset),
        in_background=background,
    )
    say(session, landed)
