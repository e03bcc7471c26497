"""Keys that move in the queue, order and filter it, and decide many pairs at once."""

from textual import on
from textual.widgets import Input, Static

from studio.domain.decisions import Action
from studio.domain.filters import FilterError
from studio.domain.queue import Sort
from studio.ui.review import view
from studio.ui.screens.review.base import ReviewBase

__all__ = ["QueueKeys"]

_SORTS = (
    ("suspicious first: what is most likely wrong", Sort.SUSPICIOUS),
    ("lowest margin first: a negative scores close to the positive", Sort.LOWEST_MARGIN),
    ("random", Sort.RANDOM),
    ("by document", Sort.DOCUMENT),
    ("newest first", Sort.NEWEST),
)
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
        if self._in_negatives or session.negative_cards:
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
        """Last card."""
        self.session.go(len(self.session.numbers) - 1)
        self._moved()

    def action_range(self) -> None:
        """Begin or end a range."""
        session = self.session
        session.anchor = session.position if session.anchor is None else None
        self._in_negatives = False
        self._draw()

    def action_sort(self) -> None:
        """Choose an order."""
        from studio.ui.widgets.dialogs import Choose  # noqa: PLC0415 - start-up of the screens

        def choose(sort: Sort | None) -> None:
            if sort is not None:
                self._open(sort=sort)

        self.app.push_screen(Choose("order of the queue", _SORTS, self.session.sort), choose)

    def action_bulk(self) -> None:
        """Decide all of the filter."""
        from studio.ui.widgets.dialogs import Choose, Confirm  # noqa: PLC0415 - as above

        session = self.session
        if not session.numbers:
            return

        def confirm(action: Action | None) -> None:
            if action is not None:
                question = view.bulk_question(action.value, session.counts, session.line)
                self.app.push_screen(Confirm(question, "all of them"), lambda yes: self._bulk(action, bool(yes)))

        self.app.push_screen(Choose(f"all {len(session.numbers):,} pairs of this queue", _BULK), confirm)

    def _bulk(self, action: Action, yes: bool) -> None:
        if yes:
            count = self.session.decide_all(self.session.numbers, action)
            self.notify(f"{action.value}: {count:,} pairs. u takes all of it back.", markup=False)
        self._redrawn()

    def action_filter(self) -> None:
        """Open the filter line."""
        bar = self.query_one("#filter-bar")
        bar.display = True
        line = self.query_one("#filter", Input)
        line.value = self.session.line
        line.focus()

    @on(Input.Submitted, "#filter")
    def _filtered(self, event: Input.Submitted) -> None:
        try:
            self._open(event.value)
        except FilterError as fault:
            self.query_one("#filter-fault", Static).update(str(fault))
            event.input.cursor_position = fault.position
            return
        self._close_filter()

    def _close_filter(self) -> None:
        self.query_one("#filter-fault", Static).update("")
        self.query_one("#filter-bar").display = False
        self.set_focus(None)
