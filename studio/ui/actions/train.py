"""Actions of the training screen."""

from studio.ui.actions import Action

ACTIONS = (
    Action(id="train.start", keys="s", footer="start", help="Start a run with these settings."),
    Action(id="train.pause", keys="p", footer="pause or resume", help="Pause at the next checkpoint, or resume."),
    Action(id="train.cancel", keys="c", footer="cancel", help="Cancel and keep the best checkpoint."),
    Action(id="train.log", keys="l", footer="log", help="Show all that the run said."),
    Action(id="train.back", keys="escape", footer="leave it running", help="Go back; the run goes on."),
)
