"""What a job is before it runs: one typed file, `job.json`, in the job's own folder.

A spec never changes once written; what happens afterwards is told by events (see `studio.jobs.events`).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

__all__ = ["FORMAT", "JobKind", "JobSpec", "JobState"]

FORMAT = 1


class JobKind(StrEnum):
    """The steps that run as jobs."""

    INGEST = "ingest"
    GENERATE = "generate"
    MINE = "mine"
    TRAIN = "train"
    EVALUATE = "evaluate"
    POOL = "pool"
    EXPORT = "export"


class JobState(StrEnum):
    """Where a job stands, derived from its folder: spec, events and the worker's process."""

    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    """Its worker is gone without a result: resumable."""
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class JobSpec:
    """One job. `options` holds the step's options by section (`model`, `corpus`, ...).

    `arguments` is what this call alone was given.
    Inputs are Parquet files in `inputs/`, outputs Parquet files in `outputs/`, both in the job's folder.
    `project` is the project's folder; workers read and write `index/` and `models/` there, and never the database.
    """

    format: int
    job_id: str
    kind: JobKind
    title: str
    created_at: datetime
    project: Path
    options: dict[str, dict[str, Any]]
    arguments: dict[str, Any]
