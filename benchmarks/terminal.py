"""A program in a real pseudo-terminal: types keys, times what comes back. Shared by the benchmarks of the screens."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence

__all__ = ["Terminal"]

_ESCAPES = re.compile(rb"\x1b\[[0-9;:?<>=$!]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[()][A-Z0-9]|\x1b.")


class Terminal:
    """A child on a pty of a given size. Times are seconds on a monotonic clock."""

    def __init__(self, command: Sequence[str], *, columns: int = 120, rows: int = 40, env: Mapping[str, str]) -> None:
        self.started = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.execvpe(command[0], list(command), {**os.environ, **env, "TERM": "xterm-256color"})
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.seen = b""

    def _read(self, timeout: float) -> bytes:
        ready, _, _ = select.select([self._fd], [], [], max(0.0, timeout))
        if not ready:
            return b""
        try:
            chunk = os.read(self._fd, 1 << 16)
        except OSError:  # the child is gone
            return b""
        self.seen += chunk
        return chunk

    def collect(self, seconds: float = 0.05) -> None:
        """Read what has been painted meanwhile."""
        while self._read(seconds):
            pass

    def collect_for(self, seconds: float) -> None:
        """Read whatever is painted within that time."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self._read(left)

    def forget(self) -> None:
        """Let `until` and `text` see only what is painted from now on."""
        self.seen = b""

    def until(self, text: str, timeout: float = 20.0) -> float:
        """Wait until the words have been painted; return the time of the chunk that completed them."""
        wanted, deadline = text.encode(), time.perf_counter() + timeout
        while time.perf_counter() < deadline:
            self._read(0.2)
            if wanted in _ESCAPES.sub(b"", self.seen):
                return time.perf_counter()
        raise TimeoutError(f"{text!r} was not painted within {timeout} s")

    def quiet(self, seconds: float = 0.3, *, patience: float = 10.0) -> None:
        """Wait until nothing has been painted for a while: never, where a cursor blinks, so no longer than patience."""
        last = begun = time.perf_counter()
        while time.perf_counter() - last < seconds and time.perf_counter() - begun < patience:
            if self._read(0.02):
                last = time.perf_counter()

    def type(self, keys: str) -> None:
        """Type keys and wait for nothing."""
        os.write(self._fd, keys.encode())

    def key(self, keys: str, *, settle: float = 0.03, patience: float = 0.25) -> float | None:
        """Type keys; return seconds to the last byte painted before `settle` seconds of silence.

        None where nothing is painted within `patience` seconds.
        """
        begun = time.perf_counter()
        self.type(keys)
        last: float | None = None
        while time.perf_counter() - (last or begun + patience) < settle:
            if self._read(settle):
                last = time.perf_counter()
            elif last is None and time.perf_counter() - begun > patience:
                break
        return None if last is None else last - begun

    def shows(self, keys: str, text: str, *, patience: float = 20.0) -> float:
        """Type keys; return seconds to the chunk that completed the words `text`, painted since."""
        begun, mark, wanted = time.perf_counter(), len(self.seen), text.encode()
        os.write(self._fd, keys.encode())
        while time.perf_counter() - begun < patience:
            if self._read(0.2) and wanted in _ESCAPES.sub(b"", self.seen[mark:]):
                return time.perf_counter() - begun
        raise TimeoutError(f"{text!r} was not painted within {patience} s of {keys!r}")

    def text(self) -> str:
        """Return everything painted so far without escape sequences."""
        return _ESCAPES.sub(b"", self.seen).decode("utf-8", "replace")

    def kill(self) -> None:
        """End the child at once and reap it."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._fd)
