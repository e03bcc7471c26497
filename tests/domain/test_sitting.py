from datetime import UTC, datetime, timedelta

from studio.domain.decisions import Action, Decision
from studio.domain.sitting import Sitting, Toward, summary

_BEGAN = datetime(2026, 11, 26, 9, tzinfo=UTC)
_FAR = Toward(goal=0.05, rest=None, cards=60)


def event(
    number: int, action: Action, *, seconds: float = 0, pair: str = "", target: str = "", **more: str
) -> Decision:
    batch = more.pop("batch", f"b{number}")
    return Decision(
        event_id=f"e{number}",
        batch_id=batch,
        at=_BEGAN + timedelta(seconds=seconds),
        reviewer="ada",
        action=action,
        pair_id=pair or f"p{number}",
        target=target,
        **more,
    )


def test_nothing_is_said_where_nothing_was_decided() -> None:
    flagged = [event(1, Action.FLAG), event(2, Action.COMMENT)]
    assert summary(Sitting.of(flagged), _FAR) == []


def test_decisions_rate_pace_and_what_is_left_are_said() -> None:
    said = [Action.ACCEPT, Action.ACCEPT, Action.REJECT, Action.ACCEPT, Action.SKIP]
    events = [event(n, action, seconds=10 * n) for n, action in enumerate(said)]
    assert summary(Sitting.of(events), _FAR) == [
        "Decided in this sitting: 5 pairs, 75% of 4 accepted.",
        "Median 10.0 s from one to the next, 6 a minute.",
        "An audit (A) of 60 cards can show at most 5%, about 10 min.",
    ]


def test_one_decision_has_no_pace() -> None:
    assert summary(Sitting.of([event(1, Action.ACCEPT)]), _FAR) == [
        "Decided in this sitting: 1 pair, 100% of 1 accepted.",
        "An audit (A) of 60 cards can show at most 5%.",
    ]


def test_a_break_slows_no_pace() -> None:
    events = [event(n, Action.ACCEPT, seconds=at) for n, at in enumerate((0, 6, 12, 4000, 4006))]
    sitting = Sitting.of(events)
    assert (sitting.seconds, sitting.per_minute) == (6, 10)


def test_what_was_taken_back_does_not_count() -> None:
    events = [
        event(1, Action.ACCEPT),
        event(2, Action.REJECT, seconds=5),
        event(3, Action.UNDO, seconds=6, target="b2", pair="p2"),
    ]
    assert Sitting.of(events).pairs == 1
    assert Sitting.of(events).rejected == 0


def test_a_card_that_was_decided_twice_counts_once_by_what_was_said_last() -> None:
    events = [event(1, Action.ACCEPT, pair="p"), event(2, Action.REJECT, pair="p", seconds=4)]
    sitting = Sitting.of(events)
    assert (sitting.pairs, sitting.accepted, sitting.rejected) == (1, 0, 1)


def test_a_bulk_decision_is_many_pairs_and_one_step_of_the_pace() -> None:
    bulk = [event(n, Action.ACCEPT, seconds=20, batch="bulk") for n in range(1, 31)]
    sitting = Sitting.of([event(0, Action.ACCEPT), *bulk])
    assert (sitting.pairs, sitting.seconds) == (31, 20)


def test_negatives_are_told_apart() -> None:
    events = [
        event(1, Action.NEGATIVE_HARD, pair="p", passage_id="n1"),
        event(2, Action.NEGATIVE_FALSE, pair="p", passage_id="n2", seconds=3),
    ]
    assert summary(Sitting.of(events), _FAR)[0] == "Decided in this sitting: 2 negatives."


def test_the_goal_is_said_to_be_reached() -> None:
    reached = Toward(goal=0.05, rest=0.041, cards=60)
    assert summary(Sitting.of([event(1, Action.ACCEPT)]), reached)[-1] == (
        "At most 4.1% of what nobody looked at is bad: the goal of 5% is reached."
    )


def test_a_bound_above_the_goal_is_said_with_what_it_takes() -> None:
    far = Toward(goal=0.05, rest=0.12, cards=60)
    assert summary(Sitting.of([event(1, Action.ACCEPT)]), far)[-1] == (
        "At most 12.0% of what nobody looked at is bad. An audit (A) of 60 cards can show at most 5%."
    )


def test_a_queue_that_was_gone_through_has_nothing_left() -> None:
    done = Toward(goal=0.05, rest=None, cards=0)
    assert summary(Sitting.of([event(1, Action.ACCEPT)]), done)[-1] == "Nothing is left that nobody looked at."
