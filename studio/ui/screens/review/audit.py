"""Keys that ask whether one may stop, and that settle what reviewers differ on. What follows is said in the domain."""

from datetime import datetime

from studio.domain.audit import Audit, AuditKind
from studio.domain.blind import seen
from studio.domain.decisions import SHOWN_DISAGREEMENT
from studio.errors import StudioError
from studio.storage import audits, decisions
from studio.ui.review import auditing, named
from studio.ui.review.auditing import Offer
from studio.ui.screens.review.base import ReviewBase

__all__ = ["AuditKeys"]


class AuditKeys(ReviewBase):
    """A sample judged unaided, the rest taken by what it shows; disagreements, with everybody's answers in view."""

    def action_audit(self) -> None:
        """Say what is known of the rest, and offer what can be done."""
        from studio.ui.widgets.dialogs import Choose  # noqa: PLC0415 - start-up of the screens

        outlook = audits.look(self.studio.db, self.studio.review_options.goal)
        asked, why = auditing.question(outlook)
        self.app.push_screen(Choose(asked, auditing.offers(outlook), about=why), self._chosen)

    def action_settle(self) -> None:
        """Take the pairs on which reviewers differ."""
        if named.take_disagreements(self.studio.db, self.session):
            self._moved()
        else:
            self.notify("Reviewers differ on nothing that is not settled. A packet (studio share) brings others in.")

    def action_history(self) -> None:
        """Show who decided what."""
        from studio.ui.widgets.reading import ReadText  # noqa: PLC0415 - as above

        pair = self.session.pair
        if pair is not None:
            events = decisions.events(self.studio.db, pair.pair_id)
            shown = seen(events, self.studio.reviewer) if pair.blind else events
            merged = decisions.merged_into(self.studio.db, pair.pair_id)
            told = auditing.history(pair, shown, merged, datetime.now().astimezone())
            self.app.push_screen(ReadText(told))

    def open_audit(self) -> None:
        """Take the sample of the audit that runs; without one, offer to begin."""
        if named.take_audit(self.studio.db, self.session) is None:
            self.action_audit()
            return
        self._moved()

    def _chosen(self, offer: Offer | None) -> None:
        db, who = self.studio.db, self.studio.reviewer
        outlook = audits.look(db, self.studio.review_options.goal)
        try:
            if offer is Offer.PAIRS or offer is Offer.NEGATIVES:
                many = outlook.draw if offer is Offer.PAIRS else outlook.draw_negatives
                audits.begin(db, AuditKind(offer.value), who, many)
                self.open_audit()
            elif offer is Offer.GO_ON:
                self.open_audit()
            elif offer is Offer.END and outlook.running is not None:
                audits.end(db, outlook.running.audit_id)
                self.action_audit()
            elif offer is Offer.ACCEPT and outlook.newest is not None:
                self._accept_rest(outlook.newest)
        except StudioError as error:
            self.studio.say_error(error)

    def _accept_rest(self, audit: Audit) -> None:
        """Ask once more, then accept what nobody looked at as one decision."""
        from studio.ui.widgets.dialogs import Confirm  # noqa: PLC0415 - as above

        def accept(yes: bool | None) -> None:
            if yes:
                count = audits.accept_rest(self.studio.db, audit, self.studio.reviewer)
                self.notify(f"Accepted unseen: {count:,} pairs. u takes all of it back.", markup=False)
                self._open(self.session.view)

        self.app.push_screen(Confirm(auditing.accept_question(audit), "accept them unseen"), accept)

    def _ended(self) -> None:
        if not self.session.unaided:
            super()._ended()
            return
        newest = audits.audits(self.studio.db)[0]
        self.notify(auditing.after_sample(newest), timeout=12, markup=False)

    def _draw_bar(self, said: str) -> None:
        """Say on a card that reviewers differ on what each of them said."""
        session = self.session
        if not said and session.pair is not None and session.shown == SHOWN_DISAGREEMENT:
            asked = session.negative.passage_id if session.asking_negative and session.negative else ""
            said = auditing.who_said(decisions.events(self.studio.db, session.pair.pair_id), asked)
        super()._draw_bar(said)
