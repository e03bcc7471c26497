"""What a run raised above the answers."""

from studio.domain.raised import raised
from studio.domain.records import Ranked


def ranking(*names: str, answers: str = "a") -> list[Ranked]:
    return [
        Ranked(
            rank=rank,
            unit_id=name,
            passage_id=f"p-{name}",
            score=1.0 / rank,
            grade=2 if name == answers else None,
            title="",
            heading_path=(),
            text="",
        )
        for rank, name in enumerate(names, 1)
    ]


def test_what_rose_above_the_first_answer_is_named_best_first() -> None:
    assert raised(ranking("a", "x", "y"), ranking("y", "new", "a", "x")) == ["p-y", "p-new"]


def test_what_stood_there_before_was_not_raised() -> None:
    assert raised(ranking("x", "a", "y"), ranking("x", "y", "a")) == ["p-y"]


def test_without_an_answer_in_sight_all_that_rose_is_named() -> None:
    assert raised(ranking("x", "y"), ranking("z", "y", "x")) == ["p-z"]
    assert raised(ranking("a", "x"), ranking("a", "x")) == []
