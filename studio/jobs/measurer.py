"""A warm process that measures as a person decides: `python -m studio.jobs.measurer PROJECT`.

Reads JSON objects, a line each: `{"everything": FOLDER}` for the project as it stands, `{"decided": FILE}` for pairs
that were decided since. Says `{"rows": {NAME: NDCG@10}, "queries": N, "reviewed": N}` after each, the dev set alone;
`{"adapter": NDCG@10, "reviewed": N}` when one was taught in the background; `{"why": SENTENCE}` where it cannot. An
adapter waits while rows are measured, and another follows where decisions came meanwhile. It never reads the database
or a test set, and leaves when its input ends.
"""

import json
import os
import queue
import sys
import threading
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from studio.errors import StudioError
from studio.jobs.serving import serve
from studio.settings import SETTINGS_FILE, Settings, load

if TYPE_CHECKING:
    from studio.engine.live.board import Lesson, LiveBoard

__all__ = ["main"]

_TAUGHT = {"taught": True}
_Messages = queue.SimpleQueue[dict[str, Any] | None]


class _Measurer:
    """The board of one project, and the one adapter that is being taught."""

    def __init__(self, project: Path, settings: Settings, messages: _Messages, out: IO[str]) -> None:
        self._project, self._settings, self._messages, self._out = project, settings, messages, out
        self._board: LiveBoard | None = None
        self._teaching = self._waiting = False
        self._idle = threading.Event()

    def take(self, message: dict[str, Any], *, last: bool) -> None:
        """Do what a message asks; rows are told after the `last` one of those that wait."""
        self._idle.clear()
        self._take(message, last=last)
        if last:
            self._idle.set()

    def _take(self, message: dict[str, Any], *, last: bool) -> None:
        if message is _TAUGHT:
            self._teaching = False
        else:
            try:
                self._put(message)
            except StudioError as error:
                self._board = None
                self._say({"why": str(error)})
            self._waiting = self._board is not None
            if last and self._board is not None:
                rows = self._board.measure()
                self._say({"rows": rows.figures, "queries": rows.queries, "reviewed": rows.reviewed})
        if last and self._waiting and not self._teaching and self._board is not None:
            self._teaching, self._waiting = True, False
            threading.Thread(target=self._teach, args=(self._board.lesson(),), daemon=True).start()

    def _put(self, message: dict[str, Any]) -> None:
        import polars as pl  # noqa: PLC0415 - after the process has told that it lives

        from studio.engine.live.opening import open_board, pairs_of  # noqa: PLC0415 - imports the engine
        from studio.engine.retrieval import models  # noqa: PLC0415 - as above

        if "decided" in message:
            file = Path(message["decided"])
            if self._board is not None:
                self._board.put(pairs_of(pl.read_parquet(file).sort("pair_no")))
            file.unlink(missing_ok=True)
            return
        folder = Path(message["everything"])
        self._board = None
        self._board = open_board(
            pl.read_parquet(folder / "passages.parquet").sort("document_id", "ordinal"),
            pl.read_parquet(folder / "pairs.parquet").sort("pair_no"),
            [(name, twin) for name, twin in json.loads((folder / "twins.json").read_text("utf-8"))],
            model=models.resolved(self._settings.model),
            options=self._settings.index,
            cache=self._project / "index",
        )

    def _teach(self, lesson: "Lesson") -> None:
        from studio.engine.live.board import adapter_figure  # noqa: PLC0415 - as above
        from studio.engine.progress import Silent  # noqa: PLC0415 - as above

        def stop() -> bool:
            self._idle.wait()
            return False

        try:
            figure = adapter_figure(
                lesson, self._settings.index, seed=self._settings.evaluation.seed, reporter=Silent(stop=stop)
            )
            self._say({"adapter": figure, "reviewed": lesson.reviewed})
        except StudioError as error:
            self._say({"why": str(error)})
        finally:
            self._messages.put(_TAUGHT)

    def _say(self, said: dict[str, Any]) -> None:
        self._out.write(json.dumps(said) + "\n")


def main(arguments: list[str] | None = None) -> int:
    """Measure until the input ends."""
    return serve("studio.jobs.measurer", sys.argv[1:] if arguments is None else arguments, _measure)


def _measure(project: Path, out: IO[str]) -> None:
    messages: _Messages = queue.SimpleQueue()

    def read() -> None:
        for line in sys.stdin:
            messages.put(json.loads(line))
        messages.put(None)

    threading.Thread(target=read, daemon=True).start()
    measurer = _Measurer(project, load(project / SETTINGS_FILE), messages, out)
    while (message := messages.get()) is not None:
        measurer.take(message, last=messages.empty())


if __name__ == "__main__":
    code = main()
    sys.stderr.flush()
    os._exit(code)  # an adapter that is being taught is not waited for
