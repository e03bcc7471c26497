"""`studio train`."""

from typing import TYPE_CHECKING

import click

from studio.cli.documented import command
from studio.cli.options import background, in_project, setting
from studio.cli.running import run
from studio.cli.session import Session
from studio.cli.verdicts import say

if TYPE_CHECKING:
    from studio.jobs.folder import JobFolder
    from studio.storage.database import Database


@command(
    "train",
    "studio train",
    "studio train --epochs 2 --use accepted --background",
    "studio train --recipe pairs --negatives 1",
    "studio train --weights lora",
    "studio train --towers both",
    "studio train --teacher cross-encoder/ms-marco-MiniLM-L6-v2",
    "studio train --base BAAI/bge-small-en-v1.5 --dataset a81f",
    "studio train --processes 2",
    "studio train --ray head:6379 --processes 8",
)
@click.option(
    "--base", default="", metavar="MODEL", help="Train another base than the project's, with its own prompts."
)
@click.option(
    "--dataset", default="", metavar="HASH", help="Replay a stored dataset, named by its hash or the beginning of one."
)
@setting("training.recipe", "--recipe")
@setting("training.teacher", "--teacher")
@setting("training.towers", "--towers")
@setting("training.epochs", "--epochs")
@setting("training.batch_size", "--batch-size")
@setting("training.learning_rate", "--learning-rate")
@setting("training.negatives", "--negatives")
@setting("training.weights", "--weights")
@setting("training.max_tokens", "--max-tokens")
@setting("training.dimensions", "--dimensions")
@setting("training.processes", "--processes")
@setting("training.ray", "--ray")
@setting("training.use", "--use")
@setting("training.sides", "--sides")
@setting("training.seed", "--seed")
@setting("training.report_to", "--report-to")
@setting("model.device", "--device")
@click.option("--prepare", "only_prepare", is_flag=True, help="Write the job's folder for a launcher; start nothing.")
@background
@in_project
def run_command(session: Session, base: str, dataset: str, only_prepare: bool, background: bool) -> None:
    """Fine-tune the base model on the curated pairs and measure the run against its base.

    With --base, the run is measured against that base too; with --dataset, on the very pairs of an earlier run.

    Ctrl-C cancels at the next step with a checkpoint; `studio resume` goes on from it.

    docs/training.md tells of runs on several devices and machines.
    """
    from studio.bases import absolute
    from studio.domain.overview import to_judge_first
    from studio.storage.overview import overview
    from studio.workflow import train

    base = absolute(base)

    def prepare(db: "Database") -> "JobFolder":
        job = train.prepare(session.project, db, session.settings, base=base, dataset=dataset)
        if judge := to_judge_first(overview(db)):
            click.echo(f"Better first: {judge.sentence} (`studio import-queries`). Training goes on without.", err=True)
        return job

    if only_prepare:
        with session.database() as db:
            click.echo(prepare(db).path)
    else:
        say(session, run(session, prepare, in_background=background))
