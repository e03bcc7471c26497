"""Ingest, around its job: what the worker is given, and how its outputs come home. Reads no document."""

from collections.abc import Sequence
from pathlib import Path

from studio import bases
from studio.domain.options import SplitOptions
from studio.domain.paths import expanded, is_text, shown
from studio.domain.records import Landed
from studio.errors import InputError
from studio.jobs import folder as folders
from studio.jobs.folder import JobFolder
from studio.jobs.spec import JobKind
from studio.project import Project
from studio.settings import Settings
from studio.storage import corpus
from studio.storage.database import Database
from studio.workflow.inputs import write_passages

__all__ = ["land", "prepare"]


def prepare(project: Project, db: Database, settings: Settings, paths: Sequence[Path]) -> JobFolder:
    """Write an ingest job for files and folders. Raises InputError where one is missing or holds the project itself."""
    if not paths:
        raise InputError("Name a file or a folder to ingest.")
    resolved = [expanded(path).resolve() for path in paths]
    for path in resolved:
        if not is_text(path):
            raise InputError(f"{shown(path)} cannot be written down: its path is no UTF-8. Rename it first.")
        if not path.exists():
            raise InputError(f"{path} does not exist. Name a file or a folder of documents.")
        if path == project.path or path in project.path.parents:
            raise InputError(f"{path} holds the project itself. Name the folder of documents alone.")
    names = ", ".join(path.name for path in resolved[:3]) + (" ..." if len(resolved) > 3 else "")
    job = folders.create(
        project.path,
        JobKind.INGEST,
        f"ingest {names}",
        {"model": bases.resolved(settings.model), "corpus": settings.corpus, "split": settings.split},
        {"paths": [str(path) for path in resolved]},
    )
    corpus.export_known(db, job.inputs / "known.parquet")
    write_passages(db, job)
    return job


def land(db: Database, job: JobFolder) -> Landed:
    """Take over the outputs of a finished ingest job."""
    return corpus.land_ingest(db, job.outputs, job.spec.job_id, SplitOptions(**job.spec.options["split"]))
