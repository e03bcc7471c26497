"""The home screen's figures in a few quick reads, kept until something is written."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from studio.domain.decisions import Action
from studio.domain.leaderboard import SMALL
from studio.domain.overview import BestRun, Overview, Recent
from studio.domain.statistics import FEWEST_GROUPS
from studio.domain.wording import said
from studio.storage import audits
from studio.storage.comparing import compared
from studio.storage.database import Database
from studio.storage.values import from_time

__all__ = ["best_run", "overview"]

_RECENT = 3
"""Things that happened last, as the home screen tells them."""
_EVENTS = 50
"""Decisions that are read to tell of the last batches."""


def overview(db: Database, reviewer: str = "") -> Overview:
    """Count the funnel from documents to the best run; the `reviewer` is called "you" in what happened last."""
    return db.while_unwritten(f"overview for {reviewer}", lambda: _overview(db, reviewer))


def best_run(db: Database) -> BestRun | None:
    """Return the best run on the test set that says most: written by people before imported before generated."""
    return _best(db, db.all("overview_results", fewest=FEWEST_GROUPS))


def _overview(db: Database, reviewer: str) -> Overview:
    recent = sorted(_recent(db, reviewer), key=lambda recent: recent.at, reverse=True)[:_RECENT]
    return replace(_pairs(db, _corpus(db, _runs(db))), recent=tuple(recent))


def _runs(db: Database) -> Overview:
    runs = {row[0] for row in db.all("overview_runs")}
    measured = db.all("overview_results", fewest=FEWEST_GROUPS) if runs else []
    dataset = db.one("overview_dataset")
    return Overview(
        decided_since_dataset=dataset[2] if dataset else db.all("overview_decisions")[0][0],
        dataset_hash=dataset[0] if dataset else "",
        dataset_examples=dataset[1] if dataset else 0,
        runs=len(runs),
        runs_unmeasured=len(runs - {row[0] for row in measured}),
        rows_stale=len(db.all("stale_rows")),
        people_queries=db.all("people_queries")[0][0],
        best=_best(db, measured),
    )


def _corpus(db: Database, found: Overview) -> Overview:
    row = db.one("overview_counts")
    if row is None:
        return found
    documents, passages, without_queries, negatives, problems, exports = (int(count) for count in row[0].split())
    return replace(
        found,
        documents=documents,
        passages=passages,
        passages_without_queries=without_queries,
        negatives=negatives,
        problems=problems,
        exported=exports > 0,
    )


def _pairs(db: Database, found: Overview) -> Overview:
    queries, unmined, accepted, rejected, flagged, suspicious, suspects, trainable = db.all("overview")[0]
    judged = db.all("overview_judged")[0][0] if suspects else 0
    return replace(
        found,
        queries=queries,
        unmined=unmined,
        reviewed=accepted + rejected,
        accepted=accepted,
        rejected=rejected,
        flagged=flagged,
        rest=audits.rest(db),
        suspicious=suspicious,
        suspects=max(suspects - judged, 0),
        trainable=trainable,
    )


def _best(db: Database, measured: Sequence[Sequence[Any]]) -> BestRun | None:
    """Choose among rows of runs, those of the test set that says most standing first: by their largest dimensions."""
    own = [row for row in measured if row[1] == measured[0][1]]
    largest: dict[str, Sequence[Any]] = {}
    for row in own:
        if row[0] not in largest or row[2] > largest[row[0]][2]:
            largest[row[0]] = row
    if not largest:
        return None
    run_id, test_set, _, ndcg, row_id = max(largest.values(), key=lambda row: row[3])
    at_128 = next((row[3] for row in own if row[0] == run_id and row[2] == SMALL), None)
    return BestRun(
        run_id=run_id,
        test_set=test_set,
        ndcg_10=ndcg,
        row_id=row_id,
        verdict=next((told.verdict for told in compared(db, test_set).told() if told.row.row_id == row_id), None),
        kept_128=at_128 / ndcg if at_128 is not None and ndcg else None,
    )


def _recent(db: Database, reviewer: str) -> Iterator[Recent]:
    events = db.all("recent_events", limit=_EVENTS)
    read = 0
    for (who, action), group in groupby(events, key=lambda row: (row[1], row[2])):
        taken = list(group)
        read += len(taken)
        until, count = taken[0][0], len(taken)
        if read == _EVENTS:  # there may be more of them than were read
            count = db.all("same_decisions", until=until, reviewer=who, action=action)[0][0]
        name = "you" if who == reviewer or not who else who
        yield Recent(at=from_time(until), text=f"{name} {said([Action(action)] * count)}")
    for ended_at, kind, state, error in db.all("overview_jobs", limit=_RECENT):
        yield Recent(at=from_time(ended_at), text=f"{kind} {state}" + (f": {error}" if error else ""))
