"""Actions of the judging screen, and of the form that takes queries from a file."""

from studio.domain.judging import GRADE_MEANINGS
from studio.ui.actions import Action
from studio.ui.actions.forms import form_actions

__all__ = ["ACTIONS", "BRINGING", "QUERIES"]

ACTIONS = (
    *(
        Action(
            id=f"judge.grade({grade})",
            keys=str(grade),
            help=f"The passage {'is ' if grade < 2 else ''}{meaning}; next passage.",
        )
        for grade, meaning in enumerate(GRADE_MEANINGS)
    ),
    Action(id="judge.skip", keys="space", footer="skip", help="Judge it later; next passage."),
    Action(
        id="judge.undo",
        keys="u,backspace",
        footer="undo",
        help="Take the last judgment back; without limit, also those of earlier sessions.",
    ),
    Action(id="judge.redo", keys="ctrl+r", help="Do again what was taken back."),
    Action(id="judge.next", keys="j,down", help="Next passage of the query."),
    Action(id="judge.previous", keys="k,up", help="Passage before."),
    Action(id="judge.next_query", keys="n,l,right", footer="next query", help="Next query."),
    Action(id="judge.previous_query", keys="p,h,left", help="Query before."),
    Action(
        id="judge.find",
        keys="slash",
        footer="find",
        help="Find a passage that no row found, by its words, and grade it.",
    ),
    Action(id="judge.page_down", keys="pagedown", help="Scroll the passage down."),
    Action(id="judge.page_up", keys="pageup", help="Scroll the passage up."),
    Action(id="judge.reveal", keys="b", help="Show or hide which rows found the passage, once its query is finished."),
    Action(id="judge.pool", keys="P", help="Pool the top passages of every row again: what is new is added."),
    Action(id="judge.evaluate", keys="V", footer="measure", help="Measure base, BM25 and every run on what is judged."),
    Action(id="judge.paste", keys="a", help="Paste queries that people asked, one a line."),
    Action(id="judge.file", keys="f", help="Take queries from a file or a search log."),
    Action(id="judge.tests", keys="t", help="Show the test sets: judge another one, or import one."),
    Action(id="judge.guidelines", keys="g", help="Read this project's guidelines."),
    Action(id="judge.copy", keys="y", help="Copy query and passage."),
    Action(id="judge.back", keys="escape", help="Go back."),
)

BRINGING = {
    "paste": "paste queries",
    "file": "from a file",
    "pool": "pool passages",
    "tests": "test sets",
    "back": "back",
}
"""What the line below says while there is nothing to judge yet."""

QUERIES = form_actions("queries", "Bring these queries, and pool passages to judge for them.")
