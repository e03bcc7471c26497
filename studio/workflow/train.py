"""Training, around its job: the dataset is frozen, the run gets its name, results come home. Trains nothing itself."""

import shutil
from dataclasses import asdict
from pathlib import PurePosixPath

from studio.domain.overview import FEWEST_TO_TRAIN
from studio.domain.records import Landed, Run
from studio.domain.wording import plural
from studio.errors import InputError
from studio.jobs import folder as folders
from studio.jobs.folder import JobFolder
from studio.jobs.spec import JobKind
from studio.project import Project
from studio.settings import Settings
from studio.storage import corpus, datasets, jobs, results, runs, test_sets
from studio.storage.database import Database
from studio.workflow.inputs import need_passages, write_enriching, write_passages, write_test_sets

__all__ = ["land", "prepare"]


def prepare(project: Project, db: Database, settings: Settings) -> JobFolder:
    """Freeze the dataset and write a train job for the next run.

    Raises InputError where there is too little to train on. `arguments` name the run, its dataset and where its model
    goes; the held-out sets are brought up to date first, so that nothing of them is in the dataset.
    """
    need_passages(db)
    corpus.split(db, settings.split)
    measured = [*test_sets.refresh_held_out(db)]
    known = {test_set.test_set for test_set in measured}
    measured += [found for found in test_sets.test_sets(db) if found.answered and found.test_set not in known]
    dataset = datasets.snapshot(db, project.datasets, settings.training.use)
    if dataset.pairs < FEWEST_TO_TRAIN:
        kind = "accepted pairs" if settings.training.use == "accepted" else "pairs that nobody rejected"
        raise InputError(
            f"There are {dataset.pairs} {kind} on the training side, and at least {FEWEST_TO_TRAIN} are needed. "
            "Generate more queries, or accept more pairs."
        )
    run_id = runs.next_run_id(db)
    job = folders.create(
        project.path,
        JobKind.TRAIN,
        f"train {run_id} on {plural(dataset.pairs, 'pair')}",
        {
            "model": settings.model,
            "training": settings.training,
            "evaluation": settings.evaluation,
            "index": settings.index,
        },
        {"run_id": run_id, "dataset_hash": dataset.dataset_hash, "model_path": f"models/{run_id}"},
    )
    shutil.copyfile(project.path / dataset.path, job.inputs / "examples.parquet")
    write_passages(db, job)
    write_enriching(db, job, settings.index.use)
    write_test_sets(db, job, measured)
    runs.record(
        db,
        Run(
            run_id=run_id,
            job_id=job.spec.job_id,
            created_at=job.spec.created_at,
            dataset_hash=dataset.dataset_hash,
            base=settings.model.base,
            path=PurePosixPath("models") / run_id,
            model_hash="",
            settings={"model": asdict(settings.model), "training": asdict(settings.training)},
            done=False,
        ),
    )
    return job


def land(db: Database, job: JobFolder) -> Landed:
    """Take over the run and the figures of a finished train job."""
    run_id = str(job.spec.arguments["run_id"])

    def work() -> dict[str, int]:
        counts = results.take_over(db, job.outputs, job.spec.job_id, job.inputs)
        runs.finish(db, run_id)
        return counts

    return jobs.land_once(db, job.spec.job_id, "train", work)
