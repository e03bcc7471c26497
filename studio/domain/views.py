"""A view of the queue: which cards, by which filter, in which order. It can be named, kept and opened again.

Knows neither where views are kept nor how a queue is read.
"""

import json
from dataclasses import dataclass

from studio.domain.queue import Cards, Sort

__all__ = ["View", "from_text", "to_text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A filter line, an order, and what the cards ask about."""

    line: str = ""
    sort: Sort = Sort.MIXED
    cards: Cards = Cards.PAIRS


def to_text(view: View) -> str:
    """Return a view as one line of JSON."""
    return json.dumps({"line": view.line, "sort": view.sort, "cards": view.cards}, ensure_ascii=False)


def from_text(text: str) -> View:
    """Read a view back; what a newer version wrote and this one does not know is left at its default."""
    known: dict[str, str] = json.loads(text)
    sorts, cards = set(Sort), set(Cards)
    return View(
        line=str(known.get("line", "")),
        sort=Sort(known["sort"]) if known.get("sort") in sorts else Sort.MIXED,
        cards=Cards(known["cards"]) if known.get("cards") in cards else Cards.PAIRS,
    )
