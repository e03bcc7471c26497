"""Measuring models on test sets: what the evaluate job does, and the train job at its end.

The work is the engine's.
"""

from typing import TYPE_CHECKING

from studio.domain.options import EvaluationOptions, IndexOptions, ModelOptions
from studio.engine.progress import Reporter
from studio.errors import InputError
from studio.jobs.folder import JobFolder
from studio.jobs.spec import JobSpec
from studio.jobs.steps import Summary, frames

if TYPE_CHECKING:
    import polars as pl

__all__ = ["measure_runs", "with_prompts"]


def measure_runs(folder: JobFolder, spec: JobSpec, runs: "pl.DataFrame", reporter: Reporter) -> Summary:
    """Measure base, BM25 and `runs` (run_id, name, path, passages) on the job's test sets; write what was found.

    All are compared with the project's base, which a job names apart (`reference`) where it trains another one.
    """
    from studio.engine.evaluation.evaluate import evaluate

    result = evaluate(
        frames.read(folder, "passages"),
        frames.read(folder, "testsets"),
        frames.read(folder, "queries"),
        frames.read(folder, "qrels"),
        with_prompts(runs),
        options=frames.options(spec, "evaluation", EvaluationOptions),
        model=frames.model(spec, "reference" if "reference" in spec.options else "model"),
        examples=frames.read(folder, "enriching"),
        index=frames.options(spec, "index", IndexOptions),
        cache=spec.project / "index",
        reporter=reporter,
    )
    frames.write(
        folder,
        rows=result.rows,
        per_query=result.per_query,
        rankings=result.rankings,
        skipped=result.skipped,
    )
    return {"rows": result.rows.height, "test_sets": result.rows["test_set"].n_unique()}


def with_prompts(runs: "pl.DataFrame") -> "pl.DataFrame":
    """Fill in the prompts that only the models themselves tell; of one that is not to be had, evaluation says so."""
    import polars as pl

    if "query_prompt" not in runs.columns:
        return runs
    rows = [row if row["query_prompt"] is not None else {**row, **_asked(row["path"])} for row in runs.to_dicts()]
    return pl.DataFrame(rows, schema=runs.schema)


def _asked(base: str) -> dict[str, str]:
    from studio.engine.retrieval import models

    try:
        model = models.resolved(ModelOptions(base=base))
    except InputError:
        model = ModelOptions(base=base)
    return {"query_prompt": model.query_prompt, "passage_prompt": model.passage_prompt}
