"""A job's folder: what is in it, how it is made, and what its files say of where the job stands.

Owns the names of the files in it; it starts no process and runs no step.
"""

import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio import files
from studio.errors import InputError
from studio.jobs import journal
from studio.jobs.events import Event
from studio.jobs.journal import Latest
from studio.jobs.process import Process, alive
from studio.jobs.spec import FORMAT, JobKind, JobSpec, JobState

if TYPE_CHECKING:
    from pydantic import TypeAdapter

__all__ = [
    "JobBrokenError",
    "JobFolder",
    "JobTooNewError",
    "Latest",
    "create",
    "events",
    "latest",
    "list_jobs",
    "open",
    "record",
    "recorded",
    "state",
    "worker",
]


class JobBrokenError(InputError):
    """A folder that is no job, or whose `job.json` cannot be read."""


class JobTooNewError(InputError):
    """A job written by a newer version of the studio."""


@dataclass(frozen=True, slots=True)
class JobFolder:
    """Where a job lives, and its spec. Properties name the files in it; none of them need exist."""

    path: Path
    spec: JobSpec

    @property
    def inputs(self) -> Path:
        """Parquet files that the step reads."""
        return self.path / "inputs"

    @property
    def outputs(self) -> Path:
        """Parquet files that the step wrote: there only when they are complete."""
        return self.path / "outputs"

    @property
    def scratch(self) -> Path:
        """Where the step writes its outputs before they are renamed to `outputs`."""
        return self.path / "outputs.tmp"

    @property
    def events_file(self) -> Path:
        """What the job said, a JSON object a line."""
        return self.path / "events.jsonl"

    @property
    def log_file(self) -> Path:
        """The worker's stderr, with tracebacks."""
        return self.path / "worker.log"

    @property
    def worker_file(self) -> Path:
        """Which process works here; there while one does, or after it was killed."""
        return self.path / "worker.json"

    @property
    def lock_file(self) -> Path:
        """Locked by the one worker of this folder."""
        return self.path / "worker.lock"

    @property
    def pause_file(self) -> Path:
        """Its presence asks the worker to pause."""
        return self.path / "pause"

    @property
    def cancel_file(self) -> Path:
        """Its presence says that the job was cancelled."""
        return self.path / "cancel"

    @property
    def finish_file(self) -> Path:
        """Its presence asks a training job to end now with the best model it has."""
        return self.path / "finish"

    @property
    def training(self) -> Path:
        """Where a training job keeps its batch plan and its checkpoints."""
        return self.path / "training"

    @property
    def has_model(self) -> bool:
        """True where a training job has a whole checkpoint (see `engine.training.checkpoints`), or is through."""
        return any(self.training.glob("checkpoints/*/whole.json")) or (self.training / "result.json").is_file()


@cache
def _spec_adapter() -> "TypeAdapter[JobSpec]":
    from pydantic import TypeAdapter  # noqa: PLC0415 - start-up of the screens

    return TypeAdapter(JobSpec)


def create(
    project: Path,
    kind: JobKind,
    title: str,
    options: Mapping[str, Any],
    arguments: Mapping[str, Any],
) -> JobFolder:
    """Make a new job in `project`/jobs: its spec is written, `inputs/` is empty, nothing runs yet.

    `options` maps a section (`model`, `corpus`, ...) to a dataclass of `studio.domain.options` or to a dict.
    """
    now = datetime.now().astimezone()
    job_id = f"{now:%Y%m%d-%H%M%S}-{kind}-{secrets.token_hex(2)}"
    sections = {name: dict(value) if isinstance(value, Mapping) else asdict(value) for name, value in options.items()}
    spec = JobSpec(
        format=FORMAT,
        job_id=job_id,
        kind=kind,
        title=title,
        created_at=now,
        project=Path(project).resolve(),
        options=sections,
        arguments=dict(arguments),
    )
    folder = JobFolder(spec.project / "jobs" / job_id, spec)
    folder.inputs.mkdir(parents=True)
    files.write(folder.path / "job.json", _spec_adapter().dump_json(spec, indent=2))
    return folder


def open(path: Path) -> JobFolder:  # noqa: A001 - folder.open(path) reads as it should
    """Read the job in `path`. Its project is the folder around `jobs/`, so a project may be moved."""
    path = Path(path).resolve()
    try:
        changed = (path / "job.json").stat().st_mtime_ns
    except OSError:
        raise JobBrokenError(f"{path} is no job: it has no job.json.") from None
    return JobFolder(path, _spec(path, changed))


@lru_cache(maxsize=4096)  # screens list all jobs twice a second, and a spec never changes
def _spec(path: Path, _changed: int) -> JobSpec:
    try:
        raw = json.loads((path / "job.json").read_bytes())
    except (OSError, ValueError) as error:
        raise JobBrokenError(f"{path / 'job.json'} cannot be read: {error}.") from error
    version = raw.get("format") if isinstance(raw, dict) else None
    if isinstance(version, int) and version > FORMAT:
        raise JobTooNewError(
            f"The job {path.name} has format {version} and this studio reads up to {FORMAT}. "
            "Update the studio, or start the job anew."
        )
    try:
        return _spec_adapter().validate_python({**raw, "project": str(path.parent.parent)})
    except (TypeError, ValueError) as error:
        reason = " ".join(str(error).split())[:200]
        raise JobBrokenError(f"{path / 'job.json'} is not a job of format {FORMAT}: {reason}.") from error


def list_jobs(project: Path) -> list[JobFolder]:
    """Return the jobs of a project, oldest first. Folders that hold no readable job are left out."""
    return sorted(_readable((Path(project) / "jobs").glob("*/job.json")), key=lambda job: job.spec.created_at)


def events(folder: JobFolder, offset: int = 0) -> tuple[list[Event], int]:
    """Return the events from byte `offset` on, and the offset to go on from. A torn line is left for the next call."""
    return journal.read(folder.events_file, offset)


def latest(folder: JobFolder) -> Latest:
    """Return the newest event of each kind, reading no more than the end of the file: cheap enough to poll."""
    return journal.newest(folder.events_file)


def state(folder: JobFolder) -> JobState:
    """Say where the job stands, from its last events and from whether its worker lives."""
    process = recorded(folder)
    last = latest(folder)
    ended = last.ended
    if process is not None and alive(process) and not (ended and ended.at >= process.at):
        running = last.started is not None and last.started.pid == process.pid and ended is None
        return JobState.RUNNING if running else JobState.QUEUED
    if ended is not None and ended.state in ("done", "failed"):
        return JobState(ended.state)
    if folder.cancel_file.exists():
        return JobState.CANCELLED
    if ended is not None:
        return JobState(ended.state)
    return JobState.QUEUED if process is None and last.started is None else JobState.STOPPED


def worker(folder: JobFolder) -> Process | None:
    """Return the process that works in this folder, or None where it is gone (a zombie is gone)."""
    process = recorded(folder)
    return process if process is not None and alive(process) else None


def recorded(folder: JobFolder) -> Process | None:
    """Return the process that was last recorded to work here, alive or not."""
    return read_process(folder.worker_file)


def record(folder: JobFolder, process: Process) -> None:
    """Write which process works here. The moment of an earlier record of the same process is kept."""
    earlier = recorded(folder)
    if earlier is not None and (earlier.pid, earlier.started) == (process.pid, process.started):
        return
    files.write(folder.worker_file, json.dumps(asdict(process)).encode())


def read_process(file: Path) -> Process | None:
    """Read a `worker.json`; None where there is none, or none that can be read."""
    try:
        raw = json.loads(file.read_bytes())
        return Process(pid=int(raw["pid"]), started=str(raw["started"]), at=float(raw["at"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _readable(files: Iterator[Path]) -> Iterator[JobFolder]:
    for file in files:
        try:
            yield open(file.parent)
        except InputError:
            continue
