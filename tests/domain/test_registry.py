"""The registry: which models it knows by which names, and that nothing doubtful is told as certain."""

import re

import pytest

from studio.domain.registry import REGISTRY, base_names, find

FACTS = {"prompts", "pooling", "tokens", "dimensions", "licence"}


def test_every_entry_is_whole_and_says_where_it_was_read() -> None:
    assert len({entry.hub_id for entry in REGISTRY}) == len({entry.name.lower() for entry in REGISTRY}) == len(REGISTRY)
    for entry in REGISTRY:
        assert re.fullmatch(r"[\w-]+/[\w.-]+", entry.hub_id)
        assert entry.source == f"https://huggingface.co/{entry.hub_id}"
        assert entry.dimensions > 0
        assert entry.tokens is None or entry.tokens >= 256
        assert entry.pooling in ("mean", "cls")
        assert entry.licence
        assert set(entry.unverified) <= FACTS


@pytest.mark.parametrize(
    ("base", "query", "passage"),
    [
        ("BAAI/bge-small-en-v1.5", "Represent this sentence for searching relevant passages: ", ""),
        ("intfloat/e5-small-v2", "query: ", "passage: "),
        ("/models/e5-small-v2/", "query: ", "passage: "),
        ("C:\\models\\E5-Small-v2", "query: ", "passage: "),
        ("google/embeddinggemma-300m", "task: search result | query: ", "title: none | text: "),
        ("ibm-granite/granite-embedding-small-english-r2", "", ""),
        ("all-MiniLM-L6-v2", "", ""),
    ],
)
def test_a_model_is_known_by_its_hub_id_and_by_its_folder(base: str, query: str, passage: str) -> None:
    entry = find(base)
    assert entry is not None
    assert (entry.query_prompt, entry.passage_prompt) == (query, passage)


def test_a_sibling_shares_prompts_and_nothing_of_it_is_called_verified() -> None:
    entry = find("BAAI/bge-large-en-v1.5")
    assert entry is not None
    assert (entry.hub_id, entry.dimensions, entry.tokens) == ("BAAI/bge-large-en-v1.5", 0, 0)
    assert entry.query_prompt.startswith("Represent this sentence")
    assert set(entry.unverified) == FACTS


@pytest.mark.parametrize("base", ["", "/", "run-01", "nobody/my-bge-small-en-v1.5-tuned", "bge-large-zh-v1.5"])
def test_what_is_not_known_is_not_guessed(base: str) -> None:
    assert find(base) is None


def test_a_base_has_a_short_name_and_one_to_tell_it_apart_by() -> None:
    assert base_names("BAAI/bge-m3") == ("base bge-m3", "base BAAI/bge-m3")
    assert base_names("/models/mine") == ("base mine", "base models/mine")
