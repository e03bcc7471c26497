"""Pairs as they stand, and what follows from them: the queries that may enrich an index, and the dev set.

The rules are those of storage's `write_enriching` and `held_out_pairs`, applied again to few pairs at a time; a test
holds them to one another. Knows no vectors.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from studio.domain.identity import asked_hash
from studio.domain.options import Use
from studio.domain.providers import QUOTING

__all__ = ["ActivePairs", "Asked", "Held", "LivePair"]


@dataclass(frozen=True, slots=True)
class LivePair:
    """A pair with its decisions. `passages` has its own passage first, then those that a person found to answer too.

    `source` says who wrote the query as it stands; for further passages it is a person's.
    """

    number: int
    query: str
    split: str
    status: str
    passages: tuple[str, ...]
    source: str

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "LivePair":
        """Make one of a row of the live frame, or of the same as JSON."""
        return cls(row["pair_no"], row["query"], row["split"], row["status"], tuple(row["passages"]), row["source"])


class Held(NamedTuple):
    """Queries that may enrich an index: a row for each passage that one answers, in the order of the pairs.

    `rows` names each row for good, `texts` and `keys` its query, `places` its passage. Equal keys ask the same; what is
    `quoted` are its passage's own words.
    """

    rows: NDArray[np.int64]
    texts: NDArray[np.int64]
    keys: NDArray[np.int64]
    places: NDArray[np.int64]
    quoted: NDArray[np.bool_]

    def only(self, wanted: NDArray[np.bool_]) -> "Held":
        """Return the rows that are wanted."""
        return Held(self.rows[wanted], self.texts[wanted], self.keys[wanted], self.places[wanted], self.quoted[wanted])

    @property
    def wordings(self) -> "Held":
        """The rows that enrich an index: those that are not quoted."""
        return self.only(~self.quoted)


class Asked(NamedTuple):
    """A query of the dev set: its text and key by number, and the passages that answer it."""

    text: int
    key: int
    relevant: tuple[str, ...]


@dataclass(slots=True)
class _Numbers:
    """Numbers for things, in the order in which they came."""

    known: dict[Any, int] = field(default_factory=dict)

    def of(self, thing: Any) -> int:
        return self.known.setdefault(thing, len(self.known))


class ActivePairs:
    """All active pairs of a project. `use` says which of them enrich, `twins` which passages repeat one another."""

    def __init__(
        self,
        passage_ids: Sequence[str],
        twins: Iterable[tuple[str, str]],
        pairs: Sequence[LivePair],
        *,
        use: Use,
    ) -> None:
        self._places = {name: place for place, name in enumerate(passage_ids)}
        self._use = use
        self._twins: dict[str, list[str]] = {}
        for name, twin in twins:
            self._twins.setdefault(name, []).append(twin)
        self._texts, self._keys, self._rows = _Numbers(), _Numbers(), _Numbers()
        self._key_of: list[int] = []
        self._pairs: dict[int, LivePair] = {}
        self.put(pairs)

    @property
    def texts(self) -> list[str]:
        """Every query that was ever seen, by its number."""
        return list(self._texts.known)

    @property
    def reviewed(self) -> int:
        """How many pairs a person has accepted or rejected."""
        return sum(pair.status in ("accepted", "rejected") for pair in self._pairs.values())

    def put(self, pairs: Sequence[LivePair]) -> None:
        """Take over how some pairs stand now."""
        new = [pair for pair in pairs if pair.number not in self._pairs]
        self._pairs.update((pair.number, pair) for pair in pairs)
        if new:
            self._pairs = dict(sorted(self._pairs.items()))
        for pair in pairs:
            if self._texts.of(pair.query) == len(self._key_of):
                self._key_of.append(self._keys.of(asked_hash(pair.query)))

    def held(self) -> Held:
        """Return what may enrich an index now."""
        rows, texts, places, quoted = [], [], [], []
        for pair in self._pairs.values():
            if pair.status == "accepted" or (self._use == "not_rejected" and pair.status != "rejected"):
                text = self._texts.known[pair.query]
                for name in pair.passages:
                    place = self._places.get(name)
                    if place is not None:
                        rows.append(self._rows.of((pair.number, text, place)))
                        texts.append(text)
                        places.append(place)
                        quoted.append(pair.source in QUOTING and name == pair.passages[0])
        of_texts = np.array(texts, np.int64)
        keys = np.array(self._key_of, np.int64)[of_texts] if texts else of_texts
        return Held(np.array(rows, np.int64), of_texts, keys, np.array(places, np.int64), np.array(quoted, np.bool_))

    def asked(self) -> list[Asked]:
        """Return the dev set as it is now: queries of one text are one query, and training asks none of them."""
        trained = {self._key(pair) for pair in self._pairs.values() if pair.split == "train" and _asks(pair)}
        found: dict[int, tuple[int, dict[str, None]]] = {}
        for pair in self._pairs.values():
            if pair.split == "dev" and _asks(pair) and self._key(pair) not in trained:
                text = self._texts.known[pair.query]
                _, relevant = found.setdefault(self._key(pair), (text, {}))
                for name in pair.passages:
                    relevant.update(dict.fromkeys((name, *self._twins.get(name, ()))))
        return [Asked(text, key, tuple(relevant)) for key, (text, relevant) in found.items()]

    def _key(self, pair: LivePair) -> int:
        return self._key_of[self._texts.known[pair.query]]

    def place(self, name: str) -> int | None:
        """Return the place of a passage, None where it is not in the corpus."""
        return self._places.get(name)


def _asks(pair: LivePair) -> bool:
    return pair.status != "rejected"
