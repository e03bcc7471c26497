"""What several reviewers said of the same pairs and negatives, and where they differ.

How far they agree is said in the domain.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from types import MappingProxyType

from studio.domain.decisions import Action
from studio.domain.queue import Ask
from studio.storage.database import Database
from studio.storage.names import numbers

__all__ = ["NEGATIVES", "PAIRS", "Answered", "answered", "disagreements"]

PAIRS: Mapping[Action, str] = MappingProxyType(
    {
        Action.ACCEPT: "accept",
        Action.REJECT: "reject",
        Action.CANT_TELL: "cant_tell",
        Action.SKIP: "",
        Action.REOPEN: "",
        Action.DUPLICATE: "",
    }
)
"""What a decision answers to whether the passage answers the query; empty where it takes an answer back."""

NEGATIVES: Mapping[Action, str] = MappingProxyType(
    {
        Action.NEGATIVE_FALSE: "answers",
        Action.NEGATIVE_PROMOTE: "answers",
        Action.POSITIVE_ADD: "answers",
        Action.NEGATIVE_HARD: "does not",
        Action.NEGATIVE_ADD: "does not",
        Action.NEGATIVE_CANT_TELL: "cant_tell",
        Action.NEGATIVE_CLEAR: "",
        Action.NEGATIVE_DROP: "",
        Action.NEGATIVE_TAKE: "",
    }
)
"""What a decision answers to whether a negative answers the query too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A pair, or its negative `passage_id`, that several reviewers answered: what each says by name, and when last."""

    pair_no: int
    passage_id: str
    group: str
    said: Mapping[str, str]
    last_at: datetime

    @property
    def differs(self) -> bool:
        """True where they do not all say the same."""
        return len(set(self.said.values())) > 1


def answered(db: Database, answers: Mapping[Action, str] = PAIRS) -> list[Answered]:
    """Return what two or more reviewers answered, each blind to the others, in the order of the pairs' numbers.

    `answers` is PAIRS or NEGATIVES.
    """
    rows = db.all("answers_of_reviewers", statuses=list(answers), answers=_told(answers))
    found = []
    for (pair_no, passage_id), own in groupby(rows, key=lambda row: (row[0], row[1])):
        several = list(own)
        said = {reviewer: answers[Action(action)] for _, _, _, reviewer, action, _ in several}
        last_at = max(row[5] for row in several)
        found.append(Answered(pair_no=pair_no, passage_id=passage_id, group=several[0][2], said=said, last_at=last_at))
    return found


def disagreements(db: Database, *kinds: Mapping[Action, str]) -> list[int]:
    """Return the cards on which reviewers differ and that nobody has settled since: of pairs, then of negatives.

    `kinds` are PAIRS, NEGATIVES or both, which is what none stands for.
    """
    return [card for answers in kinds or (PAIRS, NEGATIVES) for card in _open(db, answers)]


def _open(db: Database, answers: Mapping[Action, str]) -> list[int]:
    settled = {(pair_no, name): at for pair_no, name, at in db.all("settled", answers=_told(answers))}
    differ = [found for found in answered(db, answers) if found.differs]
    left = [
        found
        for found in differ
        if (found.pair_no, found.passage_id) not in settled or settled[found.pair_no, found.passage_id] < found.last_at
    ]
    known = numbers(db, "passage", {found.passage_id for found in left if found.passage_id})
    return [
        Ask(found.pair_no, known.get(found.passage_id, 0)).number
        for found in left
        if not found.passage_id or found.passage_id in known
    ]


def _told(answers: Mapping[Action, str]) -> Sequence[str]:
    return [action for action, answer in answers.items() if answer]
