"""The pool job: the passages that people are asked to judge. The work is the engine's."""

from studio.domain.options import EvaluationOptions, IndexOptions, JudgingOptions
from studio.engine.progress import Reporter
from studio.jobs.folder import JobFolder
from studio.jobs.spec import JobSpec
from studio.jobs.steps import Summary, frames
from studio.jobs.steps.measuring import with_prompts

__all__ = ["run"]


def run(folder: JobFolder, spec: JobSpec, reporter: Reporter) -> Summary:
    """Pool the top of every row for the job's queries."""
    from studio.engine.evaluation.pool import pool

    queries = frames.read(folder, "queries")
    result = pool(
        frames.read(folder, "passages"),
        queries,
        with_prompts(frames.read(folder, "runs")),
        options=frames.options(spec, "judging", JudgingOptions),
        evaluation=frames.options(spec, "evaluation", EvaluationOptions),
        model=frames.model(spec),
        examples=frames.read(folder, "enriching"),
        index=frames.options(spec, "index", IndexOptions),
        cache=spec.project / "index",
        reporter=reporter,
    )
    frames.write(folder, pool=result.pool)
    return {"queries": queries.height, "rows": len(result.rows), "passages": result.pool.height}
