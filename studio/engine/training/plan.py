"""Which examples stand in which batch, for the whole run, settled before the first step.

Resuming then repeats neither order nor data, whatever the Trainer does about skipping (transformers #40691,
accelerate #4071). Nothing here knows models or texts beyond telling them apart.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from studio.domain.identity import text_hash

__all__ = ["Example", "load_plan", "make_plan", "save_plan"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One line of the dataset: a query, one positive and the hard negatives that a person or the filter let through."""

    pair_id: str
    query: str
    positive_id: str
    positive: str
    negatives: tuple[str, ...]


def _keys(example: Example) -> tuple[str, str]:
    return text_hash(example.query), text_hash(example.positive)


def make_plan(examples: Sequence[Example], *, batch_size: int, epochs: int, seed: int) -> list[list[int]]:
    """Return batches of indices into `examples`: each epoch every example once, no query or positive twice in a batch.

    An example that fits no batch of its epoch opens a new one, so batches may be smaller; a batch of one teaches
    nothing in contrast to others and is merged where it can be, else kept.
    """
    plan: list[list[int]] = []
    keys = [_keys(example) for example in examples]
    for epoch in range(epochs):
        order = list(range(len(examples)))
        random.Random(f"{seed}-{epoch}").shuffle(order)  # noqa: S311 - an order, not a secret
        plan.extend(_epoch(order, keys, batch_size))
    return plan


def _epoch(order: Sequence[int], keys: Sequence[tuple[str, str]], batch_size: int) -> list[list[int]]:
    full: list[list[int]] = []
    open_batches: list[tuple[list[int], set[str]]] = []
    for index in order:
        taken = set(keys[index])
        for position, (batch, used) in enumerate(open_batches):
            if used.isdisjoint(taken):
                batch.append(index)
                used.update(taken)
                if len(batch) == batch_size:
                    full.append(batch)
                    del open_batches[position]
                break
        else:
            open_batches.append(([index], taken))
    return full + [batch for batch, _ in open_batches]


def save_plan(path: Path, plan: Sequence[Sequence[int]]) -> None:
    """Write the plan beside its name and rename it."""
    frame = pl.DataFrame({"step": range(len(plan)), "rows": [list(batch) for batch in plan]})
    beside = path.with_suffix(".tmp")
    frame.write_parquet(beside)
    beside.replace(path)


def load_plan(path: Path) -> list[list[int]]:
    """Read a plan that `save_plan` wrote."""
    rows: list[list[int]] = pl.read_parquet(path).sort("step")["rows"].to_list()
    return rows
