"""Measure base, BM25 and runs on test sets: the entry to this room.

Every model is measured at its own and at Matryoshka dimensions, alone and fused with BM25, and alone with vectors
stored as int8 and as signs, on each test set for itself.
Nothing is chosen here, and nothing is averaged over test sets.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from studio.domain.leaderboard import RowKind
from studio.domain.options import EvaluationOptions, IndexOptions, ModelOptions
from studio.domain.registry import base_names
from studio.engine.evaluation.bench import Bench, Means, System
from studio.engine.evaluation.enriching import Enriching
from studio.engine.evaluation.rows import Measured, per_query_frame, rankings_frame, row_of, rows_frame
from studio.engine.evaluation.sets import judged_sets
from studio.engine.progress import Reporter
from studio.engine.retrieval.encoder import BrokenModelError, Encoder, MakeEncoder
from studio.errors import InputError

__all__ = ["EvaluationResult", "evaluate", "measure_all"]

_SKIPPED = pl.Schema([("name", pl.String()), ("reason", pl.String())])


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationResult:
    """Frames as the contract has them, and what was left out: `skipped` (name, reason) are runs without a model."""

    rows: pl.DataFrame
    per_query: pl.DataFrame
    rankings: pl.DataFrame
    skipped: pl.DataFrame


def evaluate(
    passages: pl.DataFrame,
    test_sets: pl.DataFrame,
    queries: pl.DataFrame,
    qrels: pl.DataFrame,
    runs: pl.DataFrame,
    *,
    options: EvaluationOptions,
    model: ModelOptions,
    examples: pl.DataFrame | None = None,
    index: IndexOptions | None = None,
    cache: Path,
    reporter: Reporter,
    make_encoder: MakeEncoder = Encoder,
) -> EvaluationResult:
    """Measure the base `model`, BM25 and `runs` (run_id, name, path, passages) on each test set.

    `passages` of a run is the model that encodes passages for it, empty where it does so itself. `runs` may hold
    query_prompt and passage_prompt, without which a run has the base's; a row without a run_id is another base,
    untouched. `examples` (query, positive_id, split, source) enrich the indexes of further rows. `cache` is the
    project's index folder. A model that is gone or broken is skipped and said; a base `model` that is not there is bad
    input. Raises Interrupted with all that was encoded kept.
    """
    judged = judged_sets(test_sets, queries, qrels)
    for each in judged:
        if each.unanswered:
            reporter.log(f"{each.unanswered} queries of {each.test_set} have no relevant {each.unit} and are left out")
    means = Means(
        options=options,
        index=index or IndexOptions(),
        model=model,
        cache=cache,
        reporter=reporter,
        make_encoder=make_encoder,
    )
    bench = Bench(passages, judged, Enriching(examples, passages), means)
    reference = base_names(model.base)[0]
    every, skipped = measure_all(bench, runs, model=model, reporter=reporter)
    bases = _at_full_size(every, reference)
    return EvaluationResult(
        rows=rows_frame([row_of(found, bases[found.judged.test_set], options) for found in every]),
        per_query=per_query_frame(every),
        rankings=rankings_frame(every, passages["passage_id"].to_list()),
        skipped=pl.DataFrame(skipped, schema=_SKIPPED, orient="row"),
    )


def measure_all(
    bench: Bench, runs: pl.DataFrame, *, model: ModelOptions, reporter: Reporter
) -> tuple[list[Measured], list[tuple[str, str]]]:
    """Measure everything that the leaderboard has a row for; return also what was skipped, with the reason.

    Pooling asks for the same, so that a new kind of row is judged as soon as it is measured.
    """
    every = bench.dense(System(RowKind.BASE, "", base_names(model.base)[0], "base", model.base))
    every += bench.words()
    skipped = []
    for system in _systems(runs, model):
        try:
            every += bench.dense(system)
        except (InputError, BrokenModelError) as error:
            reporter.log(f"{system.name} was not measured. {error}", "warning")
            skipped.append((system.name, str(error)))
    return every, skipped


def _systems(runs: pl.DataFrame, model: ModelOptions) -> Iterator[System]:
    for row in runs.iter_rows(named=True):
        prompts = {name: row[name] for name in ("query_prompt", "passage_prompt") if row.get(name) is not None}
        kind = RowKind.RUN if row["run_id"] else RowKind.BASE
        own = replace(model, base=row["path"], **prompts)
        yield System(kind, row["run_id"], row["name"], row["name"], row["path"], row["passages"], own)


def _at_full_size(every: list[Measured], name: str) -> dict[str, Measured]:
    """Return the base at its full dimensions, on each test set: what all others are compared with."""
    of_base = [
        found
        for found in every
        if found.line.kind is RowKind.BASE and found.line.name == name and found.line.precision == "float32"
    ]
    return {found.judged.test_set: found for found in sorted(of_base, key=lambda found: found.line.dimensions)}
