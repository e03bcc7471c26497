"""The grammar of the filter line, and what it says of a bad one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.filters import FIELDS, FilterError, Term, offers, parse


def test_fields_words_phrases_patterns_and_negation_are_terms() -> None:
    assert parse('status:accepted -style:keyword rank:>=10 words "a phrase" /re x/ document:"my file"') == (
        Term(field="status", op="=", value="accepted"),
        Term(field="style", op="=", value="keyword", negated=True),
        Term(field="rank", op=">=", value="10"),
        Term(field="text", op="=", value="words"),
        Term(field="text", op="=", value="a phrase"),
        Term(field="text", op="~", value="re x"),
        Term(field="document", op="=", value="my file"),
    )


def test_case_of_names_and_choices_does_not_matter() -> None:
    assert parse("Status:ACCEPTED") == parse("status:accepted")


def test_a_lone_hyphen_is_a_word() -> None:
    assert parse("a - b")[1] == Term(field="text", op="=", value="-")


def test_an_empty_line_has_no_terms() -> None:
    assert parse("   ") == ()


@pytest.mark.parametrize(
    ("line", "position", "message"),
    [
        ("a stats:x", 2, r"stats: is no field to filter by\. There are status,"),
        ("status:acc", 7, "status:acc is none of undecided, accepted"),
        ("rank:high", 5, r"rank:high is not a number\. Write rank:>10"),
        ("status:", 7, "status: has no value"),
        ("rank:> 10", 6, "rank: has no value"),
        ("flag:>yes", 5, "flag cannot be compared with >"),
        ('a "phrase', 2, 'phrase that begins here has no closing "'),
        ("/pattern", 0, "pattern that begins here has no closing /"),
        ("/(a/", 1, "is no regular expression"),
    ],
)
def test_a_bad_line_says_what_is_wrong_and_where(line: str, position: int, message: str) -> None:
    with pytest.raises(FilterError, match=message) as caught:
        parse(line)
    assert caught.value.position == position


@given(st.text())
def test_any_text_is_terms_or_a_filter_error_inside_the_line(line: str) -> None:
    places, fields = [], []
    try:
        fields = [term.field for term in parse(line)]
    except FilterError as error:
        places = [error.position]
    assert all(field in FIELDS for field in fields)
    assert all(0 <= place <= len(line) for place in places)


def test_a_range_of_numbers_is_one_term() -> None:
    [term] = parse("margin:-0.1..0.2")
    assert (term.op, term.value) == ("..", "-0.1..0.2")
    with pytest.raises(FilterError, match=r"rank:1..x is not a number"):
        parse("rank:1..x")


def test_text_may_be_named_as_a_field() -> None:
    assert parse("text:copper text:/a.b/") == parse("copper /a.b/") == parse("query:copper query:/a.b/")


@pytest.mark.parametrize(
    ("line", "start", "words"),
    [
        ("sta", 0, ("status:",)),
        ("copper -fla", 8, ("flag:",)),
        ("status:acc", 7, ("accepted",)),
        ("style:q", 6, ("question",)),
        ("document:b", 9, ('"b c.md"',)),
        ("nofield:x", 0, ()),
        ("rank:1", 5, ()),
        ("", 0, ()),
    ],
)
def test_the_word_at_the_cursor_is_completed(line: str, start: int, words: tuple[str, ...]) -> None:
    known = {"style": ["keyword", "question"], "document": ["a.md", "b c.md"]}
    assert offers(line, len(line), lambda field: known.get(field, [])) == (start, words)
