"""Training, around its job: the dataset is frozen, the run gets its name, results come home. Trains nothing itself."""

from studio.domain.records import Landed
from studio.jobs.folder import JobFolder
from studio.project import Project
from studio.settings import Settings
from studio.storage.database import Database


def prepare(project: Project, db: Database, settings: Settings) -> JobFolder:
    """Freeze the dataset and write a train job for the next run. Raises InputError where there is too little to train on."""
    raise NotImplementedError


def land(db: Database, job: JobFolder) -> Landed:
    """Take over the run and the figures of a finished train job."""
    raise NotImplementedError
