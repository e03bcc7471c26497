"""Whose answers are hidden from whom, and what of a pair is seen meanwhile."""

from datetime import UTC, datetime, timedelta

from studio.domain.blind import hidden, seen
from studio.domain.decisions import Action, Decision, fold
from studio.domain.pairs import Status

BEGAN = datetime(2026, 11, 27, tzinfo=UTC)


def events(*told: tuple[str, Action, str]) -> list[Decision]:
    return [
        Decision(
            event_id=f"{place:03}",
            batch_id=f"batch-{place}",
            at=BEGAN + timedelta(minutes=place),
            reviewer=who,
            action=action,
            text="" if action in (Action.UNDO, Action.REDO) else text,
            target=text if action in (Action.UNDO, Action.REDO) else "",
        )
        for place, (who, action, text) in enumerate(told)
    ]


def test_an_answer_is_hidden_from_others_until_they_gave_theirs() -> None:
    ada = ("ada", Action.REJECT, "bad query")
    assert hidden(events(ada), "bob")
    assert not hidden(events(ada), "ada")
    assert not hidden(events(), "bob")
    assert not hidden(events(ada, ("bob", Action.ACCEPT, "")), "bob")
    assert not hidden(events(("bob", Action.CANT_TELL, ""), ada), "bob")


def test_what_was_taken_back_hides_and_shows_nothing() -> None:
    ada, bob = ("ada", Action.ACCEPT, ""), ("bob", Action.REJECT, "")
    assert not hidden(events(ada, ("ada", Action.UNDO, "batch-0")), "bob")
    assert hidden(events(ada, bob, ("bob", Action.UNDO, "batch-1")), "bob")
    assert not hidden(events(ada, bob, ("bob", Action.UNDO, "batch-1"), ("bob", Action.REDO, "batch-1")), "bob")


def test_who_put_a_pair_off_sees_no_answer_that_comes_after() -> None:
    assert not hidden(events(("ada", Action.ACCEPT, ""), ("bob", Action.SKIP, "")), "bob")
    assert hidden(events(("bob", Action.SKIP, ""), ("ada", Action.ACCEPT, "")), "bob")


def test_what_nobody_looked_at_is_no_answer_to_hide() -> None:
    assert not hidden(events(("ada", Action.ACCEPT_UNSEEN, "at most 2% bad")), "bob")
    assert not hidden(events(("ada", Action.ACCEPT, ""), ("ada", Action.REOPEN, "")), "bob")


def test_repairs_are_part_of_the_pair_that_is_judged_blind_but_no_word_of_the_others_is() -> None:
    told = events(
        ("ada", Action.EDIT_QUERY, "why does queue time matter?"),
        ("ada", Action.FLAG, ""),
        ("ada", Action.COMMENT, "wrong passage"),
        ("ada", Action.REJECT, "bad passage"),
    )
    state = fold(seen(told, "bob"))
    assert (state.query, state.flagged) == ("why does queue time matter?", True)
    assert (state.status, state.fault, state.comment, state.reviewer) == (Status.UNDECIDED, "", "", "")
    own = events(("ada", Action.REJECT, ""), ("bob", Action.COMMENT, "which tool?"))
    assert fold(seen(own, "bob")).comment == "which tool?"
