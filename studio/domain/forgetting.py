"""What a run still knows of everyday queries, in a sentence. Measures nothing: it is handed two figures."""

from studio.domain.figures import score

__all__ = ["everyday", "forgot"]

_NOTABLE = 0.02
"""Loss of NDCG@10 from which a run is said to have forgotten: about five of 240 queries from first to not found."""


def forgot(after: float, before: float) -> bool:
    """Return whether a run's NDCG@10 on the general set is so far below its base's that it must be said."""
    return before - after > _NOTABLE


def everyday(after: float, before: float) -> str:
    """Say how a run does on everyday queries, by its NDCG@10 and its base's on the general set."""
    warning = ", so it has forgotten some: use it for this field alone" if forgot(after, before) else ""
    return (
        f"everyday queries outside the field (general set): NDCG@10 {score(after)}, the base {score(before)}{warning}"
    )
