"""Which passage a query fits best by its words: rare words weigh more. Knows passages, neither models nor files."""

import math
import re
from collections import Counter
from collections.abc import Sequence

from studio.domain.corpus import Passage, indexed_text

__all__ = ["Words", "terms"]

_TERM = re.compile(r"[^\W_]+(?:[.-][^\W_]+)*")


def terms(text: str) -> list[str]:
    """Return the words of a text, lower case, plurals cut so that they match."""
    return [_bare(word) for word in _TERM.findall(text.casefold())]


def _bare(word: str) -> str:
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


class Words:
    """The words of a collection of passages and how rare they are."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._of = {passage.passage_id: frozenset(terms(_seen(passage))) for passage in passages}
        self._in = Counter(term for own in self._of.values() for term in own)
        self._total = max(1, len(passages))

    def weight(self, term: str) -> float:
        """Return how much a word tells: 0 for one that stands in every passage."""
        return math.log((self._total + 1) / (self._in[term] + 0.5)) if self._in[term] < self._total else 0.0

    def share(self, query: str, passage: Passage) -> float:
        """Return the share of what a query's words tell that the passage holds, 0 to 1."""
        asked = set(terms(query))
        whole = sum(self.weight(term) for term in asked)
        held = sum(self.weight(term) for term in asked & self._of[passage.passage_id])
        return held / whole if whole else 0.0


def _seen(passage: Passage) -> str:
    return indexed_text(passage.title, passage.heading_path, passage.text)
