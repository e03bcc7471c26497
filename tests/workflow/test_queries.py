"""Queries from files, logs and the clipboard: one query is one query, and every bad file is one sentence."""

import json
from pathlib import Path

import pytest

from studio.errors import InputError
from studio.workflow.queries import LONGEST, MOST, Asked, Queries, from_file, from_text


def read(folder: Path, name: str, content: str | bytes, **more: object) -> Queries:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return from_file(path, **more)  # type: ignore[arg-type]  # handed through


def texts(found: Queries) -> list[str]:
    return [query.text for query in found.queries]


def test_one_a_line_with_repeats_merged_and_the_most_frequent_first(tmp_path: Path) -> None:
    found = read(tmp_path, "log.txt", "How long?\n\nwhy  copper\nhow LONG\r\n   \nhow long .\nwhy copper\nonce\n")
    assert found.queries == (
        Asked(text="How long?", times=3),
        Asked(text="why copper", times=2),
        Asked(text="once", times=1),
    )
    assert (found.repeated, found.empty, found.overlong, found.beyond) == (3, 2, 0, 0)


def test_lines_that_nobody_typed_are_counted_and_left_out(tmp_path: Path) -> None:
    found = read(tmp_path, "log.txt", f"short\n{'x' * (LONGEST + 1)}\n?!\n")
    assert (texts(found), found.overlong, found.empty) == (["short"], 1, 1)


def test_a_limit_takes_the_most_frequent(tmp_path: Path) -> None:
    found = read(tmp_path, "log.txt", "a\nb\nb\nc\n", limit=1)
    assert (texts(found), found.beyond) == (["b"], 2)


def test_csv_is_read_by_its_column_with_counts(tmp_path: Path) -> None:
    content = 'when,Query,count\n1,"wafer, clean",3\n2,copper,9\n3,"two\nlines",1\n'
    found = read(tmp_path, "log.csv", content)
    assert found.queries[:2] == (Asked(text="copper", times=9), Asked(text="wafer, clean", times=3))
    assert texts(found)[2] == "two lines"


def test_tsv_and_a_column_of_another_name(tmp_path: Path) -> None:
    assert texts(read(tmp_path, "log.tsv", "id\tsuche\n1\tKupfer\n", column="suche")) == ["Kupfer"]


def test_jsonl_holds_objects_or_texts(tmp_path: Path) -> None:
    lines = [json.dumps(row) for row in ({"text": "one", "times": 4}, "two", {"query": "three"})]
    assert texts(read(tmp_path, "q.jsonl", "\n".join([*lines, ""]))) == ["one", "two", "three"]


@pytest.mark.parametrize(
    ("lines", "column", "queries"),
    [
        pytest.param(
            '1.2.3.4 - - [10/Oct/2026:13:55:36] "GET /search?page=2&q=poly+etch%3F HTTP/1.1" 200 26\n'
            '1.2.3.4 - - [10/Oct/2026:13:55:37] "GET /style.css HTTP/1.1" 200 26\n',
            "",
            ["poly etch?"],
            id="requests",
        ),
        pytest.param("GET /find?suche=Kupfer&q=no HTTP/1.1\n", "suche", ["Kupfer"], id="a parameter by its name"),
        pytest.param(
            '10:00:01 INFO search q="why copper" user=3\n10:00:02 INFO search q=etch user=4\n10:00:03 INFO up\n',
            "",
            ["why copper", "etch"],
            id="fields",
        ),
        pytest.param(
            "10:00 query: why copper, user: 3\n10:01 query: etch time user: 4\n", "", ["why copper", "etch time"]
        ),
        pytest.param(
            '{"at": 1, "event": "search", "params": {"Query": "why copper"}}\n{"at": 2, "event": "click"}\n',
            "",
            ["why copper"],
            id="json",
        ),
        pytest.param("how long\nwhat is q = 3\n", "nothing", None, id="a field that is not there"),
        pytest.param("how long?\nwhy copper\n", "", ["how long?", "why copper"], id="one query a line"),
    ],
)
def test_a_log_gives_the_queries_in_its_lines_and_counts_lines_without_one(
    tmp_path: Path, lines: str, column: str, queries: list[str] | None
) -> None:
    if queries is None:
        with pytest.raises(InputError, match="has no field 'nothing' in its first 2,000 lines"):
            read(tmp_path, "search.log.1", lines, column=column)
        return
    found = read(tmp_path, "search.log.1", lines, column=column)
    assert texts(found) == queries
    assert found.empty == lines.count("\n") - len(queries)


def test_what_is_pasted_is_one_a_line() -> None:
    assert texts(from_text("[/i] how\n\nwhy\n")) == ["[/i] how", "why"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("q.txt", "", "holds no query. Give one a line"),
        ("q.txt", "\n  \n", "holds no query"),
        ("q.txt", "y" * 1001, "holds no query: 1 line is longer than 1000 characters"),
        ("q.txt", b"\x00\x01\x02", "is not text: it holds NUL bytes"),
        ("q.txt", b"fine\n\xff\xfe\n", "is not UTF-8 text"),
        ("q.csv", "", r"q\.csv, line 1 has no column text or query; its columns: none"),
        ("q.csv", "id,words\n1,a\n", r"has no column text or query; its columns: id, words\. Name one with --column"),
        ("q.csv", "text,count\na,often\n", r"line 2: the count 'often' is no whole number"),
        pytest.param("q.csv", "text\n" + "z" * 200_000, r"line 2 is no CSV: field larger than", id="a-field-too-large"),
        ("q.jsonl", '{"text": "a"}\n{broken\n', r"line 2 is not JSON"),
        ("q.jsonl", "[1, 2]\n", r"line 1 is neither an object nor a text"),
        ("q.jsonl", '{"text": 7}\n', r"line 1: text = 7 is not text"),
        ("q.jsonl", '{"words": "a"}\n', r"line 1 has no column text or query; its columns: words"),
    ],
)
def test_a_bad_file_is_one_sentence(tmp_path: Path, name: str, content: str | bytes, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        read(tmp_path, name, content)
    assert "\n" not in str(caught.value)


def test_columns_and_files_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="has no column 'suche'; its columns: text"):
        read(tmp_path, "q.csv", "text\na\n", column="suche")
    with pytest.raises(InputError, match="has no columns: it is read one query a line"):
        read(tmp_path, "q.txt", "a\n", column="text")
    with pytest.raises(InputError, match=r"is not there\. Name a file"):
        from_file(tmp_path / "gone.txt")
    with pytest.raises(InputError, match="is a folder"):
        from_file(tmp_path)


def test_more_than_anybody_judges_wants_a_limit(tmp_path: Path) -> None:
    million = "\n".join(str(number) for number in range(1_000_000))
    with pytest.raises(InputError, match=r"holds 1,000,000 different queries, more than anybody judges.*--limit 50"):
        read(tmp_path, "log.txt", million)
    found = read(tmp_path, "log.txt", million + "\n7", limit=50)
    assert (texts(found)[0], len(found.queries), found.beyond) == ("7", 50, 999_950)
    assert len(read(tmp_path, "log.txt", "\n".join(map(str, range(MOST)))).queries) == MOST
