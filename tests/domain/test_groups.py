"""Groups: whatever joins documents, the smallest name stands for all of them."""

from hypothesis import given
from hypothesis import strategies as st

from studio.domain.groups import UnionFind, join_documents

_NAMES = st.sampled_from([f"doc-{i}" for i in range(8)])
_JOINS = st.lists(st.tuples(_NAMES, _NAMES))


def test_documents_joined_by_alike_passages_are_one_group() -> None:
    documents = {"p1": "b.md", "p2": "c.md", "p3": "a.md", "p4": "d.md"}
    assert join_documents(documents, [("p1", "p2"), ("p2", "p3")]) == {
        "a.md": "a.md",
        "b.md": "a.md",
        "c.md": "a.md",
        "d.md": "d.md",
    }


def test_an_unknown_name_stands_for_itself() -> None:
    assert UnionFind().find("x") == "x"


@given(_JOINS)
def test_the_order_of_joins_does_not_matter(joins: list[tuple[str, str]]) -> None:
    found = []
    for order in (joins, joins[::-1]):
        sets = UnionFind()
        for a, b in order:
            sets.union(a, b)
        found.append(sets.groups())
    assert found[0] == found[1]


@given(_JOINS)
def test_joined_names_share_the_smallest(joins: list[tuple[str, str]]) -> None:
    sets = UnionFind()
    for a, b in joins:
        sets.union(a, b)
    groups = sets.groups()
    assert all(groups[a] == groups[b] for a, b in joins)
    assert all(stands == min(n for n, s in groups.items() if s == stands) for stands in groups.values())
