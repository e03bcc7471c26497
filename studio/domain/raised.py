"""What a run raised above the answers of a query: the passages that its training must have brought near.

Pure: it is handed two rankings.
"""

from collections.abc import Sequence

from studio.domain.records import Ranked

__all__ = ["raised"]


def raised(before: Sequence[Ranked], after: Sequence[Ranked]) -> list[str]:
    """Return the passages that do not answer, stand above the first answer, and stood lower before, best first."""
    earlier = {place.unit_id: place.rank for place in before}
    first = next((place.rank for place in after if place.grade), len(after) + 1)
    return [
        place.passage_id
        for place in after
        if place.rank < first and place.rank < earlier.get(place.unit_id, len(before) + 1)
    ]
