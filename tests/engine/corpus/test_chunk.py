import itertools
import time
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

from studio.domain.corpus import Passage, indexed_text
from studio.engine.corpus.chunk import Named, cut
from studio.engine.corpus.documents import Block, Extract, Found, assemble
from studio.engine.corpus.tokens import Count, counter, in_slices
from tests.engine.corpus.helpers import count, quick


def passages(*blocks: Block, title: str = "", limit: int = 40, overlap: int = 0, by: Count = count) -> list[Passage]:
    return cut([Named("d", assemble(Found(title, blocks)))], by, limit=limit, overlap=overlap)[0]


def sentence(number: int, words: int) -> str:
    return f"S{number} " + " ".join(f"w{number}x{i}" for i in range(words - 2)) + "."


@pytest.fixture(scope="module")
def bytewise() -> Count:
    """A byte-level tokenizer: its tokens do not add up, and one character can be four of them."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(
        vocab_size=400, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    tokenizer.train_from_iterator(["the window between the end of the clean and the start of deposition"], trainer)
    return counter(tokenizer)


BLOCKS = st.lists(
    st.builds(Block, st.text(max_size=400), st.sampled_from([0, 0, 0, 0, 1, 2, 3]), st.booleans()), max_size=12
)


@settings(deadline=None, max_examples=150)
@given(BLOCKS, st.text(max_size=80), st.integers(12, 60), st.integers(0, 16))
def test_offsets_are_exact_and_no_passage_is_longer_than_the_model_reads(
    bytewise: Count, blocks: list[Block], title: str, limit: int, overlap: int
) -> None:
    extract = assemble(Found(title, blocks))
    for by in (count, bytewise):
        made = cut([Named("d", extract)], by, limit=limit, overlap=overlap)[0]
        for passage in made:
            assert extract.text[passage.start : passage.end] == passage.text == passage.text.strip()
            assert passage.tokens == by([indexed_text(passage.title, passage.heading_path, passage.text)])[0] <= limit
        assert len({passage.passage_id for passage in made}) == len(made)
        assert [passage.ordinal for passage in made] == list(range(len(made)))


@settings(deadline=None, max_examples=100)
@given(BLOCKS, st.integers(12, 60))
def test_nothing_but_headings_and_white_space_is_left_between_passages(blocks: list[Block], limit: int) -> None:
    extract = assemble(Found("", blocks))
    covered = sorted((passage.start, passage.end) for passage in cut([Named("d", extract)], count, limit=limit)[0])
    for section in extract.sections:
        for start, end in section.spans:
            held = "".join(extract.text[max(start, a) : min(end, b)] for a, b in covered if a < end and b > start)
            assert "".join(held.split()) == "".join(extract.text[start:end].split())


def test_a_section_that_fits_is_one_passage_with_its_headings_in_it() -> None:
    made = passages(Block("Guide", 1), Block("Limits", 2), Block("Two hours."), Block("Never more."), title="")
    assert [(p.title, p.heading_path, p.text) for p in made] == [("Guide", ("Limits",), "Two hours.\n\nNever more.")]
    assert made[0].tokens == 2 + 3 + 6  # special tokens, "Guide > Limits", the text


def test_headings_are_always_cut_at_however_short_the_sections() -> None:
    made = passages(Block("A", 2), Block("one."), Block("B", 2), Block("two."), Block("B1", 3), Block("three."))
    assert [(p.heading_path, p.text) for p in made] == [((), "one."), (("B",), "two."), (("B", "B1"), "three.")]


def test_short_paragraphs_are_packed_and_cut_between_paragraphs() -> None:
    made = passages(*(Block(sentence(number, 9)) for number in range(8)), limit=42)
    assert [p.text.count("\n\n") + 1 for p in made] == [4, 4]


def test_a_long_paragraph_is_cut_between_sentences_even_where_it_stands_among_short_ones() -> None:
    made = passages(Block(" ".join(sentence(number, 9) for number in range(9))), Block(sentence(9, 5)), limit=42)
    assert all(p.text.startswith("S") and p.text.endswith(".") for p in made)


def test_a_sentence_that_is_too_long_is_cut_between_words() -> None:
    made = passages(Block(" ".join(f"word{number}" for number in range(100))), limit=30)
    assert all(word.startswith("word") for p in made for word in p.text.split())
    assert len(made) == 4


def test_a_crumb_at_the_end_is_shared_with_the_passage_before_it() -> None:
    made = passages(Block(" ".join(sentence(number, 9) for number in range(4)) + " So be it."), limit=40)
    assert len(made) == 2
    assert min(p.tokens for p in made) > 15


def test_overlap_repeats_whole_sentences_within_a_section_and_never_across_headings() -> None:
    text = " ".join(sentence(number, 9) for number in range(8))
    made = passages(Block("A", 2), Block(text), Block("B", 2), Block(text), limit=42, overlap=12)
    for before, after in itertools.pairwise(made):
        same = before.heading_path == after.heading_path
        assert (after.start < before.end) is same
        assert not same or before.text.endswith(after.text.split(". ")[0] + ".")


def test_without_overlap_passages_do_not_overlap() -> None:
    made = passages(Block(" ".join(sentence(number, 9) for number in range(30))), limit=42)
    assert all(before.end <= after.start for before, after in itertools.pairwise(made))


@pytest.mark.parametrize("text", ["See Fig. 3 and eq. 4.", "J. Smith et al. Wrote it.", "Use e.g. Tungsten here."])
def test_abbreviations_end_no_sentence(text: str) -> None:
    made = passages(Block(f"{sentence(1, 12)} {text} {sentence(2, 12)}"), limit=24)
    assert any(text in p.text for p in made)


def test_titles_and_headings_take_half_of_a_passage_at_most() -> None:
    made = passages(
        *(Block(" ".join(["deep"] * 30), level) for level in (2, 3)), Block("text " * 60), title="title " * 40, limit=32
    )
    assert all(p.tokens <= 32 for p in made)
    assert len(made[0].text.split()) >= 15
    assert all(p.heading_path for p in made)


def test_repeated_text_in_one_section_keeps_passages_apart() -> None:
    made = passages(*(Block("again " * 30) for _ in range(3)), limit=34)
    assert len({p.passage_id for p in made}) == len(made) == 3


def test_a_record_with_a_title_alone_is_a_passage_without_text() -> None:
    made = passages(title="Only a title")
    assert [(p.title, p.text, p.start, p.end, p.tokens) for p in made] == [("Only a title", "", 0, 0, 5)]


def test_a_document_without_anything_is_no_passage() -> None:
    assert passages() == []


def test_fifty_megabytes_without_a_space_are_cut_quickly_and_to_a_size_that_can_be_read() -> None:
    extract: Extract = assemble(Found("", [Block("x" * 50_000_000)]))
    began = time.monotonic()
    made = cut([Named("d", extract)], lambda texts: [3 for _ in texts], limit=256)[0]
    assert time.monotonic() - began < 20
    assert sum(len(p.text) for p in made) == 50_000_000
    assert max(len(p.text) for p in made) <= 256 * 16


@pytest.mark.parametrize("mark", [".", "!", " ", "\n", ". ", "-", "。"])
def test_runs_of_one_character_take_no_time(mark: str) -> None:
    began = time.monotonic()
    passages(Block("a" + mark * 300_000 + "b"), by=quick, limit=64)
    assert time.monotonic() - began < 3


def test_counting_in_slices_gives_the_same_and_can_be_stopped_between_them() -> None:
    texts = ["word " * 60_000, "b", "", "c d"] * 2
    calls: list[int] = []

    def check(so_far: int) -> None:
        calls.append(so_far)

    def plain(given: Sequence[str]) -> list[int]:
        assert sum(map(len, given)) <= 500_000
        return count(given)

    assert in_slices(plain, check)(texts) == count(texts)
    assert calls == sorted(calls)
    assert calls[0] == 0
    assert calls[-1] > 300_000


def test_the_counter_counts_special_tokens_and_prompt_and_ignores_truncation() -> None:
    tokenizer = Tokenizer(models.WordLevel({"[UNK]": 0, "a": 1}, unk_token="[UNK]"))  # noqa: S106 - no password
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.enable_truncation(2)
    tokenizer.enable_padding(length=7)
    assert counter(tokenizer)(["a a a a", ""]) == [4, 0]
    assert counter(tokenizer, "query : ")(["a"]) == [3]
    assert len(tokenizer.encode("a a a a")) == 7
