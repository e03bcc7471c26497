"""Actions of the leaderboard."""

from studio.ui.actions import Action

ACTIONS = (
    Action(id="leaderboard.next", keys="j,down", help="Next row."),
    Action(id="leaderboard.previous", keys="k,up", help="Previous row."),
    Action(id="leaderboard.test_set", keys="t", footer="next test set", help="Show another test set."),
    Action(
        id="leaderboard.dimensions",
        keys="m",
        footer="dimensions",
        help="Show one line per dimension, or full dimensions alone.",
    ),
    Action(id="leaderboard.details", keys="d", footer="details", help="Show everything measured for the selected row."),
    Action(
        id="leaderboard.focus_next",
        keys="tab",
        footer="rows or queries",
        help="Move between rows and queries won and lost.",
    ),
    Action(
        id="leaderboard.rankings",
        keys="enter",
        footer="both rankings",
        help="Open the selected query: the base's ranking beside the row's.",
    ),
    Action(id="leaderboard.pairs", keys="e", help="Review the pairs of the selected query's documents."),
    Action(id="leaderboard.evaluate", keys="E", help="Measure every row again."),
    Action(id="leaderboard.back", keys="escape", help="Go back."),
)
