"""Pooling, around its job: the queries of a test set meet every row that there is. Ranks nothing itself."""

from studio.bases import resolved
from studio.domain.records import Landed
from studio.domain.wording import plural
from studio.jobs import folder as folders
from studio.jobs.folder import JobFolder
from studio.jobs.spec import JobKind, JobState
from studio.project import Project
from studio.settings import Settings
from studio.storage import judging, runs, test_sets
from studio.storage.database import Database
from studio.workflow import systems
from studio.workflow.inputs import need_passages, write_enriching, write_passages, write_test_sets
from studio.workflow.judging import chosen

__all__ = ["land", "prepare"]


def prepare(project: Project, db: Database, settings: Settings, *, test_set: str = "") -> JobFolder:
    """Write a pool job for a test set's queries, the newest one's where none is named.

    Base, BM25 and finished runs are asked, and the bases that a bake-off measured.
    """
    need_passages(db)
    name = chosen(db, test_set)
    found = next(known for known in test_sets.test_sets(db) if known.test_set == name)
    model = resolved(settings.model)
    job = folders.create(
        project.path,
        JobKind.POOL,
        f"pool the top {settings.judging.depth} of every row for {plural(found.queries, 'query', 'queries')}",
        {
            "model": model,
            "evaluation": settings.evaluation,
            "index": settings.index,
            "judging": settings.judging,
        },
        {"test_set": name},
    )
    write_passages(db, job)
    write_enriching(db, job, settings.index.use)
    write_test_sets(db, job, [found])
    finished = [run for run in runs.runs(db) if run.in_use]
    bases = systems.bases_of(finished, model)
    known = {base.path for base in bases}
    bases += [base for base in systems.further_bases(_baked(project), model) if base.path not in known]
    systems.write(db, job, [*bases, *systems.of_runs(project, finished)])
    return job


def _baked(project: Project) -> list[str]:
    """Return the bases that finished evaluations measured beside the project's own, each once."""
    done = (job for job in folders.list_jobs(project.path) if folders.state(job) is JobState.DONE)
    return list(dict.fromkeys(str(base) for job in done for base in job.spec.arguments.get("bases", ())))


def land(db: Database, job: JobFolder) -> Landed:
    """Add what a finished pool job found to what there is to judge."""
    return judging.land_pool(db, job.outputs, job.spec.job_id, str(job.spec.arguments["test_set"]))
