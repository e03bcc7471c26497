"""Sides of groups: decided by name, kept for ever, the more held-out one where groups join."""

from hypothesis import given
from hypothesis import strategies as st

from studio.domain.options import SplitOptions
from studio.domain.pairs import Split
from studio.domain.splits import assign, most_held_out, side_of

_OPTIONS = SplitOptions(dev=0.1, test=0.15, seed=13)
_DOCUMENTS = st.lists(st.text(min_size=1, max_size=6), min_size=1, max_size=40, unique=True)


def _alone(documents: list[str]) -> dict[str, str]:
    return {document: document for document in documents}


def test_shares_come_out_about_as_asked_for() -> None:
    sides = assign(_alone([f"doc-{i}" for i in range(5000)]), {}, _OPTIONS)
    counts = {side: sum(s is side for s in sides.values()) / 5000 for side in Split}
    assert abs(counts[Split.TEST] - 0.15) < 0.02
    assert abs(counts[Split.DEV] - 0.10) < 0.02


def test_another_seed_is_another_assignment() -> None:
    names = [f"doc-{i}" for i in range(200)]
    first = assign(_alone(names), {}, _OPTIONS)
    assert first == assign(_alone(names), {}, _OPTIONS)
    assert first != assign(_alone(names), {}, SplitOptions(seed=14))


def test_three_groups_have_one_of_each_side() -> None:
    for prefix in "abcdefghij":
        sides = assign(_alone([f"{prefix}{i}" for i in range(3)]), {}, _OPTIONS)
        assert set(sides.values()) == set(Split)


def test_a_share_of_nothing_stays_empty() -> None:
    sides = assign(_alone([f"doc-{i}" for i in range(50)]), {}, SplitOptions(dev=0.0, test=0.2))
    assert Split.DEV not in sides.values()


def test_fewer_than_three_groups_may_all_be_trained_on() -> None:
    assert set(assign(_alone(["a"]), {}, SplitOptions(dev=0.0, test=0.0)).values()) == {Split.TRAIN}


@given(_DOCUMENTS, _DOCUMENTS)
def test_a_group_never_moves_when_documents_are_added(first: list[str], more: list[str]) -> None:
    before = assign(_alone(first), {}, _OPTIONS)
    after = assign(_alone([*first, *more]), before, _OPTIONS)
    kept = {name: side for name, side in after.items() if name in before}
    moved = {name for name in before if kept[name] is not before[name]}
    assert len(moved) <= 2  # only to fill a side that was still empty
    if set(before.values()) == set(Split):
        assert not moved


@given(_DOCUMENTS, st.data())
def test_a_join_takes_the_most_held_out_side(documents: list[str], data: st.DataObject) -> None:
    before = assign(_alone(documents), {}, _OPTIONS)
    groups = _alone(documents)
    for document in data.draw(st.lists(st.sampled_from(documents), unique=True)):
        groups[document] = min(documents)
    after = assign(groups, before, _OPTIONS)
    for document, side in before.items():
        assert most_held_out((side, after[groups[document]])) is after[groups[document]]


@given(_DOCUMENTS)
def test_the_order_of_documents_does_not_matter(documents: list[str]) -> None:
    assert assign(_alone(documents), {}, _OPTIONS) == assign(_alone(documents[::-1]), {}, _OPTIONS)


def test_the_side_of_a_name_is_fixed_for_all_time() -> None:
    assert [side_of(name, _OPTIONS).value for name in ("cu-barrier.md", "a", "doc-7", "x/y.md")] == [
        "train",
        "dev",
        "train",
        "train",
    ]
