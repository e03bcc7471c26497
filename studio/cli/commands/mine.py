"""`studio mine`."""

from studio.cli.documented import command
from studio.cli.options import background, in_project, setting
from studio.cli.running import run
from studio.cli.session import Session


@command("mine", "studio mine", "studio mine --negatives 7 --max-share 0.9")
@setting("mining.negatives", "--negatives")
@setting("mining.depth", "--depth")
@setting("mining.max_share", "--max-share")
@setting("model.device", "--device")
@background
@in_project
def run_command(session: Session, background: bool) -> None:
    """Score every pair and find its hard negatives.

    Passages that score too close to the positive become suspects: shown in review, trained on only once confirmed.
    """
    from studio.workflow import mine

    run(session, lambda db: mine.prepare(session.project, db, session.settings), in_background=background)
