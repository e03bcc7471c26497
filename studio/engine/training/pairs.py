"""The recipe of pairs: contrast within a batch, at every Matryoshka dimension. Knows no index.

MultipleNegativesRankingLoss (Henderson et al. 2017, arXiv 1705.00652), or with a guide GISTEmbedLoss (Solatorio 2024,
arXiv 2402.16829), in MatryoshkaLoss (arXiv 2205.13147).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from studio.domain.options import ModelOptions, TrainingOptions
from studio.engine.retrieval import models
from studio.engine.training import messages
from studio.engine.training.columns import Columns, to_columns
from studio.engine.training.examples import examples_from
from studio.engine.training.plan import Row

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch import nn

__all__ = ["Pairs"]


@dataclass(frozen=True, slots=True)
class Pairs:
    """A dataset as pairs with hard negatives."""

    columns: Columns
    options: TrainingOptions

    @classmethod
    def of(
        cls,
        examples: pl.DataFrame,
        *,
        model: ModelOptions,
        options: TrainingOptions,
        duplicates: Mapping[str, str] | None = None,
    ) -> "Pairs":
        """Take examples (see `studio.engine.training.examples.examples_from`) with the base's prompts."""
        columns = to_columns(
            examples_from(examples, duplicates),
            negatives=options.negatives,
            seed=options.seed,
            query_prompt=model.query_prompt,
            passage_prompt=model.passage_prompt,
        )
        return cls(columns, options)

    @property
    def data(self) -> Mapping[str, Sequence[str]]:
        """Query, positive, negatives."""
        return self.columns.data

    @property
    def rows(self) -> Sequence[Row]:
        """What each row brings into a batch."""
        return self.columns.rows

    @property
    def learnt(self) -> Mapping[str, int]:
        """Pairs, hard negatives of each, and how many negatives were left out because they answer."""
        found = self.columns
        return {"pairs": len(found.rows), "negatives": found.negatives, "answering": found.answering}

    @property
    def keeps_last(self) -> bool:
        """The dev set chooses."""
        return False

    def told(self) -> str:
        """Say what is learnt from."""
        return messages.pairs_told(self.columns, wanted=self.options.negatives)

    def too_few(self, fewest: int) -> str:
        """Say that it is too little, and what to do."""
        return messages.too_few(len(self.columns.rows), alone=self.columns.alone, fewest=fewest)

    def begin(self, base: "SentenceTransformer") -> "SentenceTransformer":
        """Return the base as it is."""
        return base

    def loss(self, encoder: "SentenceTransformer", dimensions: Sequence[int]) -> "nn.Module":
        """Return the contrast at each of the dimensions."""
        from sentence_transformers.sentence_transformer.losses import (  # noqa: PLC0415 - imports torch
            GISTEmbedLoss,
            MatryoshkaLoss,
        )

        from studio.engine.training.losses import SortedRankingLoss  # noqa: PLC0415 - as above

        if self.options.guide:
            guide = models.load(self.options.guide, str(encoder.device))
            return MatryoshkaLoss(encoder, GISTEmbedLoss(encoder, guide), matryoshka_dims=list(dimensions))
        ways = ("query_to_doc", "doc_to_query") if self.options.symmetric else ("query_to_doc",)
        return MatryoshkaLoss(encoder, SortedRankingLoss(encoder, directions=ways), matryoshka_dims=list(dimensions))
