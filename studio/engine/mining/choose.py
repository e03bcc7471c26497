"""Which candidates a pair keeps, and in which place.

First the most suspicious suspects, at most two, so that a person judges them; then the hard negatives that may be
trained on, by their rank in hybrid search; the rest waits in the pool at position 0. Knows tables of numbers, no texts.
"""

from dataclasses import dataclass

import numpy as np

from studio.domain.options import MiningOptions
from studio.engine.mining.relations import Table
from studio.engine.retrieval.encoder import Vectors
from studio.engine.retrieval.exact import Mask, Places

__all__ = ["SUSPECTS_SHOWN", "Chosen", "choose", "first_of_each"]

SUSPECTS_SHOWN = 2
"""Suspects that a card shows first, where there are as many."""
PLACES = 9
"""Negatives that a card shows: each has a digit."""
_POOL_SUSPECTS = 3  # one in three of the pool at most


@dataclass(frozen=True, slots=True)
class Chosen:
    """The kept candidates of a block: `row` and `column` point into the tables, `position` is 1 to 9, or 0: pool."""

    row: Places
    column: Places
    position: Places
    trainable: Places
    """How many candidates of each pair may be trained on, before any limit."""


def first_of_each(values: Table, allowed: Mask, scores: Vectors) -> Mask:
    """Allow one of a row's candidates that share a value (duplicates of one another): the one that scores highest."""
    order = np.lexsort((-scores, ~allowed, values), axis=1)
    sorted_values = np.take_along_axis(values, order, 1)
    first = np.ones_like(allowed)
    first[:, 1:] = sorted_values[:, 1:] != sorted_values[:, :-1]
    kept = np.zeros_like(allowed)
    np.put_along_axis(kept, order, first, 1)
    return kept & allowed


def choose(hybrid: Vectors, scores: Vectors, allowed: Mask, suspect: Mask, options: MiningOptions) -> Chosen:
    """Place the candidates of a block (pairs x candidates): hard negatives by hybrid score, suspects by cosine."""
    hard = _order_among(allowed & ~suspect, hybrid)
    doubtful = _order_among(allowed & suspect, scores)
    suspects_shown = np.minimum((allowed & suspect).sum(1), SUSPECTS_SHOWN)[:, None]
    hard_shown = np.minimum(options.negatives, PLACES - suspects_shown)
    pool_suspects = np.minimum(
        np.maximum((allowed & suspect).sum(1)[:, None] - suspects_shown, 0), options.pool // _POOL_SUSPECTS
    )
    position = np.full(scores.shape, -1)
    position[(hard > 0) & (hard <= hard_shown + options.pool - pool_suspects)] = 0
    position[(doubtful > 0) & (doubtful <= suspects_shown + pool_suspects)] = 0
    position = np.where((hard > 0) & (hard <= hard_shown), hard + suspects_shown, position)
    position = np.where((doubtful > 0) & (doubtful <= suspects_shown), doubtful, position)
    row, column = np.nonzero(position >= 0)
    return Chosen(row, column, position[row, column], (hard > 0).sum(1))


def _order_among(members: Mask, scores: Vectors) -> Table:
    """Return each member's number in its row, from 1 for the highest score; 0 for everybody else."""
    order = np.argsort(np.where(members, -scores, np.inf), axis=1, kind="stable")
    numbers = np.empty_like(order)
    np.put_along_axis(numbers, order, np.broadcast_to(np.arange(1, members.shape[1] + 1), members.shape), 1)
    return np.where(members, numbers, 0)
