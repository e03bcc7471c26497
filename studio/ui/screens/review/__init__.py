"""The review screen: one card, one key. Keys are forwarded to the session; the screen draws what the session says."""

from studio.ui.screens.review.decide import DecideKeys
from studio.ui.screens.review.edit import EditKeys
from studio.ui.screens.review.negatives import NegativeKeys
from studio.ui.screens.review.queue import QueueKeys
from studio.ui.screens.review.show import ShowKeys
from studio.ui.widgets.pair_card import PairCard

__all__ = ["ReviewScreen"]


class ReviewScreen(DecideKeys, NegativeKeys, EditKeys, QueueKeys, ShowKeys):
    """All keys of review on one screen."""

    def action_back(self) -> None:
        """End what is open: editing, the filter line, a range, negative cards, a filter; else go back."""
        session, card = self.session, self.query_one(PairCard)
        if card.editing:
            card.stop_editing()
        elif self.query_one("#filter-bar").display:
            self._close_filter()
        elif session.anchor is not None:
            self.action_range()
        elif self._in_negatives:
            self.action_focus_next()
        elif session.negative_cards:
            self.action_cards()
        elif session.line:
            self._open("")
        else:
            self.studio.go_back()
