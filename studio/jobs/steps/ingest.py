"""The ingest job: documents to passages, groups and problems. The work is the engine's."""

from pathlib import Path

from studio.domain.options import CorpusOptions
from studio.engine.progress import Reporter
from studio.jobs.folder import JobFolder
from studio.jobs.spec import JobSpec
from studio.jobs.steps import Summary, frames

__all__ = ["run"]


def run(folder: JobFolder, spec: JobSpec, reporter: Reporter) -> Summary:
    """Read `arguments["paths"]` and write documents, passages, groups and problems."""
    from studio.engine.corpus.ingest import ingest
    from studio.engine.corpus.tokens import counter
    from studio.engine.retrieval import models

    model = frames.model(spec)
    result = ingest(
        [Path(path) for path in spec.arguments["paths"]],
        frames.read(folder, "known"),
        frames.read(folder, "passages"),
        options=frames.options(spec, "corpus", CorpusOptions),
        count=counter(models.tokenizer(model.base), model.passage_prompt),
        base=model.base,
        token_limit=models.token_limit(model.base),
        reporter=reporter,
    )
    reporter.log(result.limit_reason)
    frames.write(
        folder,
        documents=result.documents,
        passages=result.passages,
        groups=result.groups,
        problems=result.problems,
    )
    return {**result.counts, "problems": result.problems.height, "passage_limit": result.limit}
