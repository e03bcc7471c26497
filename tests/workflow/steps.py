"""Projects taken through the steps by jobs whose outputs are written by hand: no model is needed."""

from collections.abc import Mapping

import polars as pl

from studio.jobs.folder import JobFolder
from studio.project import Project
from studio.settings import Settings
from studio.storage import lines, queue
from studio.storage.database import Database
from studio.workflow import generate, ingest, landing, mine, train
from tests.storage import build, measured
from tests.workflow.conftest import end


def frame(job: JobFolder, name: str) -> pl.DataFrame:
    return pl.read_parquet(job.inputs / f"{name}.parquet")


def ingested(project: Project, db: Database, settings: Settings, of: build.Corpus) -> build.Corpus:
    source = project.path.parent / "source"
    source.mkdir(exist_ok=True)
    job = ingest.prepare(project, db, settings, [source])
    landing.land(db, end(job, lambda outputs: build.write_ingest(outputs, of)))
    return of


def queried(project: Project, db: Database, settings: Settings, of: build.Corpus) -> list[str]:
    ingested(project, db, settings, of)
    rows = [(f"what says {p['text']}", p["passage_id"]) for p in of.passages()]
    landing.land(db, end(generate.prepare(project, db, settings), lambda o: build.write_queries(o, rows)))
    return [row.pair_id for row in lines.rows(db, sorted(queue.ids(db)))]


def mined(project: Project, db: Database, settings: Settings, of: build.Corpus) -> list[str]:
    names = queried(project, db, settings, of)
    first, last = of.passages()[0]["passage_id"], of.passages()[-1]["passage_id"]
    negatives = [build.negative(name, last if name != names[-1] else first, 1) for name in names]
    landing.land(db, end(mine.prepare(project, db, settings), lambda o: build.write_mining(o, negatives)))
    return names


def trained(
    project: Project,
    db: Database,
    settings: Settings,
    row: Mapping[str, float] | None = None,
    counted: Mapping[str, float] | None = None,
) -> JobFolder:
    """Land a run: `row` changes what was measured of it, `counted` is what its job counted."""
    job = train.prepare(project, db, settings)
    name = frame(job, "testsets").filter(pl.col("purpose") == "test")["test_set"][0]
    own = measured.row(str(job.spec.arguments["run_id"]), name, 0.6, **(row or {}))
    rows = [measured.row("base", name), own]
    landing.land(db, end(job, lambda outputs: measured.write(outputs, rows, {}, {}), counted=counted))
    return job
