"""The home screen's figures follow everything that happens."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from studio.domain.decisions import Action, new_id
from studio.domain.leaderboard import TestSet as Set
from studio.domain.overview import Overview
from studio.domain.records import JobRecord, Run
from studio.storage import datasets, decisions, jobs, results, runs
from studio.storage import test_sets as sets
from studio.storage.database import Database
from studio.storage.overview import overview
from tests.storage import build, measured


def test_an_empty_project_is_all_noughts(db: Database) -> None:
    assert overview(db) == Overview()


def test_the_funnel_counts_every_stage(db: Database, tmp_path: Path) -> None:
    of = build.simple(documents=15)
    build.ingest(db, tmp_path, of)
    assert (overview(db).documents, overview(db).passages, overview(db).passages_without_queries) == (15, 45, 45)
    names = build.one_query_each(db, tmp_path, of)
    found = overview(db)
    assert (found.queries, found.unmined, found.passages_without_queries) == (45, 45, 0)
    passage = of.passage("doc-14.md", 0)
    build.mine(db, tmp_path, [build.negative(name, passage, 1, suspect=True) for name in names[:10]])
    found = overview(db)
    assert (found.unmined, found.negatives, found.suspects, found.suspicious) == (35, 10, 10, 10)
    build.decide(db, Action.NEGATIVE_HARD, names[0], passage_id=passage)
    build.decide(db, Action.ACCEPT, names[0])
    build.decide(db, Action.REJECT, names[1])
    build.decide(db, Action.FLAG, names[2])
    found = overview(db)
    assert (found.reviewed, found.accepted, found.rejected, found.flagged) == (2, 1, 1, 1)
    assert (found.suspects, found.suspicious, found.decided_since_dataset) == (9, 8, 4)
    snapshot = datasets.snapshot(db, tmp_path / "datasets", "not_rejected")
    found = overview(db)
    assert (found.dataset_hash, found.dataset_examples) == (snapshot.dataset_hash, snapshot.examples)
    assert (found.trainable, found.decided_since_dataset) == (snapshot.pairs, 0)


def test_retired_pairs_leave_the_funnel(db: Database, tmp_path: Path) -> None:
    of = build.simple()
    build.ingest(db, tmp_path, of)
    build.decide(db, Action.ACCEPT, build.one_query_each(db, tmp_path, of)[0])
    build.ingest(db, tmp_path, of.without("doc-00.md"), of)
    assert (overview(db).queries, overview(db).reviewed) == (15, 0)


def test_the_best_run_is_told_on_the_test_set_that_says_most(db: Database, tmp_path: Path) -> None:
    of = build.simple(documents=15)
    build.ingest(db, tmp_path, of)
    build.one_query_each(db, tmp_path, of)
    held_out = next(t.test_set for t in sets.refresh_held_out(db) if t.purpose == "test")
    for name in ("run-01", "run-02"):
        runs.record(db, _run(name))
        runs.finish(db, name)
    assert (overview(db).runs, overview(db).runs_unmeasured, overview(db).best) == (2, 2, None)
    rows = [
        measured.row("base", held_out, 0.9),
        measured.row("run-01", held_out, 0.6, ci_low=-0.01),
        measured.row("run-01", held_out, 0.54, dimensions=128, precision="float32"),
        measured.row("run-01", held_out, 0.7, precision="int8"),
        measured.row("run-01 + BM25", held_out, 0.8),
    ]
    results.land_results(db, measured.write(tmp_path / "one", rows, {}, {}), "one")
    best = overview(db).best
    assert best is not None
    assert (best.run_id, best.test_set, best.ndcg_10, best.real) == ("run-01", held_out, 0.6, None)
    assert best.kept_128 is not None
    assert abs(best.kept_128 - 0.9) < 1e-9
    assert overview(db).runs_unmeasured == 1
    people = sets.land_import(
        db, _people(), [sets.Query(query_id="q", text="q", style="", group_id="g", source_document=None)]
    )
    many = {"groups": 61, "detectable": 0.04}
    rows = [
        measured.row("run-02", people.test_set, 0.3, **many),
        measured.row("run-01", people.test_set, 0.2, **many),
        measured.row("base", people.test_set, 0.2),
    ]
    results.land_results(db, measured.write(tmp_path / "two", rows, {}, {}), "two")
    best = overview(db).best
    assert best is not None
    assert (best.run_id, best.real, best.kept_128) == ("run-02", True, None)
    begun = replace(_people(), test_set="begun", content_hash="begun")
    asked = sets.Query(query_id="b", text="b", style="", group_id="b", source_document=None)
    newer = sets.land_import(db, begun, [asked])
    rows = [measured.row(name, newer.test_set, 0.9, groups=1) for name in ("run-01", "base")]
    results.land_results(db, measured.write(tmp_path / "three", rows, {}, {}), "three")
    best = overview(db).best
    assert best is not None
    assert best.test_set == people.test_set, "a set with one group allows no claim"


def test_what_happened_last_is_told_in_a_few_words(db: Database, tmp_path: Path) -> None:
    of = build.simple(documents=40)
    build.ingest(db, tmp_path, of)
    names = build.one_query_each(db, tmp_path, of)
    batch = new_id()
    decisions.decide(db, [build.event(Action.ACCEPT, name, batch_id=batch) for name in names])
    build.decide(db, Action.NEGATIVE_DROP, names[0], reviewer="bob", passage_id=of.passage("doc-05.md", 0))
    jobs.record(
        db,
        JobRecord(
            job_id="x",
            kind="train",
            title="train run-01",
            state="failed",
            created_at=datetime.now(UTC),
            ended_at=datetime.now(UTC),
            summary={},
            error="the disk is full",
        ),
    )
    texts = [recent.text for recent in overview(db, "ada").recent]
    assert texts == ["train failed: the disk is full", "bob dropped 1 negative", "you accepted 120 pairs"]


def test_nothing_is_counted_twice_while_nothing_is_written(db: Database, tmp_path: Path) -> None:
    of = build.simple()
    build.ingest(db, tmp_path, of)
    [name, *_] = build.one_query_each(db, tmp_path, of)
    first = overview(db, "ada")
    assert overview(db, "ada") is first
    build.decide(db, Action.ACCEPT, name)
    assert overview(db, "ada").accepted == 1


def _run(name: str) -> Run:
    return Run(
        run_id=name,
        job_id="job",
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        dataset_hash="",
        base="base",
        path=PurePosixPath("models") / name,
        model_hash="",
        settings={},
        done=False,
    )


def _people() -> Set:
    return Set(
        test_set="people",
        title="people",
        purpose="test",
        source="human",
        unit="document",
        queries=0,
        groups=0,
        content_hash="",
    )
