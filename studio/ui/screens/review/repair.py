"""Keys that make two pairs of one, and one of two. What either means is said in the domain."""

from studio.domain.pairs import Pair, Status
from studio.storage import pairs
from studio.ui.review import view
from studio.ui.screens.review.base import LOOKING, ReviewBase

__all__ = ["RepairKeys"]


class RepairKeys(ReviewBase):
    """The pair in front of the person stays; one undo takes back what came of it."""

    def action_split(self) -> None:
        """Ask for both queries, and make two pairs of them."""
        from studio.ui.widgets.splitting import AskSplit  # noqa: PLC0415 - start-up of the screens

        pair = self.session.pair
        if pair is None or self.session.asking_negative:
            return

        def split(queries: tuple[str, str] | None) -> None:
            if queries is None:
                return
            done = self.session.split(*queries)
            self._redrawn()
            self._draw_bar("split in two: the second comes next" if done else "not split: that pair is here already")

        self.app.push_screen(AskSplit(pair.query), split)

    def action_merge(self) -> None:
        """Look for pairs that ask the same, to merge one into this."""
        ask, pair = self.session.ask, self.session.pair
        if ask is None or pair is None or ask.passage_no:
            return
        if pair.status is Status.REJECTED:
            self.notify("This pair is rejected: go to the one that stays, and merge there.", markup=False)
            return
        self._draw_bar("looking for pairs that ask the same …")
        self.run_worker(self._look_alike(ask.pair_no), group=LOOKING, exclusive=True, exit_on_error=False)

    async def _look_alike(self, pair_no: int) -> None:
        from studio.ui.widgets.dialogs import Choose  # noqa: PLC0415 - as above

        near = [number for number in await self._advising.like(pair_no) if number != pair_no]
        numbers = dict.fromkeys([*pairs.alike(self.studio.db, pair_no), *near])
        found = [pairs.card(self.studio.db, number, self.session.hides) for number in numbers]
        open_ones = [(view.alike_words(other), other) for other in found if other.status is not Status.REJECTED]
        pair = self.session.pair
        self._draw_bar("")
        if pair is None or not self._stands_on(pair_no):
            return
        if open_ones:
            self.app.push_screen(Choose(view.stays(pair), open_ones), self._chosen_alike)
        else:
            self.notify("No other pair asks the same, as far as words, mining and vectors tell.", markup=False)

    def _chosen_alike(self, other: Pair | None) -> None:
        from studio.ui.widgets.dialogs import Confirm  # noqa: PLC0415 - as above

        pair = self.session.pair
        if other is None or pair is None:
            return

        def merge(yes: bool | None) -> None:
            if yes:
                self.session.merge(other)
                self._redrawn()
                self._draw_bar("merged: the other one leaves as a duplicate")

        self.app.push_screen(Confirm(view.merge_question(pair, other), "merge them"), merge)
