"""The passage encoder of a run whose two sides learn: it makes the vectors that the enriched index gives passages.

Afterwards a passage's own words lead to where its queries are, one that nobody wrote queries for among them. The query
encoder then learns its lists against these vectors (see `studio.engine.training.lists`), which this room does not know.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from studio.domain.options import IndexOptions, ModelOptions, TrainingOptions
from studio.domain.recipes import of_passages
from studio.engine.progress import Forwarding, Reporter
from studio.engine.retrieval.answers import asked, encoded
from studio.engine.retrieval.encoder import Encoder, MakeEncoder, Vectors
from studio.engine.retrieval.enriched import EnrichedIndex
from studio.engine.training.plan import Row, apart
from studio.engine.training.train import train

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch import nn

    from studio.engine.training.group import Group

__all__ = ["EnrichedPassages", "learn_passages"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrichedPassages:
    """Passages with their prompt, and what the enriched index holds of each (n x d, unit vectors)."""

    passages: list[str]
    targets: Vectors

    @classmethod
    def of(
        cls,
        examples: pl.DataFrame,
        passages: pl.DataFrame,
        *,
        model: ModelOptions,
        index: IndexOptions,
        cache: Path,
        reporter: Reporter,
        make_encoder: MakeEncoder = Encoder,
    ) -> "EnrichedPassages":
        """Enrich the base's vectors of all passages by the queries of `examples` (a dataset's)."""
        texts, vectors, queried = encoded(
            asked(examples), passages, model=model, encoder=make_encoder(model), cache=cache, reporter=reporter
        )
        targets = EnrichedIndex.build(vectors, queried.wordings, index).vectors
        return cls(passages=[model.passage_prompt + text for text in texts], targets=targets)

    @property
    def data(self) -> Mapping[str, Sequence[Any]]:
        """Passages, and the number of each one's vector."""
        return {"passage": self.passages, "label": list(range(len(self.passages)))}

    @property
    def rows(self) -> Sequence[Row]:
        """Rows that do not get into one another's way: each has a vector of its own."""
        return apart(len(self.passages))

    @property
    def learnt(self) -> Mapping[str, int]:
        """Passages."""
        return {"passages": len(self.passages)}

    @property
    def keeps_last(self) -> bool:
        """No dev set chooses: what it is worth is seen once queries have learnt too."""
        return True

    def told(self) -> str:
        """Say what is learnt from."""
        return f"first the passage encoder: {len(self.passages):,} passages learn their vectors of the enriched index"

    def too_few(self, fewest: int) -> str:
        """Say that it is too little, and what to do."""
        return (
            f"The corpus has {len(self.passages)} passages, and a passage encoder needs at least {fewest}. "
            'Ingest more documents, or set training.towers = "query".'
        )

    def begin(self, base: "SentenceTransformer") -> "SentenceTransformer":
        """Return the base as it is."""
        return base

    def loss(self, encoder: "SentenceTransformer", dimensions: Sequence[int]) -> "nn.Module":  # noqa: ARG002 - turned later
        """Return the distance from the enriched vectors."""
        from studio.engine.training.losses import VectorLoss  # noqa: PLC0415 - imports torch

        return VectorLoss(encoder, self.targets)


def learn_passages(
    learnt: EnrichedPassages,
    *,
    model: ModelOptions,
    options: TrainingOptions,
    work: Path,
    reporter: Reporter,
    group: "Group | None" = None,
) -> Path:
    """Train the passage encoder in `work` and return its folder; what was done before is not done again.

    It goes on where it was cut off, as every run does (see `studio.engine.training.train`).
    """
    return train(
        learnt,
        model=model,
        options=of_passages(options),
        score=None,
        work=work,
        target=work / "model",
        reporter=_Apart(reporter),
        group=group,
    ).path


class _Apart(Forwarding):
    """Tells this side's progress and figures under names of their own: the run's curves are those of its queries."""

    def progress(self, stage: str, done: int, total: int, unit: str) -> None:
        """Tell it of this side."""
        super().progress(f"{stage} the passages' side", done, total, unit)

    def metric(self, step: int, values: dict[str, float]) -> None:
        """Tell it of this side."""
        super().metric(step, {f"passages_{name}": value for name, value in values.items()})
