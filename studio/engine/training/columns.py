"""Examples as the columns that the loss reads: query, positive, negative_1 ... negative_n.

The loss wants the same number of negatives in every row. Nothing here loads a model.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from studio.domain.identity import text_hash
from studio.engine.training.plan import Example

__all__ = ["Columns", "examples_from", "to_columns"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The dataset by column. `repeated` rows had fewer negatives than asked for, `drawn` rows had none."""

    data: dict[str, list[str]]
    negatives: int
    repeated: int
    drawn: int


def examples_from(frame: pl.DataFrame) -> list[Example]:
    """Read examples from a frame with pair_id, query, positive_id, positive and negatives."""
    return [
        Example(
            pair_id=row["pair_id"],
            query=row["query"],
            positive_id=row["positive_id"],
            positive=row["positive"],
            negatives=tuple(row["negatives"] or ()),
        )
        for row in frame.select("pair_id", "query", "positive_id", "positive", "negatives").iter_rows(named=True)
    ]


def to_columns(examples: Sequence[Example], *, negatives: int, seed: int) -> Columns:
    """Return columns with exactly `negatives` negatives a row, or none at all where no example has any.

    A row with fewer repeats its own. A row with none is given the positive of another query, which the batch might
    have given it anyway: no worse than an in-batch negative, and counted.
    """
    wanted = negatives if any(example.negatives for example in examples) else 0
    data = {"query": [e.query for e in examples], "positive": [e.positive for e in examples]}
    repeated = drawn = 0
    rows: list[list[str]] = []
    if wanted:
        draw = random.Random(seed)  # noqa: S311 - a choice, not a secret
        for example in examples:
            own = list(example.negatives[:wanted])
            repeated += 0 < len(own) < wanted
            drawn += not own
            own = own or [_another(examples, example, draw)]
            rows.append([own[i % len(own)] for i in range(wanted)])
    for i in range(wanted):
        data[f"negative_{i + 1}"] = [row[i] for row in rows]
    return Columns(data=data, negatives=wanted, repeated=repeated, drawn=drawn)


def _another(examples: Sequence[Example], example: Example, draw: random.Random) -> str:
    query = text_hash(example.query)
    for _ in range(20):
        other = examples[draw.randrange(len(examples))]
        if other.positive_id != example.positive_id and text_hash(other.query) != query:
            return other.positive
    return example.query
