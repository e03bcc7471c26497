"""Job folders as workers leave them, without a worker: a spec, events, and a process that stands for the worker."""

import json
from collections.abc import Sequence
from typing import Any

from studio.domain.figures import score
from studio.jobs import folder as folders
from studio.jobs import process
from studio.jobs.events import Ended, Event, Log, Metric, Progress, Started
from studio.jobs.folder import JobFolder
from studio.jobs.journal import Journal
from studio.jobs.spec import JobKind
from studio.project import Project
from studio.storage import jobs
from studio.storage.database import Database

__all__ = [
    "AT",
    "Ended",
    "Event",
    "Log",
    "Metric",
    "Progress",
    "Started",
    "done",
    "failed",
    "job",
    "landed",
    "progress",
    "say",
    "started",
    "training",
]

AT = 1_700_000_000.0
"""A moment of November 2023: screens show such a day by its month and year, today and in ten years."""


def job(
    project: Project,
    kind: JobKind,
    title: str,
    events: Sequence[Event] = (),
    *,
    number: int = 1,
    worker: int | None = None,
    **arguments: Any,
) -> JobFolder:
    """Write a job folder with its events; `worker` is the process that works on it, which `Started` must name too."""
    path = project.jobs / f"20231114-{number:06d}-{kind}-00ff"
    (path / "inputs").mkdir(parents=True)
    spec = {
        "format": 1,
        "job_id": path.name,
        "kind": str(kind),
        "title": title,
        "created_at": f"2023-11-14T22:13:{number:02d}+00:00",
        "project": str(project.path),
        "options": {},
        "arguments": arguments,
    }
    (path / "job.json").write_text(json.dumps(spec))
    folder = folders.open(path)
    say(folder, *events)
    if worker is not None:
        found = process.describe(worker)
        assert found is not None
        folders.record(folder, found)
    return folder


def landed(db: Database, folder: JobFolder) -> JobFolder:
    """Note that a finished job's outputs are in the database, without any."""
    jobs.land_once(db, folder.spec.job_id, str(folder.spec.kind), dict)
    return folder


def say(folder: JobFolder, *events: Event) -> None:
    """Append events."""
    journal = Journal(folder.events_file)
    for event in events:
        journal.append(event)
    journal.close()


def started(pid: int = 4242, *, resumed: bool = False) -> Started:
    return Started(at=AT, pid=pid, resumed=resumed, device="cpu")


def progress(stage: str, done: int, total: int, unit: str, eta: float | None = None) -> Progress:
    return Progress(at=AT + done, stage=stage, done=done, total=total, unit=unit, eta=eta)


def done(**summary: int | float | str) -> Ended:
    return Ended(at=AT + 300, state="done", summary=summary)


def failed(error: str) -> Ended:
    return Ended(at=AT + 300, state="failed", error=error, exit_code=1)


def training(steps: int = 96, total: int = 157) -> list[Event]:
    """What a run says on its way: a dev figure at step 0 and every 16 steps, a loss that falls."""
    found: list[Event] = [Metric(at=AT, step=0, values={"dev_ndcg@10": 0.655, "dev_ndcg@10_128": 0.611})]
    for step in range(16, steps + 1, 16):
        loss = {"loss": 3.2 / (1 + step / 40), "grad_norm": 4 / (1 + step / 60), "learning_rate": 2e-5}
        dev = 0.655 + 0.07 * (1 - 1 / (1 + step / 30))
        found.append(Metric(at=AT + step, step=step, values={**loss, "pairs_per_second": 31.4}))
        found.append(Metric(at=AT + step, step=step, values={"dev_ndcg@10": dev, "dev_ndcg@10_128": dev - 0.03}))
        found.append(Log(at=AT + step, message=f"step {step}: NDCG@10 {score(dev)} on the dev set, the best so far"))
    found.append(progress("train", steps, total, "steps", eta=92.0))
    return found
