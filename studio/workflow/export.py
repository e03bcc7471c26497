"""Export, around its job: what leaves the project. Writes no export itself."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from studio.bases import resolved
from studio.domain.board import named, ranked
from studio.domain.leaderboard import RowKind
from studio.domain.options import ADAPTER, UNTRAINED
from studio.domain.overview import BestRun
from studio.domain.records import Landed, Run
from studio.domain.verdict import Said
from studio.errors import InputError
from studio.jobs import folder as folders
from studio.jobs.folder import JobFolder
from studio.jobs.spec import JobKind
from studio.project import Project
from studio.settings import Settings
from studio.storage import comparing, datasets, gains, jobs, results, runs, test_sets
from studio.storage.database import Database
from studio.storage.overview import best_run
from studio.workflow.inputs import need_passages, write_enriching, write_passages, write_test_sets
from studio.workflow.runs import record

__all__ = ["land", "prepare"]

_LEARNT_ALL = "It learnt from all documents, held-out ones too: only queries that people brought measure it."
_NAME = re.compile(r"[\w][\w.-]*")


def prepare(project: Project, db: Database, settings: Settings, *, name: str = "") -> JobFolder:
    """Write an export job into exports/NAME: the curated pairs of every side, and a run's model where there is one.

    Where even the best run is worse than its base, the base is exported. Raises InputError where nothing may be.
    `arguments["run"]` is None, or holds the run's name, path, base, settings, hashes, verdicts and what became of its
    weights; `arguments["untrained"]` names what is exported in its place, or is empty; `arguments["dataset_hash"]` is
    that of the exported examples.
    """
    need_passages(db)
    if name and not _NAME.fullmatch(name):
        raise InputError(f"{name!r} is no name for a folder. Use letters, digits, dots and hyphens.")
    untrained = settings.export.run if settings.export.run in {ADAPTER, UNTRAINED} else ""
    best = None if settings.export.run else best_run(db)
    kept = _base_is_kept(db, best) if best else ""
    untrained = UNTRAINED if kept else untrained
    run = None if untrained else _run(db, best.run_id if best else settings.export.run)
    part = project.datasets / ".export.parquet"
    part.parent.mkdir(exist_ok=True)
    try:
        if not datasets.write_examples(db, part, settings.training.use):
            raise InputError("There is no pair to export. Generate queries, or accept pairs in review.")
        dataset_hash = datasets.describe(db, part)
        model = run.run_id if run else untrained
        turned = "binary" if model and settings.export.binary else ""
        title = name or "-".join(filter(None, (dataset_hash[:8], model, turned)))
        job = folders.create(
            project.path,
            JobKind.EXPORT,
            f"export {title}",
            {
                "model": resolved(settings.model),
                "export": settings.export,
                "index": settings.index,
                "evaluation": settings.evaluation,
            },
            {
                "name": title,
                "dataset_hash": dataset_hash,
                "run": _described(project, db, run, best),
                "untrained": untrained,
                "verdicts": list(_verdicts(db, ADAPTER)) if untrained == ADAPTER else [],
                "kept": kept,
            },
        )
        part.replace(job.inputs / "examples.parquet")
    finally:
        part.unlink(missing_ok=True)
    write_passages(db, job)
    if untrained == ADAPTER:
        write_enriching(db, job, settings.index.use)
        write_test_sets(db, job, [found for found in test_sets.test_sets(db) if found.purpose == "test"])
    results.export_rows(db, job.inputs / "rows.parquet", _adjusted(db))
    return job


def land(db: Database, job: JobFolder) -> Landed:
    """Note that a finished export job has written its files."""
    return jobs.land_export(db, job.outputs, job.spec.job_id)


def _chosen(db: Database, best: BestRun) -> str:
    """Say by which test set the best run was chosen, where there was a choice: its figure there is no fair one."""
    others = {row.run_id for row in results.rows(db, best.test_set) if row.kind is RowKind.RUN}
    if len(others) < 2:
        return ""
    title = next(found.title for found in test_sets.test_sets(db) if found.test_set == best.test_set)
    return f"It was chosen as the best of {len(others)} runs on {title}, whose figure flatters it a little."


def _base_is_kept(db: Database, best: BestRun) -> str:
    """Say why the base is exported where even the best run is worse than it; empty where it is not."""
    told = comparing.told_best(db, best)
    if told is None or told.verdict.said is not Said.WORSE:
        return ""
    return f"{told.sentence} So the base is exported; --run {best.run_id} exports the run all the same."


def _verdicts(db: Database, name: str) -> Iterator[str]:
    """Yield what may be said of a system by itself on each test set, with the kinds of query that got worse."""
    for test_set in ranked(test_sets.test_sets(db)):
        compared = comparing.compared(db, test_set.test_set)
        whole = named(compared.rows, name)
        told = next((each for each in compared.told() if each.row == whole), None)
        if told is not None:
            yield f"{test_set.title}: {comparing.with_falls(db, test_set, told).sentence}"


def _adjusted(db: Database) -> dict[str, float]:
    """Return the p-value by Holm of every row that is compared with the base, by row_id."""
    told = (told for found in test_sets.test_sets(db) for told in comparing.compared(db, found.test_set).told())
    return {each.row.row_id: each.verdict.p_value for each in told}


def _learnt_all(run: Run) -> bool:
    trained = run.settings.get("training")
    return isinstance(trained, Mapping) and trained.get("sides") == "all"


def _run(db: Database, name: str) -> Run | None:
    if name == "none":
        return None
    if name:
        chosen = runs.run(db, name)
        if not chosen.has_model:
            what = "was deleted: it has no model any more" if chosen.deleted else "is not finished: it has no model yet"
            raise InputError(f"{name} {what}.")
        return chosen
    done = [run for run in runs.runs(db) if run.in_use]
    return done[-1] if done else None


def _described(project: Project, db: Database, run: Run | None, best: BestRun | None) -> dict[str, Any] | None:
    if run is None:
        return None
    known = record(project, db, run.run_id)
    return {
        "run_id": run.run_id,
        "name": run.run_id,
        "path": str(project.path / run.path),
        "base": run.base,
        "settings": run.settings,
        "dataset_hash": run.dataset_hash,
        "model_hash": run.model_hash,
        "merged": known.merged,
        "everyday": known.everyday,
        "verdicts": list(_verdicts(db, run.run_id)),
        "chosen": " ".join(filter(None, (_chosen(db, best) if best else "", _LEARNT_ALL * _learnt_all(run)))),
        "gains": [asdict(gain) for gain in gains.gains_of_run(db, run.run_id)],
    }
