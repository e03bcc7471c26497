"""Actions of every form: the same keys wherever settings are changed and a job is started."""

from studio.ui.actions import Action

__all__ = ["EXPORT", "GENERATE", "INGEST", "MINE", "form_actions"]


def form_actions(place: str, start: str) -> tuple[Action, ...]:
    """Return the actions of a form; `start` says in a sentence what starting does."""
    return (
        Action(id=f"{place}.start", keys="s", footer="start", help=start),
        Action(id=f"{place}.edit", keys="enter", footer="change", help="Change the selected setting; enter again keeps it, esc does not."),
        Action(id=f"{place}.next_field", keys="j,down,tab", help="Next setting."),
        Action(id=f"{place}.previous_field", keys="k,up,shift+tab", help="Previous setting."),
        Action(id=f"{place}.more", keys="right", help="Next choice."),
        Action(id=f"{place}.less", keys="left", help="Previous choice."),
        Action(id=f"{place}.take", keys="space", help="Take a choice in or out."),
        Action(id=f"{place}.reset", keys="0", footer="as in studio.toml", help="Go back to what studio.toml says."),
        Action(id=f"{place}.back", keys="escape", footer="back", help="Stop changing, or go back without starting."),
    )  # fmt: skip


INGEST = form_actions("ingest", "Read these documents into passages.")
GENERATE = form_actions("generate", "Write queries for the passages that have none.")
MINE = form_actions("mine", "Score the queries and mine hard negatives.")
EXPORT = form_actions("export", "Write the dataset and the model.")
