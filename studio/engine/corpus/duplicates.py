"""Finds exact and near duplicates: hashes of whole texts first, then MinHash signatures of word shingles in bands.

Deterministic: the same passages in the same order give the same answer. Knows neither documents nor groups.
"""

import re
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from rensa import RMinHash

from studio.domain.groups import UnionFind
from studio.domain.identity import text_hash

__all__ = ["Duplicates", "find"]

_WORD = re.compile(r"\w+")
_SHINGLE = 3
"""Words of a shingle."""
_FEWEST_WORDS = 8  # under so many words a few shingles decide: only exact duplicates count
_PERMUTATIONS = 128
"""Numbers of a MinHash signature (Broder 1997): the estimate's standard error is at most 1 / (2 * sqrt(128)), .044."""
_SEED = 20_24
_BATCH = 5_000
"""Texts whose signatures are made at once."""
_CANDIDATES = 64  # of a bucket, so that ten thousand copies with other numbers do not cost their square
_MULTIPLIERS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)
_ROWS = {0.5: 4, 0.8: 8}
"""Signature rows a band from a threshold on: pairs at the threshold share a band with probability above 0.98."""

Signatures = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Duplicates:
    """For each text the position of the first of its kind, None where it is that itself, and all pairs found alike.

    `exact` counts texts that repeat an earlier one to the letter, `near` those that almost do.
    """

    first: list[int | None]
    alike: list[tuple[int, int]]
    exact: int
    near: int


@dataclass
class _Kinds:
    """Positions joined to kinds; the earliest stands for its kind."""

    joined: UnionFind[int]
    alike: list[tuple[int, int]] = field(default_factory=list)

    def join(self, left: int, right: int) -> None:
        self.alike.append((left, right))
        self.joined.union(left, right)


def find(texts: Sequence[str], threshold: float, between: Callable[[int], None] = lambda _: None) -> Duplicates:
    """Return what repeats what; from `threshold` on, an estimated Jaccard similarity of shingles, texts are near.

    `between` is told how many texts are done, again and again, and may raise to stop.
    """
    kinds = _Kinds(UnionFind(range(len(texts))))
    seen: dict[str, int] = {}
    once: list[int] = []
    for position, text in enumerate(texts):
        earlier = seen.setdefault(text_hash(text), position)
        if earlier == position:
            once.append(position)
        else:
            kinds.join(earlier, position)
    exact = len(texts) - len(once)
    if threshold < 1.0:
        _near(texts, once, threshold, kinds, between)
    first = [root if (root := kinds.joined.find(position)) != position else None for position in range(len(texts))]
    return Duplicates(first, kinds.alike, exact, sum(root is not None for root in first) - exact)


def _near(
    texts: Sequence[str], once: Sequence[int], threshold: float, kinds: _Kinds, between: Callable[[int], None]
) -> None:
    """Join each text with the earlier ones that share a band and are alike enough."""
    rows = max(rows for least, rows in _ROWS.items() if least <= threshold)
    bands = _PERMUTATIONS // rows
    buckets: list[dict[bytes, list[int]]] = [{} for _ in range(bands)]
    signatures = np.zeros((len(once), _PERMUTATIONS), dtype=np.uint32)
    words: dict[str, int] = {}
    needed = threshold * _PERMUTATIONS
    for start in range(0, len(once), _BATCH):
        between(start)
        batch = once[start : start + _BATCH]
        shingled = [_shingles(texts[position], words) for position in batch]
        signatures[start : start + len(batch)] = _signatures(shingled)
        for number, shingles in enumerate(shingled, start=start):
            if not len(shingles):
                continue
            for other in _matching(signatures, number, buckets, rows, needed):
                kinds.join(once[other], once[number])
    between(len(once))


def _matching(
    signatures: Signatures, number: int, buckets: Sequence[dict[bytes, list[int]]], rows: int, needed: float
) -> list[int]:
    """Return the earlier texts that are alike, and remember this one for those that follow."""
    own = signatures[number]
    data = own.tobytes()
    width = rows * own.itemsize
    candidates: set[int] = set()
    for band, bucket in enumerate(buckets):
        held = bucket.setdefault(data[band * width : (band + 1) * width], [])
        candidates.update(held)
        if len(held) < _CANDIDATES:
            held.append(number)
    if not candidates:
        return []
    ordered = np.fromiter(sorted(candidates), dtype=np.int64)
    agreeing = (signatures[ordered] == own).sum(axis=1)
    return [int(other) for other in ordered[agreeing >= needed]]


def _shingles(text: str, words: dict[str, int]) -> npt.NDArray[np.uint64]:
    """Return one number for each run of three words, independent of every other text."""
    hashes = [
        words[word] if word in words else words.setdefault(word, _hash(word)) for word in _WORD.findall(text.casefold())
    ]
    if len(hashes) < _FEWEST_WORDS:
        return np.zeros(0, dtype=np.uint64)
    row = np.array(hashes, dtype=np.uint64)
    mixed = np.zeros(len(row) - _SHINGLE + 1, dtype=np.uint64)
    for offset, multiplier in enumerate(_MULTIPLIERS):
        mixed = (mixed ^ row[offset : offset + len(mixed)]) * multiplier
        mixed ^= mixed >> np.uint64(29)
    return mixed


def _hash(word: str) -> int:
    data = word.encode("utf-8", "surrogatepass")
    return zlib.crc32(data) << 32 | zlib.adler32(data)


def _signatures(shingled: Iterable[npt.NDArray[np.uint64]]) -> Signatures:
    rows = list(shingled)
    offsets = np.concatenate(([0], np.cumsum([len(row) for row in rows]))).astype(np.uint64)
    flat = np.concatenate(rows) if rows else np.zeros(0, dtype=np.uint64)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(flat, offsets, _PERMUTATIONS, _SEED)
    return np.asarray(matrix.to_rows(), dtype=np.uint32).reshape(len(rows), _PERMUTATIONS)
