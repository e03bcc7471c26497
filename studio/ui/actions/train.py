"""Actions of the training screen: those of a form, and those of the run beside it."""

from studio.ui.actions import Action
from studio.ui.actions.forms import form_actions

_FORM = {action.method: action for action in form_actions("train", "Start a run with these settings.")}

ACTIONS = (
    _FORM["start"],
    _FORM["edit"],
    Action(
        id="train.side",
        keys="w",
        footer="settings or run",
        help="Switch between settings and run where both do not fit.",
    ),
    Action(id="train.pause", keys="p", footer="pause", help="Pause at the next checkpoint, or resume."),
    Action(id="train.cancel", keys="c", footer="cancel", help="End the run with the best model it has, or cancel it."),
    Action(id="train.log", keys="l", footer="log", help="Show all that the run said."),
    Action(id="train.beside", keys="o", footer="compare", help="Draw another run's curves over these, or none."),
    Action(
        id="train.curves",
        keys="v",
        help="Show gradient and learning rate, where the screen has no room for all four plots.",
    ),
    Action(id="train.save", keys="S", footer="save settings", help="Save the settings of this screen under a name."),
    Action(id="train.load", keys="O", help="Take settings that were saved under a name."),
    Action(
        id="train.runs", keys="r", footer="runs", help="Show all runs: name, note, pin, archive, delete or repeat one."
    ),
    Action(id="train.models", keys="B", footer="bases", help="Compare base models untouched, or train another one."),
    *(_FORM[name] for name in ("next_field", "previous_field", "more", "less", "take", "reset")),
    Action(id="train.back", keys="escape", footer="leave it running", help="Go back; a run goes on."),
)
