"""Training, around its job: the dataset is frozen, the run gets its name, results come home. Trains nothing itself."""

import shutil
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import PurePosixPath
from typing import Any

from studio import extras
from studio.bases import missing, resolved
from studio.domain.leaderboard import TestSet
from studio.domain.options import ModelOptions, Sides, TrainingOptions
from studio.domain.recipes import FEWEST_TO_TRAIN, settled
from studio.domain.records import Dataset, Landed, Run
from studio.domain.registry import base_names
from studio.domain.wording import plural
from studio.errors import InputError
from studio.jobs import folder as folders
from studio.jobs.folder import JobFolder
from studio.jobs.outputs import finished
from studio.jobs.spec import JobKind
from studio.project import Project
from studio.settings import Settings
from studio.storage import corpus, datasets, jobs, results, runs, test_sets
from studio.storage.database import Database
from studio.workflow import systems
from studio.workflow.inputs import need_passages, write_enriching, write_passages, write_test_sets

__all__ = ["land", "prepare"]


def prepare(project: Project, db: Database, settings: Settings, *, base: str = "", dataset: str = "") -> JobFolder:
    """Freeze the dataset and write a train job for the next run, of the project's base or of another one.

    `dataset` replays a stored one, named by its hash or the beginning of one. Raises InputError where there is too
    little to train on, where the dataset holds what is held out today, or where a package that the settings ask for is
    missing. `arguments` name the run, its dataset and where its model goes; the held-out sets are brought up to date
    first, so that nothing of them is in the dataset.
    """
    need_passages(db)
    if lacking := _lacking(settings.training):
        raise InputError(lacking)
    if base and (lacking := missing(base)):
        raise InputError(lacking)
    corpus.split(db, settings.split)
    held_out = test_sets.refresh_held_out(db)
    reference = resolved(settings.model)
    model = resolved(ModelOptions(base=base, device=settings.model.device)) if _another(base, settings) else reference
    use, sides = settings.training.use, settings.training.sides
    taken = _stored(project, db, dataset, sides) if dataset else datasets.snapshot(db, project.datasets, use, sides)
    _refuse_too_few(taken)
    training = settled(replace(settings.training, use=taken.use))
    run_id = runs.next_run_id(db)
    options: dict[str, Any] = {
        "model": model,
        "training": training,
        "evaluation": settings.evaluation,
        "index": settings.index,
    }
    if model != reference:
        options["reference"] = reference
    names = {base_names(reference.base)[0]: reference.base}
    job = folders.create(
        project.path,
        JobKind.TRAIN,
        f"train {run_id} on {plural(taken.pairs, 'pair')}",
        options,
        {
            "run_id": run_id,
            "dataset_hash": taken.dataset_hash,
            "model_path": f"models/{run_id}",
            "base_name": systems.name_apart(model.base, names),
        },
    )
    shutil.copyfile(project.path / taken.path, job.inputs / "examples.parquet")
    write_passages(db, job)
    write_enriching(db, job, settings.index.use)
    write_test_sets(db, job, _measured(db, held_out, sides))
    runs.record(
        db,
        Run(
            run_id=run_id,
            job_id=job.spec.job_id,
            created_at=job.spec.created_at,
            dataset_hash=taken.dataset_hash,
            base=model.base,
            path=PurePosixPath("models") / run_id,
            model_hash="",
            settings={"model": asdict(model), "training": asdict(training)},
            done=False,
        ),
    )
    return job


def land(db: Database, job: JobFolder) -> Landed:
    """Take over the run and the figures of a finished train job."""
    run_id = str(job.spec.arguments["run_id"])

    def work() -> dict[str, int]:
        counts = results.take_over(db, job.outputs, job.spec.job_id, job.inputs)
        _settle(db, job, run_id)
        runs.finish(db, run_id)
        return counts

    return jobs.land_once(db, job.spec.job_id, "train", work)


def _lacking(training: TrainingOptions) -> str:
    """Return what has to be installed for these settings; "" where nothing has to be."""
    return (
        extras.missing_tracker(training.report_to)
        or extras.missing_ray(training.ray)
        or extras.missing_peft(training.weights)
    )


def _another(base: str, settings: Settings) -> bool:
    return bool(base) and base != settings.model.base


def _measured(db: Database, held_out: Sequence[TestSet], sides: Sides) -> list[TestSet]:
    """Return the sets that a run is measured on: one that learns all documents on those alone that people brought."""
    known = {test_set.test_set for test_set in held_out}
    others = [found for found in test_sets.test_sets(db) if found.answered and found.test_set not in known]
    return [*held_out, *others] if sides == "train" else [found for found in others if found.source != "generated"]


def _stored(project: Project, db: Database, name: str, sides: Sides) -> Dataset:
    """Return a stored dataset. Raises InputError where it is gone, or holds what a fair measure must not know."""
    found = datasets.dataset(db, name)
    if not (project.path / found.path).is_file():
        raise InputError(
            f"The file of dataset {found.dataset_hash} is not at {project.path / found.path}. Put it back, or train on "
            "a fresh dataset."
        )
    held_out = datasets.held_out(db, found.dataset_hash) if sides == "train" else ()
    if held_out:
        raise InputError(
            f"Dataset {found.dataset_hash} holds positives of {plural(len(held_out), 'document')} held out today, such "
            f"as {held_out[0]}: a run on it could not be measured fairly on what is held out. Train on a fresh "
            "dataset, or on a later one; with sides = 'all' people's queries alone measure it."
        )
    asked = datasets.asked_by_tests(db, found.dataset_hash)
    if asked:
        raise InputError(
            f"Dataset {found.dataset_hash} teaches {plural(len(asked), 'query', 'queries')} of a test set, such as "
            f"{asked[0]!r}: a run on it could not be measured fairly. Train on a fresh dataset, which leaves them out."
        )
    return found


def _refuse_too_few(dataset: Dataset) -> None:
    if dataset.pairs >= FEWEST_TO_TRAIN:
        return
    kind = "accepted pairs" if dataset.use == "accepted" else "pairs that nobody rejected"
    raise InputError(
        f"There are {dataset.pairs} {kind} on the training side, and at least {FEWEST_TO_TRAIN} are needed. "
        "Generate more queries, or accept more pairs."
    )


def _settle(db: Database, job: JobFolder, run_id: str) -> None:
    """Write down the prompts that the worker read from the model itself, which was not here when the job was made."""
    told = finished(job) or {}
    prompts: dict[str, Any] = {name: told[name] for name in ("query_prompt", "passage_prompt") if name in told}
    if prompts:
        model: dict[str, Any] = {**job.spec.options["model"], **prompts, "prompts": "written"}
        runs.settle(db, run_id, {**runs.run(db, run_id).settings, "model": model})
