from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.sentences import best_sentence, sentences

_TEXT = "Copper plates well. The queue time before the barrier is two hours! Nothing else is told here."


def test_the_sentence_that_says_most_of_the_query_is_found() -> None:
    span = best_sentence("barrier queue time", _TEXT)
    assert _TEXT[span.start : span.end] == "The queue time before the barrier is two hours!"


def test_without_a_match_the_text_begins_where_it_does() -> None:
    assert best_sentence("zebra", _TEXT).start == 0
    assert best_sentence("zebra", "") == (0, 0)


def test_an_abbreviation_ends_no_sentence() -> None:
    text = "See e.g. the table. It is long enough to stand alone."
    assert next(text[span.start : span.end] for span in sentences(text)) == "See e.g. the table."


@pytest.mark.parametrize("text", ["一つ目の文はここで終わります。二つ目の文はここまで続きます。"])
def test_sentences_end_without_blanks_where_they_are_written_so(text: str) -> None:
    assert len(sentences(text)) > 1


@given(st.text(max_size=300))
def test_sentences_hold_all_words_in_order(text: str) -> None:
    found = sentences(text)
    assert all(a.end <= b.start for a, b in pairwise(found))
    held = "".join(text[span.start : span.end] for span in found)
    assert sorted(filter(str.isalnum, held)) == sorted(filter(str.isalnum, text))
