"""Evaluation, around its job: which runs meet which test sets. Computes no figure itself."""

from collections.abc import Sequence

from studio.domain.records import Landed
from studio.jobs.folder import JobFolder
from studio.project import Project
from studio.settings import Settings
from studio.storage.database import Database


def prepare(
    project: Project,
    db: Database,
    settings: Settings,
    *,
    runs: Sequence[str] | None = None,
    test_sets: Sequence[str] | None = None,
) -> JobFolder:
    """Write an evaluate job for some or all runs (base and BM25 always) on some or all test sets."""
    raise NotImplementedError


def land(db: Database, job: JobFolder) -> Landed:
    """Take over the figures of a finished evaluate job."""
    raise NotImplementedError
