"""Why a pair is shown, how much judging it is worth, and in which orders the queue can stand.

Pure arithmetic over scores; it does not read or sort the queue itself.
"""

from dataclasses import dataclass
from enum import StrEnum

from studio.domain.pairs import Scores

__all__ = ["RANDOM_CHECK", "UNMINED", "Counts", "Sort", "Worth", "worth"]

RANDOM_CHECK = "random check"
UNMINED = "not mined yet"


class Sort(StrEnum):
    """Orders of the queue."""

    SUSPICIOUS = "suspicious"
    DOCUMENT = "document"
    NEWEST = "newest"
    RANDOM = "random"
    LOWEST_MARGIN = "margin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How the pairs of the queue stand."""

    total: int = 0
    undecided: int = 0
    accepted: int = 0
    rejected: int = 0
    skipped: int = 0
    cant_tell: int = 0
    flagged: int = 0
    edited: int = 0
    commented: int = 0

    @property
    def reviewed(self) -> int:
        """Pairs that a person accepted or rejected."""
        return self.accepted + self.rejected


@dataclass(frozen=True, slots=True)
class Worth:
    """How much a look at a pair is worth (larger is more), and the reason in a few words."""

    value: float
    reason: str


def worth(scores: Scores) -> Worth:
    """Say why a person should look at this pair first."""
    raise NotImplementedError
