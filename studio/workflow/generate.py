"""Generate, around its job: which passages want queries, and how new pairs come home. Writes no query itself."""

from studio.domain.records import Landed
from studio.jobs.folder import JobFolder
from studio.project import Project
from studio.settings import Settings
from studio.storage.database import Database


def prepare(project: Project, db: Database, settings: Settings, *, every: bool = False) -> JobFolder:
    """Write a generate job for the passages without queries, or for `every` one. Raises InputError where none wants any."""
    raise NotImplementedError


def land(db: Database, job: JobFolder) -> Landed:
    """Take over the outputs of a finished generate job."""
    raise NotImplementedError
