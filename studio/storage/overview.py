"""The home screen's figures in a few quick reads."""

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from studio.domain.decisions import Action
from studio.domain.overview import BestRun, Overview, Recent
from studio.domain.wording import said
from studio.storage.database import Database
from studio.storage.values import from_time

__all__ = ["overview"]

_RECENT = 3


def overview(db: Database, reviewer: str = "") -> Overview:
    """Count the funnel from documents to the best run; the `reviewer` is called "you" in what happened last."""
    row = db.all("overview")[0]
    dataset = db.one("overview_dataset")
    decided = dataset[2] if dataset else db.all("overview_decisions")[0][0]
    best = db.one("overview_best")
    return Overview(
        documents=row[0],
        passages=row[1],
        passages_without_queries=row[2],
        problems=row[3],
        queries=row[4],
        unmined=row[5],
        reviewed=row[6] + row[7],
        accepted=row[6],
        rejected=row[7],
        flagged=row[8],
        suspicious=row[9],
        negatives=row[12],
        suspects=max(row[10] - row[13], 0),
        trainable=row[11],
        decided_since_dataset=decided,
        dataset_hash=dataset[0] if dataset else "",
        dataset_examples=dataset[1] if dataset else 0,
        runs=row[14],
        runs_unmeasured=row[15],
        best=_best(best) if best else None,
        exported=row[16],
        recent=tuple(sorted(_recent(db, reviewer), key=lambda recent: recent.at, reverse=True)[:_RECENT]),
    )


def _best(row: Sequence[Any]) -> BestRun:
    run_id, test_set, ndcg, difference, low, high, at_128 = row
    real = None if low is None or high is None else low > 0 or high < 0
    return BestRun(
        run_id=run_id,
        test_set=test_set,
        ndcg_10=ndcg,
        difference=difference,
        real=real,
        kept_128=at_128 / ndcg if at_128 is not None and ndcg else None,
    )


def _recent(db: Database, reviewer: str) -> Iterator[Recent]:
    events = db.all("recent_events", limit=500)
    for (who, _), group in groupby(events, key=lambda row: (row[1], row[2])):
        taken = list(group)
        name = "you" if who == reviewer or not who else who
        yield Recent(at=from_time(taken[0][0]), text=f"{name} {said(Action(row[2]) for row in taken)}")
    for ended_at, kind, state, summary, error in db.all("overview_jobs", limit=_RECENT):
        yield Recent(at=from_time(ended_at), text=_job(kind, state, json.loads(summary), error))


def _job(kind: str, state: str, summary: dict[str, Any], error: str) -> str:
    if state != "done":
        return f"{kind} {state}" + (f": {error}" if error else "")
    counts = ", ".join(f"{value:,} {name}" for name, value in summary.items() if isinstance(value, int) and value)
    return f"{kind} done" + (f": {counts}" if counts else "")
