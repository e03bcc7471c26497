import json
from pathlib import Path

import pytest

from studio.domain.corpus import Passage
from studio.engine.generation.providers.recorded import Recorded
from studio.engine.generation.providers.structural import Structural
from studio.errors import InputError
from tests.engine.generation.helpers import THREE, passage, run


def recorded(folder: Path, *rows: object) -> Path:
    path = folder / "recorded.jsonl"
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows))
    return path


def row(name: str, query: str, style: str = "need") -> dict[str, str]:
    return {"passage_id": name, "style": style, "query": query}


def found(path: Path, given: list[Passage], styles: tuple[str, ...] = THREE) -> list[tuple[str, str]]:
    provider = Recorded(path, given, styles)
    result = run(given, provider, path.with_name("answers.sqlite"), styles=styles)
    return list(result.queries.select("passage_id", "query").iter_rows())


# --- recorded


def test_recorded_queries_name_passages_sections_or_documents(tmp_path: Path) -> None:
    given = [passage(n, f"Text {n}.", document="a.md", heading=(f"Part {n}",), ordinal=n) for n in range(2)]
    given.append(passage(3, "Alone.", document="b.md"))
    path = recorded(tmp_path, row(given[0].passage_id, "one"), row("a.md#part-1", "two"), row("b.md", "three"))
    assert found(path, given) == [
        (given[0].passage_id, "one"),
        (given[1].passage_id, "two"),
        (given[2].passage_id, "three"),
    ]


def test_a_query_for_several_passages_goes_to_the_one_whose_words_it_shares(tmp_path: Path) -> None:
    texts = ["The clean ends before deposition.", "Copper dishing grows with overpolish.", "The clean and the clean."]
    given = [passage(7, text, document="a.md", ordinal=n) for n, text in enumerate(texts)]
    path = recorded(tmp_path, row("a.md", "why does dishing grow"), row("a.md", "window before deposition"))
    assert found(path, given) == [
        (given[0].passage_id, "window before deposition"),
        (given[1].passage_id, "why does dishing grow"),
    ]


def test_all_recorded_queries_of_wanted_styles_are_taken_however_many_are_asked(tmp_path: Path) -> None:
    rows = [row("d001.md", f"query {n}", style) for n, style in enumerate([*THREE, *THREE, "poem"])]
    path = recorded(tmp_path, *rows)
    assert len(found(path, [passage(1)])) == 6
    assert len(found(path, [passage(1)], ("need",))) == 2
    assert Recorded(path, [passage(1)], THREE).unused == [
        ("recorded.jsonl", "1 of 7 lines are of a style that is not wanted, first line 7.")
    ]


def test_broken_lines_and_lines_for_nobody_are_told_and_the_rest_is_used(tmp_path: Path) -> None:
    path = recorded(
        tmp_path, '{"passage_id": "d001.md", ', "[]", {"id": 1}, row("elsewhere", "x y"), row("d001.md", "z z")
    )
    provider = Recorded(path, [passage(1), passage(2)], THREE)
    result = run([passage(1), passage(2)], provider, tmp_path / "answers.sqlite")
    assert result.counts["queries"] == 1
    assert result.problems.rows() == [
        ("recorded.jsonl", "line 1 is no JSON."),
        ("recorded.jsonl", "line 2 is no JSON object."),
        ("recorded.jsonl", "line 3 has no passage_id and no query; it has id."),
        ("recorded.jsonl", "1 of 2 lines name no passage that wants queries, first line 4."),
    ]


def test_where_passages_of_a_document_are_not_given_theirs_are_not_handed_to_others(tmp_path: Path) -> None:
    edited = passage(2, "Copper dishing grows with overpolish.", document="a.md", ordinal=1)
    path = recorded(tmp_path, row("a.md", "window before deposition"), row("a.md", "copper dishing"))
    others = [passage(n, f"Deposition window, text {n}.") for n in range(5)]
    assert found(path, [edited, *others]) == [(edited.passage_id, "copper dishing")]


def test_a_file_that_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot be read .* generation\.recorded"):
        Recorded(tmp_path, [], THREE)


# --- structural

BODY = (
    "The window between the end of the pre-clean and the start of barrier deposition must stay below two hours. "
    "Copper exposed longer grows an oxide that the degas does not remove. It is bad. "
    "Dishing is the recess of copper below the oxide. Overpolish causes dishing of wide lines."
)


def made(given: Passage, *others: Passage, count: int = 3) -> dict[str, list[str]]:
    provider = Structural([given, *others])
    wanted = dict.fromkeys(THREE, count)
    answer = json.loads(provider.ask(provider.prompt.build(given, wanted, "")).text)
    return {style: [entry["query"] for entry in answer["queries"] if entry["style"] == style] for style in THREE}


def test_keywords_come_from_heading_and_rare_words_and_questions_from_key_sentences() -> None:
    queries = made(passage(1, BODY, heading=("Queue-time limits",)), *(passage(n) for n in range(2, 9)), count=4)
    assert queries["keyword"][0].startswith("queue-time limits ")
    assert "what is dishing?" in queries["question"]
    assert "what causes dishing of wide lines?" in queries["question"]
    assert any(question.startswith("must the window between") for question in queries["question"])
    assert queries["question"][-1] == "what about Queue-time limits for Title 1?"
    assert len(queries["need"]) == 4


def test_a_passage_without_title_and_headings_gets_queries_too() -> None:
    bare = Passage(
        passage_id="p",
        document_id="d",
        ordinal=0,
        title="",
        heading_path=(),
        text=BODY,
        start=0,
        end=1,
        tokens=1,
        group_id="d",
    )
    assert all(made(bare, passage(2)).values())


def test_sentences_are_told_apart_where_nobody_writes_capitals() -> None:
    lower = (
        "the window before barrier deposition must stay below two hours . dishing is the recess of copper, see fig. 3 ."
        " overpolish causes dishing of wide lines ."
    )
    questions = made(passage(1, lower), *(passage(n) for n in range(2, 9)))["question"]
    assert set(questions) == {
        "must the window before barrier deposition stay below two hours?",
        "what is dishing?",
        "what causes dishing of wide lines?",
    }


@pytest.mark.parametrize("text", ["", "x", "| 1 | 2 |\n| 3 | 4 |", "日本語の文章です。", "…" * 50, "[/i] list[int]"])
def test_odd_passages_do_no_harm(text: str) -> None:
    assert set(made(passage(1, text or " "))) == set(THREE)


def test_the_same_passages_give_the_same_queries_and_no_query_twice() -> None:
    given = passage(1, BODY, heading=("Limits",))
    first = made(given, passage(2))
    assert first == made(given, passage(2))
    every = [query for own in first.values() for query in own]
    assert len(set(every)) == len(every)
