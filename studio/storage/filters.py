"""Filter terms as SQL: fragments of sql/filters.sql joined by AND, every value a parameter."""

from collections.abc import Sequence

from studio.domain.filters import FIELDS, Term
from studio.storage.statements import statement

__all__ = ["conditions"]


def conditions(terms: Sequence[Term]) -> tuple[str, dict[str, object]]:
    """Return what follows the WHERE of a queue statement, and its values by name."""
    parts: list[str] = []
    values: dict[str, object] = {}
    for index, term in enumerate(terms):
        name = f"value_{index}"
        is_number = term.field in FIELDS and FIELDS[term.field].number
        sql = statement(_fragment(term)).replace("$value", f"${name}")
        if is_number:
            sql = f"({sql}) {term.op} ${name}"
        values[name] = float(term.value) if is_number else term.value
        parts.append(f" AND {'NOT ' if term.negated else ''}coalesce(({sql}), false)")
    return "\n".join(parts), values


def _fragment(term: Term) -> str:
    if term.field == "text":
        return "filter_text_matches" if term.op == "~" else "filter_text_equals"
    return f"filter_{term.field}"
