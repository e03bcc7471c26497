"""How long the live rows take to follow decisions, with the vectors at hand.

    python -m benchmarks.live [--passages 10000] [--queries 30000] [--decisions 10]

Passages and queries are made up: clustered vectors, words with the frequencies of a language; a tenth of the passages
is the dev side. Each decision rejects one pair, of both sides in turn: first with nothing else to do, then while an
adapter learns in a thread, as in the process beside the screens. Ends with one JSON line.
"""

import argparse
import json
import statistics
import threading
import time
from dataclasses import replace

import numpy as np

from studio.domain.options import IndexOptions
from studio.engine.live.board import LiveBoard, adapter_figure
from studio.engine.live.pairs import ActivePairs, LivePair
from studio.engine.progress import Silent
from studio.engine.retrieval.encoder import unit

_DIMENSIONS, _WORDS, _DEV = 384, 30_000, 10
_PAUSE = 0.5
"""Seconds that a person takes between two decisions: the adapter learns in them."""


def board(passages: int, queries: int) -> tuple[LiveBoard, list[LivePair]]:
    """Return a board and its pairs."""
    draw = np.random.default_rng(0)
    often = 1 / (np.arange(_WORDS) + 60.0)
    often /= often.sum()

    def words(count: int) -> str:
        return " ".join(f"w{word:05d}x" for word in draw.choice(_WORDS, count, p=often))

    centres = draw.normal(size=(passages // 25, _DIMENSIONS))
    spread = 1.2 * draw.normal(size=(passages, _DIMENSIONS))
    vectors = unit((centres[draw.integers(0, len(centres), passages)] + spread).astype(np.float32))
    places = np.arange(queries) * passages // queries
    asked = unit((vectors[places] + 0.05 * draw.normal(size=(queries, _DIMENSIONS))).astype(np.float32))
    pairs = [
        LivePair(
            number, f"{words(9)} q{number}", "train" if place % _DEV else "dev", "undecided", (f"p{place}",), "recorded"
        )
        for number, place in enumerate(places.tolist())
    ]
    numbers = {pair.query: pair.number for pair in pairs}
    active = ActivePairs([f"p{place}" for place in range(passages)], [], pairs, use="not_rejected")
    texts = [words(120) for _ in range(passages)]
    made = LiveBoard(texts, vectors, active, lambda new: asked[[numbers[text] for text in new]], IndexOptions())
    return made, pairs


def main() -> None:
    """Measure, print a line a decision and one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=10_000)
    parser.add_argument("--queries", type=int, default=30_000)
    parser.add_argument("--decisions", type=int, default=10)
    given = parser.parse_args()
    live, pairs = board(given.passages, given.queries)
    began = time.perf_counter()
    first = live.measure()
    opened = time.perf_counter() - began
    sides = [[pair for pair in pairs if pair.split == split] for split in ("train", "dev")]
    idle = threading.Event()
    idle.set()

    def decide(numbers: range) -> list[float]:
        seconds = []
        for number in numbers:
            began = time.perf_counter()
            idle.clear()
            live.put([replace(sides[number % 2][number * 7], status="rejected")])
            live.measure()
            idle.set()
            seconds.append(time.perf_counter() - began)
            print(f"decision {number + 1:>3}, {sides[number % 2][0].split} side: {seconds[-1]:.2f} s")
            time.sleep(_PAUSE)
        return seconds

    alone = decide(range(given.decisions))
    began = time.perf_counter()
    adapter_figure(live.lesson(), IndexOptions(), seed=13)
    adapter = time.perf_counter() - began
    print(f"an adapter, taught and fitted: {adapter:.1f} s")

    def stop() -> bool:
        idle.wait()
        return False

    lesson, taught = live.lesson(), Silent(stop=stop)
    threading.Thread(
        target=adapter_figure, args=(lesson, IndexOptions()), kwargs={"seed": 13, "reporter": taught}
    ).start()
    beside = decide(range(given.decisions, 2 * given.decisions))
    print(
        json.dumps(
            {
                "benchmark": "live",
                "passages": given.passages,
                "queries": given.queries,
                "dev_queries": first.queries,
                "first_measure_s": round(opened, 2),
                "decision_p50_s": round(statistics.median(alone), 2),
                "decision_max_s": round(max(alone), 2),
                "adapter_s": round(adapter, 1),
                "beside_adapter_p50_s": round(statistics.median(beside), 2),
                "beside_adapter_max_s": round(max(beside), 2),
            }
        )
    )


if __name__ == "__main__":
    main()
