"""Actions of the list of runs, and of one run."""

from studio.ui.actions import Action
from studio.ui.actions.lists import moves

__all__ = ["NOTHING", "RUN", "RUNS"]

NOTHING = {"train": "train", "back": "back"}
"""What the line below says while there is no run."""

RUNS = (
    Action(id="runs.open", keys="enter", footer="show", help="Show the run: settings, figures, curves, the line that repeats it."),
    Action(id="runs.rename", keys="r", footer="rename", help="Give the run a name of its own."),
    Action(id="runs.note", keys="n", footer="note", help="Write a note to the run."),
    Action(id="runs.pin", keys="f", footer="pin", help="Let the run stand before all others, or no longer."),
    Action(id="runs.archive", keys="a", footer="archive", help="Put the run away, so that it is not measured again; or bring it back."),
    Action(id="runs.delete", keys="D,delete", footer="delete", help="Delete the run's model and job; what was measured of it stays."),
    Action(id="runs.resume", keys="p", footer="resume", help="Pause the run, or resume one that failed or was stopped."),
    Action(id="runs.all", keys="A", help="Show archived and deleted runs too, or no longer."),
    Action(id="runs.copy", keys="y", help="Copy the command line that trains the run again."),
    *moves("runs"),
)  # fmt: skip

RUN = (
    Action(id="run.pause", keys="p", footer="pause", help="Pause the run, or resume it."),
    Action(id="run.beside", keys="o", footer="compare", help="Draw another run's curves over these, or none."),
    Action(id="run.curves", keys="v", help="Show gradient and learning rate, where the screen has no room for all four plots."),
    Action(id="run.log", keys="l", footer="log", help="Show all that the run said."),
    Action(id="run.copy", keys="y", footer="copy the line", help="Copy the command line that trains the run again."),
    Action(id="run.side", keys="w", footer="curves", help="Switch between what is known of the run and its curves where both do not fit."),
    Action(id="run.down", keys="j,down,pagedown", help="Scroll what is known of it down."),
    Action(id="run.up", keys="k,up,pageup", help="Scroll it up."),
    Action(id="run.back", keys="escape", footer="back", help="Go back to the runs."),
)  # fmt: skip
