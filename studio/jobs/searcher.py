"""A warm process for search as a person types: `python -m studio.jobs.searcher PROJECT`.

Reads requests and answers them, a JSON object a line: `{"id": 7, "text": "...", "count": 20}` is answered by
`{"id": 7, "hits": [["PASSAGE", 0.71], ...]}`, or by `"hits": null` where there is no index yet or a newer request came.
It reads what the last mining left, never the database, and leaves when its input ends.
"""

import json
import os
import queue
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from studio.domain.options import ModelOptions
from studio.jobs.search import mined
from studio.jobs.serving import serve
from studio.settings import SETTINGS_FILE, load

if TYPE_CHECKING:
    from studio.engine.retrieval.search import Search

__all__ = ["main"]

_Hits = list[tuple[str, float]]


class _Warm:
    """The passages and the index of the last mining, read again when another mining has been done."""

    def __init__(self, project: Path, model: ModelOptions) -> None:
        self._project, self._model = project, model
        self._read: tuple[object, ...] = ()
        self._search: Search | None = None

    def hits(self, text: str, count: int) -> _Hits | None:
        """Return passages and scores, best first; None where there is no index to search."""
        search = self._current()
        if search is None or not search.dense:
            return None
        return [(found.passage_id, found.score) for found in search.find(text, count)]

    def _current(self) -> "Search | None":
        passages = mined(self._project)
        if passages is None:
            return None
        seen = (passages, _changed(passages), *sorted(map(_changed, self._project.glob("index/*.usearch"))))
        if seen != self._read:
            self._search = self._open(passages)
            self._read = seen
        return self._search

    def _open(self, passages: Path) -> "Search":
        import polars as pl  # noqa: PLC0415 - after the first answer that there is nothing to search

        from studio.engine.retrieval import models  # noqa: PLC0415 - imports the engine
        from studio.engine.retrieval.search import Search  # noqa: PLC0415 - as above

        model = models.resolved(self._model)
        search = Search(pl.read_parquet(passages), model=model, index=self._project / "index")
        search.find("warm up", 1)
        return search


def main(arguments: list[str] | None = None) -> int:
    """Answer requests until the input ends."""
    return serve("studio.jobs.searcher", sys.argv[1:] if arguments is None else arguments, _search)


def _search(project: Path, answers: IO[str]) -> None:
    warm = _Warm(project, load(project / SETTINGS_FILE).model)
    for request in _newest(sys.stdin, answers):
        _answer(answers, request, warm.hits(str(request["text"]), int(request.get("count", 20))))


def _newest(requests: IO[str], answers: IO[str]) -> Iterator[dict[str, Any]]:
    """Yield requests; those that a newer one overtook while another was answered get no hits."""
    waiting: queue.SimpleQueue[str] = queue.SimpleQueue()

    def read() -> None:
        for line in requests:
            waiting.put(line)
        waiting.put("")

    threading.Thread(target=read, daemon=True).start()
    line = waiting.get()
    while line:
        while not waiting.empty() and (newer := waiting.get()):
            _answer(answers, json.loads(line), None)
            line = newer
        yield json.loads(line)
        line = waiting.get()


def _answer(answers: IO[str], request: dict[str, Any], hits: _Hits | None) -> None:
    answers.write(json.dumps({"id": request["id"], "hits": hits}) + "\n")


def _changed(path: Path) -> int:
    return path.stat().st_mtime_ns


if __name__ == "__main__":
    code = main()
    sys.stderr.flush()
    os._exit(code)  # nothing is left to be tidied up, and no library's farewell may keep the process
