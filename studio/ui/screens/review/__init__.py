"""The review screen: one card, one key. Keys are forwarded to the session; the screen draws what the session says."""

from dataclasses import replace

from studio.domain.queue import Cards
from studio.ui.later import once_laid_out
from studio.ui.screens.review.audit import AuditKeys
from studio.ui.screens.review.base import LOOKING
from studio.ui.screens.review.decide import DecideKeys
from studio.ui.screens.review.edit import EditKeys
from studio.ui.screens.review.negatives import NegativeKeys
from studio.ui.screens.review.queue import QueueKeys
from studio.ui.screens.review.repair import RepairKeys
from studio.ui.screens.review.show import ShowKeys
from studio.ui.screens.review.views import ViewKeys
from studio.ui.widgets.filter_bar import FilterBar
from studio.ui.widgets.pair_card import PairCard

__all__ = ["AuditScreen", "DisagreementsScreen", "ReviewScreen"]


class ReviewScreen(AuditKeys, DecideKeys, NegativeKeys, EditKeys, RepairKeys, QueueKeys, ViewKeys, ShowKeys):
    """All keys of review on one screen."""

    def action_back(self) -> None:
        """End what is open: editing, the filter line, a range, negative cards, a filter; else go back."""
        session, card = self.session, self.query_one(PairCard)
        if card.editing:
            card.stop_editing()
            self._draw_footer()
        elif self._looking:
            self.workers.cancel_group(self, LOOKING)
            self._draw_bar("")
        elif self.query(FilterBar):
            self._close_filter()
        elif session.anchor is not None:
            self.action_range()
        elif self._in_negatives:
            self.action_focus_next()
        elif session.view.cards is not Cards.PAIRS:
            session.switch(Cards.PAIRS)
            self._redrawn()
        elif session.named:
            self._open(session.view)
        elif session.line:
            self._take(replace(session.view, line=""))
        else:
            self.studio.go_back()


class AuditScreen(ReviewScreen):
    """Review, opened on the sample of the audit that runs, or on what could be audited."""

    def on_mount(self) -> None:
        """Open the audit above the queue."""
        super().on_mount()
        once_laid_out(self, self.open_audit)


class DisagreementsScreen(ReviewScreen):
    """Review, opened on the pairs on which reviewers differ."""

    def on_mount(self) -> None:
        """Open them above the queue."""
        super().on_mount()
        once_laid_out(self, self.action_settle)
