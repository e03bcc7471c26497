"""Keys that judge, replace and add passages beside a pair's own. What a verdict means is said in the domain."""

from collections.abc import Callable

from studio.domain.pairs import Verdict
from studio.ui.review.negatives import places_of
from studio.ui.screens.review.base import ReviewBase

__all__ = ["NegativeKeys"]


class NegativeKeys(ReviewBase):
    """Verdicts stay with the negative; the pair's own decision is another matter."""

    def action_negative(self, number: int) -> None:
        """Say that a negative is relevant too, or take it back; a card that asks about one shows no others."""
        if self.session.asking_negative:
            self._draw(said="a: it answers too · x: it does not · t: nobody could tell")
        else:
            self._judged(self.session.judge(number - 1, Verdict.FALSE))

    def action_confirm(self) -> None:
        """Confirm the selected one as a hard negative."""
        self._judged(self.session.judge(self.session.selected, Verdict.HARD))

    def action_promote(self) -> None:
        """Make the selected one a positive."""
        self._judged(self.session.judge(self.session.selected, Verdict.PROMOTED))

    def action_drop(self) -> None:
        """Drop the selected one."""
        self._judged(self.session.judge(self.session.selected, Verdict.DROPPED))

    def _judged(self, said: str) -> None:
        self._draw(self.session.position, said="" if said else "this card has no such negative")

    def action_replace(self) -> None:
        """Replace the selected one from the pool."""
        replaced = self.session.replace_negative()
        self._draw(self.session.position, said="" if replaced else "the pool is empty: n finds one by hand")

    def action_find(self) -> None:
        """Find one by hand."""
        self._find("find a hard negative", "adds it as a negative", self.session.add_negative)

    def action_find_positive(self) -> None:
        """Find a further positive by hand."""
        self._find("find another passage that answers", "adds it as a positive", self.session.add_positive)

    def _find(self, title: str, taken: str, add: Callable[[str], None]) -> None:
        from studio.ui.screens.find import FindScreen  # noqa: PLC0415 - start-up of the screens

        pair = self.session.pair
        if pair is None:
            return

        def take(passage_id: str | None) -> None:
            if passage_id == pair.passage_id:
                self.notify("That is this pair's own passage.", markup=False)
            elif passage_id:
                add(passage_id)
            self._draw(self.session.position)

        known = places_of(pair)
        find = FindScreen(
            title, self.studio.search, self.studio.search_by_meaning, pair.query, taken=taken, known=known
        )
        self.app.push_screen(find, take)
