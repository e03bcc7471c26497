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
    queries, unmined, accepted, rejected, flagged, suspicious, suspects, trainable = db.all("overview")[0]
    documents, passages, problems, counted, exported = db.all("overview_corpus")[0]
    negatives, without_queries = (int(count) for count in counted.split())
    runs, unmeasured = db.all("overview_runs")[0]
    dataset = db.one("overview_dataset")
    best = db.one("overview_best") if runs else None
    return Overview(
        documents=documents,
        passages=passages,
        passages_without_queries=without_queries,
        problems=problems,
        queries=queries,
        unmined=unmined,
        reviewed=accepted + rejected,
        accepted=accepted,
        rejected=rejected,
        flagged=flagged,
        suspicious=suspicious,
        negatives=negatives,
        suspects=max(suspects - db.all("overview_judged")[0][0], 0),
        trainable=trainable,
        decided_since_dataset=dataset[2] if dataset else db.all("overview_decisions")[0][0],
        dataset_hash=dataset[0] if dataset else "",
        dataset_examples=dataset[1] if dataset else 0,
        runs=runs,
        runs_unmeasured=unmeasured,
        best=_best(best) if best else None,
        exported=exported,
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
