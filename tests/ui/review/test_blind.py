"""Two names in one project: each judges the share that everybody judges without what the other said."""

from studio.domain.decisions import Action
from studio.domain.options import ReviewOptions
from studio.domain.pairs import Status
from studio.domain.queue import Sort
from studio.domain.views import View
from studio.storage import agreement, audits, decisions, lines, queue
from studio.storage.database import Database
from studio.storage.names import pair_number
from studio.ui.review.session import Session
from studio.ui.widgets.reading import ReadText
from tests.storage import build
from tests.ui.review.conftest import Sit

ADA = ReviewOptions(reviewer="ada", blind=1.0)
BOB = ReviewOptions(reviewer="bob", blind=1.0)
HALF = 0.5


async def test_the_second_reviewer_judges_everything_blind_and_both_answers_count(sit: Sit) -> None:
    async with sit(review=ADA) as desk:
        first, second = desk.pair(0), desk.pair(1)
        await desk.press("Q", "a")
        assert desk.app.said == []
    async with sit(review=BOB) as desk:
        assert desk.app.said == [
            "100% of the pairs are judged by everybody, blind: what others said of one shows once you have answered it."
        ]
        counts = desk.screen.session.counts
        assert (counts.undecided, counts.accepted, counts.rejected) == (12, 0, 0)
        assert desk.position == 0
        assert desk.pair().pair_id == first.pair_id
        assert "shown because: judged by everybody, blind; " in desk.card
        assert not any(word in desk.card for word in ("rejected", "bad query"))
        await desk.press("a", "a")
        assert desk.pair(1).pair_id == second.pair_id
        counts = desk.screen.session.counts
        assert (counts.undecided, counts.accepted, counts.rejected) == (10, 2, 0)
        await desk.press("S")
        assert desk.pair().pair_id == first.pair_id
        assert "ada rejected, bob accepted" in desk.bar
        assert {found.pair_no for found in agreement.answered(desk.db)} == {
            pair_number(desk.db, pair.pair_id) for pair in (first, second)
        }


async def test_undo_and_redo_hide_and_show_and_the_counts_follow(sit: Sit) -> None:
    async with sit(review=ADA) as desk:
        await desk.press("x")
    async with sit(review=BOB) as desk:
        session = desk.screen.session
        await desk.press("a", "u")
        assert session.pair is not None
        assert session.pair.blind
        assert session.counts == queue.counts(desk.db, hides=session.hides)
        assert session.counts.undecided == 12
        await desk.press("ctrl+r")
        assert session.pair.status is Status.ACCEPTED
        assert session.counts == queue.counts(desk.db, hides=session.hides) == queue.counts(desk.db)
        assert "judged by everybody" not in desk.card


async def test_who_decided_what_shows_once_one_has_answered(sit: Sit) -> None:
    async with sit(review=ADA) as desk:
        await desk.press("Q")
    async with sit(review=BOB) as desk:
        await desk.press("H")
        assert isinstance(desk.app.screen, ReadText)
        told = str(desk.app.screen.query("Static").first().render())
        assert "ada" not in told
        assert "what others said of it shows once you have answered" in told
        await desk.press("escape", "a", "h", "H")
        assert "ada rejected: bad query" in str(desk.app.screen.query("Static").first().render())


async def test_it_is_told_once_a_sitting(sit: Sit) -> None:
    async with sit(review=ADA) as desk:
        await desk.press("x")
    async with sit(review=BOB) as desk:
        await desk.press("escape", "R")
        assert len(desk.app.said) == 1


async def test_without_a_share_another_name_finds_what_was_decided(sit: Sit) -> None:
    async with sit(review=ADA) as desk:
        await desk.press("x")
    async with sit(review=ReviewOptions(reviewer="bob")) as desk:
        assert desk.screen.session.counts.rejected == 1
        assert desk.position == 1
        assert desk.app.said == []


def test_only_the_share_is_hidden_and_it_stays_in_the_queue(deck: tuple[object, Database]) -> None:
    db = deck[1]
    for row in lines.rows(db, queue.ids(db)):
        build.decide(db, Action.REJECT, row.pair_id)
    session = Session(db, "bob", HALF)
    session.open(View(sort=Sort.SUSPICIOUS))
    left = session.counts.undecided
    assert 0 < left < 12
    assert session.counts.rejected == 12 - left
    assert len(session.numbers) == 12
    assert session.position == 12 - left
    decided = 0
    while session.pair is not None and session.pair.blind:
        session.decide(Action.ACCEPT)
        decided += 1
        if not session.go(session.position + 1):
            break
    assert decided == left
    assert session.counts == queue.counts(db)


def test_a_card_that_another_answered_is_no_evidence_of_the_rest(deck: tuple[object, Database]) -> None:
    db = deck[1]
    build.decide(db, Action.REJECT, lines.rows(db, queue.ids(db))[0].pair_id)
    session = Session(db, "bob", 1.0)
    session.open(View(sort=Sort.RANDOM))
    for _ in range(12):
        assert session.pair is not None
        assert session.drawn_at_random is not session.pair.blind
        session.decide(Action.ACCEPT)
        session.go(session.position + 1)
    bound = audits.live(db)
    assert bound is not None
    assert bound.draws == 11


def test_what_reviewers_differ_on_is_settled_with_every_answer_in_view(deck: tuple[object, Database]) -> None:
    db = deck[1]
    pair = lines.rows(db, queue.ids(db))[0]
    build.decide(db, Action.REJECT, pair.pair_id)
    build.decide(db, Action.ACCEPT, pair.pair_id, reviewer="bob")
    session = Session(db, "cy", 1.0)
    session.open(View())
    assert session.counts.accepted == 0
    session.take([pair.number], "disagreements", shown="disagreement")
    assert session.pair is not None
    assert session.pair.status is Status.ACCEPTED
    session.decide(Action.REJECT)
    assert session.counts == queue.counts(db)
    assert [event.reviewer for event in decisions.events(db, pair.pair_id)] == ["ada", "bob", "cy"]
