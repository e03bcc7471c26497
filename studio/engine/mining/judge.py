"""What a block of candidates comes to: scores of the pairs, the negatives they keep, and why some are short of them.

Knows places and scores; names are put on afterwards.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from studio.domain.options import MiningOptions
from studio.engine.mining.candidates import ORIGINS, Candidates
from studio.engine.mining.choose import choose, first_of_each
from studio.engine.mining.relations import Relations
from studio.engine.retrieval.encoder import Vectors
from studio.engine.retrieval.exact import Mask, Places

__all__ = ["Judged", "judge", "limit_of", "shortfall"]


@dataclass(frozen=True, slots=True)
class Judged:
    """Figures of each pair of a block, in order, and the negatives kept: `row` in the block, `place` of the passage."""

    scores: pl.DataFrame
    negatives: pl.DataFrame


def limit_of(positive: Vectors, max_share: float) -> Vectors:
    """Return the highest score of a hard negative: `max_share` of the positive's, below it if that is negative."""
    return np.asarray(positive - (1 - max_share) * np.abs(positive), dtype=np.float32)


def judge(found: Candidates, relations: Relations, pairs: Places, positives: Places, options: MiningOptions) -> Judged:
    """Bar, filter and place the candidates of a block, whose pairs and positives are named by their places."""
    barred = relations.barred(pairs, positives, found.places)
    not_open = found.there & (barred.near | barred.same)
    allowed = first_of_each(relations.roots[found.places], found.there & ~not_open, found.scores)
    own = found.round_trip.score[:, None]
    suspect = found.scores > limit_of(own, options.max_share)
    chosen = choose(found.hybrid, found.scores, allowed, suspect, options)
    margins = found.scores - own
    suspects = (allowed & suspect).sum(1)
    at = (chosen.row, chosen.column)
    negatives = pl.DataFrame(
        {
            "row": chosen.row,
            "place": found.places[at],
            "position": chosen.position,
            "rank": found.ranks(*at),
            "score": found.scores[at].astype(np.float64),
            "margin": margins[at].astype(np.float64),
            "origin": pl.Series(ORIGINS).gather(found.origins[at]),
            "suspect": suspect[at],
        }
    ).sort("row", pl.col("position") == 0, "position", "rank", "place")
    short = np.flatnonzero(chosen.trainable < options.negatives)
    words = _shortfalls(short, chosen.trainable, suspects, not_open & (found.places != positives[:, None]), options)
    scores = pl.DataFrame(
        {
            "dense_rank": found.round_trip.dense_rank,
            "bm25_rank": found.round_trip.bm25_rank,
            "positive_score": found.round_trip.score.astype(np.float64),
            "margin": _best(margins, allowed),
            "suspects": suspects,
            "shortfall": pl.Series([words.get(row) for row in range(len(pairs))], dtype=pl.String),
        }
    )
    return Judged(scores, negatives)


def shortfall(*, trainable: int, wanted: int, suspects: int, barred: int) -> str:
    """Say why a pair has fewer hard negatives than wanted."""
    reasons = []
    if suspects:
        reasons.append(
            f"{suspects} candidate{'s score' if suspects > 1 else ' scores'} too close to the positive, or above it"
        )
    if barred:
        reasons.append(f"{barred} beside it, like it, or an answer to the same question")
    if not reasons:
        reasons.append("search found no other candidates")
    return f"{trainable} of {wanted} hard negatives: {'; '.join(reasons)}"


def _best(margins: Vectors, allowed: Mask) -> pl.Series:
    best = np.where(allowed, margins, -np.inf).max(1, initial=-np.inf).astype(np.float64)
    return pl.Series(best).set(pl.Series(~np.isfinite(best)), None)


def _shortfalls(
    rows: NDArray[np.int64], trainable: Places, suspects: Places, barred: Mask, options: MiningOptions
) -> dict[int, str]:
    counts = barred.sum(1)
    return {
        row: shortfall(
            trainable=int(trainable[row]),
            wanted=options.negatives,
            suspects=int(suspects[row]),
            barred=int(counts[row]),
        )
        for row in rows.tolist()
    }
