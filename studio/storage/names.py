"""Numbers of pairs and passages by their names. Names never change, so what was seen once is kept in memory."""

from collections.abc import Iterable, Sequence
from typing import Literal

from studio.storage.database import Database, UnknownNameError

__all__ = ["names_of", "numbers", "pair_number", "passages", "remember"]

Kind = Literal["pair", "passage"]


def pair_number(db: Database, pair_id: str) -> int:
    """Return the number of a pair. Raises UnknownNameError."""
    found = numbers(db, "pair", (pair_id,))
    if pair_id not in found:
        raise UnknownNameError(f"There is no pair {pair_id} in this project.")
    return found[pair_id]


def numbers(db: Database, kind: Kind, names: Iterable[str]) -> dict[str, int]:
    """Return the numbers of those names that the project knows."""
    known = _known(db, kind)
    wanted = set(names)
    if missing := [name for name in wanted if name not in known]:
        known.update(db.all(f"{kind}_numbers", names=missing))
    return {name: known[name] for name in wanted if name in known}


def names_of(db: Database, pair_nos: Sequence[int]) -> list[str]:
    """Return the names of some pairs, in the order of their numbers."""
    return [row[0] for row in db.all("pair_names", pair_nos=list(pair_nos))]


def passages(db: Database, passage_nos: Iterable[int]) -> dict[int, str]:
    """Return the names of some passages by their numbers."""
    return dict(db.all("passage_names", passage_nos=list(passage_nos)))


def remember(db: Database, kind: Kind, pairs: Iterable[tuple[str, int]]) -> None:
    """Keep names and numbers that were read anyway."""
    _known(db, kind).update(pairs)


def _known(db: Database, kind: Kind) -> dict[str, int]:
    known: dict[str, int] = db.memory.setdefault(f"numbers of {kind}", {})
    return known
