"""Actions of the screens that are lists: test sets, what a job said, what could not be used."""

from studio.ui.actions import Action

__all__ = ["LOG", "NO_TESTS", "PROBLEMS", "TESTS", "moves"]


def moves(place: str) -> tuple[Action, ...]:
    """Return the actions of moving in a list."""
    return (
        Action(id=f"{place}.next", keys="j,down", help="Next line."),
        Action(id=f"{place}.previous", keys="k,up", help="Previous line."),
        Action(id=f"{place}.page_down", keys="pagedown,space", help="A page down."),
        Action(id=f"{place}.page_up", keys="pageup", help="A page up."),
        Action(id=f"{place}.first", keys="home", help="First line."),
        Action(id=f"{place}.last", keys="end", help="Last line."),
        Action(id=f"{place}.back", keys="escape", footer="back", help="Go back."),
    )


NO_TESTS = {"paste": "paste queries", "file": "from a file", "add": "import", "back": "back"}
"""What the line below says while there is no test set."""

TESTS = (
    Action(id="tests.open", keys="enter", footer="leaderboard", help="Show the leaderboard on this test set."),
    Action(id="tests.judge", keys="o", footer="judge", help="Judge the queries of this test set."),
    Action(id="tests.paste", keys="a", footer="paste", help="Paste queries that people asked, one a line."),
    Action(id="tests.file", keys="f", footer="from a file", help="Take queries from a file or a search log."),
    Action(id="tests.add", keys="i", footer="import", help="Import a BEIR folder with queries.jsonl and qrels."),
    Action(id="tests.evaluate", keys="V", footer="measure", help="Measure base, BM25 and every run on every test set."),
    *moves("tests"),
)

LOG = (
    Action(id="log.pause", keys="p", footer="pause or resume", help="Pause the job, or resume it."),
    Action(id="log.cancel", keys="c", footer="cancel", help="Cancel the job and keep what it finished."),
    Action(id="log.copy", keys="y", footer="copy", help="Copy everything."),
    *moves("log"),
)

PROBLEMS = (
    Action(id="problems.copy", keys="y", footer="copy", help="Copy all of them."),
    *moves("problems"),
)
