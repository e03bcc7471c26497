"""Export, around its job: what leaves the project. Writes no export itself."""

from studio.domain.records import Landed
from studio.jobs.folder import JobFolder
from studio.project import Project
from studio.settings import Settings
from studio.storage.database import Database


def prepare(project: Project, db: Database, settings: Settings, *, name: str = "") -> JobFolder:
    """Write an export job into exports/NAME. Raises InputError where nothing may be exported."""
    raise NotImplementedError


def land(db: Database, job: JobFolder) -> Landed:
    """Note that a finished export job has written its files."""
    raise NotImplementedError
