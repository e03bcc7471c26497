"""Mining, around its job: pairs go out, scores and negatives come home. Looks for no negative itself."""

from studio.domain.records import Landed
from studio.jobs.folder import JobFolder
from studio.project import Project
from studio.settings import Settings
from studio.storage.database import Database


def prepare(project: Project, db: Database, settings: Settings) -> JobFolder:
    """Write a mine job for all active pairs. Raises InputError where there are none."""
    raise NotImplementedError


def land(db: Database, job: JobFolder) -> Landed:
    """Take over the outputs of a finished mine job."""
    raise NotImplementedError
