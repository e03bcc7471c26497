"""Jobs as screens see them, without a folder on the disk."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from studio.jobs.events import Event
from studio.jobs.folder import JobFolder
from studio.jobs.journal import Latest
from studio.jobs.spec import JobKind, JobSpec, JobState
from studio.ui.shelf import JobView


def view(
    kind: JobKind = JobKind.MINE,
    state: JobState = JobState.RUNNING,
    *events: Event,
    title: str = "mine hard negatives",
    **arguments: Any,
) -> JobView:
    """A job that stands so, with the newest of these events of each kind."""
    spec = JobSpec(
        format=1,
        job_id="20231114-000001-mine-00ff",
        kind=kind,
        title=title,
        created_at=datetime(2023, 11, 14, tzinfo=UTC),
        project=Path("/p"),
        options={},
        arguments=arguments,
    )
    newest: dict[str, Any] = {event.event: event for event in events}
    return JobView(JobFolder(Path("/p/jobs/x"), spec), state, Latest(**newest))
