"""Small real projects in the states that screens can meet, built through storage as jobs would; no model is needed."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

import polars as pl

from studio.domain.identity import content_hash
from studio.domain.leaderboard import Precision, Row, RowKind, TestSet, size_words
from studio.domain.records import Run
from studio.jobs.spec import JobKind
from studio.project import Project
from studio.storage import results, runs, test_sets
from studio.storage.database import Database
from studio.storage.test_sets import Query
from tests.ui import fake_jobs as fake
from tests.ui.review import deck

TEST_SET = "engineers"
_BYTES = {"float32": 4, "int8": 1, "binary": 1 / 8}
_WHEN = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


def empty(folder: Path) -> tuple[Project, Database]:
    """A project that was just made."""
    project = Project.create(folder / "fab-handbook")
    return project, Database.open(project.database, create=True)


def mined(folder: Path) -> tuple[Project, Database]:
    """4 documents, 12 passages, 12 mined pairs, nothing reviewed."""
    project, db = deck.build(folder)
    settle(db)
    return project, db


def measured(folder: Path, *, groups: int = 40) -> tuple[Project, Database]:
    """A project with a test set of 40 queries in `groups` groups, a run, and rows for base, BM25, run and fusion."""
    project, db = deck.build(folder)
    _test_set(db, groups)
    _run(db)
    frames = _frames(db, rows(groups))
    results.land_results(db, write(folder / "measured", **frames), "job-9")
    settle(db)
    return project, db


def baked(folder: Path) -> tuple[Project, Database]:
    """A project whose base met two others untouched, on the dev set and on a test set; one of them does better."""
    project, db = deck.build(folder)
    _test_set(db, 40)
    _test_set(db, 40, replace(_named("dev", "generated queries"), purpose="dev", source="generated"))
    found = [
        replace(row(name, kind, figure, test_set=test_set, row_id=content_hash(name, test_set)), kind=RowKind.BASE)
        for test_set in (TEST_SET, "dev")
        for name, kind, figure in (
            ("base all-MiniLM-L6-v2", RowKind.BASE, 0.663),
            ("base bge-small-en-v1.5", RowKind.ADAPTER, 0.741),
            ("base house-model", RowKind.ADAPTER, 0.652),
        )
    ]
    results.land_results(db, write(folder / "baked", **_frames(db, found)), "job-9")
    named = ["BAAI/bge-small-en-v1.5", "house-model"]
    events: list[fake.Event] = [fake.started(), fake.done(rows=6, test_sets=2)]
    title = "measure 2 further bases untouched on 2 test sets"
    fake.landed(db, fake.job(project, JobKind.EVALUATE, title, events, bases=named))
    settle(db)
    return project, db


def second_set(db: Database) -> None:
    """Import another test set, on which nothing is measured."""
    [(passage_id,)] = db.query("SELECT min(passage_id) FROM passages")
    query = Query(
        query_id="t1", text="a ticket", style="", group_id="g", source_document=None, judgments={str(passage_id): 1}
    )
    test_sets.land_import(db, _named("tickets", "tickets"), [query])


def write(folder: Path, **frames: pl.DataFrame) -> Path:
    """Write frames as Parquet files into a new folder, as a job's outputs."""
    folder.mkdir(parents=True)
    for name, frame in frames.items():
        frame.write_parquet(folder / f"{name}.parquet")
    return folder


def settle(db: Database) -> None:
    """Put everything that happened into the past, a second apart, so that pictures of screens do not change."""
    for number, (job_id,) in enumerate(db.query("SELECT job_id FROM jobs ORDER BY job_id")):
        at = _WHEN.replace(tzinfo=None, second=number)
        db.query("UPDATE jobs SET created_at = ?, ended_at = ? WHERE job_id = ?", [at, at, job_id])


def _test_set(db: Database, groups: int, test_set: TestSet | None = None) -> None:
    passages = db.query("SELECT passage_id, title, heading_path[1] FROM passages ORDER BY document_id, ordinal")
    queries = [
        Query(
            query_id=f"q{number:02d}",
            text=f"{'why does' if number % 2 else 'how long may'} {title.lower()} wait for {topic.lower()}",
            style=("need", "keyword", "question")[number % 3],
            group_id=f"group-{number % groups}",
            source_document=None,
            judgments={passage_id: 2, passages[(number + 1) % len(passages)][0]: 1},
        )
        for number in range(40)
        for passage_id, title, topic in [passages[number % len(passages)]]
    ]
    test_sets.land_import(db, test_set or _named(TEST_SET, "engineers' questions"), queries)


def _named(name: str, title: str) -> TestSet:
    return TestSet(
        test_set=name, title=title, purpose="test", source="human", unit="passage", queries=0, groups=0, content_hash=""
    )


def _run(db: Database) -> None:
    settings: dict[str, object] = {"training": {"recipe": "lists", "epochs": 6}}
    run = Run(
        run_id="run-01",
        job_id="job-8",
        created_at=_WHEN,
        dataset_hash="a81f0000a81f0000",
        base="sentence-transformers/all-MiniLM-L6-v2",
        path=PurePosixPath("models/run-01"),
        model_hash="77aa00bb11cc22dd",
        settings=settings,
        done=False,
    )
    runs.record(db, run)
    runs.finish(db, "run-01")


ENGINEERS = TestSet(
    test_set=TEST_SET, title="engineers' questions", purpose="test", source="human", unit="passage",
    queries=132, groups=61, content_hash="c0ffee", looks=3,
)  # fmt: skip
"""A test set that people wrote."""


def row(
    name: str,
    kind: RowKind,
    ndcg: float,
    *,
    dimensions: int = 384,
    precision: Precision = "float32",
    groups: int = 40,
    **changes: object,
) -> Row:
    """A row of the leaderboard; compared with the base of .663 unless it is the base at its full size."""
    base = kind is RowKind.BASE and dimensions == 384 and precision == "float32"
    difference = ndcg - 0.663
    values: dict[str, object] = {
        "row_id": content_hash(name, size_words(dimensions, precision)),
        "name": name,
        "kind": kind,
        "run_id": "run-01" if kind in (RowKind.RUN, RowKind.FUSED) and name.startswith("run") else "",
        "test_set": TEST_SET,
        "queries": 40,
        "groups": groups,
        "dimensions": dimensions,
        "precision": precision,
        "ndcg_10": ndcg,
        "mrr_10": ndcg + 0.07,
        "recall_10": min(1.0, ndcg + 0.15),
        "recall_100": min(1.0, ndcg + 0.25),
        "map_100": ndcg - 0.06,
        "judged_10": 0.94,
        "difference": None if base else difference,
        "ci_low": None if base else difference - 0.045,
        "ci_high": None if base else difference + 0.045,
        "p_value": None if base else (0.0004 if abs(difference) > 0.06 else 0.31),
        "detectable": None if base else 0.064,
        "won": 0 if base else 14,
        "lost": 0 if base else 6,
        "latency_p50": None if kind is RowKind.BM25 else 9.2,
        "latency_p95": None if kind is RowKind.BM25 else 14.8,
        "bytes_per_million": 410_000_000 if kind is RowKind.BM25 else int(dimensions * _BYTES[precision] * 1_000_000),
        "model_hash": "77aa00bb11cc22dd" if kind is RowKind.RUN else "0123456789abcdef",
        "settings_hash": "fedcba9876543210",
        "seed": 13,
    }
    return Row(**{**values, **changes})  # type: ignore[arg-type]  # the names are Row's own


def rows(groups: int = 40) -> list[Row]:
    """Base, BM25, a run and their fusions; base and run also at 128 dimensions, as int8 and as signs."""
    model = "base all-MiniLM-L6-v2"
    return [
        row("run-01 + BM25", RowKind.FUSED, 0.761, groups=groups),
        row("run-01", RowKind.RUN, 0.734, groups=groups),
        row("run-01", RowKind.RUN, 0.716, dimensions=128, groups=groups),
        row("base + BM25", RowKind.FUSED, 0.685, groups=groups),
        row(model, RowKind.BASE, 0.663, groups=groups),
        row(model, RowKind.BASE, 0.621, dimensions=128, groups=groups),
        row("BM25", RowKind.BM25, 0.588, dimensions=0, groups=groups),
        row("run-01", RowKind.RUN, 0.733, precision="int8", groups=groups),
        row("run-01", RowKind.RUN, 0.705, precision="binary", groups=groups),
        row(model, RowKind.BASE, 0.661, precision="int8", groups=groups),
        row(model, RowKind.BASE, 0.648, precision="binary", groups=groups),
    ]


def _frames(db: Database, measured_rows: Sequence[Row]) -> dict[str, pl.DataFrame]:
    passages = [row[0] for row in db.query("SELECT passage_id FROM passages ORDER BY document_id, ordinal")]
    per_query, rankings = [], []
    for place, measured_row in enumerate(measured_rows):
        for number in range(40):
            shift = (number * 7 + place * 2) % 9
            figure = 1.0 / (1 + shift)
            names = ("ndcg_10", "mrr_10", "recall_10", "recall_100", "map_100")
            query = {"row_id": measured_row.row_id, "query_id": f"q{number:02d}"}
            per_query.append(query | dict.fromkeys(names, figure))
            for rank in range(10):
                unit = passages[(number + rank - shift) % len(passages)]
                rankings.append(
                    query | {"rank": rank + 1, "unit_id": unit, "passage_id": unit, "score": 0.8 - rank / 50}
                )
    table = pl.DataFrame([{**asdict(found), "kind": found.kind.value} for found in measured_rows])
    return {"rows": table, "per_query": pl.DataFrame(per_query), "rankings": pl.DataFrame(rankings)}
