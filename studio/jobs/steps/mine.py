"""The mine job: scores and hard negatives for every pair, and the index for search while typing.

The work is the engine's.
"""

from studio.domain.options import MiningOptions
from studio.engine.progress import Reporter
from studio.jobs.folder import JobFolder
from studio.jobs.spec import JobSpec
from studio.jobs.steps import Summary, frames

__all__ = ["run"]


def run(folder: JobFolder, spec: JobSpec, reporter: Reporter) -> Summary:
    """Mine and write scores, negatives, and the pairs that were dropped with their reasons."""
    from studio.engine.mining.mine import mine

    result = mine(
        frames.read(folder, "passages"),
        frames.read(folder, "pairs"),
        frames.read(folder, "protected"),
        options=frames.options(spec, "mining", MiningOptions),
        model=frames.model(spec),
        cache=spec.project / "index",
        reporter=reporter,
    )
    frames.write(folder, scores=result.scores, negatives=result.negatives, dropped=result.dropped)
    return {**result.summary, "model_hash": result.model_hash}
