"""First paint and key latency of the TUI, in a real terminal, on a large project, with training running.

    python -m benchmarks.ui_latency [--pairs 100000] [--keys 200] [--no-training]

Training is a real one at the priority that jobs have (nice 10), on a small corpus, in its own process. A key's latency
runs from the write to the last byte that the screen painted for it.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.machine import loop_ms
from benchmarks.synthetic import build
from benchmarks.terminal import Terminal

SIZE = {"COLUMNS": "120", "LINES": "40"}
_TRAINING = """
import sys
from studio.jobs.process import be_polite
be_polite()
from pathlib import Path
import polars as pl
from studio.domain.options import ModelOptions, TrainingOptions
from studio.engine.progress import Silent
from studio.engine.training.pairs import Pairs
from studio.engine.training.train import train
words = " ".join(f"word{i}" for i in range(120))
rows = [{"pair_id": str(i), "query": f"query {i}", "positive_id": str(i), "positive": f"passage {i} {words}",
         "negative_ids": [], "negatives": []} for i in range(4000)]
folder = Path(sys.argv[1])
print("training", flush=True)
model, options = ModelOptions(device="cpu"), TrainingOptions(recipe="pairs", epochs=20)
examples = pl.DataFrame(rows, schema_overrides={"negatives": pl.List(pl.String), "negative_ids": pl.List(pl.String)})
train(Pairs.of(examples, model=model, options=options), model=model, options=options, score=None,
      work=folder / "work", target=folder / "model", reporter=Silent())
"""


@contextmanager
def training(wanted: bool) -> Iterator[None]:
    """Train beside what is measured."""
    if not wanted:
        yield
        return
    with tempfile.TemporaryDirectory() as folder:
        worker = subprocess.Popen(
            [sys.executable, "-c", _TRAINING, folder], stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        assert worker.stdout is not None
        worker.stdout.readline()
        try:
            yield
        finally:
            worker.kill()
            worker.wait()


def first_paint(project: Path, *, times: int) -> list[float]:
    """Return seconds from exec to the home screen's funnel, some times over."""
    found = []
    for _ in range(times):
        terminal = Terminal([sys.executable, "-m", "studio.cli", "open", str(project)], env=SIZE)
        found.append(terminal.until("passages") - terminal.started)
        terminal.kill()
    return found


def keys(project: Path, *, times: int) -> dict[str, list[float]]:
    """Return seconds from key to the last byte painted, by key."""
    terminal = Terminal([sys.executable, "-m", "studio.cli", "review", "--project", str(project)], env=SIZE)
    terminal.until("shown because")
    terminal.quiet()
    found: dict[str, list[float]] = {}
    order = ("j", "k", "l", "f", "1", "b", "a", "u", "x")
    for number in range(times):
        key = order[number % len(order)]
        if key == "a":
            terminal.quiet(0.35)  # slower than a burst
        latency = terminal.key(key)
        if latency is not None:
            found.setdefault(key, []).append(latency)
        terminal.quiet(0.05)
    terminal.kill()
    return found


def _milliseconds(seconds: list[float], quantile: float) -> float:
    ordered = sorted(seconds)
    return round(1000 * ordered[min(len(ordered) - 1, int(quantile * len(ordered)))], 1)


def main() -> None:
    """Build, measure, print a table and one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=100_000)
    parser.add_argument("--keys", type=int, default=270)
    parser.add_argument("--no-training", action="store_true")
    options = parser.parse_args()
    os.environ.pop("NO_COLOR", None)
    speed = loop_ms()
    with tempfile.TemporaryDirectory() as folder:
        project = build(Path(folder) / "large", pairs_wanted=options.pairs).path
        paints = first_paint(project, times=5)
        with training(not options.no_training):
            busy = first_paint(project, times=3)
            by_key = keys(project, times=options.keys)
    every = [latency for latencies in by_key.values() for latency in latencies]
    print(f"{'key':>6} {'p50 ms':>8} {'p95 ms':>8} {'n':>5}")
    for key, latencies in by_key.items():
        print(f"{key:>6} {_milliseconds(latencies, 0.5):>8} {_milliseconds(latencies, 0.95):>8} {len(latencies):>5}")
    print(
        json.dumps(
            {
                "pairs": options.pairs,
                "first_paint_s": round(statistics.median(paints), 3),
                "first_paint_while_training_s": round(statistics.median(busy), 3),
                "training": not options.no_training,
                "key_p50_ms": _milliseconds(every, 0.5),
                "key_p95_ms": _milliseconds(every, 0.95),
                "loop_ms": speed,
            }
        )
    )


if __name__ == "__main__":
    main()
