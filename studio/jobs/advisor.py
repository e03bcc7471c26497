"""A process that works something out for the review screen and ends: `python -m studio.jobs.advisor PROJECT`.

Reads one JSON object and answers with one: what to learn from decisions (`learn`), which pairs are each far from all
before them (`spread`), which are nearest to one (`near`). Vectors are those that mining left in the project's cache:
it encodes nothing, and where a query has none it is left out. It reads no database: the screen hands it what it needs.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.domain.learning import learn
from studio.jobs.process import be_polite

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["main"]

_SAMPLE = 20_000
"""Pairs among which the spread ones are chosen: choosing costs as much for each as there are pairs."""


def main() -> int:
    """Answer the request on the standard input."""
    request: dict[str, Any] = json.load(sys.stdin)
    if request["do"] != "near":  # a person waits for that
        be_polite()
    json.dump(_answer(Path(sys.argv[1]), request), sys.stdout)
    return 0


def _answer(project: Path, request: dict[str, Any]) -> Any:
    if request["do"] == "learn":
        learned = learn([(bool(bad), values) for bad, values in request["examples"]])
        return asdict(learned) if learned else None
    numbers, vectors = _vectors(project, Path(request["queries"]))
    if request["do"] == "spread":
        return _spread(numbers, vectors, int(request["count"]))
    return _near(numbers, vectors, int(request["pair"]), int(request["count"]))


def _vectors(project: Path, queries: Path) -> "tuple[list[int], NDArray[np.float32]]":
    """Return the pairs whose queries have a vector, and the vectors: of the model that has most of them."""
    import numpy as np  # noqa: PLC0415 - what learns needs none of these
    import polars as pl  # noqa: PLC0415 - as above

    from studio.engine.retrieval.vectors import VectorCache, text_keys  # noqa: PLC0415 - as above

    frame = pl.read_parquet(queries)
    keys = text_keys(frame["query"].to_list())
    best: tuple[list[int], NDArray[np.float32]] = [], np.zeros((0, 0), np.float32)
    for folder in sorted((project / "index" / "vectors").glob("*")):
        vectors, found = VectorCache(project / "index", folder.name).read(keys)
        if found.sum() > len(best[0]):
            best = frame["pair_no"].to_numpy()[found].tolist(), vectors[found]
    return best


def _spread(numbers: Sequence[int], vectors: "NDArray[np.float32]", count: int) -> list[int]:
    """Return pairs each as far as can be from all before it (Gonzalez 1985), the one nearest the middle first."""
    import numpy as np  # noqa: PLC0415 - as above

    if not len(vectors):
        return []
    if len(vectors) > _SAMPLE:
        rows = np.sort(np.random.default_rng(0).choice(len(vectors), _SAMPLE, replace=False))
        numbers, vectors = [numbers[row] for row in rows.tolist()], vectors[rows]
    chosen = [int(np.argmax(vectors @ vectors.mean(0)))]
    nearest = vectors @ vectors[chosen[0]]
    while len(chosen) < min(count, len(vectors)):
        chosen.append(int(np.argmin(nearest)))
        nearest = np.maximum(nearest, vectors @ vectors[chosen[-1]])
        nearest[chosen] = np.inf
    return [numbers[row] for row in chosen]


def _near(numbers: Sequence[int], vectors: "NDArray[np.float32]", pair: int, count: int) -> list[int]:
    """Return the pairs whose queries are nearest to that of one, which comes first."""
    import numpy as np  # noqa: PLC0415 - as above

    if pair not in numbers:
        return []
    scores = vectors @ vectors[numbers.index(pair)]
    scores[numbers.index(pair)] = np.inf
    return [numbers[row] for row in np.argsort(-scores, kind="stable")[:count].tolist()]


if __name__ == "__main__":
    sys.exit(main())
