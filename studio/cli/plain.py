"""Review without screens: one question a line on stdin and stdout, for dumb terminals, screen readers and scripts.

The same session as the review screen, so the same decisions and the same events. It moves no cursor and uses no colour;
what a key means is said here in words, and what a decision means in the domain alone.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TextIO

from studio.domain.decisions import Action
from studio.domain.pairs import Pair, Status, Verdict
from studio.domain.wording import plural
from studio.ui.review.session import Session
from studio.ui.text import visible

__all__ = ["PlainReview"]

HELP = """\
a           accept: the passage answers the query
x           reject: it does not
s           skip: decide later
t           can't tell
1 to 9      negative of that number answers the query too, or back; its text: n 1
e TEXT      edit the query
split TEXT  the query asks two things, and TEXT is the second: a pair of its own, which comes next
c TEXT      comment
f           flag, or back
u           undo
r           redo
l           next pair without deciding
h           pair before
g           the project's guidelines
again       read the pair again
q           leave"""

_DECIDE = {"a": Action.ACCEPT, "x": Action.REJECT, "s": Action.SKIP, "t": Action.CANT_TELL}
_SAID = {
    Status.ACCEPTED: "accepted",
    Status.REJECTED: "rejected",
    Status.SKIPPED: "skipped",
    Status.CANT_TELL: "can't tell",
}

_VERDICTS = {
    Verdict.FALSE: "answers the query too",
    Verdict.HARD: "a hard negative",
    Verdict.CANT_TELL: "can't tell",
}


class PlainReview:
    """A sitting at the queue: every question and every reply is one line, and so is every answer."""

    def __init__(self, session: Session, guidelines: Path, read: TextIO, write: Callable[[str], None]) -> None:
        self._session, self._guidelines, self._read, self._write = session, guidelines, read, write
        self._decided = 0

    def run(self) -> None:
        """Ask until the person leaves, the input ends, or nothing is left."""
        self._write("Does the passage answer the query? a yes, x no, s skip, u undo, q leave, ? all words.")
        self._tell_pair()
        for line in self._lines():
            word, _, rest = line.strip().partition(" ")
            if word == "q":
                break
            self._answer(word, rest.strip())
        counts = self._session.counts
        self._write(
            f"{plural(self._decided, 'decision')} in this sitting. {counts.accepted:,} accepted, "
            f"{counts.rejected:,} rejected, {counts.undecided:,} left."
        )

    def _lines(self) -> Iterator[str]:
        while self._session.pair is not None and (line := self._read.readline()):
            yield line

    def _answer(self, word: str, rest: str) -> None:
        if word in _DECIDE:
            self._decide(_DECIDE[word])
        elif word in _MOVES:
            moved = self._session.go(self._session.position + _MOVES[word])
            self._tell_pair() if moved else self._write("There is no further pair.")
        elif word.isdigit():
            said = self._session.judge(int(word) - 1, Verdict.FALSE)
            self._tell_negative(int(word) - 1) if said else self._write(f"There is no negative {word}.")
        elif word in self._words:
            self._words[word](rest)
        else:
            self._write(f"{visible(word) or 'An empty line'} is no answer. ? lists them.")

    @property
    def _words(self) -> dict[str, Callable[[str], None]]:
        return {
            "?": lambda _: self._write(HELP),
            "again": lambda _: self._tell_pair(),
            "g": lambda _: self._tell_guidelines(),
            "n": self._tell_numbered,
            "e": self._edit,
            "split": self._split,
            "c": self._comment,
            "f": lambda _: self._flag(),
            "u": lambda _: self._travel(undo=True),
            "r": lambda _: self._travel(undo=False),
        }

    def _decide(self, action: Action) -> None:
        session = self._session
        session.answer(action)
        self._decided += 1
        pair, negative = session.pair, session.negative
        if session.asking_negative and negative is not None:
            self._write(f"{_VERDICTS.get(negative.verdict, 'not judged')}")
        elif pair is not None:
            self._write(f"{_SAID[pair.status]}, {session.counts.undecided:,} left")
        if session.go(session.position + 1):
            self._tell_pair()
        else:
            self._write("End of the queue: h goes back, q leaves.")

    def _travel(self, *, undo: bool) -> None:
        change = self._session.undo() if undo else self._session.redo()
        if change is None:
            self._write(f"Nothing is left to {'undo' if undo else 'redo'}.")
            return
        self._write(f"{'undone' if undo else 'done again'}: {change.said}")
        self._tell_pair()

    def _edit(self, text: str) -> None:
        changed = self._session.edit(query=text)
        self._write(f"query: {text}" if changed else "Nothing changed: write e and the new query.")

    def _split(self, text: str) -> None:
        pair = self._session.pair
        done = pair is not None and self._session.split(pair.query, text)
        self._write(f"split off: {text}" if done else "Not split: write split and a second query that is not here yet.")

    def _comment(self, text: str) -> None:
        self._session.decide(Action.COMMENT, text)
        self._write(f"comment: {text}" if text else "comment taken away")

    def _flag(self) -> None:
        self._session.flag()
        pair = self._session.pair
        self._write("flagged" if pair and pair.flagged else "flag taken away")

    def _tell_pair(self) -> None:
        session = self._session
        pair = session.pair
        if pair is None:
            self._write("The queue is empty.")
            return
        negative = session.negative
        if session.asking_negative and negative is not None:
            place = f"Negative {session.position + 1:,} of {len(session.numbers):,}."
            where, text = _line(" > ".join((negative.title, *negative.heading_path))), _line(negative.text, 20_000)
            self._write(f"{place} Query: {_line(pair.query)} Does this passage answer it too, from {where}: {text}")
            return
        place = f"Pair {session.position + 1:,} of {len(session.numbers):,}{_stands(pair)}."
        where = _line(" > ".join(part for part in (pair.title, *pair.heading_path) if part)) or pair.document_id
        self._write(f"{place} Query: {_line(pair.query)} Passage, from {where}: {_line(pair.text, 20_000)}")

    def _tell_numbered(self, number: str) -> None:
        pair = self._session.pair
        if pair is None or not number.isdigit() or not 1 <= int(number) <= len(pair.negatives):
            lacking = f"There is no negative {visible(number)}. " if number else ""
            self._write(f"{lacking}Write n and the number of a negative.")
            return
        self._tell_negative(int(number) - 1, whole=True)

    def _tell_negative(self, index: int, *, whole: bool = False) -> None:
        pair = self._session.pair
        if pair is not None:
            found = pair.negatives[index]
            answers = "answers the query too" if found.verdict is Verdict.FALSE else found.verdict.value
            where = _line(" > ".join((found.title, *found.heading_path)))
            text = f": {_line(found.text, 20_000)}" if whole else ""
            self._write(f"Negative {index + 1}, {answers}, from {where}{text}")

    def _tell_guidelines(self) -> None:
        text = self._guidelines.read_text("utf-8", errors="replace") if self._guidelines.is_file() else ""
        self._write(visible(text).strip() or f"There are no guidelines: write them into {self._guidelines.name}.")


_MOVES = {"l": 1, "h": -1}


def _stands(pair: Pair) -> str:
    marks = [_SAID[pair.status]] if pair.status in _SAID else []
    marks += ["flagged"] if pair.flagged else []
    marks += ["edited"] if pair.edited else []
    marks += [f"comment: {_line(pair.comment)}"] if pair.comment else []
    return "".join(f", {mark}" for mark in marks)


def _line(text: str, most: int = 2_000) -> str:
    return " ".join(visible(text, most).split())
