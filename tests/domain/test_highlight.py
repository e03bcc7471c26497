"""Query words found in texts of every kind."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.highlight import found, share, spans, stem, stems, terms


def lit(query: str, text: str) -> list[str]:
    return [text[span.start : span.end] for span in spans(query, text)]


@pytest.mark.parametrize(
    "family",
    [
        "etch etches etched etching Etcher",
        "deposit deposits deposited deposition",
        "contaminate contaminated contamination",
        "plate plates plated plating",
        "oxide oxides oxidation oxidize oxidized",
        "study studies studied studying",
        "stop stops stopped stopping",
        "bias biases",
        "process processes processed processing",
        "uniform uniformity",
    ],
)
def test_forms_of_one_word_share_a_stem(family: str) -> None:
    assert len({stem(word) for word in family.split()}) == 1


def test_different_words_keep_different_stems() -> None:
    words = ["wafer", "water", "barrier", "layer", "nitride", "nitrogen", "anneal", "via", "rs", "esc", "copper"]
    assert len({stem(word) for word in words}) == len(words)


def test_function_words_light_nothing_up() -> None:
    assert lit("why does the queue time matter", "The queue is long; why? Time does matter.") == [
        "queue",
        "Time",
        "matter",
    ]


def test_a_query_of_function_words_alone_is_taken_at_its_word() -> None:
    assert lit("to be or not", "to be") == ["to", "be"]


def test_numbers_match_with_and_without_a_space_before_the_unit() -> None:
    assert lit("barrier at 3 nm", "a 3nm barrier, not 13nm") == ["3", "nm", "barrier", "nm"]
    assert lit("0.85 V", "0.85V and 85V") == ["0.85", "V", "V"]


def test_markup_in_a_text_is_text() -> None:
    assert lit("italic list", "[/i] list[int] [bold]italics[/bold]") == ["list", "italics"]
    assert lit("script", "<script>alert(1)</script>") == ["script", "script"]


def test_accents_and_case_do_not_matter_and_offsets_hold() -> None:
    text = "Die CAFE\u0301-Messung, fa\u00e7ade, \ufb01lm"
    assert lit("caf\u00e9 facade film", text) == ["CAFE\u0301", "fa\u00e7ade", "\ufb01lm"]


def test_chinese_and_japanese_match_by_pairs_of_characters() -> None:
    assert lit("銅配線", "この銅配線は細い") == ["銅配線"]
    assert lit("銅", "銅 tungsten") == ["銅"]


def test_other_scripts_are_words_too() -> None:
    assert lit("травление", "Травление меди") == ["Травление"]
    assert lit("हिन्दी", "यह हिन्दी है") == ["हिन्दी"]


def test_terms_found_are_counted_once_each() -> None:
    assert found("copper barrier barriers resistance", "copper copper barrier") == (2, 3)
    assert share("copper barrier", stems("copper")) == 0.5
    assert share("", stems("copper")) == 0.0
    assert share("?!", stems("copper")) == 0.0


@given(query=st.text(max_size=60), text=st.text(max_size=200))
def test_spans_lie_in_the_text_in_order_and_never_overlap(query: str, text: str) -> None:
    end = 0
    for span in spans(query, text):
        assert end <= span.start < span.end <= len(text)
        end = span.end


@given(st.text(max_size=100))
def test_every_text_holds_its_own_terms(text: str) -> None:
    assert found(text, text) == (len(terms(text)), len(terms(text)))
