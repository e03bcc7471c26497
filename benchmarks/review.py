"""Review on a million pairs with ten negatives each, in a real terminal: first paint, every key, filters, memory.

    python -m benchmarks.review [--pairs 1000000] [--rounds 12] [--project FOLDER]

The project is built once, outside the tree, and every run works on a copy of its database. A key's latency runs from
the write to the last byte that the screen painted for it; a filter's from enter to its first rows.
"""

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.machine import loop_ms
from benchmarks.synthetic import build
from benchmarks.terminal import Terminal

SIZE = {"COLUMNS": "120", "LINES": "40"}
BARS = {"first_paint_s": 1.0, "key_p95_ms": 16.0, "filter_p95_ms": 200.0, "memory_mb": 300.0}

_KEYS = {
    "a": "a", "x": "x", "space": " ", "t": "t", "Q": "Q", "u": "u", "ctrl+r": "\x12", "f": "f", "j": "j", "k": "k",
    "l": "l", "h": "h", "1": "1", "o": "o", "d": "d", "p": "p", "r": "r", "b": "b", "tab": "\t", "v": "v",
    "pgdn": "\x1b[6~", "pgup": "\x1b[5~", "end": "\x1b[F", "home": "\x1b[H", "]": "]", "[": "[",
    "w": "w", "enter": "\r",
}  # fmt: skip
_DECIDE = frozenset({"a", "x", "space", "t", "Q"})
_BACK = {"tab": "tab", "v": "v", "]": "]", "[": "[", "b": "b", "f": "f"}
"""Keys that are pressed again so that the next one meets a plain card."""
_FILTERS = (
    "copper",
    "status:accepted",
    "style:question",
    "rank:>10",
    "suspect:yes",
    "margin:0..0.05",
    "/wafer.*slurry/",
    "document:area/doc-0001",
    "flag:yes",
    "comment:no copper",
    "-copper score:.5...9",
)


@contextmanager
def copied(project: Path) -> Iterator[Path]:
    """Work on a copy: a run decides some hundred pairs."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / project.name
        shutil.copytree(project, copy, ignore=shutil.ignore_patterns("synthetic"))
        yield copy


def opened(project: Path) -> tuple[Terminal, float]:
    """Return the screen and the seconds to its first card."""
    terminal = Terminal([sys.executable, "-m", "studio.cli", "review", "--project", str(project)], env=SIZE)
    return terminal, terminal.until("shown because", timeout=60) - terminal.started


def keys(terminal: Terminal, rounds: int) -> dict[str, list[float]]:
    """Return seconds to the last byte, by key."""
    found: dict[str, list[float]] = {}
    terminal.quiet(2.0)
    for _ in range(rounds):
        for name, typed in _KEYS.items():
            if name in _DECIDE:
                terminal.quiet(0.4)  # slower than a burst, which would pause the card
            latency = terminal.key(typed)
            if latency is not None:
                found.setdefault(name, []).append(latency)
            terminal.quiet(0.06)
            if name in _BACK:
                terminal.key(_KEYS[_BACK[name]])
                terminal.quiet(0.06)
        for _ in range(2):  # w went on to the negatives
            terminal.key("w")
            terminal.quiet(0.2)
    return found


def filters(terminal: Terminal) -> dict[str, float]:
    """Return seconds from enter to the first rows, by filter; the line above names it once they are there."""
    found = {}
    for line in _FILTERS:
        terminal.shows("/", "tab completes")
        terminal.key("\x15")
        terminal.key(line, settle=0.2)
        found[line] = terminal.shows("\r", f"filter: {line}")
        terminal.quiet(0.5)
        terminal.shows("\x1b", "mixed")
        terminal.quiet(1.0)
    return found


def memory(pid: int) -> float:
    """Return the most memory that a process had, in MB."""
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def _milliseconds(seconds: list[float], quantile: float) -> float:
    ordered = sorted(seconds)
    return round(1000 * ordered[min(len(ordered) - 1, int(quantile * len(ordered)))], 1)


def main() -> None:
    """Build where it is not there, measure, print tables and one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--project", type=Path, help="where the project is, or will be built")
    options = parser.parse_args()
    os.environ.pop("NO_COLOR", None)
    project = options.project or Path(tempfile.gettempdir()) / f"studio-review-{options.pairs}"
    if not project.exists():
        beside = project.with_name(f"{project.name}.{os.getpid()}")
        build(beside, pairs_wanted=options.pairs, negatives=10)
        beside.rename(project)
    speed = loop_ms()
    with copied(project) as copy:
        paints = []
        for _ in range(5):
            terminal, paint = opened(copy)
            paints.append(paint)
            time.sleep(0.5)
            terminal.kill()
        terminal, _ = opened(copy)
        by_key = keys(terminal, options.rounds)
        peak = memory(terminal.pid)
        terminal.kill()
        terminal, _ = opened(copy)
        terminal.quiet(2.0)
        by_filter = filters(terminal)
        peak = max(peak, memory(terminal.pid))
        terminal.kill()
    print(f"{'key':>7} {'p50 ms':>8} {'p95 ms':>8} {'n':>5}")
    for key, latencies in by_key.items():
        print(f"{key:>7} {_milliseconds(latencies, 0.5):>8} {_milliseconds(latencies, 0.95):>8} {len(latencies):>5}")
    print(f"\n{'filter':>24} {'ms':>8}")
    for line, latency in by_filter.items():
        print(f"{line:>24} {1000 * latency:>8.0f}")
    every = [latency for latencies in by_key.values() for latency in latencies]
    figures = {
        "first_paint_s": round(statistics.median(paints), 3),
        "key_p95_ms": _milliseconds(every, 0.95),
        "filter_p95_ms": _milliseconds(list(by_filter.values()), 0.95),
        "memory_mb": round(peak),
        "loop_ms": speed,
    }
    held = {name: figures[name] <= bar for name, bar in BARS.items()}
    p50 = _milliseconds(every, 0.5)
    print(json.dumps({"benchmark": "review", "pairs": options.pairs, **figures, "key_p50_ms": p50, "held": held}))


if __name__ == "__main__":
    main()
