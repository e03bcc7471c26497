"""Which words of a query stand in a text, and where.

Words match by a light stem, so `etched` finds `etching`; accents and case do not matter. Spans are offsets into the
text as given: it is never taken for markup and never changed. Pure Python, quick enough for every key press.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

__all__ = ["Span", "found", "share", "spans", "stem", "stems", "terms"]

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0900-\u0963\u0966-\u0fff"
_WORD = re.compile(
    rf"\d+(?:[.,]\d+)*|[{_CJK}]+|[^\W\d_{_CJK}](?:[^\W_{_CJK}]|[{_MARKS}])*"  # numbers apart: `3nm` is `3` and `nm`
)
_IS_CJK = re.compile(f"[{_CJK}]")
_STOP = frozenset(
    """a about after all also am an and any are as at be because been before being between both but by can could did do
    does doing down during each few for from further had has have having he her here hers him his how i if in into is it
    its itself just let me more most my myself no nor not now of off on once only or other our ours out over own same
    she should so some such than that the their theirs them then there these they this those through to too under until
    up very was we were what when where which while who whom why will with would you your yours s t don ll re ve
    """.split()  # noqa: SIM905 - a line a word helps nobody
)
_VOWEL = re.compile("[aeiouy]")
_SINGULAR = frozenset({"alias", "atlas", "bias", "canvas", "lens"})
_ITION = "ition"
_ENDINGS = {  # and how much of the word must be left
    "ization": 4, "izing": 4, "ized": 4, "ize": 4, "ity": 5, "ingly": 3, "edly": 3, "ation": 3, _ITION: 3,
    "ment": 3, "ness": 3, "ing": 3, "ion": 3, "ed": 3, "ly": 3, "er": 3,
}  # fmt: skip


class Span(NamedTuple):
    """Characters `start` up to, not including, `end`."""

    start: int
    end: int


def terms(text: str) -> frozenset[str]:
    """Return the stems of a text's words, without function words unless it has no others."""
    words = [word for word, _ in _words(text)]
    telling = [word for word in words if _fold(word) not in _STOP]
    return frozenset(stem(word) for word in telling or words)


def spans(query: str, text: str) -> list[Span]:
    """Return where the query's terms stand in the text, in order, never overlapping."""
    wanted = terms(query)
    merged: list[Span] = []
    for word, span in _words(text):
        if stem(word) not in wanted:
            continue
        if merged and span.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, span.end)
        else:
            merged.append(span)
    return merged


def found(query: str, text: str) -> tuple[int, int]:
    """Return how many of the query's terms stand in the text, and how many it has."""
    wanted = terms(query)
    return len(wanted & stems(text)), len(wanted)


def stems(text: str) -> frozenset[str]:
    """Return the stems of all words of a text: what `share` compares, for a text that many queries are held against."""
    different = set(_WORD.findall(text))
    return frozenset(stem(word) for whole in different for word in _pieces(whole))


def share(query: str, text_stems: frozenset[str]) -> float:
    """Return the share of the query's terms among the stems of a text."""
    wanted = terms(query)
    return len(wanted & text_stems) / len(wanted) if wanted else 0.0


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Return a word's light English stem in lower case: `etching`, `etched` and `etches` give `etch`."""
    word = _fold(word)
    if len(word) <= 3 or not word.isascii() or not word.isalpha():
        return word
    return _plain_end(_without_ending(_singular(word)))


def _words(text: str) -> Iterator[tuple[str, Span]]:
    """Yield words with their place; a run of Chinese or Japanese yields its overlapping pairs of characters."""
    for match in _WORD.finditer(text):
        start = match.start()
        for number, word in enumerate(_pieces(match.group())):
            yield word, Span(start + number, start + number + len(word))


def _pieces(word: str) -> Sequence[str]:
    if len(word) > 2 and _IS_CJK.match(word):
        return [word[i : i + 2] for i in range(len(word) - 1)]
    return (word,)


@lru_cache(maxsize=65_536)
def _fold(word: str) -> str:
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "zes")):
        return word[:-2]
    if word.endswith("s") and word not in _SINGULAR and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _without_ending(word: str) -> str:
    for ending, least in _ENDINGS.items():
        rest = word.removesuffix(ending)
        if rest != word and len(rest) >= least and _VOWEL.search(rest):
            return word[:-3] if ending == _ITION else _undoubled(rest)  # deposition is of deposit, not of depos
    return word


def _undoubled(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz" else word


def _plain_end(word: str) -> str:
    if len(word) > 3 and word.endswith("e"):
        word = word[:-1]
    if len(word) > 6 and word.endswith("at"):  # contaminate, contaminated, contamination
        word = word[:-2]
    return word[:-1] + "i" if len(word) > 2 and word.endswith("y") else word
