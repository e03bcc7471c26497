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
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from benchmarks import synthetic
from studio.domain.decisions import Action, Decision, new_id
from studio.domain.filters import parse
from studio.domain.queue import Sort
from studio.project import Project
from studio.storage import corpus, datasets, decisions, pairs, queue, results, test_sets
from studio.storage.database import Database
from studio.storage.overview import overview

BUDGET = {"home overview": 30.0, "card": 5.0, "list rows (40)": 5.0, "decide": 4.0}
"""Milliseconds that the screens can afford, at the 95th percentile."""


@dataclass(frozen=True)
class Timing:
    """Milliseconds of many calls of one thing."""

    name: str
    median: float
    p95: float
    calls: int


def timed(name: str, call: Callable[[], object], calls: int) -> Timing:
    """Call something many times."""
    taken = []
    for _ in range(calls):
        start = time.perf_counter()
        call()
        taken.append((time.perf_counter() - start) * 1000)
    taken.sort()
    return Timing(name, statistics.median(taken), taken[min(len(taken) - 1, int(len(taken) * 0.95))], calls)


def measure(project: Project) -> list[Timing]:
    """Time everything that a screen waits for, and the larger steps once."""
    start = time.perf_counter()
    db = Database.open(project.database)
    opened = (time.perf_counter() - start) * 1000
    draw = random.Random(13)
    numbers = queue.ids(db)
    held_out = next(t.test_set for t in test_sets.test_sets(db) if t.purpose == "test")
    board = results.rows(db, held_out)
    query_id = results.compare(db, board[0].row_id, board[1].row_id).changes[0].query_id
    place = iter(range(10**9))

    def one_decision(action: Action = Action.ACCEPT, passage_id: str = "") -> None:
        [row] = queue.rows(db, [draw.choice(numbers)])
        event = _event(row.pair_id, action, passage_id)
        begin = time.perf_counter()
        decisions.decide(db, [event])
        spent.append((time.perf_counter() - begin) * 1000)

    spent: list[float] = []
    for _ in range(200):
        one_decision()
    spent.sort()
    decide = Timing("decide", statistics.median(spent), spent[int(len(spent) * 0.95)], len(spent))
    spent.clear()
    negative = pairs.card(db, numbers[0]).negatives[0].passage_id
    for _ in range(100):
        one_decision(Action.NEGATIVE_FALSE, negative)
    spent.sort()
    judge = Timing("judge a negative", statistics.median(spent), spent[int(len(spent) * 0.95)], len(spent))
    bulk = [queue.rows(db, numbers[i : i + 1000]) for i in range(0, 5000, 1000)]

    def bulk_accept() -> None:
        batch = new_id()
        rows = bulk[next(place) % len(bulk)]
        decisions.decide(db, [_event(row.pair_id, Action.ACCEPT, batch=batch) for row in rows])

    timings = [
        Timing("open", opened, opened, 1),
        timed("home overview", lambda: overview(db), 40),
        timed("card", lambda: pairs.card(db, draw.choice(numbers)), 200),
        timed("pool", lambda: pairs.pool(db, draw.choice(numbers)), 100),
        timed("list rows (40)", lambda: queue.rows(db, _window(draw, numbers)), 100),
        decide,
        judge,
        timed("undo", lambda: decisions.undo(db, "bench"), 100),
        timed("redo", lambda: decisions.redo(db, "bench"), 100),
        timed("bulk accept 1,000", bulk_accept, 5),
        timed("queue counts", lambda: queue.counts(db), 20),
        *(timed(f"queue by {sort.value}", partial(queue.ids, db, sort=sort), 5) for sort in Sort),
        timed("filter by words", lambda: queue.ids(db, parse("copper status:undecided")), 5),
        timed("filter by suspect", lambda: queue.ids(db, parse("suspect:yes")), 5),
        timed("filter by passage", lambda: queue.ids(db, parse('passage:"copper plating"')), 5),
        timed("search corpus", lambda: corpus.search(db, "copper plating recess"), 5),
        timed("leaderboard", lambda: results.rows(db, held_out), 20),
        timed("compare two rows", lambda: results.compare(db, board[0].row_id, board[1].row_id), 5),
        timed("ranking", lambda: results.ranking(db, board[0].row_id, query_id), 20),
        timed("refresh held-out sets", lambda: test_sets.refresh_held_out(db), 2),
        timed("freeze a dataset", lambda: datasets.snapshot(db, project.datasets, "not_rejected"), 2),
        timed("export passages", lambda: corpus.export_passages(db, project.index / "out.parquet"), 2),
        timed("land mining again", lambda: _land_again(db, project, next(place)), 2),
        timed("rebuild derived state", lambda: decisions.rebuild(db), 2),
    ]
    start = time.perf_counter()
    db.close()
    return [*timings, Timing("close", closed := (time.perf_counter() - start) * 1000, closed, 1)]


def _window(draw: random.Random, numbers: "list[int] | object") -> list[int]:
    start = draw.randrange(len(numbers) - 40)  # type: ignore[arg-type]  # an array of numbers
    return list(numbers[start : start + 40])  # type: ignore[index]  # the same


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


def _land_again(db: Database, project: Project, number: int) -> None:
    pairs.land_mining(db, project.index / "synthetic" / "mine", f"again-{number}")


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
    print(f"{'what':28} {'median':>9} {'p95':>9}  budget")
    for timing in timings:
        budget = BUDGET.get(timing.name)
        verdict = "" if budget is None else f"{budget:5.0f}  {'ok' if timing.p95 <= budget else 'OVER'}"
        print(f"{timing.name:28} {timing.median:9.2f} {timing.p95:9.2f}  {verdict}")
    print(
        json.dumps(
            {
                "benchmark": "storage_scale",
                "pairs": given.pairs,
                "negatives": given.pairs * given.negatives,
                "python": platform.python_version(),
                "megabytes": round(size / 1e6),
                "ms": {timing.name: [round(timing.median, 2), round(timing.p95, 2)] for timing in timings},
            }
        )
    )


if __name__ == "__main__":
    main()
