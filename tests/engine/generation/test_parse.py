import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.engine.generation.parse import Malformed, Query, parse
from tests.engine.generation.helpers import THREE
from tests.fakes.llm_server import queries

WANTED = dict.fromkeys(THREE, 1)
GOOD = queries(*THREE)
ALL = [Query(style, f"{style} the thing") for style in THREE]


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        f"```json\n{GOOD}\n```",
        f"Here you are:\n\n{GOOD}\n\nAnything else?",
        json.dumps(json.loads(GOOD)["queries"]),
        "keyword: keyword the thing\nquestion: question the thing\nneed: need the thing",
        "1. Keyword: keyword the thing\n- **ignored**\n2) question 1: question the thing\nNeed = need the thing",
        GOOD.replace('"need"', '"Needs"'),
        GOOD.replace('"query": "keyword', '"confidence": 1, "query": " 1. keyword'),
    ],
)
def test_queries_are_read_however_they_are_wrapped(text: str) -> None:
    assert parse(text, WANTED).queries == ALL


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  \n",
        "I cannot do that.",
        '{"queries": [{"style": "need"}]}',
        '{"queries": "x"}',
        "{",
        GOOD[:40],
        "[" * 9999,
    ],
)
def test_what_holds_no_queries_is_malformed_and_says_why(text: str) -> None:
    with pytest.raises(Malformed, match=r"\.$"):
        parse(text, WANTED)


def test_an_empty_list_is_an_answer() -> None:
    assert parse('{"queries": []}', WANTED).queries == []


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("", "it is empty"),
        ("?!", "it is empty"),
        ("x" * 700, "longer than 600"),
        ("What does this passage say about copper?", "speaks of the passage"),
        ("limits according to the text", "speaks of the passage"),
    ],
)
def test_a_query_that_cannot_be_used_is_left_out_with_a_reason(query: str, reason: str) -> None:
    parsed = parse(json.dumps({"queries": [{"style": "need", "query": query}]}), WANTED)
    assert parsed.queries == []
    assert reason in parsed.left_out[0]


def test_styles_that_were_not_asked_for_and_repeats_are_left_out() -> None:
    rows = [("poem", "a b"), ("need", "Rs drift, after PM"), ("question", "rs drift after pm?")]
    parsed = parse(json.dumps({"queries": [{"style": s, "query": q} for s, q in rows]}), WANTED)
    assert parsed.queries == [Query("need", "Rs drift, after PM")]
    assert ["not asked for" in parsed.left_out[0], "repeats" in parsed.left_out[1]] == [True, True]


def test_no_more_of_a_style_than_wanted_are_taken() -> None:
    rows = [{"style": "need", "query": f"query {number}"} for number in range(5)]
    assert len(parse(json.dumps({"queries": rows}), {"need": 2}).queries) == 2


def test_quotation_marks_numbers_and_invisible_characters_go() -> None:
    rows = [{"style": "need", "query": '  1. "Rs\u202e\x07 drift\n after PM"  '}]
    assert parse(json.dumps({"queries": rows}), WANTED).queries == [Query("need", "Rs drift after PM")]


@given(st.text())
def test_no_answer_breaks_the_parser(text: str) -> None:
    try:
        parsed = parse(text, WANTED)
    except Malformed:
        return
    assert all(query.style in WANTED and query.text.strip() for query in parsed.queries)
