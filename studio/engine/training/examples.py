"""Examples as they come from the dataset, and which passages are known to answer which query.

A passage goes by several names: its id, that of the passage it is a near duplicate of, and a hash of its words. Two
passages that share a name count as one. Nothing here chooses negatives or makes batches.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import polars as pl

from studio.domain.groups import UnionFind
from studio.domain.identity import asked_hash, text_hash

__all__ = ["Example", "Text", "answers", "examples_from"]

_NEEDED = ("pair_id", "query", "positive_id", "positive", "negatives")
_OPTIONAL = ("negative_ids", "query_key", "relevant_ids")


@dataclass(frozen=True, slots=True)
class Text:
    """A passage's words, and every name that it goes by."""

    text: str
    names: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One line of the dataset: a query, one positive and the hard negatives that a person or the filter let through.

    `query_names` are shared by queries that ask the same; `relevant` names further passages known to answer.
    """

    pair_id: str
    query: str
    query_names: frozenset[str]
    positive: Text
    negatives: tuple[Text, ...]
    relevant: frozenset[str] = frozenset()


def examples_from(frame: pl.DataFrame, duplicates: Mapping[str, str] | None = None) -> list[Example]:
    """Read examples from a frame with pair_id, query, positive_id, positive and negatives (a list of texts).

    Columns read where they are there: negative_ids (one for each negative), duplicate_key (the same for positives that
    are near duplicates), query_key (the same for queries that ask the same), relevant_ids (passages known to answer the
    query besides the positive). `duplicates` says of passage ids which passage they are near duplicates of.
    """
    same = dict(duplicates or {})
    if "duplicate_key" in frame.columns:
        named = frame.select("positive_id", "duplicate_key").drop_nulls()
        same |= dict(named.filter(pl.col("duplicate_key") != "").iter_rows())
    text = partial(_text, {}, same)
    columns = [*_NEEDED, *(name for name in _OPTIONAL if name in frame.columns)]
    return [_example(row, text, same) for row in frame.select(columns).iter_rows(named=True)]


def _example(row: Mapping[str, Any], text: "partial[Text]", same: Mapping[str, str]) -> Example:
    negatives = row["negatives"] or ()
    ids = row.get("negative_ids") or [""] * len(negatives)
    names = {f"asked {asked_hash(row['query'])}", f"pair {row['pair_id']}"}
    if row.get("query_key"):
        names.add(f"query {row['query_key']}")
    return Example(
        pair_id=row["pair_id"],
        query=row["query"],
        query_names=frozenset(names),
        positive=text(row["positive_id"], row["positive"]),
        negatives=tuple(text(name, words) for name, words in zip(ids, negatives, strict=True)),
        relevant=frozenset(name for found in row.get("relevant_ids") or () for name in _names(found, same)),
    )


def _text(known: dict[tuple[str, str], Text], same: Mapping[str, str], passage_id: str, words: str) -> Text:
    found = known.get((passage_id, words))
    if found is None:
        names = frozenset({f"words {text_hash(words)}", *_names(passage_id, same)})
        found = known[passage_id, words] = Text(words, names)
    return found


def _names(passage_id: str, same: Mapping[str, str]) -> set[str]:
    return {name for name in (passage_id, same.get(passage_id, "")) if name}


def answers(examples: Sequence[Example]) -> list[frozenset[str]]:
    """Return for each example the names of all passages that are known to answer its query, its positive among them.

    Examples of the same query share one answer set: those of one pair, of the same words, of one query_key.
    """
    asked = UnionFind[str]()
    for example in examples:
        first, *others = sorted(example.query_names)
        for other in others:
            asked.union(first, other)
    found: dict[str, set[str]] = {}
    queries = [asked.find(min(example.query_names)) for example in examples]
    for query, example in zip(queries, examples, strict=True):
        found.setdefault(query, set()).update(example.positive.names, example.relevant)
    frozen = {query: frozenset(names) for query, names in found.items()}
    return [frozen[query] for query in queries]
