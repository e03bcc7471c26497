"""Bringing finished jobs home, each exactly once: on opening a project and whenever a job ends."""

from studio.domain.records import Landed
from studio.jobs.folder import JobFolder
from studio.project import Project
from studio.storage.database import Database


def land(db: Database, job: JobFolder) -> Landed:
    """Land one finished job by its kind; landing it again changes nothing."""
    raise NotImplementedError


def land_finished(project: Project, db: Database) -> list[Landed]:
    """Record how every job stands and land those that are done and not in yet, oldest first."""
    raise NotImplementedError
