"""Keys that repair a pair: its query, its passage's text, a comment. The original is always kept."""

from textual import on
from textual.app import SuspendNotSupported

from studio.domain.decisions import Action
from studio.ui.screens.review.base import ReviewBase
from studio.ui.widgets.pair_card import PairCard

__all__ = ["EditKeys"]


class EditKeys(ReviewBase):
    """In place, in $EDITOR, and beside the pair."""

    async def action_edit_query(self) -> None:
        """Edit the query where it stands."""
        if self.session.pair:
            await self.query_one(PairCard).edit_query()
            self._draw_footer()

    async def action_edit_passage(self) -> None:
        """Edit the passage where it stands."""
        if self.session.pair:
            await self.query_one(PairCard).edit_passage()
            self._draw_footer()

    @on(PairCard.Edited)
    def _edited(self, message: PairCard.Edited) -> None:
        changed = self.session.edit(query=message.query, passage=message.passage)
        self._draw(self.session.position, said="" if changed else "nothing changed")

    def action_edit_external(self) -> None:
        """Edit both in $EDITOR."""
        from studio.ui.review.external import edit_outside  # noqa: PLC0415 - start-up of the screens

        pair = self.session.pair
        if pair is None:
            return
        try:
            with self.app.suspend():
                edited, fault = edit_outside(pair)
        except SuspendNotSupported:
            edited, fault = None, "An editor cannot be opened from here; e and E edit in place."
        if edited:
            self.session.edit(query=edited.query, passage=edited.passage)
        if fault:
            self.notify(fault, severity="warning", markup=False)
        self._draw(self.session.position)

    def action_comment(self) -> None:
        """Write a comment."""
        from studio.ui.widgets.dialogs import AskText  # noqa: PLC0415 - as above

        pair = self.session.pair
        if pair is None:
            return

        def save(text: str | None) -> None:
            if text is not None and text.strip() != pair.comment:
                self.session.decide(Action.COMMENT, text.strip())
            self._draw(self.session.position)

        self.app.push_screen(AskText("comment", pair.comment), save)
