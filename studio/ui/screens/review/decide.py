"""Keys that decide about a pair, or on a negative card about the negative, and that take decisions back."""

from studio.domain.decisions import Action
from studio.domain.pairs import Verdict
from studio.domain.records import Change
from studio.ui.review import view
from studio.ui.screens.review.base import ReviewBase
from studio.ui.widgets.queue_list import QueueList

__all__ = ["DecideKeys"]


class DecideKeys(ReviewBase):
    """One card, one key."""

    def action_accept(self) -> None:
        """Accept, or on a negative card: it does answer."""
        self._decide(Action.ACCEPT, Verdict.FALSE)

    def action_reject(self) -> None:
        """Reject, or on a negative card: it is a hard negative."""
        self._decide(Action.REJECT, Verdict.HARD)

    def action_skip(self) -> None:
        """Skip, or on a negative card: the next one."""
        self._decide(Action.SKIP, None)

    def action_cant_tell(self) -> None:
        """Say that nobody could tell."""
        self._decide(Action.CANT_TELL, None)

    def _decide(self, action: Action, verdict: Verdict | None) -> None:
        session = self.session
        if session.pair is None:
            return
        if session.negative_cards:
            self._judge_card(verdict)
            return
        chosen = session.chosen
        session.decide(action)
        self._list_changed(chosen)
        burst = self._pace.decided() if len(chosen) == 1 else False
        at_end = not session.go(chosen[-1] + 1)
        self._moved()
        if at_end:
            self.notify(view.end_text(session.counts), markup=False)
        if burst:
            self._pause()

    def _judge_card(self, verdict: Verdict | None) -> None:
        session = self.session
        position = session.position
        if verdict is not None:
            session.judge(session.selected, verdict)
        if not session.next_to_judge():
            self.notify("No negative is left to judge in this queue.", markup=False)
        self._draw(position)

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
        self._neighbours = ("", "")
        if len(change.pair_ids) > 1:
            self.query_one(QueueList).forget()
        self._draw(self.session.position, said=f"{done}: {change.said}")
