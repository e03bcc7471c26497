"""What a run still knows of everyday things: its figure on the general set beside its base's. Chooses nothing."""

from dataclasses import replace
from pathlib import Path

from studio.domain.forgetting import everyday, forgot
from studio.domain.options import ModelOptions
from studio.engine.progress import Reporter
from studio.jobs.steps import Summary
from studio.project import run_sides

__all__ = ["forgetting"]


def forgetting(target: Path, model: ModelOptions, cache: Path, reporter: Reporter) -> Summary:
    """Measure base and run on the general set; return NDCG@10 of both. `cache` is the project's index folder."""
    from studio.engine.evaluation.general import GeneralSet
    from studio.engine.retrieval.encoder import Encoder, Vectors
    from studio.engine.retrieval.vectors import embed

    general = GeneralSet.read()

    def score(queries: str, passages: str) -> float:
        def vectors(path: str, prompt: str, texts: list[str]) -> Vectors:
            encoder = Encoder(replace(model, base=path))
            prompted = [prompt + text for text in texts]
            return embed(prompted, encoder=encoder, index=cache, reporter=reporter, stage="encode the general set")

        return general.score(
            vectors(queries, model.query_prompt, general.queries),
            vectors(passages or queries, model.passage_prompt, general.passages),
        )

    before, after = score(model.base, ""), score(*run_sides(target))
    reporter.log(everyday(after, before), "warning" if forgot(after, before) else "info")
    return {"general": round(after, 4), "general_base": round(before, 4)}
