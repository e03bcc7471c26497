"""Mining, around its job: pairs go out, scores and negatives come home. Looks for no negative itself."""

from studio.bases import resolved
from studio.domain.records import Landed
from studio.domain.wording import plural
from studio.errors import StepFirstError
from studio.jobs import folder as folders
from studio.jobs.folder import JobFolder
from studio.jobs.spec import JobKind
from studio.project import Project
from studio.settings import Settings
from studio.storage import corpus, pairs
from studio.storage.database import Database
from studio.workflow.inputs import need_passages, write_passages

__all__ = ["land", "prepare"]


def prepare(project: Project, db: Database, settings: Settings) -> JobFolder:
    """Write a mine job for all active pairs. Raises StepFirstError where there are none."""
    need_passages(db)
    count = corpus.sizes(db).pairs
    if not count:
        raise StepFirstError("There is no pair to mine negatives for.", "generate")
    job = folders.create(
        project.path,
        JobKind.MINE,
        f"mine hard negatives for {plural(count, 'pair')}",
        {"model": resolved(settings.model), "mining": settings.mining, "evaluation": settings.evaluation},
        {},
    )
    write_passages(db, job)
    pairs.export_pairs(db, job.inputs / "pairs.parquet", job.inputs / "protected.parquet")
    return job


def land(db: Database, job: JobFolder) -> Landed:
    """Take over the outputs of a finished mine job."""
    return pairs.land_mining(db, job.outputs, job.spec.job_id)
