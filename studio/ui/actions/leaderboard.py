"""Actions of the leaderboard, of a row's slices, and of the two rankings of one query."""

from studio.ui.actions import Action

__all__ = ["ACTIONS", "IN_QUERIES", "NOTHING", "RANKINGS", "SLICES"]

ACTIONS = (
    Action(id="leaderboard.next", keys="j,down", help="Next row, or next query."),
    Action(id="leaderboard.previous", keys="k,up", help="Previous row or query."),
    Action(id="leaderboard.page_down", keys="pagedown", help="A page down."),
    Action(id="leaderboard.page_up", keys="pageup", help="A page up."),
    Action(id="leaderboard.test_set", keys="t", footer="test set", help="Show the next test set."),
    Action(id="leaderboard.details", keys="d", footer="details", help="Show everything measured for the selected row."),
    Action(
        id="leaderboard.slices",
        keys="s",
        footer="slices",
        help="Show where the row wins and loses: style, shared words, document, length.",
    ),
    Action(
        id="leaderboard.focus_next",
        keys="tab,shift+tab",
        footer="queries",
        help="Move between rows and queries won and lost.",
    ),
    Action(
        id="leaderboard.reference",
        keys="equals_sign",
        footer="compare",
        help="Compare every row with the selected one; on that row, with the base again.",
    ),
    Action(
        id="leaderboard.dimensions",
        keys="m",
        footer="sizes",
        help="Show a line for each size of vectors (dimensions, int8, binary), or full size alone.",
    ),
    Action(
        id="leaderboard.rankings",
        keys="enter",
        footer="both rankings",
        help="Open the selected query: the base's ranking beside the row's.",
    ),
    Action(id="leaderboard.pairs", keys="e", footer="its pairs", help="Review the pairs behind the selected query."),
    Action(
        id="leaderboard.runs",
        keys="r",
        help="Show all runs: name, note, pin, archive, delete or repeat one.",
    ),
    Action(
        id="leaderboard.models", keys="B", footer="bases", help="Compare base models untouched, or train another one."
    ),
    Action(id="leaderboard.evaluate", keys="V", help="Measure base, BM25 and every run again."),
    Action(id="leaderboard.back", keys="escape", help="Go back."),
)

NOTHING = {"judge": "judge queries", "evaluate": "measure", "models": "bases", "back": "back"}
"""What the line below says while nothing is measured."""

IN_QUERIES = {
    "rankings": "both rankings",
    "pairs": "its pairs",
    "focus_next": "back to the rows",
    "slices": "slices",
    "details": "details",
    "test_set": "test set",
}
"""What the line below says while keys move among the queries."""

RANKINGS = (
    Action(id="rankings.next", keys="j,down", help="Next place."),
    Action(id="rankings.previous", keys="k,up", help="Previous place."),
    Action(
        id="rankings.side", keys="tab,shift+tab,h,l,left,right", footer="other ranking", help="Go to the other ranking."
    ),
    Action(id="rankings.next_query", keys="n", footer="next query", help="Open the next query of the list."),
    Action(id="rankings.previous_query", keys="N", footer="query before", help="Open the query before."),
    Action(id="rankings.pairs", keys="e", footer="its pairs", help="Review the pairs behind this query."),
    Action(
        id="rankings.taught",
        keys="w",
        footer="what taught it",
        help="Review the pairs that taught the row this: of the passages it raised, of the answer, of queries "
        "like this one.",
    ),
    Action(id="rankings.page_down", keys="pagedown,space", help="Scroll the passage down."),
    Action(id="rankings.page_up", keys="pageup", help="Scroll the passage up."),
    Action(id="rankings.back", keys="escape", footer="back", help="Go back to the leaderboard."),
)

SLICES = (
    Action(id="slices.next", keys="j,down", help="Next slice."),
    Action(id="slices.previous", keys="k,up", help="Slice before."),
    Action(id="slices.way", keys="tab,l,right", footer="another way", help="Slice in the next way."),
    Action(id="slices.way_before", keys="shift+tab,h,left", help="Slice in the way before."),
    Action(id="slices.page_down", keys="pagedown,space", help="A page down."),
    Action(id="slices.page_up", keys="pageup", help="A page up."),
    Action(id="slices.back", keys="escape", footer="back", help="Go back to the leaderboard."),
)
