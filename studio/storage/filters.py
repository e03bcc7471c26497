"""Filter terms as SQL: fragments of sql/filters.sql joined by AND, every value a parameter."""

from collections.abc import Sequence

from studio.domain.filters import FIELDS, Term
from studio.storage.database import Database
from studio.storage.statements import statement

__all__ = ["conditions", "listed"]

_LISTED = 200
"""Values of a field that are offered while one types."""
_LISTS = {
    "style": "listed_style",
    "source": "listed_source",
    "model": "listed_model",
    "document": "listed_document",
    "reviewer": "listed_reviewer",
}
"""The statement that lists a field's values, for every field that is `listed`."""


def listed(db: Database, field: str) -> list[str]:
    """Return the values that the project's pairs have for a field, the most frequent first; of documents the first."""
    return [row[0] for row in db.all(_LISTS[field], limit=_LISTED)]


def conditions(terms: Sequence[Term]) -> tuple[str, dict[str, object]]:
    """Return what follows the WHERE of a queue statement, and its values by name."""
    parts: list[str] = []
    values: dict[str, object] = {}
    for index, term in enumerate(terms):
        name = f"value_{index}"
        is_number = term.field in FIELDS and FIELDS[term.field].number
        sql = statement(_fragment(term)).replace("$value", f"${name}")
        if term.op == "..":
            least, most = term.value.split("..", 1)
            sql = f"({sql}) BETWEEN ${name} AND ${name}_most"
            values |= {name: float(least), f"{name}_most": float(most)}
        elif is_number:
            sql = f"({sql}) {term.op} ${name}"
            values[name] = float(term.value)
        else:
            values[name] = term.value
        parts.append(f" AND {'NOT ' if term.negated else ''}coalesce(({sql}), false)")
    return "\n".join(parts), values


def _fragment(term: Term) -> str:
    if term.field == "text":
        return "filter_text_matches" if term.op == "~" else "filter_text_equals"
    return f"filter_{term.field}"
