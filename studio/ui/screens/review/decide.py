"""Keys that answer the card in front of a person, of a pair or of a negative, and that take answers back."""

from studio.domain.decisions import Action
from studio.domain.records import Change
from studio.ui.review.faults import DOES_NOT_ANSWER, faults
from studio.ui.screens.review.base import ReviewBase
from studio.ui.widgets.queue_list import QueueList

__all__ = ["DecideKeys"]


class DecideKeys(ReviewBase):
    """One card, one key."""

    def action_accept(self) -> None:
        """Yes: the passage answers the query; on a negative card, it does too."""
        self._decide(Action.ACCEPT)

    def action_reject(self) -> None:
        """No; on a negative card, it is a hard negative."""
        self._decide(Action.REJECT)

    def action_reject_as(self, number: int) -> None:
        """Reject and say why, by one key."""
        if not self.session.asking_negative:
            self._decide(Action.REJECT, faults("")[number])

    def action_reject_why(self) -> None:
        """Reject and choose why, the guidelines' own reasons among them."""
        from studio.ui.widgets.dialogs import Choose  # noqa: PLC0415 - start-up of the screens

        if self.session.pair is None or self.session.asking_negative:
            return

        def chosen(fault: str | None) -> None:
            if fault is not None:
                self._decide(Action.REJECT, fault)

        self.app.push_screen(Choose("reject, because", [(fault, fault) for fault in faults(self._guidelines)]), chosen)

    def action_grade(self, grade: int) -> None:
        """Say how well the passage answers: 0 rejects the pair, 1 to 3 accept it."""
        if not self.studio.review_options.grades:
            self.notify("Grades are off: grades = true under [review] in studio.toml turns them on.", markup=False)
        elif self.session.asking_negative:
            self._draw(said="a negative has no grade: a, x or t")
        elif grade:
            self._decide(Action.ACCEPT, str(grade))
        else:
            self._decide(Action.REJECT, DOES_NOT_ANSWER)

    def action_skip(self) -> None:
        """Put the card off."""
        self._decide(Action.SKIP)

    def action_cant_tell(self) -> None:
        """Say that nobody could tell."""
        self._decide(Action.CANT_TELL)

    def _decide(self, action: Action, text: str = "") -> None:
        session = self.session
        if session.pair is None:
            return
        chosen = session.chosen
        session.answer(action, text)
        self._list_changed(chosen)
        burst = self._pace.decided() if len(chosen) == 1 else False
        at_end = not session.next_open(chosen[-1] + 1)
        self._moved()
        if at_end:
            self._ended()
        if burst:
            self._pause()

    def _pause(self) -> None:
        from studio.ui.widgets.dialogs import Confirm  # noqa: PLC0415 - start-up of the screens

        question = "Four decisions within a second: was that typing?\n\ny takes all four back, n keeps them."

        def answer(back: bool | None) -> None:
            for _ in range(4 if back else 0):
                self.session.undo()
            self._redrawn()

        self.app.push_screen(Confirm(question, "take them back"), answer)

    def action_flag(self) -> None:
        """Flag, or all of a range."""
        session = self.session
        chosen = session.chosen
        session.flag()
        self._draw(*chosen)

    def action_undo(self) -> None:
        """Take back."""
        self._travelled(self.session.undo(), "Nothing is left to undo.", "undone")

    def action_redo(self) -> None:
        """Do again."""
        self._travelled(self.session.redo(), "Nothing is left to redo.", "done again")

    def _travelled(self, change: Change | None, nothing: str, done: str) -> None:
        if change is None:
            self._draw(said=nothing)
            return
        self._neighbours, self._whole = ("", ""), False
        if len(change.pair_ids) > 1:
            self.query_one(QueueList).forget()
        self._draw(self.session.position, said=f"{done}: {change.said}")
