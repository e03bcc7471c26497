"""What several reviewers said of the same pairs, and where they differ. How far they agree is said in the domain."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from studio.domain.decisions import Action
from studio.storage.database import Database

__all__ = ["Answered", "answered", "disagreements"]

_STATUSES = (Action.ACCEPT, Action.REJECT, Action.SKIP, Action.CANT_TELL, Action.REOPEN, Action.DUPLICATE)
_ANSWERS = (Action.ACCEPT, Action.REJECT, Action.CANT_TELL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A pair that several reviewers answered: what each says, by name, and when the last of them said it."""

    pair_no: int
    group: str
    said: Mapping[str, str]
    last_at: datetime

    @property
    def differs(self) -> bool:
        """True where they do not all say the same."""
        return len(set(self.said.values())) > 1


def answered(db: Database) -> list[Answered]:
    """Return the pairs that two or more reviewers answered, each blind to the others, in the order of their numbers."""
    rows = db.all("answers_of_reviewers", statuses=_values(_STATUSES), answers=_values(_ANSWERS))
    found = []
    for pair_no, own in groupby(rows, key=lambda row: row[0]):
        several = list(own)
        said = {reviewer: action for _, _, reviewer, action, _ in several}
        found.append(Answered(pair_no=pair_no, group=several[0][1], said=said, last_at=max(r[4] for r in several)))
    return found


def disagreements(db: Database) -> list[int]:
    """Return the pairs on which reviewers differ and that nobody has settled since, by number."""
    settled: dict[int, datetime] = dict(db.all("settled", answers=_values(_ANSWERS)))
    return [
        pair.pair_no
        for pair in answered(db)
        if pair.differs and (pair.pair_no not in settled or settled[pair.pair_no] < pair.last_at)
    ]


def _values(actions: Sequence[Action]) -> list[str]:
    return [action.value for action in actions]
