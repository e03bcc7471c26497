"""Keys that choose what the queue holds and in which order: filters, orders, kinds of cards, kept views."""

from dataclasses import replace
from functools import partial

from studio.domain.filters import FilterError
from studio.domain.pairs import Verdict
from studio.domain.queue import Cards, Sort
from studio.domain.views import View
from studio.storage import views
from studio.storage.filters import listed
from studio.ui.review import view as words
from studio.ui.screens.review.base import LOOKING, ReviewBase
from studio.ui.widgets.filter_bar import FilterBar

__all__ = ["ViewKeys"]

_NEXT = {Cards.PAIRS: Cards.NEGATIVES, Cards.NEGATIVES: Cards.BOTH, Cards.BOTH: Cards.PAIRS}
_KEEP, _FORGET = "+", "-"


class ViewKeys(ReviewBase):
    """What is asked, of what, and what first. The view that is open stays open until the next sitting."""

    async def action_filter(self) -> None:
        """Open the filter line."""
        if not self.query(FilterBar):
            bar = FilterBar(self.session.view.line, partial(listed, self.studio.db))
            self.app.clear_notifications()  # they would stand over what is said of the line
            await self.mount(bar)
            self.set_focus(bar.input)
            self._draw_footer()

    def on_filter_bar_submitted(self, message: FilterBar.Submitted) -> None:
        """Show what the line leaves, or say what is wrong with it."""
        try:
            self._take(replace(self.session.view, line=message.line.strip(), cards=Cards.PAIRS))
        except FilterError as fault:
            self.query_one(FilterBar).refuse(fault)
        else:
            self._close_filter()

    def _close_filter(self) -> None:
        self.query(FilterBar).remove()
        self.set_focus(None)
        self._draw_footer()

    def _take(self, view: View) -> None:
        """Open a view, and let it be the one that is open the next time."""
        self._open(view)
        self.call_after_refresh(views.keep, self.studio.db, replace(view, cards=Cards.PAIRS))

    def action_sort(self) -> None:
        """Choose an order."""
        from studio.ui.widgets.dialogs import Choose  # noqa: PLC0415 - start-up of the screens

        def choose(sort: Sort | None) -> None:
            if sort is not None:
                self._take(replace(self.session.view, sort=sort, cards=Cards.PAIRS))

        self.app.push_screen(Choose("order of the queue", words.orders(), self.session.view.sort), choose)

    def action_cards(self) -> None:
        """Ask about pairs, about negatives, or by turns."""
        if self.session.named:
            self._draw(said="esc leaves these cards first")
            return
        self._in_negatives = False
        self.session.switch(_NEXT[self.session.view.cards])
        negative = self.session.negative
        if self.session.asking_negative and negative and negative.verdict is not Verdict.UNJUDGED:
            self.session.next_open(self.session.position)
        self._redrawn()

    def action_like(self) -> None:
        """Show the pairs nearest to this one, to decide them together."""
        ask = self.session.ask
        if ask is not None:
            self._draw_bar("looking for pairs like this one …")
            self.run_worker(self._like(ask.pair_no), group=LOOKING, exclusive=True, exit_on_error=False)

    async def _like(self, pair_no: int) -> None:
        pair = self.session.pair
        found = await self._advising.like(pair_no)
        self._draw_bar("")
        if pair is None or not self._stands_on(pair_no):
            return
        if len(found) > 1:
            self.session.take(found, f"like “{pair.query[:40]}”")
            self._redrawn()
        else:
            self.notify("Mining left no vectors of these queries: M on the home screen mines.", markup=False)

    def action_views(self) -> None:
        """Open a kept view, or keep this one."""
        from studio.ui.widgets.dialogs import Choose  # noqa: PLC0415 - start-up of the screens

        kept = views.named(self.studio.db)
        choices = [(words.view_words(name, view), name) for name, view in kept.items()]
        choices.append((words.keep_words(self.session.view), _KEEP))
        choices += [("forget a view …", _FORGET)] if kept else []

        def chosen(name: str | None) -> None:
            if name == _KEEP:
                self._keep()
            elif name == _FORGET:
                self._forget(kept)
            elif name is not None:
                self._take(kept[name])

        self.app.push_screen(Choose("views", choices), chosen)

    def _keep(self) -> None:
        from studio.ui.widgets.dialogs import AskText  # noqa: PLC0415 - as above

        def named(name: str | None) -> None:
            if name and name.strip():
                views.keep(self.studio.db, self.session.view, name.strip())
                self.notify(f"Kept: V opens {name.strip()} again.", timeout=3, markup=False)

        self.app.push_screen(AskText("a name for this view", self.session.view.line), named)

    def _forget(self, kept: dict[str, View]) -> None:
        from studio.ui.widgets.dialogs import Choose  # noqa: PLC0415 - as above

        def chosen(name: str | None) -> None:
            if name is not None:
                views.forget(self.studio.db, name)

        choices = [(words.view_words(name, view), name) for name, view in kept.items()]
        self.app.push_screen(Choose("forget which view?", choices), chosen)
