"""The screens' ear for live rows: feeds decisions to the process that measures, in a thread, once keys rest.

It measures nothing and reads no test set. Where the process is cold or gone, the rows stay as they were, or away.
"""

import asyncio
from typing import TYPE_CHECKING, Any

from textual.message import Message

from studio.domain.live import LiveRow
from studio.errors import StudioError
from studio.jobs.spec import JobKind, JobState

if TYPE_CHECKING:
    from studio.jobs.beside import SideProcess
    from studio.ui.app import StudioApp
    from studio.workflow.live import Feed

__all__ = ["LiveChanged", "LiveWatch"]

INTERVAL = 0.4
"""Seconds between two looks; decisions are sent on after so long without another."""
_FEEDS = frozenset({JobKind.INGEST, JobKind.GENERATE, JobKind.MINE})
_ADAPTER = "adapter"


class LiveChanged(Message, bubble=False):
    """A live row moved. A newer one takes the place of one that still waits."""

    def can_replace(self, message: Message) -> bool:
        """Say that one of them is enough."""
        return isinstance(message, LiveChanged)


class LiveWatch:
    """The dev rows of the project's base as pairs stand now: empty until something was measured."""

    def __init__(self, app: "StudioApp") -> None:
        self._app = app
        self._beside: SideProcess | None = None
        self._feed: Feed | None = None
        self._fed: frozenset[str] | None = None
        self._seen = self._sent = -1
        self._busy = self._waits = self._follows = False
        self._first: dict[str, float] = {}
        self._rows: dict[str, LiveRow] = {}
        self.queries = 0
        """Queries of the dev set as it is now."""

    @property
    def rows(self) -> tuple[LiveRow, ...]:
        """The rows: base, enriched, enriched + BM25, adapter, as far as they are known."""
        return tuple(self._rows.values())

    def start(self) -> None:
        """Look from now on; the other process starts with the first pairs there are."""
        self._app.set_interval(INTERVAL, self.look)

    async def look(self) -> None:
        """Send what was decided or landed since the last look, unless a look is under way."""
        if self._busy:
            return
        self._busy = True
        try:
            await self._look()
        except StudioError:  # a full disk: what was decided is kept, and the next change tries again
            self._sent = self._seen
        finally:
            self._busy = False

    async def close(self) -> None:
        """End the other process."""
        if self._beside is not None:
            await self._beside.close()

    def take(self, said: dict[str, Any]) -> None:
        """Take over what the process says, and let the screen on top draw it."""
        self._waits = "why" in said
        figures = dict(said.get("rows", {}))
        if said.get(_ADAPTER) is not None:
            figures[_ADAPTER] = said[_ADAPTER]
        if "rows" in said:
            self.queries = said["queries"]
            self._rows = {name: row for name, row in self._rows.items() if name in figures or name == _ADAPTER}
        for name, figure in figures.items():
            moved = figure - self._first.setdefault(name, figure)
            reviewed = said["reviewed"] if name == _ADAPTER else None
            self._rows[name] = LiveRow(name=name, ndcg_10=figure, moved=moved, reviewed=reviewed)
        if adapter := self._rows.pop(_ADAPTER, None):
            self._rows[_ADAPTER] = adapter
        self._app.screen.post_message(LiveChanged())

    async def _look(self) -> None:
        landed, writes = self._landed(), self._app.db.writes
        if self._fed is None or (landed != self._fed and (self._waits or self._brought(landed - self._fed))):
            await self._send_everything(landed)
        elif self._follows and writes == self._seen != self._sent:
            await self._send_decided(writes)
        self._seen = writes

    async def _send_everything(self, landed: frozenset[str]) -> None:
        beside = self._process()
        if beside.resting:
            return
        self._fed, self._sent = landed, self._app.db.writes
        folder = await asyncio.to_thread(self._feeder().everything)
        self._follows = folder is not None
        if folder is not None:
            await beside.start()
            beside.send({"everything": str(folder)})

    async def _send_decided(self, writes: int) -> None:
        file = await asyncio.to_thread(self._feeder().decided)
        self._sent = writes
        if file is not None and not self._process().send({"decided": str(file)}):
            self._fed = None

    def _landed(self) -> frozenset[str]:
        return frozenset(view.spec.job_id for view in self._app.jobs.views if view.state is JobState.DONE)

    def _brought(self, jobs: frozenset[str]) -> bool:
        """Say whether jobs that ended brought passages, pairs or negatives."""
        return any(view.spec.kind in _FEEDS for view in self._app.jobs.views if view.spec.job_id in jobs)

    def _process(self) -> "SideProcess":
        if self._beside is None:
            from studio.jobs.beside import MEASURER, SideProcess  # noqa: PLC0415 - start-up of the screens

            self._beside = SideProcess(self._app.project.path, MEASURER, said=self.take, gone=self._gone)
        return self._beside

    def _feeder(self) -> "Feed":
        if self._feed is None:
            from studio.workflow.live import Feed  # noqa: PLC0415 - as above

            self._feed = Feed(self._app.project, self._app.db)
        return self._feed

    def _gone(self) -> None:
        self._fed = None
