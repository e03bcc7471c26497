"""A project with an open database, and jobs that end as a worker would end them."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from studio.jobs.events import Ended, Started
from studio.jobs.folder import JobFolder
from studio.project import Project
from studio.settings import Settings, load
from studio.storage.database import Database


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project.create(tmp_path / "handbook", base="a-base")


@pytest.fixture
def db(project: Project) -> Iterator[Database]:
    with Database.open(project.database, create=True) as opened:
        yield opened


@pytest.fixture
def settings(project: Project) -> Settings:
    return load(project.settings_file)


def end(
    job: JobFolder,
    outputs: Callable[[Path], object] | None,
    state: str = "done",
    error: str = "",
    counted: Mapping[str, float] | None = None,
) -> JobFolder:
    """Write outputs and the last events of a job, as its worker would."""
    if outputs is not None:
        outputs(job.outputs)
    from pydantic import TypeAdapter

    summary = {"seen": 3, **(counted or {})}
    events = [
        Started(at=1_700_000_000.0, pid=1, resumed=False, device="cpu"),
        Ended(at=1_700_000_100.0, state=state, summary=summary, error=error),  # type: ignore[arg-type]  # one of them
    ]
    lines = [TypeAdapter(type(event)).dump_json(event).decode() for event in events]
    job.events_file.write_text("\n".join(lines) + "\n")
    return job
