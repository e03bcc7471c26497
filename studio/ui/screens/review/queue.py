"""Keys that move in the queue, and decide many pairs at once."""

from collections.abc import Sequence

from studio.domain.decisions import Action
from studio.storage import queue
from studio.ui.review import view
from studio.ui.screens.review.base import ReviewBase

__all__ = ["QueueKeys"]

_BULK = (
    ("accept all", Action.ACCEPT),
    ("reject all", Action.REJECT),
    ("skip all", Action.SKIP),
    ("reopen all: undecided again", Action.REOPEN),
    ("flag all", Action.FLAG),
)


class QueueKeys(ReviewBase):
    """Where the person stands, and among what."""

    def action_next(self) -> None:
        """Next row."""
        self._move(1)

    def action_previous(self) -> None:
        """Previous row."""
        self._move(-1)

    def _move(self, step: int) -> None:
        session = self.session
        if self._in_negatives and not session.asking_negative:
            session.select_negative(step)
            self._draw()
        elif session.go(session.position + step):
            self._moved()

    def action_next_card(self) -> None:
        """Next card."""
        if self.session.go(self.session.position + 1):
            self._moved()

    def action_previous_card(self) -> None:
        """Card before."""
        if self.session.go(self.session.position - 1):
            self._moved()

    def action_first(self) -> None:
        """First card."""
        self.session.go(0)
        self._moved()

    def action_last(self) -> None:
        """Last card, however far the queue was read."""
        if self.session.deck.complete:
            self._stand_last()
        else:
            self._draw(said="reading the rest of the queue")
            self.run_worker(self._read_to_end(), group="end", exclusive=True, exit_on_error=False)

    async def _read_to_end(self) -> None:
        """Read the rest, and stand on its last card where the person has not gone on meanwhile."""
        session, deck, here = self.session, self.session.deck, self.session.position
        self.studio.db.hurry()  # what is read further on is read again by this
        more = await self._behind.read(deck.to_end)
        if deck is not session.deck:
            return
        session.read_on(more)
        if session.position == here:
            self._stand_last()

    def _stand_last(self) -> None:
        self.session.go(len(self.session.numbers) - 1)
        self._moved()

    def action_range(self) -> None:
        """Begin or end a range."""
        session = self.session
        session.anchor = session.position if session.anchor is None else None
        self._in_negatives = False
        self._draw()

    def action_bulk(self) -> None:
        """Decide all of the filter."""
        from studio.ui.widgets.dialogs import Choose, Confirm  # noqa: PLC0415 - start-up of the screens

        session = self.session
        if not session.numbers:
            return
        chosen, line = session.whole, session.line
        would = queue.counts_of(self.studio.db, chosen, session.hides)

        def confirm(action: Action | None) -> None:
            if action is not None:
                question = view.bulk_question(action, would, line)
                confirmed = Confirm(question, "all of them")
                self.app.push_screen(confirmed, lambda yes: self._bulk(chosen, action, bool(yes)))

        self.app.push_screen(Choose(f"all {len(chosen):,} pairs of this queue", _BULK), confirm)

    def _bulk(self, chosen: Sequence[int], action: Action, yes: bool) -> None:
        if yes:
            count = self.session.decide_all(chosen, action)
            self.notify(f"{action.value}: {count:,} pairs. u takes all of it back.", markup=False)
        self._redrawn()
