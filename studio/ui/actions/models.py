"""Actions of the list of base models."""

from studio.ui.actions import Action

__all__ = ["ACTIONS"]

ACTIONS = (
    Action(
        id="models.start", keys="s", footer="bake-off", help="Measure the marked models untouched on every test set."
    ),
    Action(id="models.mark", keys="space", footer="mark", help="Mark a model for the bake-off, or unmark it."),
    Action(id="models.add", keys="i", footer="add a model", help="Add the folder of a model, or a hub id."),
    Action(id="models.train", keys="enter", footer="train it", help="Open the train form with this base."),
    Action(id="models.next", keys="j,down", help="Next model."),
    Action(id="models.previous", keys="k,up", help="Model before."),
    Action(id="models.page_down", keys="pagedown", help="A page down."),
    Action(id="models.page_up", keys="pageup", help="A page up."),
    Action(id="models.first", keys="home", help="First model."),
    Action(id="models.last", keys="end", help="Last model."),
    Action(id="models.back", keys="escape", footer="back", help="Go back."),
)
