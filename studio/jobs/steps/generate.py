"""The generate job: queries for passages, from the provider that the options name or the best that is there.

The work is the engine's.
"""

from pathlib import Path

from studio.domain.options import GenerationOptions, ModelOptions
from studio.engine.progress import Reporter
from studio.jobs.folder import JobFolder
from studio.jobs.spec import JobSpec
from studio.jobs.steps import Summary, frames

__all__ = ["run"]


def run(folder: JobFolder, spec: JobSpec, reporter: Reporter) -> Summary:
    """Write queries and problems; answers are kept in the project's index, so that nothing is paid twice."""
    from studio.engine.generation.choose import build
    from studio.engine.generation.generate import generate, passages_of

    options = frames.options(spec, "generation", GenerationOptions)
    passages = passages_of(frames.read(folder, "passages"))
    places = [*(Path(root) for root in spec.arguments.get("roots", ())), spec.project]
    device = frames.options(spec, "model", ModelOptions).device
    provider, choice = build(options, passages, places, device=device)
    reporter.log(choice.reason)
    cache = spec.project / "index" / "answers.sqlite"
    cache.parent.mkdir(exist_ok=True)
    result = generate(passages, provider, options=options, cache=cache, reporter=reporter)
    frames.write(folder, queries=result.queries, problems=result.problems)
    return {"provider": provider.name, "model": provider.model, **result.counts}
