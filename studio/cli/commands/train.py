"""`studio train`."""

from studio.cli.documented import command
from studio.cli.options import background, in_project, setting
from studio.cli.running import run
from studio.cli.session import Session


@command("train", "studio train", "studio train --epochs 2 --use accepted --background")
@setting("training.epochs", "--epochs")
@setting("training.batch_size", "--batch-size")
@setting("training.learning_rate", "--learning-rate")
@setting("training.negatives", "--negatives")
@setting("training.max_tokens", "--max-tokens")
@setting("training.dimensions", "--dimensions")
@setting("training.use", "--use")
@setting("training.seed", "--seed")
@setting("model.device", "--device")
@background
@in_project
def run_command(session: Session, background: bool) -> None:
    """Fine-tune the base model on the curated pairs and measure the run against its base.

    Ctrl-C cancels at the next step with a checkpoint; `studio resume` goes on from it.
    """
    from studio.workflow import train

    run(session, lambda db: train.prepare(session.project, db, session.settings), in_background=background)
