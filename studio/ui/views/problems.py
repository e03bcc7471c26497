"""What could not be read or used, as lines, and the selected one in full. Pure."""

from collections.abc import Sequence

from rich.text import Text

from studio.domain.records import Problem
from studio.domain.wording import plural
from studio.ui.text import visible
from studio.ui.views import texts
from studio.ui.views.fitting import shortened

__all__ = ["as_text", "detail", "head", "line", "nothing"]


def head(problems: Sequence[Problem]) -> str:
    """Return how many there are, by step."""
    steps = dict.fromkeys(problem.step for problem in problems)
    return " · ".join(f"{step} {plural(sum(p.step == step for p in problems), 'problem')}" for step in steps)


def line(problem: Problem, width: int) -> Text:
    """Return a problem as one line: what it is about, and why."""
    room = max(16, min(width // 3, 48))
    text = texts.line("✗ ", "red")
    text.append(shortened(_flat(problem.subject), room).ljust(room + 2), style="bold")
    return text.append(_flat(problem.reason))


def detail(problem: Problem) -> Text:
    """Return all of a problem."""
    text = texts.block(f"{problem.step}  ", "dim")
    return text.append(visible(problem.subject), style="bold").append(f"\n{visible(problem.reason)}")


def nothing(documents: int) -> str:
    """Return what is said where there is no problem, in a corpus of so many documents."""
    if documents:
        return "Everything could be read and used."
    return "Nothing was read yet.\n\nesc  goes home, where I reads documents"


def as_text(problems: Sequence[Problem]) -> str:
    """Return all problems as text, a tab between the columns."""
    return "".join(f"{_flat(p.step)}\t{_flat(p.subject)}\t{_flat(p.reason)}\n" for p in problems)


def _flat(text: str) -> str:
    return " ".join(visible(text).split())
