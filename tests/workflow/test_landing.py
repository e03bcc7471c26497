"""Bringing jobs home: each once, whatever was missed while the studio was closed, and what cannot be taken over."""

import json
from pathlib import Path

from studio.project import Project
from studio.settings import Settings
from studio.storage.database import Database
from studio.workflow import generate, ingest, landing
from tests.storage import build
from tests.workflow.conftest import end


def job(project: Project, db: Database, settings: Settings, tmp_path: Path):  # type: ignore[no-untyped-def]  # a folder
    source = tmp_path / "source"
    source.mkdir(exist_ok=True)
    return ingest.prepare(project, db, settings, [source])


def test_jobs_that_ended_while_the_studio_was_closed_land_on_opening(
    project: Project, db: Database, settings: Settings, tmp_path: Path
) -> None:
    end(job(project, db, settings, tmp_path), lambda outputs: build.write_ingest(outputs, build.simple()))
    [landed] = landing.land_finished(project, db)
    assert landed.counts["new"] == 6
    assert len(build.document_ids(db)) == 6
    assert landing.land_finished(project, db) == []
    [(state, landed_at, summary)] = db.query("SELECT state, landed_at, summary FROM jobs")
    assert state == "done"
    assert landed_at is not None
    assert json.loads(summary)["passages"] == 18


def test_a_job_lands_once_though_it_is_asked_for_twice(
    project: Project, db: Database, settings: Settings, tmp_path: Path
) -> None:
    ended = end(job(project, db, settings, tmp_path), lambda outputs: build.write_ingest(outputs, build.simple()))
    assert not landing.land(db, ended).again
    assert landing.land(db, ended).again


def test_jobs_that_did_not_end_well_are_noted_and_nothing_lands(
    project: Project, db: Database, settings: Settings, tmp_path: Path
) -> None:
    waiting = job(project, db, settings, tmp_path)
    failed = end(job(project, db, settings, tmp_path), None, state="failed", error="the disk is full")
    assert landing.land_finished(project, db) == []
    states = {job_id: told for job_id, *told in db.query("SELECT job_id, state, error FROM jobs")}
    assert states == {waiting.spec.job_id: ["queued", ""], failed.spec.job_id: ["failed", "the disk is full"]}


def test_outputs_that_cannot_be_taken_over_do_not_keep_others_out(
    project: Project, db: Database, settings: Settings, tmp_path: Path
) -> None:
    broken = end(job(project, db, settings, tmp_path), lambda outputs: outputs.mkdir())
    junk = end(job(project, db, settings, tmp_path), lambda outputs: build.write_ingest(outputs, build.simple()))
    (junk.outputs / "groups.parquet").write_bytes(b"not a frame")
    whole = end(job(project, db, settings, tmp_path), lambda outputs: build.write_ingest(outputs, build.simple()))
    [landed] = landing.land_finished(project, db)
    assert landed.job_id == whole.spec.job_id
    errors: dict[str, str] = dict(db.query("SELECT job_id, error FROM jobs"))
    assert "documents.parquet is missing" in errors[broken.spec.job_id]
    assert "groups.parquet" in errors[junk.spec.job_id]


def test_steps_land_in_the_order_in_which_they_were_started(
    project: Project, db: Database, settings: Settings, tmp_path: Path
) -> None:
    of = build.simple()
    end(job(project, db, settings, tmp_path), lambda outputs: build.write_ingest(outputs, of))
    landing.land_finished(project, db)
    writing = generate.prepare(project, db, settings)
    end(writing, lambda outputs: build.write_queries(outputs, [("a query", of.passage("doc-00.md", 0))]))
    end(
        job(project, db, settings, tmp_path),
        lambda outputs: build.write_ingest(outputs, of.with_document("doc-09.md", "new"), of),
    )
    assert [set(landed.counts) & {"added", "new"} for landed in landing.land_finished(project, db)] == [
        {"added"},
        {"new"},
    ]
