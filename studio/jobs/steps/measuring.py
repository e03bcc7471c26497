"""Measuring models on test sets: what the evaluate job does, and the train job at its end."""

from typing import TYPE_CHECKING

from studio.domain.options import EvaluationOptions, IndexOptions, ModelOptions
from studio.engine.progress import Reporter
from studio.jobs.folder import JobFolder
from studio.jobs.spec import JobSpec
from studio.jobs.steps import Summary, frames

if TYPE_CHECKING:
    import polars as pl

__all__ = ["measure_runs"]


def measure_runs(folder: JobFolder, spec: JobSpec, runs: "pl.DataFrame", reporter: Reporter) -> Summary:
    """Measure base, BM25 and `runs` (run_id, name, path, passages) on the job's test sets; write what was found."""
    from studio.engine.evaluation.evaluate import evaluate

    result = evaluate(
        frames.read(folder, "passages"),
        frames.read(folder, "testsets"),
        frames.read(folder, "queries"),
        frames.read(folder, "qrels"),
        runs,
        options=frames.options(spec, "evaluation", EvaluationOptions),
        model=frames.options(spec, "model", ModelOptions),
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
