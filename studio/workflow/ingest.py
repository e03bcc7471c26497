"""Ingest, around its job: what the worker is given, and how its outputs come home. Reads no document."""

from collections.abc import Sequence
from pathlib import Path

from studio.domain.records import Landed
from studio.jobs.folder import JobFolder
from studio.project import Project
from studio.settings import Settings
from studio.storage.database import Database


def prepare(project: Project, db: Database, settings: Settings, paths: Sequence[Path]) -> JobFolder:
    """Write an ingest job for files and folders. Raises InputError where one is missing."""
    raise NotImplementedError


def land(db: Database, job: JobFolder) -> Landed:
    """Take over the outputs of a finished ingest job."""
    raise NotImplementedError
