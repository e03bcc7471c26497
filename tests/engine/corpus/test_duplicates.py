import random
import time

import polars as pl
import pytest

from studio.engine.corpus.duplicates import find
from studio.engine.corpus.frames import PASSAGES
from studio.engine.corpus.grouping import Grouping, group

WORDS = [f"word{number}" for number in range(5000)]


def text(seed: int, words: int = 120) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=words))


def edited(original: str, *places: int) -> str:
    words = original.split()
    for place in places:
        words[place] = f"changed{place}"
    return " ".join(words)


def grouped(*documents: tuple[str, list[str]], threshold: float = 0.85) -> tuple[dict[str, str], Grouping]:
    rows = [
        {"passage_id": f"{name}/{number}", "document_id": name, "ordinal": number, "title": "", "text": body}
        for name, bodies in documents
        for number, body in enumerate(bodies)
    ]
    frame = pl.DataFrame(rows, schema_overrides=PASSAGES)
    result = group(frame, threshold)
    owners = dict(frame.select("passage_id", "document_id").iter_rows())
    return {owners[passage]: name for passage, name, _ in result.frame.iter_rows()}, result


def test_exact_duplicates_ignore_case_and_white_space() -> None:
    assert find(["One  two\nthree", "other", "one two THREE"], 0.85).first == [None, None, 0]


def test_near_duplicates_point_to_the_first_of_their_kind() -> None:
    original = text(1)
    found = find([text(2), original, edited(original, 7), text(3), edited(original, 90)], 0.85)
    assert found.first == [None, None, 1, None, 1]
    assert (found.exact, found.near) == (0, 2)


def test_siblings_that_differ_in_many_words_are_no_duplicates() -> None:
    original = text(1)
    assert find([original, edited(original, *range(0, 120, 8))], 0.85).first == [None, None]


@pytest.mark.parametrize(("threshold", "near"), [(0.5, 0), (0.7, 0), (0.95, None), (1.0, None)])
def test_the_threshold_decides(threshold: float, near: int | None) -> None:
    original = text(1)
    assert find([original, edited(original, 10, 50, 90)], threshold).first == [None, near]


def test_short_texts_are_duplicates_only_to_the_letter() -> None:
    assert find(["see the table above", "see the table below", "See the table above"], 0.5).first == [None, None, 0]


def test_the_answer_does_not_depend_on_what_else_there_is() -> None:
    original = text(1)
    pair = [original, edited(original, 3, 60)]
    alone = find(pair, 0.85)
    among = find([*pair, *(text(seed) for seed in range(2, 200))], 0.85)
    assert alone.first == among.first[:2]
    assert set(among.first[2:]) == {None}


def test_thousands_of_copies_with_other_numbers_do_not_cost_their_square() -> None:
    sentence = (
        "Page {} of the manual says that valve {} must be closed before service of the pump in the main hall again"
    )
    began = time.monotonic()
    found = find([sentence.format(n, n * 7) for n in range(4_000)], 0.5)
    assert found.near == 3_999
    assert time.monotonic() - began < 30


def test_it_can_be_stopped() -> None:
    def stop(done: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        find([text(1), text(2)], 0.85, stop)


def test_documents_that_share_a_passage_are_one_group_and_others_their_own() -> None:
    shared = text(1)
    groups, result = grouped(
        ("c", [text(2), edited(shared, 5)]), ("b", [shared]), ("x", [text(3)]), ("a", [text(4), shared])
    )
    assert groups == {"a": "a", "b": "a", "c": "a", "x": "x"}
    assert (result.exact, result.near) == (1, 1)


def test_the_first_of_a_kind_is_first_by_document_and_position() -> None:
    _, result = grouped(("b", [text(1)]), ("a", [text(2), text(1)]))
    assert dict(result.frame.select("passage_id", "duplicate_of").iter_rows())["b/0"] == "a/1"


def test_a_licence_in_every_document_does_not_make_them_one_group() -> None:
    documents = [(f"d{n:02}", [text(n), text(n + 100), text(999)]) for n in range(30)]
    groups, result = grouped(*documents)
    assert len(set(groups.values())) == 30
    assert (result.carried, result.exact) == (1, 29)


def test_many_versions_of_one_manual_are_one_group() -> None:
    versions = [(f"v{n:02}", [text(1), text(2), text(n + 10)]) for n in range(30)]
    groups, result = grouped(*versions, ("other", [text(99)]))
    assert len(set(groups.values())) == 2
    assert result.carried == 0


def test_passages_that_are_titles_alone_are_compared_by_title() -> None:
    rows = [
        {"passage_id": n, "document_id": n, "ordinal": 0, "title": t, "text": ""} for n, t in (("a", "A"), ("b", "B"))
    ]
    result = group(pl.DataFrame(rows, schema_overrides=PASSAGES), 0.85)
    assert result.frame["duplicate_of"].to_list() == [None, None]
