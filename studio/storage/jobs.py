"""Jobs as the project remembers them: what ran, how it ended, whether its outputs are in. It starts none."""

from studio.domain.records import JobRecord
from studio.storage.database import Database


def record(db: Database, job: JobRecord) -> None:
    """Store a job, or how it stands now; `landed_at` is set by landing alone."""
    raise NotImplementedError


def landed(db: Database, job_id: str) -> bool:
    """Say whether a job's outputs are in the database."""
    raise NotImplementedError


def jobs(db: Database, limit: int = 50) -> list[JobRecord]:
    """Return the last jobs, newest first."""
    raise NotImplementedError
