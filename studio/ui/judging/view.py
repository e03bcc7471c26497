"""The judging screen's texts: what is asked, what a grade means, how far it is. Pure.

Says nothing of rows, ranks or scores before a query is finished.
"""

from collections.abc import Sequence

from rich.text import Text

from studio.domain.judging import ENOUGH_QUERIES, FEWEST_QUERIES, GRADE_MEANINGS, AskedQuery, Judging, PooledPassage
from studio.domain.wording import plural, times
from studio.ui.text import visible
from studio.ui.views.fitting import foremost
from studio.ui.views.texts import block, line, titled

__all__ = ["bar", "brought", "finished", "found_by", "legend", "nothing", "passage_line", "query_head", "unpooled"]

_TONES = ("bright_black", "", "yellow", "green")


def bar(title: str, position: int, progress: Judging, pace: float | None, room: int) -> str:
    """Return the bar above: where the person is, what is left, for how long; what matters most where room is short."""
    left = f"about {max(1, round(progress.left / pace)):,} min" if pace and progress.left else ""
    parts = [
        (4, visible(title)),
        (0, f"query {position + 1} of {progress.queries:,}"),
        (3, f"{progress.finished:,} judged"),
        (1, f"{plural(progress.left, 'passage')} left"),
        (2, left),
    ]
    return foremost(parts, room)


def query_head(query: AskedQuery, width: int) -> Text:
    """Return the query, how often it was asked, and how far it is."""
    text = block(visible(query.text, 1_000), "bold")
    asked = [f"asked {times(query.times)}"] if query.times > 1 else []
    asked.append(f"{query.judged:,} of {plural(query.pooled, 'passage')} judged, {query.relevant:,} relevant")
    said = line(" · ".join(asked), "dim")
    said.truncate(max(1, width), overflow="ellipsis")
    return text.append("\n").append_text(said)


def passage_line(passage: PooledPassage, width: int) -> Text:
    """Return a passage as one line: its grade, and where it stands or how it begins."""
    graded = passage.grade is not None
    text = line(f"{passage.grade if graded else '·'}  ", _TONES[passage.grade or 0] if graded else "")
    named = titled(passage.title, passage.heading_path, passage.text[:200], max(1, width - text.cell_len))
    named.stylize("dim" if graded else "")
    return text.append_text(named)


def legend(width: int) -> Text:
    """Return what the keys say of a passage."""
    text = line()
    gap = " · " if width < 100 else "   "
    for grade, meaning in enumerate(GRADE_MEANINGS):
        text.append(gap if grade else "", style="dim").append(str(grade), style="bold").append(f" {meaning}")
    text.truncate(width, overflow="ellipsis")
    return text


def found_by(query: AskedQuery, passage: PooledPassage) -> str:
    """Return which rows found a passage; until its query is finished, that it is not told."""
    if not query.finished:
        return f"Which rows found it is told once the query is finished: {plural(query.left, 'passage')} left."
    return f"found by: {visible(', '.join(passage.found_by))}"


def nothing() -> str:
    """Return why a test set of one's own matters, and how to begin one."""
    return (
        "Judge what your users ask.\n\n"
        "Generated queries tell whether a model learned what it was taught;\n"
        "only queries of people tell whether their search gets better.\n"
        f"{FEWEST_QUERIES} to {ENOUGH_QUERIES} of them, judged once, measure every run from then on.\n"
        "Nothing is ever trained on them.\n\n"
        "a  pastes queries, one a line\n"
        "f  takes them from a file or a search log\n"
        "t  shows the test sets: import one that was judged elsewhere\n\n"
        "T  trains without: this can be done at any time"
    )


def unpooled(title: str, queries: int, job: str) -> str:
    """Return what is to be done where nothing is pooled yet; `job` says how a pool job that runs is doing."""
    told = f"{visible(title)}: {plural(queries, 'query', 'queries')}"
    if job:
        return f"{told}\n\n{job}\n\nThe passages appear here when it is done."
    return (
        f"{told}, and no passages to judge yet.\n\n"
        "P  puts the top passages of base, BM25 and every run together for each query"
    )


def finished(progress: Judging) -> str:
    """Return what is said once everything is judged."""
    said = (
        f"Everything is judged: {plural(progress.queries, 'query', 'queries')}, {plural(progress.judged, 'passage')}."
    )
    if progress.unanswered:
        said += f" {progress.unanswered:,} have no relevant passage: / finds one by hand, or they are not measured."
    return f"{said} V measures every row."


def brought(added: int, known: int, left: Sequence[tuple[int, str]]) -> str:
    """Return what an import brought, and what it left out."""
    said = f"{plural(added, 'new query', 'new queries')}" + (f", {known:,} were there" if known else "")
    out = ", ".join(f"{number:,} {what}" for number, what in left if number)
    return f"{said}. Left out: {out}." if out else f"{said}."
