"""May I stop, at the keyboard: an audit from its sample to its rest accepted; disagreements; who said what."""

import pytest

from studio.domain.audit import AuditKind
from studio.domain.decisions import SHOWN_AUDIT, SHOWN_DISAGREEMENT, Action
from studio.domain.pairs import Status, Verdict
from studio.storage import agreement, audits, card, decisions, queue
from studio.storage.names import pair_number
from studio.ui.screens.review import AuditScreen, DisagreementsScreen
from studio.ui.widgets.dialogs import Choose, Confirm
from studio.ui.widgets.reading import ReadText
from tests.storage import build
from tests.ui.review.conftest import Desk, Sit


async def begun(desk: Desk) -> None:
    await desk.press("A", "enter")
    assert desk.screen.session.line.startswith("audit of")


async def test_without_an_audit_a_says_why_one_is_worth_it_and_esc_begins_none(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("A")
        assert isinstance(desk.app.screen, Choose)
        assert "May I stop here? There are 12 pairs that nobody looked at." in str(
            desk.app.screen.query("Static").first().render()
        )
        await desk.press("escape")
        assert audits.audits(desk.db) == []


async def test_the_sample_is_judged_blind_and_its_end_says_what_follows(sit: Sit) -> None:
    async with sit() as desk:
        audits.begin(desk.db, AuditKind.PAIRS, "ada", 3)
        await begun(desk)
        assert desk.screen.session.counts.total == 12
        assert len(desk.screen.session.numbers) == 3
        assert "shown because: drawn at random, in an audit" in desk.card
        first = desk.pair(0)
        assert first.reason not in desk.card
        assert not any(word in desk.card for word in ("score", "suspect", "dense", "recorded"))
        unaided = desk.card
        await desk.press("b")
        assert desk.card == unaided
        assert desk.screen.session.position == 0
        await desk.press("a", "x", "a")
        found = audits.audits(desk.db)[0]
        assert (found.judged, found.bad, found.finished) == (3, 1, True)
        assert "The audit is done: at most" in desk.app.said[-1]
        assert {event.shown for event in decisions.events(desk.db, first.pair_id)} == {SHOWN_AUDIT}


async def test_it_goes_on_where_it_was_left_and_ends_where_it_is_ended(sit: Sit) -> None:
    async with sit() as desk:
        audits.begin(desk.db, AuditKind.PAIRS, "ada", 3)
        await begun(desk)
        await desk.press("a", "escape")
        assert desk.screen.session.shown == ""
        await begun(desk)
        assert desk.position == 1
        await desk.press("A", "j", "enter")
        assert isinstance(desk.app.screen, Choose)
        assert (audits.audits(desk.db)[0].bad, audits.audits(desk.db)[0].finished) == (2, True)


async def test_the_rest_is_accepted_after_a_question_and_one_undo_takes_it_back(sit: Sit) -> None:
    async with sit() as desk:
        audits.begin(desk.db, AuditKind.PAIRS, "ada", 3)
        await begun(desk)
        await desk.press("a", "a", "a", "A", "enter")
        assert isinstance(desk.app.screen, Confirm)
        await desk.press("n")
        assert queue.counts(desk.db).undecided == 9
        await desk.press("A", "enter", "y")
        assert queue.counts(desk.db).undecided == 0
        await desk.press("u")
        assert queue.counts(desk.db).undecided == 9


async def test_the_bar_says_how_bad_the_rest_can_be(sit: Sit) -> None:
    async with sit((200, 50)) as desk:
        audits.begin(desk.db, AuditKind.PAIRS, "ada", 3)
        await begun(desk)
        await desk.press("a", "a", "a")
        await desk.until(lambda: "rest ≤ " in desk.screen.titlebar().render().plain)


async def test_what_reviewers_differ_on_is_settled_with_both_answers_in_view(sit: Sit) -> None:
    async with sit((200, 50)) as desk:
        await desk.press("S")
        assert "Reviewers differ on nothing" in desk.app.said[-1]
        pair = desk.pair(4)
        build.decide(desk.db, Action.ACCEPT, pair.pair_id, reviewer="bob [/i]")
        build.decide(desk.db, Action.REJECT, pair.pair_id)
        await desk.press("S")
        assert desk.pair().pair_id == pair.pair_id
        assert "ada rejected, bob [/i] accepted" in desk.screen.titlebar().render().plain
        await desk.press("a")
        assert card.card(desk.db, pair.pair_id).status is Status.ACCEPTED
        assert agreement.disagreements(desk.db) == []
        assert decisions.events(desk.db, pair.pair_id)[-1].shown == SHOWN_DISAGREEMENT


async def test_a_negative_that_reviewers_differ_on_is_settled_on_its_own_card(sit: Sit) -> None:
    async with sit((200, 50)) as desk:
        pair, passage = desk.pair(4), desk.pair(4).negatives[1].passage_id
        build.decide(desk.db, Action.NEGATIVE_FALSE, pair.pair_id, passage_id=passage, reviewer="bob")
        build.decide(desk.db, Action.NEGATIVE_HARD, pair.pair_id, passage_id=passage)
        await desk.press("S")
        assert desk.screen.session.asking_negative
        assert "ada says it does not, bob says it answers" in desk.bar
        await desk.press("a")
        assert card.card(desk.db, pair.pair_id).negatives[1].verdict is Verdict.FALSE
        assert agreement.disagreements(desk.db) == []


async def test_the_history_of_a_card_names_who_decided_what_and_what_was_taken_back(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("x", "u", "a", "h")
        await desk.press("H")
        assert isinstance(desk.app.screen, ReadText)
        told = str(desk.app.screen.query("Static").first().render())
        assert [line.split(maxsplit=1)[1] for line in told.splitlines()] == ["ada rejected taken back", "ada accepted"]


async def test_the_history_calls_negatives_by_their_places_and_shows_nobody_an_id(sit: Sit) -> None:
    async with sit() as desk:
        first = desk.pair(0)
        await desk.press("r", "2", "H")
        told = str(desk.app.screen.query("Static").first().render())
        assert [line.split(maxsplit=1)[1] for line in told.splitlines()] == [
            "ada dropped 1 negative",
            "ada took negative 1 from the pool",
            "ada marked negative 2 false",
        ]
        assert not any(negative.passage_id in told for negative in card.card(desk.db, first.pair_id).negatives)


async def test_the_history_of_a_pair_that_stays_tells_which_one_was_merged_into_it(sit: Sit) -> None:
    async with sit() as desk:
        kept, other = desk.pair(0), desk.pair(1)
        desk.screen.session.merge(other)
        await desk.press("H")
        told = str(desk.app.screen.query("Static").first().render())
        assert f"ada merged another into this one: {other.query}" in told
        assert "taken back" not in told
        await desk.press("escape", "u")
        desk.screen.session.go(desk.screen.session.deck.place(pair_number(desk.db, kept.pair_id)) or 0)
        await desk.press("H")
        assert "taken back" in str(desk.app.screen.query("Static").first().render())


@pytest.mark.parametrize(("place", "screen"), [("audit", AuditScreen), ("disagreements", DisagreementsScreen)])
async def test_both_open_from_the_command_line(sit: Sit, place: str, screen: type) -> None:
    async with sit(first=place) as desk:
        await desk.pilot.pause()
        assert any(isinstance(found, screen) for found in desk.app.screen_stack)
        assert isinstance(desk.app.screen, Choose) or "Reviewers differ on nothing" in desk.app.said[-1]


async def test_negatives_are_audited_one_at_a_time_without_what_the_machine_thinks(sit: Sit) -> None:
    async with sit() as desk:
        audits.begin(desk.db, AuditKind.NEGATIVES, "ada", 3)
        await begun(desk)
        assert desk.screen.session.asking_negative
        assert "drawn at random, in an audit" in desk.card
        await desk.press("x", "a", "t")
        found = audits.audits(desk.db)[0]
        assert (found.judged, found.bad, found.finished) == (3, 2, True)
        assert queue.counts(desk.db).undecided == 12
