"""Keeps every answer by its content, before anybody looks at it: what was paid for once is never asked for again.

One SQLite file, written through before `put` returns. Knows neither providers nor what an answer means.
"""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self, get_args

from studio.domain.identity import content_hash
from studio.engine.generation.provider import Answer, Provider, Request, Stop
from studio.errors import StudioError

__all__ = ["Answers", "key_of"]

_CREATE = """
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY,
    provider TEXT NOT NULL,
    model TEXT NOT NULL,
    prompt_version TEXT NOT NULL,
    text TEXT NOT NULL,
    stop TEXT NOT NULL,
    input_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    at REAL NOT NULL
) WITHOUT ROWID
"""
_STOPS: dict[str, Stop] = {stop: stop for stop in get_args(Stop)}


def key_of(provider: Provider, request: Request) -> str:
    """Name an answer by all that it depends on: provider, model, prompt version and the prompt as it is sent."""
    return content_hash(provider.name, provider.model, request.prompt_version, request.system, request.user)


@dataclass
class Answers:
    """The kept answers of a project. Safe among threads, and among processes that work on one project."""

    path: Path
    _connection: sqlite3.Connection = field(init=False, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _keys: dict[str, threading.Lock] = field(default_factory=dict, repr=False)
    _asking: int = 0

    def __post_init__(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self._told():
            self._connection = sqlite3.connect(self.path, timeout=30, isolation_level=None, check_same_thread=False)
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = FULL")
            self._connection.execute(_CREATE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file, unless an answer is still awaited: should it come, it is kept."""
        with self._lock:
            if not self._asking:
                self._connection.close()

    def get(self, key: str) -> Answer | None:
        """Return the answer kept under a key, or None where nobody asked yet."""
        query = "SELECT text, stop, input_tokens, output_tokens FROM answers WHERE key = ?"
        with self._lock, self._told():
            row = self._connection.execute(query, (key,)).fetchone()
        if row is None:
            return None
        text, stop, input_tokens, output_tokens = row
        return Answer(text=text, stop=_STOPS.get(stop, "end"), input_tokens=input_tokens, output_tokens=output_tokens)

    def put(self, key: str, provider: Provider, request: Request, answer: Answer) -> None:
        """Keep an answer. Once this returns, no crash loses it."""
        row = (
            key,
            provider.name,
            provider.model,
            request.prompt_version,
            answer.text.encode("utf-8", "replace").decode(),
            answer.stop,
            answer.input_tokens,
            answer.output_tokens,
            time.time(),
        )
        with self._lock, self._told():
            self._connection.execute("INSERT OR IGNORE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    @contextmanager
    def alone(self, key: str) -> Iterator[None]:
        """Hold a key while its answer is fetched: whoever asks the same meanwhile waits and finds it kept."""
        with self._lock:
            mine = self._keys.setdefault(key, threading.Lock())
            self._asking += 1
        try:
            with mine:
                yield
        finally:
            with self._lock:
                self._asking -= 1

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            raise StudioError(
                f"{self.path} could not be used ({error}). Make room or access for it, then generate again."
            ) from error
        except sqlite3.DatabaseError as error:
            raise StudioError(
                f"{self.path} is damaged ({error}). Move it away; answers in it would be asked for again."
            ) from error
