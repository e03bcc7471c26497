"""A live board of a project whose texts were encoded before: by mining, by an evaluation. Encodes next to nothing."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import polars as pl

from studio.domain.options import IndexOptions, ModelOptions
from studio.domain.wording import plural
from studio.engine.live.board import LiveBoard
from studio.engine.live.pairs import ActivePairs, LivePair
from studio.engine.progress import SILENT
from studio.engine.retrieval.encoder import Encoder, MakeEncoder, Vectors
from studio.engine.retrieval.passages import indexed_texts
from studio.engine.retrieval.vectors import VectorCache, embed, text_keys
from studio.errors import StudioError

__all__ = ["NotEncodedError", "open_board", "pairs_of"]

_MOST = 500
"""Texts that may be encoded beside a person's work: edited queries, a few new passages."""


class NotEncodedError(StudioError):
    """The project's texts have no vectors yet: mining makes them."""


def pairs_of(frame: pl.DataFrame) -> list[LivePair]:
    """Return the pairs of a frame as storage's `write_standing` leaves it."""
    return [LivePair.of(row) for row in frame.iter_rows(named=True)]


def open_board(
    passages: pl.DataFrame,
    pairs: pl.DataFrame,
    twins: Iterable[tuple[str, str]],
    *,
    model: ModelOptions,
    options: IndexOptions,
    cache: Path,
    make_encoder: MakeEncoder = Encoder,
) -> LiveBoard:
    """Return the board of all passages and pairs; `cache` is the project's index folder.

    Raises NotEncodedError where too many texts lack a vector.
    """
    encoder, texts = make_encoder(model), indexed_texts(passages)
    active = ActivePairs(passages["passage_id"].to_list(), twins, pairs_of(pairs), use=options.use)

    def encode(prompt: str, wanted: Sequence[str]) -> Vectors:
        prompted = [prompt + text for text in wanted]
        known = VectorCache(cache, encoder.model_hash).read(np.unique(text_keys(prompted)))[1]
        if (missing := int((~known).sum())) > _MOST:
            raise NotEncodedError(
                f"{plural(missing, 'text')} of this project have no vector of the base yet. Mine, or measure."
            )
        return embed(prompted, encoder=encoder, index=cache, reporter=SILENT, stage="")

    vectors = encode(model.passage_prompt, texts)
    return LiveBoard(texts, vectors, active, lambda queries: encode(model.query_prompt, queries), options)
