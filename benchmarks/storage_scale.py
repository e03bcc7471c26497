"""How quick storage is on a large project: home, card, list rows, decide, filters, landings.

`python -m benchmarks.storage_scale [--pairs 100000]` prints a table and ends with one JSON line (milliseconds).
"""

import argparse
import json
import platform
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from benchmarks import synthetic
from studio.domain.decisions import Action, Decision, new_id
from studio.domain.filters import parse
from studio.domain.queue import Sort
from studio.project import Project
from studio.storage import corpus, datasets, decisions, lines, pairs, queue, results, test_sets
from studio.storage.database import Database
from studio.storage.derived import fold_again
from studio.storage.ordering import Known, ordered
from studio.storage.overview import overview

BUDGET = {"home overview": 30.0, "card": 5.0, "list rows (one on)": 5.0, "decide": 4.0}
"""Milliseconds that the screens can afford, at the 95th percentile."""


@dataclass(frozen=True)
class Timing:
    """Milliseconds of many calls; `cpu` is the median of processor time, which other work disturbs less."""

    name: str
    median: float
    p95: float
    cpu: float


class Stopwatch:
    """Times calls, leaving out what is done to prepare them."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._wall: list[float] = []
        self._cpu: list[float] = []

    def time(self, call: Callable[[], object]) -> None:
        """Time one call."""
        wall, cpu = time.perf_counter(), time.process_time()
        call()
        self._wall.append((time.perf_counter() - wall) * 1000)
        self._cpu.append((time.process_time() - cpu) * 1000)

    def result(self) -> Timing:
        """Return what was timed."""
        self._wall.sort()
        p95 = self._wall[min(len(self._wall) - 1, int(len(self._wall) * 0.95))]
        return Timing(self.name, statistics.median(self._wall), p95, statistics.median(self._cpu))


def timed(name: str, call: Callable[[], object], calls: int) -> Timing:
    """Time something many times."""
    watch = Stopwatch(name)
    for _ in range(calls):
        watch.time(call)
    return watch.result()


def measure(project: Project) -> list[Timing]:
    """Time everything that a screen waits for, and the larger steps once or twice."""
    opening = Stopwatch("open")
    opened: list[Database] = []
    opening.time(lambda: opened.append(Database.open(project.database)))
    [db] = opened
    closing = Stopwatch("close")
    timings = [opening.result(), *_screens(db), *_deciding(db), *_board(db), *_steps(db, project)]
    closing.time(db.close)
    return [*timings, closing.result()]


def _screens(db: Database) -> Iterator[Timing]:
    draw = random.Random(13)
    numbers = queue.ids(db)

    def home() -> None:
        db.memory.clear()
        overview(db)

    def window() -> list[int]:
        start = draw.randrange(len(numbers) - 40)
        return list(numbers[start : start + 40])

    yield timed("home overview", home, 40)
    yield timed("card", lambda: pairs.card(db, draw.choice(numbers)), 200)
    yield timed("pool", lambda: pairs.pool(db, draw.choice(numbers)), 100)
    yield timed("list rows (40 new)", lambda: lines.rows(db, window()), 100)
    scroll = Stopwatch("list rows (one on)")
    for place in range(100):
        scroll.time(lambda place=place: lines.rows(db, numbers[place : place + 40]))  # type: ignore[misc]  # a default
    yield scroll.result()
    yield timed("queue counts", lambda: queue.counts(db), 20)
    for sort in Sort:
        yield timed(f"first cards by {sort.value}", partial(ordered, db, (), sort, 500, Known()), 5)
    for name, line in (
        ("words", "copper status:undecided"),
        ("suspect", "suspect:yes"),
        ("passage", 'passage:"copper plating"'),
    ):
        yield timed(f"filter by {name}", partial(queue.ids, db, parse(line)), 5)
    yield timed("search corpus", lambda: corpus.search(db, "copper plating recess"), 5)


def _fold_all(db: Database) -> None:
    fold_again(db)
    db.catch_up()


def _deciding(db: Database) -> Iterator[Timing]:
    draw = random.Random(17)
    rows = lines.rows(db, [draw.choice(queue.ids(db)) for _ in range(400)])
    decide, judge, bulk = Stopwatch("decide"), Stopwatch("judge a negative"), Stopwatch("bulk accept 1,000")
    for row in rows[:250]:
        event = _event(row.pair_id, Action.ACCEPT)
        decide.time(lambda event=event: decisions.decide(db, [event]))  # type: ignore[misc]  # a default
    yield decide.result()
    yield timed("undo", lambda: decisions.undo(db, "bench"), 100)
    yield timed("redo", lambda: decisions.redo(db, "bench"), 100)
    for row in rows[250:]:
        negative = pairs.card(db, row.pair_id).negatives[0].passage_id
        event = _event(row.pair_id, Action.NEGATIVE_FALSE, negative)
        judge.time(lambda event=event: decisions.decide(db, [event]))  # type: ignore[misc]  # a default
    yield judge.result()
    numbers = queue.ids(db)
    for start in range(0, 5000, 1000):
        batch = new_id()
        many = [
            _event(row.pair_id, Action.ACCEPT, batch=batch) for row in lines.rows(db, numbers[start : start + 1000])
        ]
        bulk.time(lambda many=many: decisions.decide(db, many))  # type: ignore[misc]  # a default
    yield bulk.result()
    yield timed("fold every event anew", lambda: _fold_all(db), 2)


def _board(db: Database) -> Iterator[Timing]:
    held_out = next(t.test_set for t in test_sets.test_sets(db) if t.purpose == "test")
    first, second, *_ = (row.row_id for row in results.rows(db, held_out))
    query_id = results.compare(db, first, second).changes[0].query_id
    yield timed("leaderboard", lambda: results.rows(db, held_out), 20)
    yield timed("compare two rows", lambda: results.compare(db, first, second), 5)
    yield timed("ranking", lambda: results.ranking(db, first, query_id), 20)


def _steps(db: Database, project: Project) -> Iterator[Timing]:
    yield timed("refresh held-out sets", lambda: test_sets.refresh_held_out(db), 2)
    yield timed("freeze a dataset", lambda: datasets.snapshot(db, project.datasets, "not_rejected"), 2)
    yield timed("export passages", lambda: corpus.export_passages(db, project.index / "out.parquet"), 2)
    mined = project.index / "synthetic" / "mine"
    again = iter(range(10))
    yield timed("land mining again", lambda: pairs.land_mining(db, mined, f"again-{next(again)}"), 2)


def _event(pair_id: str, action: Action, passage_id: str = "", batch: str = "") -> Decision:
    return Decision(
        event_id=new_id(),
        batch_id=batch or new_id(),
        at=datetime.now(UTC),
        reviewer="bench",
        action=action,
        pair_id=pair_id,
        passage_id=passage_id,
    )


def main() -> None:
    """Print a table and one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=100_000)
    parser.add_argument("--negatives", type=int, default=10)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        project = synthetic.build(Path(folder) / "project", pairs_wanted=given.pairs, negatives=given.negatives)
        size = project.database.stat().st_size
        timings = measure(project)
    print(f"{given.pairs:,} pairs, {given.pairs * given.negatives:,} negatives, {size / 1e6:,.0f} MB")
    print(f"{'what':28} {'median':>9} {'p95':>9} {'cpu':>9}  budget")
    for timing in timings:
        budget = BUDGET.get(timing.name)
        verdict = "" if budget is None else f"{budget:5.0f}  {'ok' if timing.p95 <= budget else 'OVER'}"
        print(f"{timing.name:28} {timing.median:9.2f} {timing.p95:9.2f} {timing.cpu:9.2f}  {verdict}")
    print(
        json.dumps(
            {
                "benchmark": "storage_scale",
                "pairs": given.pairs,
                "negatives": given.pairs * given.negatives,
                "python": platform.python_version(),
                "megabytes": round(size / 1e6),
                "ms": {
                    timing.name: [round(timing.median, 2), round(timing.p95, 2), round(timing.cpu, 2)]
                    for timing in timings
                },
            }
        )
    )


if __name__ == "__main__":
    main()
