import io
import zipfile
from pathlib import Path

import polars as pl
import pytest

from studio.engine.corpus.decode import decode
from studio.engine.corpus.documents import Block, Extract, Found, assemble, clean
from studio.engine.corpus.problems import Unreadable
from studio.engine.corpus.readers.base import Columns, DocumentReader, Record, RecordReader
from studio.engine.corpus.readers.pdf import lines_to_blocks
from studio.engine.corpus.readers.registry import BY_SUFFIX, READERS
from tests.engine.corpus.files import pdf, word, written

COLUMNS = Columns("text", "title", "_id")


def read(suffix: str, data: bytes, told: list[str] | None = None) -> Extract:
    reader = BY_SUFFIX[suffix]
    assert isinstance(reader, DocumentReader)
    return assemble(reader.read(data, lambda reason, _: told.append(reason) if told is not None else None))


def records(path: Path, told: list[str] | None = None, columns: Columns = COLUMNS) -> list[Record]:
    reader = BY_SUFFIX[path.suffix]
    assert isinstance(reader, RecordReader)
    return list(reader.read(path, columns, lambda reason, _: told.append(reason) if told is not None else None))


def outline(extract: Extract) -> list[tuple[tuple[str, ...], list[str]]]:
    return [(part.path, [extract.text[start:end] for start, end in part.spans]) for part in extract.sections]


def test_every_reader_has_a_name_a_description_and_suffixes_of_its_own() -> None:
    suffixes = [suffix for reader in READERS for suffix in reader.suffixes]
    assert len(suffixes) == len(set(suffixes))
    assert all(reader.name and reader.about for reader in READERS)


# --- text and its encodings


def test_paragraphs_of_plain_text_are_what_stands_between_empty_lines() -> None:
    assert outline(read(".txt", b"one\r\ntwo\r\n\r\n \r\nthree\r\n")) == [((), ["one\ntwo", "three"])]


@pytest.mark.parametrize(
    ("codec", "note"),
    [("utf-8", None), ("utf-8-sig", None), ("utf-16", "UTF-16"), ("utf-32", "UTF-32"), ("cp1252", "Windows-1252")],
)
def test_text_is_read_in_the_encodings_that_occur_and_others_than_utf8_are_told(codec: str, note: str | None) -> None:
    told: list[str] = []
    extract = read(".txt", "Café – 3 µm, “clean” oxide across the wafer".encode(codec), told)
    assert extract.text == "Café – 3 µm, “clean” oxide across the wafer"
    assert [note in reason for reason in told] == ([True] if note else []) if note else told == []


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (bytes(range(256)) * 40, "binary"),
        (b"\x00" * 5000, "binary"),
        (b"\x89PNG\r\n\x1a\n" + b"a" * 100, "PNG"),
        (b"PK\x03\x04" + b"a" * 100, "ZIP"),
        ("Привет, это текст на русском языке".encode("cp1251"), "neither UTF-8 nor"),
        ("日本語の文章です".encode("shift_jis"), "neither UTF-8 nor"),
    ],
)
def test_what_is_no_text_is_refused_with_a_reason(data: bytes, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        decode(data)


def test_one_damaged_byte_does_not_turn_utf8_into_another_encoding() -> None:
    text, note = decode("Wörter mit Umlauten: äöüß ÄÖÜ äöüß".encode() + b" \xff end")
    assert text.startswith("Wörter mit Umlauten")
    assert "1 damaged" in note


def test_control_and_direction_characters_are_left_out_and_counted() -> None:
    text, removed = clean("a\x00b\x1b[31mred\x1b[0m\u202egnp\u2066x\tc\x0cd\x7f\u200b\ufeff\U000e0041")
    assert text == "abredgnpx\tc\nd"
    assert removed == 7
    assert clean("tab\tand\nline, 日本 🙂 \u0645\u06cc\u200c\u062e") == (
        "tab\tand\nline, 日本 🙂 \u0645\u06cc\u200c\u062e",
        0,
    )


# --- Markdown

MARKDOWN = b"""---
title: "From the front matter"
---
Before.

# Guide #

Intro with [a link](https://x.example/a(b)c) and ![alt](i.png).

## Limits {#limits}
<!-- # not a heading -->
- one
- two

```python
# not a heading

def f(): ...
```

Setext two
----------
| a | b |
|---|---|
| 1 | 2 |

#hashtag is text

***

### **Deep** `code`
end
"""


def test_markdown_is_cut_at_headings_and_never_inside_a_fence() -> None:
    extract = read(".md", MARKDOWN)
    assert extract.title == "From the front matter"
    assert outline(extract) == [
        ((), ["Before."]),
        (("Guide",), ["Intro with a link and alt."]),
        (("Guide", "Limits"), ["- one\n- two", "```python\n# not a heading\n\ndef f(): ...\n```"]),
        (("Guide", "Setext two"), ["| a | b |\n|---|---|\n| 1 | 2 |", "#hashtag is text"]),
        (("Guide", "Setext two", "Deep code"), ["end"]),
    ]


def test_a_first_heading_is_the_title_and_stands_in_no_path() -> None:
    extract = read(".md", b"# Copper barrier\n\n## Queue-time limits\nTwo hours.\n\n# Annex\nMore.")
    assert extract.title == "Copper barrier"
    assert outline(extract) == [(("Queue-time limits",), ["Two hours."]), (("Annex",), ["More."])]


def test_a_document_of_headings_alone_is_read_as_text() -> None:
    assert outline(read(".md", b"# Agenda\n## First\n## Second\n")) == [((), ["Agenda", "First", "Second"])]


@pytest.mark.parametrize(
    "text", ["```\n# never closed\n", "# \n\n## \n", "---\n", "===\n", "- a\n---\nb\n", "[x](" * 5000]
)
def test_odd_markdown_is_read_all_the_same(text: str) -> None:
    assert read(".md", text.encode()) is not None


# --- HTML

HTML = """<html><head><title>Site | Page</title><style>p{}</style></head><body><nav>Menu</nav>
<main><h1>Etch &amp; clean</h1><p>First
 line<br>second <b>line</b> &lt;3</p><script>alert(1)</script>
<h2>List</h2><ul><li>one<li>two <i>more</i></ul><table><tr><th>a<th>b<tr><td>1<td>2</table>
<pre>  keep
    this</pre></main><footer>Imprint</footer></body></html>"""


def test_html_keeps_what_a_reader_reads() -> None:
    extract = read(".html", HTML.encode())
    assert extract.title == "Etch & clean"
    assert outline(extract) == [
        ((), ["First line\nsecond line <3"]),
        (("List",), ["- one\n- two more", "a | b\n1 | 2", "  keep\n    this"]),
    ]


def test_html_is_read_in_the_encoding_that_it_declares() -> None:
    page = '<meta charset="cp1251"><p>Привет, это текст</p>'.encode("cp1251")
    assert read(".html", page).text == "Привет, это текст"


def test_html_that_is_nested_beyond_reason_is_refused_quickly() -> None:
    with pytest.raises(Unreadable, match="deeper than"):
        read(".html", b"<div>" * 200_000 + b"x")


@pytest.mark.parametrize("page", ["", "   ", "plain words", "<p>a<p>b", "<td>x", "<h1></h1><h1>b</h1>", "<svg><a>"])
def test_broken_html_is_read_as_far_as_it_goes(page: str) -> None:
    if page:
        assert read(".htm", page.encode()) is not None


# --- PDF


def test_pdf_text_is_joined_to_paragraphs_and_bookmarks_are_headings() -> None:
    writer = pdf([["Queue time", "The window between the end of clean and the start of depo-", "sition is two hours."]])
    writer.add_outline_item(title="Queue time", page_number=0)
    extract = read(".pdf", written(writer))
    assert extract.text.endswith("the start of deposition is two hours.")
    assert extract.title == "Queue time"


def test_a_pdf_takes_its_title_from_its_metadata_unless_a_program_wrote_it() -> None:
    assert read(".pdf", written(pdf([["Some words."]], "Etch guide"))).title == "Etch guide"
    assert read(".pdf", written(pdf([["Some words."]], "Microsoft Word - x.doc"))).title == ""


def test_running_heads_and_page_numbers_are_left_out() -> None:
    writer = pdf([["Etch handbook", f"Body number {'abcdef'[n]} here.", f"Page {n} of 6"] for n in range(6)])
    text = read(".pdf", written(writer)).text
    assert "Etch handbook" not in text
    assert "Page" not in text
    assert text.count("Body number") == 6


def test_lines_of_a_list_stay_apart() -> None:
    lines = ["These are the steps to be taken by whoever finds the tool down:", "• call", "• write", "2) leave"]
    assert [block.text for block in lines_to_blocks([lines], {})] == lines


def test_an_encrypted_pdf_says_so() -> None:
    writer = pdf([["Secret."]])
    writer.encrypt("password", algorithm="RC4-128")
    with pytest.raises(Unreadable, match="is encrypted"):
        read(".pdf", written(writer))


def test_a_pdf_that_only_forbids_changes_is_read() -> None:
    writer = pdf([["Open to all who read."]])
    writer.encrypt("", "owner", algorithm="AES-256")
    assert read(".pdf", written(writer)).text == "Open to all who read."


def test_a_scanned_pdf_says_that_it_has_no_text() -> None:
    with pytest.raises(Unreadable, match="no text in its 2 pages"):
        read(".pdf", written(pdf([[], []])))


@pytest.mark.parametrize("cut", [0, 5, 200, 500])
def test_a_broken_pdf_is_refused_with_a_reason(cut: int) -> None:
    with pytest.raises(Unreadable, match=r"is empty|damaged|no text"):
        read(".pdf", written(pdf([["Some words here."]]))[:cut])


# --- DOCX


def test_docx_gives_headings_lists_and_tables_in_order() -> None:
    extract = read(".docx", word())
    assert extract.title == "Barrier guide"
    assert outline(extract) == [((), ["Intro."]), (("Limits",), ["- one\n- two", "c0 | c1\nc2 | c3", "wide"])]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b"no zip", "damaged or no DOCX"),
        (word()[:2000], "damaged or no DOCX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "encrypted or an old"),
    ],
    ids=["empty", "no-zip", "cut", "old-or-encrypted"],
)
def test_a_broken_docx_is_refused_with_a_reason(data: bytes, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read(".docx", data)


def test_a_zip_that_is_no_docx_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "a")
    with pytest.raises(Unreadable, match="no DOCX"):
        read(".docx", buffer.getvalue())


# --- records


def test_a_broken_line_costs_that_line_alone_and_is_named(tmp_path: Path) -> None:
    path = tmp_path / "corpus.jsonl"
    path.write_bytes(
        b'\xef\xbb\xbf{"_id": "a", "title": "T", "text": "one", "metadata": {}}\n'
        b'{"_id": "b", "text": "tw\n\n[1]\n\xff\n{"_id": 7, "text": ["x", "y"]}'
    )
    told: list[str] = []
    assert [(r.row, r.key, r.title, r.text) for r in records(path, told)] == [
        (1, "a", "T", "one"),
        (6, "7", "", "x\n\ny"),
    ]
    assert [reason.split(" ")[1] for reason in told] == ["2", "4", "5"]


def test_a_missing_column_names_those_that_there_are(tmp_path: Path) -> None:
    lines, table, frame = tmp_path / "a.jsonl", tmp_path / "a.csv", tmp_path / "a.parquet"
    lines.write_text('{"body": "x", "id": 1}\n')
    table.write_text("body,id\nx,1\n")
    pl.DataFrame({"body": ["x"], "id": [1]}).write_parquet(frame)
    for path in (lines, table, frame):
        with pytest.raises(Unreadable, match=r"no column 'text'; it has body, id\. Set text_column"):
            records(path)


def test_a_column_that_some_lines_lack_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "x"}\n{"body": "y"}\n{"body": "z"}\n')
    told: list[str] = []
    assert len(records(path, told)) == 1
    assert told == ["lacks 'text' in 2 of 3 lines, first in line 2, which has body."]


def test_csv_and_parquet_take_the_columns_that_are_chosen(tmp_path: Path) -> None:
    table, semicolons, frame = tmp_path / "a.csv", tmp_path / "b.csv", tmp_path / "a.parquet"
    table.write_text('nr,head,body\n1,H,"a, ""b""\nc"\n')
    semicolons.write_text("nr;head;body\n1;H;a, b\n")
    pl.DataFrame({"nr": [1], "head": ["H"], "body": ["a"], "other": [None]}).write_parquet(frame)
    columns = Columns("body", "head", "nr")
    assert records(table, columns=columns) == [Record(row=1, share=1.0, key="1", title="H", text='a, "b"\nc')]
    assert records(semicolons, columns=columns) == [Record(row=1, share=1.0, key="1", title="H", text="a, b")]
    assert records(frame, columns=columns) == [Record(row=1, share=1.0, key="1", title="H", text="a")]


@pytest.mark.parametrize("name", ["a.parquet", "a.jsonl", "a.csv"])
def test_an_empty_record_file_says_so(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"")
    with pytest.raises(Unreadable, match="is empty"):
        records(tmp_path / name)


def test_a_file_that_is_no_parquet_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"nonsense" * 20)
    with pytest.raises(Unreadable, match="no Parquet"):
        records(tmp_path / "a.parquet")


def test_a_cell_of_fifty_megabytes_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("text\n" + "word " * 10_000_000 + "\n")
    assert len(records(path)[0].text) == 49_999_999


def test_tight_blocks_are_lines_of_one_paragraph() -> None:
    extract = assemble(Found("t", [Block("a"), Block("b", tight=True), Block("", tight=True), Block("c")]))
    assert outline(extract) == [((), ["a\nb", "c"])]
