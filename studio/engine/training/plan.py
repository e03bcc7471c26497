"""Which rows stand in which batch, for the whole run, settled before the first step.

Resuming then repeats neither order nor data, whatever the Trainer does about skipping (transformers #40691,
accelerate #4071). Nothing here knows models or texts beyond what a row brings and must not meet.
"""

import heapq
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from studio import files

__all__ = ["Row", "apart", "load_plan", "make_plan", "save_plan"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What a row brings into a batch, by the names of its passages, and `answers`: what must not be a negative to it.

    Its own positive is among its answers; rows of one query share the same answers.
    """

    positive: frozenset[str]
    negatives: frozenset[str]
    answers: frozenset[str]


def apart(count: int) -> list[Row]:
    """Return so many rows that never get into one another's way: each brings what is its own."""
    names = (frozenset({str(number)}) for number in range(count))
    return [Row(positive=name, negatives=frozenset(), answers=name) for name in names]


class _Batch:
    """Rows that may stand together: none brings a passage that is known to answer another's query."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows
        self.members: list[int] = []
        self._brought: set[str] = set()
        self._answers: set[str] = set()

    def takes(self, index: int) -> bool:
        """Return True where a row may join."""
        row = self._rows[index]
        return (
            row.positive.isdisjoint(self._answers)
            and row.negatives.isdisjoint(self._answers)
            and row.answers.isdisjoint(self._brought)
        )

    def add(self, index: int) -> None:
        """Take a row in."""
        row = self._rows[index]
        self.members.append(index)
        self._brought.update(row.positive, row.negatives)
        self._answers.update(row.answers)

    def drop(self, index: int) -> None:
        """Let a row go."""
        members = [member for member in self.members if member != index]
        self.members, self._brought, self._answers = [], set(), set()
        for member in members:
            self.add(member)


def make_plan(rows: Sequence[Row], *, batch_size: int, epochs: int, seed: int) -> list[list[int]]:
    """Return batches of indices into `rows`: each epoch holds every row once.

    In no batch is a passage a negative to a query that it is known to answer, so no query and no positive stands twice
    in one. Batches of an epoch are of nearly one size: there are as few as `batch_size` allows, or as many as there are
    rows that exclude one another.
    """
    plan: list[list[int]] = []
    crowd = _crowding(rows)
    for epoch in range(epochs):
        draw = random.Random(f"{seed}-{epoch}")  # noqa: S311 - an order, not a secret
        plan.extend(_epoch(rows, crowd, batch_size, draw))
    return plan


def _crowding(rows: Sequence[Row]) -> list[int]:
    """Return for each row how many rows there are at least, itself included, of which no two may share a batch."""
    positives = Counter(name for row in rows for name in row.positive)
    queries = Counter(row.answers for row in rows)
    return [max(queries[row.answers], *(positives[name] for name in row.positive)) for row in rows]


def _epoch(rows: Sequence[Row], crowd: Sequence[int], batch_size: int, draw: random.Random) -> list[list[int]]:
    """Put the most crowded rows first, each into the emptiest batch that takes it."""
    order = list(range(len(rows)))
    draw.shuffle(order)
    order.sort(key=lambda index: -crowd[index])
    number = max(-(-len(rows) // batch_size), max(crowd, default=0))
    batches = [_Batch(rows) for _ in range(number)]
    heap = [(0, draw.random(), position) for position in range(number)]
    heapq.heapify(heap)
    for index in order:
        refused = []
        while heap and not batches[heap[0][2]].takes(index):
            refused.append(heapq.heappop(heap))
        if heap:
            position = heapq.heappop(heap)[2]
        else:
            position = len(batches)
            batches.append(_Batch(rows))
        batches[position].add(index)
        if len(batches[position].members) < batch_size:
            heapq.heappush(heap, (len(batches[position].members), draw.random(), position))
        for entry in refused:
            heapq.heappush(heap, entry)
    _even_out(batches, len(rows) // len(batches) if batches else 0)
    draw.shuffle(batches)
    return [batch.members for batch in batches]


def _even_out(batches: Iterable[_Batch], usual: int) -> None:
    """Fill batches that came out small from the largest ones: a batch of one has nothing to tell its row from."""
    by_size = sorted(batches, key=lambda batch: len(batch.members))
    for small in by_size:
        for large in reversed(by_size):
            if len(small.members) >= usual // 2 or len(large.members) <= usual // 2:
                break
            for index in [index for index in large.members if small.takes(index)]:
                if len(small.members) < usual // 2 < len(large.members) and small.takes(index):
                    large.drop(index)
                    small.add(index)


def save_plan(path: Path, plan: Sequence[Sequence[int]]) -> None:
    """Write the plan beside its name and rename it."""
    frame = pl.DataFrame(
        {"step": range(1, len(plan) + 1), "rows": [list(batch) for batch in plan]},
        schema={"step": pl.Int64, "rows": pl.List(pl.Int64)},
    )
    with files.beside(path) as written:
        frame.write_parquet(written)


def load_plan(path: Path) -> list[list[int]]:
    """Read a plan that `save_plan` wrote."""
    rows: list[list[int]] = pl.read_parquet(path).sort("step")["rows"].to_list()
    return rows
