"""What is known of a project's jobs, read again only where a folder changed: cheap enough to look twice a second.

It starts, stops and lands nothing. Modules that import pydantic are imported when it first looks, after first paint.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from studio.errors import InputError
from studio.jobs.spec import JobKind, JobSpec, JobState

if TYPE_CHECKING:
    from studio.jobs.folder import JobFolder
    from studio.jobs.journal import Latest

__all__ = ["ACTIVE", "JobShelf", "JobView", "newest"]

ACTIVE = frozenset({JobState.QUEUED, JobState.RUNNING})
_Marks = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class JobView:
    """A job as it stood when it was last looked at."""

    folder: "JobFolder"
    state: JobState
    latest: "Latest"
    gone: str = ""
    """What became of its worker, where it is stopped."""
    turn: float | None = None
    """What its place in line goes by, where it waits for its turn."""

    @property
    def spec(self) -> JobSpec:
        """What the job is."""
        return self.folder.spec

    @property
    def active(self) -> bool:
        """True while it runs or waits for its turn."""
        return self.state in ACTIVE

    @property
    def ended(self) -> bool:
        """True where there is nothing left to cancel."""
        return self.state in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


class JobShelf:
    """The jobs of one project, oldest first."""

    def __init__(self, jobs: Path) -> None:
        self._path = jobs
        self._seen: dict[str, tuple[_Marks, JobView]] = {}
        self._broken: dict[str, _Marks] = {}
        self.views: tuple[JobView, ...] = ()

    def look(self) -> bool:
        """Look at every folder that may have changed; return True where a job came, went or changed its state."""
        before = [(view.spec.job_id, view.state) for view in self.views]
        names = self._names()
        for gone in self._seen.keys() - names:
            del self._seen[gone]
        for name in names:
            self._look_at(name)
        found = [view for _, view in self._seen.values()]
        self.views = tuple(sorted(found, key=lambda view: view.spec.created_at))
        return before != [(view.spec.job_id, view.state) for view in self.views]

    def _names(self) -> set[str]:
        try:
            with os.scandir(self._path) as entries:
                return {entry.name for entry in entries if entry.is_dir()}
        except FileNotFoundError:
            return set()

    def _look_at(self, name: str) -> None:
        from studio.jobs import ending, line  # noqa: PLC0415 - start-up of the screens
        from studio.jobs import folder as folders  # noqa: PLC0415 - as above

        path = self._path / name
        marks = _marks(path)
        known = self._seen.get(name)
        if known is not None and known[0] == marks and not known[1].active:
            return
        if self._broken.get(name) == marks:
            return
        try:
            folder = known[1].folder if known else folders.open(path)
        except InputError:
            self._broken[name] = marks
            return
        state = folders.state(folder)
        said = ending.gone(folder) if state is JobState.STOPPED else ""
        turn = line.moment(path) if state is JobState.QUEUED else None
        self._seen[name] = (marks, JobView(folder, state, folders.latest(folder), said, turn))


def _marks(path: Path) -> _Marks:
    """Return what changes when a worker writes or comes: times of the folder and of its events."""
    return tuple(_modified(file) for file in (path, path / "events.jsonl"))


def _modified(file: Path) -> float:
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0.0


def newest(views: tuple[JobView, ...], kind: JobKind | None = None) -> JobView | None:
    """Return the job created last, of one kind where it is given."""
    return next((view for view in reversed(views) if kind in (None, view.spec.kind)), None)
