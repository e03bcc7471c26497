"""Decisions fold to a state, whatever the order in which their files are read."""

import random
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from studio.domain.decisions import Action, Decision, fold, new_id, stacks
from studio.domain.pairs import Status, Verdict

_START = datetime(2026, 1, 1, tzinfo=UTC)


def made(*steps: tuple[Action, dict[str, str]]) -> list[Decision]:
    """Return events a minute apart; each is a batch of its own unless it names one."""
    return [
        Decision(
            **{
                "event_id": new_id(),
                "batch_id": f"batch-{place}",
                "reviewer": "ada",
                "pair_id": "p",
                **more,
            },
            at=_START + timedelta(minutes=place),
            action=action,
        )
        for place, (action, more) in enumerate(steps)
    ]


def test_the_last_word_stands() -> None:
    state = fold(made((Action.ACCEPT, {}), (Action.FLAG, {}), (Action.REJECT, {}), (Action.COMMENT, {"text": "why"})))
    assert (state.status, state.flagged, state.comment, state.reviewer) == (Status.REJECTED, True, "why", "ada")


def test_what_was_undone_does_not_stand_until_it_is_redone() -> None:
    events = made((Action.ACCEPT, {}), (Action.UNDO, {"target": "batch-0"}))
    assert fold(events).status is Status.UNDECIDED
    again = [*events, *made((Action.ACCEPT, {}), (Action.FLAG, {}), (Action.REDO, {"target": "batch-0"}))[2:]]
    assert fold(again).status is Status.ACCEPTED


def test_a_negative_taken_for_one_that_was_dropped_stands_in_its_place() -> None:
    batch = {"batch_id": "swap"}
    state = fold(
        made(
            (Action.NEGATIVE_DROP, {"passage_id": "old", **batch}),
            (Action.NEGATIVE_TAKE, {"passage_id": "new", **batch}),
        )
    )
    assert state.replaces == {"new": "old"}
    assert state.verdicts == {"old": Verdict.DROPPED, "new": Verdict.UNJUDGED}
    apart = fold(made((Action.NEGATIVE_DROP, {"passage_id": "old"}), (Action.NEGATIVE_TAKE, {"passage_id": "new"})))
    assert apart.replaces == {}
    assert apart.added == ("new",)


def test_undo_goes_back_and_redo_forward_until_something_new_is_said() -> None:
    events = made((Action.ACCEPT, {}), (Action.FLAG, {}))
    assert stacks(events, "ada") == (["batch-0", "batch-1"], [])
    events += made(*[(Action.ACCEPT, {})] * 2, (Action.UNDO, {"target": "batch-1"}))[2:]
    assert stacks(events, "ada") == (["batch-0"], ["batch-1"])
    events += made(*[(Action.ACCEPT, {})] * 3, (Action.SKIP, {}))[3:]
    assert stacks(events, "ada") == (["batch-0", "batch-3"], [])
    assert stacks(events, "bob") == ([], [])


@given(
    st.lists(st.sampled_from([a for a in Action if a not in (Action.UNDO, Action.REDO)]), max_size=12),
    st.integers(0, 1000),
)
def test_the_order_of_reading_does_not_matter(actions: list[Action], seed: int) -> None:
    events = made(*((action, {"passage_id": "n", "text": action.value}) for action in actions))
    shuffled = events[:]
    random.Random(seed).shuffle(shuffled)
    assert fold(events) == fold(shuffled)
