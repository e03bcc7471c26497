"""Evaluation, around its job: which runs and which untouched bases meet which test sets. Computes no figure itself."""

from collections.abc import Sequence
from dataclasses import replace

from studio.bases import resolved, weights_here
from studio.domain.leaderboard import TestSet
from studio.domain.records import Landed, Run
from studio.domain.registry import REGISTRY
from studio.domain.wording import plural
from studio.errors import InputError
from studio.jobs import folder as folders
from studio.jobs.folder import JobFolder
from studio.jobs.spec import JobKind
from studio.project import Project
from studio.settings import Settings
from studio.storage import corpus, results
from studio.storage import runs as run_store
from studio.storage import test_sets as set_store
from studio.storage.database import Database
from studio.workflow import systems
from studio.workflow.inputs import need_passages, write_enriching, write_passages, write_test_sets
from studio.workflow.systems import Measurable

__all__ = ["bake_off", "land", "prepare"]

_UNFINISHED = "is not finished: it has no model to measure yet"


def prepare(
    project: Project,
    db: Database,
    settings: Settings,
    *,
    runs: Sequence[str] | None = None,
    test_sets: Sequence[str] | None = None,
) -> JobFolder:
    """Write an evaluate job for some or all runs on some or all test sets.

    The project's base and BM25 are always measured, and the bases that the runs came from.
    """
    need_passages(db)
    model = resolved(settings.model)
    chosen = _chosen_runs(db, runs)
    measured = [*systems.bases_of(chosen, model), *systems.of_runs(project, chosen)]
    title = f"measure base, BM25 and {plural(len(chosen), 'run')}"
    return _job(project, db, replace(settings, model=model), measured, title=title, test_sets=test_sets)


def bake_off(
    project: Project,
    db: Database,
    settings: Settings,
    models: Sequence[str],
    *,
    test_sets: Sequence[str] | None = None,
) -> JobFolder:
    """Write an evaluate job for several bases untouched, each with its own prompts, beside the project's base.

    Without a name, those of the registry are taken whose weights are on this machine. Raises InputError where that
    leaves nothing to compare.
    """
    need_passages(db)
    model = resolved(settings.model)
    names = models or [entry.hub_id for entry in REGISTRY if weights_here(entry.hub_id)]
    measured = systems.further_bases(names, model)
    if not measured:
        raise InputError(
            f"There is no base to compare with {model.base}: "
            + ("that is the project's own." if models else "of those that `studio models` lists, no other is here.")
            + " Name the folder of a model, or a hub id."
        )
    title = f"measure {plural(len(measured), 'further base')} untouched"
    return _job(project, db, replace(settings, model=model), measured, title=title, test_sets=test_sets)


def land(db: Database, job: JobFolder) -> Landed:
    """Take over the figures of a finished evaluate job."""
    return results.land_results(db, job.outputs, job.spec.job_id, job.inputs)


def _job(
    project: Project,
    db: Database,
    settings: Settings,
    chosen: Sequence[Measurable],
    *,
    title: str,
    test_sets: Sequence[str] | None,
) -> JobFolder:
    corpus.split(db, settings.split)
    set_store.refresh_held_out(db)
    measured = _chosen_sets(db, test_sets)
    job = folders.create(
        project.path,
        JobKind.EVALUATE,
        f"{title} on {plural(len(measured), 'test set')}",
        {
            "model": settings.model,
            "evaluation": settings.evaluation,
            "index": settings.index,
            "training": settings.training,
        },
        {
            "runs": [each.run_id for each in chosen if each.run_id],
            "bases": [each.path for each in chosen if not each.run_id],
            "test_sets": [test_set.test_set for test_set in measured],
        },
    )
    write_passages(db, job)
    write_enriching(db, job, settings.index.use)
    write_test_sets(db, job, measured)
    systems.write(db, job, chosen)
    return job


def _chosen_sets(db: Database, names: Sequence[str] | None) -> list[TestSet]:
    known = {test_set.test_set: test_set for test_set in set_store.test_sets(db)}
    if not known:
        raise InputError(
            "There is no test set yet. Generate queries (some groups are held out), or import one with "
            "`studio import-test FOLDER`."
        )
    answered = [test_set for test_set in known.values() if test_set.answered]
    if names is None and answered:
        return answered
    if unknown := [name for name in names or () if name not in known]:
        raise InputError(f"There is no test set {unknown[0]} in this project. There are {', '.join(known)}.")
    if unjudged := [name for name in names or known if not known[name].answered]:
        raise InputError(f"No query of {unjudged[0]} has a relevant passage yet. Judge some with `studio judge`.")
    return [known[name] for name in names or ()]


def _chosen_runs(db: Database, names: Sequence[str] | None) -> list[Run]:
    if names is None:
        return [run for run in run_store.runs(db) if run.in_use]
    chosen = [run_store.run(db, name) for name in names]
    if without := [run for run in chosen if not run.has_model]:
        what = "was deleted: it has no model to measure any more" if without[0].deleted else _UNFINISHED
        raise InputError(f"{without[0].run_id} {what}.")
    return chosen
