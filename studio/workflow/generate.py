"""Generate, around its job: which passages want queries, and how new pairs come home. Writes no query itself."""

from studio.domain.records import Landed
from studio.domain.wording import plural
from studio.errors import NothingToDoError
from studio.jobs import folder as folders
from studio.jobs.folder import JobFolder
from studio.jobs.spec import JobKind
from studio.project import Project
from studio.settings import Settings
from studio.storage import corpus, pairs
from studio.storage.database import Database
from studio.workflow.inputs import need_passages

__all__ = ["land", "prepare"]


def prepare(project: Project, db: Database, settings: Settings, *, every: bool = False) -> JobFolder:
    """Write a generate job for the passages without queries, or for `every` one.

    Raises NothingToDoError where no passage wants any. `arguments["roots"]` lists what was ingested: recorded queries
    may lie beside it.
    """
    need_passages(db)
    wanting = pairs.wanting_queries(db, every=every)
    if not wanting:
        raise NothingToDoError("Every passage has queries already. Use --every to write more for all of them.")
    job = folders.create(
        project.path,
        JobKind.GENERATE,
        f"generate queries for {plural(wanting, 'passage')}",
        {"model": settings.model, "generation": settings.generation},
        {"every": every, "roots": corpus.roots(db)},
    )
    pairs.export_wanting_queries(db, job.inputs / "passages.parquet", every=every)
    return job


def land(db: Database, job: JobFolder) -> Landed:
    """Take over the outputs of a finished generate job."""
    return pairs.land_queries(db, job.outputs, job.spec.job_id)
