import json
import os
import shutil
import time
from pathlib import Path

import polars as pl
import pytest

from studio.domain.identity import section_id
from studio.engine.corpus.frames import DOCUMENTS, GROUPS, PASSAGES, PROBLEMS
from studio.engine.progress import Interrupted, Silent
from studio.errors import InputError
from studio.project import Project as StudioProject
from tests.engine.corpus.files import pdf, word, written
from tests.engine.corpus.helpers import Project, quick, reasons, states


@pytest.fixture
def project() -> Project:
    return Project()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "docs"
    (root / "sub").mkdir(parents=True)
    (root / "a.md").write_text("# Alpha\n\n## Limits\nTwo hours after the clean.\n\n## Rework\nStrip and repeat.")
    (root / "sub" / "b.txt").write_text("Beta is about something else entirely.")
    return root


def lines(path: Path, *rows: dict[str, object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


# --- documents, names, frames


def test_a_folder_becomes_documents_and_passages_with_title_headings_and_offsets(
    project: Project, folder: Path
) -> None:
    result = project.ingest(folder)
    assert states(result) == {"a.md": "new", "sub/b.txt": "new"}
    first = result.passages.sort("document_id", "ordinal").row(0, named=True)
    assert (first["title"], first["heading_path"], first["text"]) == (
        "Alpha",
        ["Limits"],
        "Two hours after the clean.",
    )
    assert section_id(first["document_id"], first["heading_path"]) == "a.md#limits"
    assert result.counts == {
        "new": 2,
        "changed": 0,
        "unchanged": 0,
        "retired": 0,
        "passages": 3,
        "duplicates": 0,
    }


def test_frames_are_those_of_the_contract_even_where_they_are_empty(project: Project, folder: Path) -> None:
    for result in (project.ingest(folder), project.ingest(folder)):
        assert result.documents.schema == DOCUMENTS
        assert result.passages.schema == PASSAGES
        assert result.groups.schema == GROUPS
        assert result.problems.schema == PROBLEMS


def test_the_same_folder_gives_the_same_answer(folder: Path) -> None:
    first, second = Project().ingest(folder), Project().ingest(folder)
    assert first.passages.equals(second.passages)
    assert first.documents.equals(second.documents)


def test_passages_are_as_long_as_the_setting_and_the_model_allow_and_it_is_said(project: Project, folder: Path) -> None:
    assert project.ingest(folder, limit=256).limit_reason == (
        "Passages have at most 256 tokens: test-model reads no more (max_tokens = 512)."
    )
    assert project.ingest(folder, limit=8192, max_tokens=100).limit == 100


# --- again


def test_nothing_is_made_again_where_nothing_changed(project: Project, folder: Path) -> None:
    project.ingest(folder)

    def never(texts: object) -> list[int]:
        raise AssertionError("counted again")

    again = project.ingest(folder, counting=never)
    assert set(states(again).values()) == {"unchanged"}
    assert again.passages.is_empty()
    assert again.groups.height == 3
    assert again.documents.select("title", "characters").rows()[0] == ("Alpha", 68)


def test_an_edit_changes_its_document_and_unchanged_passages_keep_their_names(project: Project, folder: Path) -> None:
    before = project.ingest(folder).passages
    (folder / "a.md").write_text("# Alpha\n\n## Limits\nTwo hours after the clean.\n\n## Rework\nNever.")
    after = project.ingest(folder)
    assert states(after) == {"a.md": "changed", "sub/b.txt": "unchanged"}
    assert set(after.passages["text"]) == {"Two hours after the clean.", "Never."}
    kept = set(before["passage_id"]) & set(after.passages["passage_id"])
    assert before.filter(pl.col("passage_id").is_in(list(kept)))["text"].to_list() == ["Two hours after the clean."]


def test_a_removed_file_retires_its_document_and_a_file_that_comes_back_is_new(project: Project, folder: Path) -> None:
    before = project.ingest(folder).passages
    text = (folder / "a.md").read_text()
    (folder / "a.md").unlink()
    assert states(project.ingest(folder))["a.md"] == "retired"
    assert project.passages.height == 1
    (folder / "a.md").write_text(text)
    back = project.ingest(folder)
    assert states(back)["a.md"] == "new"
    assert set(back.passages["passage_id"]) < set(before["passage_id"])


def test_other_settings_cut_everything_again(project: Project, folder: Path) -> None:
    project.ingest(folder)
    assert set(states(project.ingest(folder, max_tokens=64)).values()) == {"changed"}
    assert set(states(project.ingest(folder, max_tokens=64)).values()) == {"unchanged"}


def test_documents_of_other_roots_stay_when_one_root_is_read(project: Project, folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "c.txt").write_text("Gamma rays and nothing else.")
    project.ingest(folder)
    result = project.ingest(other)
    assert states(result) == {"c.txt": "new"}
    assert result.counts["passages"] == 4
    assert result.groups.height == 4


def test_a_root_that_vanished_retires_its_documents(project: Project, folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("Gamma rays and nothing else.")
    project.ingest(folder, other)
    shutil.rmtree(folder)
    result = project.ingest(folder, other)
    assert states(result) == {"a.md": "retired", "sub/b.txt": "retired", "other.txt": "unchanged"}
    assert "is gone, and its 2 documents" in reasons(result)[str(folder)]


def test_a_single_file_is_a_root_too(project: Project, folder: Path) -> None:
    assert states(project.ingest(folder / "a.md")) == {"a.md": "new"}
    assert states(project.ingest(folder / "a.md")) == {"a.md": "unchanged"}


def test_a_file_reached_through_another_folder_is_the_same_document(project: Project, folder: Path) -> None:
    project.ingest(folder)
    assert states(project.ingest(folder / "sub")) == {"sub/b.txt": "unchanged"}
    assert states(project.ingest(folder.parent)) == {"a.md": "unchanged", "sub/b.txt": "unchanged"}


def test_files_of_two_roots_with_one_name_are_two_documents(project: Project, folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.md").write_text("# Another\n\nWith other words.")
    assert set(states(project.ingest(folder, other))) == {"a.md", "other/a.md", "sub/b.txt"}
    assert states(project.ingest(other)) == {"other/a.md": "unchanged"}


def test_a_folder_that_moved_keeps_its_documents(project: Project, folder: Path, tmp_path: Path) -> None:
    project.ingest(folder)
    moved = folder.rename(tmp_path / "elsewhere")
    result = project.ingest(moved)
    assert states(result) == {"a.md": "unchanged", "sub/b.txt": "unchanged"}
    assert set(result.documents["root"]) == {str(moved)}


def test_a_file_that_cannot_be_read_this_time_keeps_what_is_known_of_it(project: Project, folder: Path) -> None:
    project.ingest(folder)
    (folder / "sub" / "b.txt").write_bytes(os.urandom(5000))
    result = project.ingest(folder)
    assert states(result)["sub/b.txt"] == "unchanged"
    assert "sub/b.txt" in reasons(result)
    assert project.passages.height == 3


def test_a_file_that_was_emptied_retires_its_document(project: Project, folder: Path) -> None:
    project.ingest(folder)
    (folder / "sub" / "b.txt").write_bytes(b"")
    assert states(project.ingest(folder))["sub/b.txt"] == "retired"


# --- records and BEIR


def test_records_are_named_by_their_id_or_by_file_and_row(project: Project, tmp_path: Path) -> None:
    lines(tmp_path / "in" / "a.jsonl", {"_id": "x1", "text": "Alpha."}, {"text": "Beta."})
    result = project.ingest(tmp_path / "in")
    assert set(states(result)) == {"x1", "a.jsonl#2"}


def test_one_changed_record_is_one_changed_document(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines(path, {"_id": "a", "text": "Alpha."}, {"_id": "b", "text": "Beta."}, {"_id": "c", "text": "Gamma."})
    project.ingest(path)
    lines(path, {"_id": "a", "text": "Alpha."}, {"_id": "b", "text": "Better."}, {"_id": "d", "text": "Delta."})
    assert states(project.ingest(path)) == {"a": "unchanged", "b": "changed", "c": "retired", "d": "new"}


def test_an_id_that_is_used_twice_loses_no_record(project: Project, tmp_path: Path) -> None:
    lines(tmp_path / "a.jsonl", {"_id": "a", "text": "Alpha."}, {"_id": "a", "text": "Beta."})
    result = project.ingest(tmp_path / "a.jsonl")
    assert set(states(result)) == {"a", "a.jsonl#2"}
    assert "row 2 has the id 'a' of another document" in reasons(result)["a.jsonl"]


def test_of_a_beir_folder_only_the_corpus_is_documents(project: Project, tmp_path: Path) -> None:
    root = tmp_path / "beir"
    lines(root / "corpus.jsonl", {"_id": "1", "title": "T", "text": "Body."})
    lines(root / "queries.jsonl", {"_id": "q", "text": "A query"})
    lines(root / "recorded.jsonl", {"passage_id": "1", "style": "keyword", "query": "text"})
    (root / "qrels").mkdir()
    (root / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq\t1\t1\n")
    (root / "README.md").write_text("# About\nthis collection")
    result = project.ingest(tmp_path)
    assert states(result) == {"1": "new"}
    assert result.problems.is_empty()


def test_queries_beside_qrels_are_no_documents_without_a_corpus_either(project: Project, folder: Path) -> None:
    lines(folder / "test" / "queries.jsonl", {"_id": "q", "text": "A query"})
    (folder / "test" / "qrels.tsv").write_text("text\tb\nq\t1\n")
    lines(folder / "recorded.jsonl", {"passage_id": "1", "query": "text", "text": "no"})
    result = project.ingest(folder)
    assert set(states(result)) == {"a.md", "sub/b.txt"}
    assert result.skipped == {"queries and judgments": 3}


def test_empty_records_are_no_passages_and_are_reported(project: Project, tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [{"_id": str(n), "title": "", "text": ""} for n in range(100)]
    lines(tmp_path / "c.jsonl", {"_id": "t", "title": "Title only", "text": ""}, *rows)
    result = project.ingest(tmp_path / "c.jsonl")
    assert states(result) == {"t": "new"}
    told = [reason for _, reason in result.problems.iter_rows()]
    assert told[0] == "row 2 (id '0') has neither title nor text and was left out."
    assert told[-1] == "80 more like this: empty rows."
    assert len(told) == 21


# --- what is wrong is told, and the rest goes on


def test_each_bad_file_is_one_sentence_and_the_good_ones_are_read(project: Project, folder: Path) -> None:
    (folder / "junk.txt").write_bytes(bytes(range(256)) * 100)
    (folder / "latin.txt").write_bytes("Größe und Länge der Prüfung".encode("cp1252"))
    (folder / "empty.pdf").write_bytes(b"")
    (folder / "blank.md").write_text("  \n\n ")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    (folder / "control.txt").write_text("Say \x1b[31mred\x1b[0m \u202eand\x00 done, [/i] list[int]")
    lines(folder / "broken.jsonl", {"_id": "ok", "text": "Fine."})
    with (folder / "broken.jsonl").open("a") as file:
        file.write('{"_id": "no", "te\n')
    result = project.ingest(folder)
    told = reasons(result)
    assert set(told) == {"junk.txt", "latin.txt", "empty.pdf", "blank.md", "control.txt", "broken.jsonl"}
    assert "binary" in told["junk.txt"]
    assert "Windows-1252" in told["latin.txt"]
    assert told["empty.pdf"] == "is empty."
    assert told["blank.md"] == "has no text."
    assert "4 control or direction characters" in told["control.txt"]
    assert told["broken.jsonl"].startswith("line 2 is no JSON")
    assert set(states(result)) == {"a.md", "sub/b.txt", "latin.txt", "control.txt", "ok"}
    assert result.skipped == {".png": 1}
    assert "Say red and done, [/i] list[int]" in result.passages["text"].to_list()


def test_a_line_of_fifty_megabytes_is_read_quickly_and_told(project: Project, folder: Path) -> None:
    (folder / "line.txt").write_text("word and word " * 3_700_000)
    began = time.monotonic()
    result = project.ingest(folder, counting=quick, near_duplicate=1.0)
    assert time.monotonic() - began < 60
    assert "characters, which was cut by size" in reasons(result)["line.txt"]
    assert max(result.passages["tokens"].to_list()) <= 256


def test_a_missing_folder_is_a_sentence(project: Project, folder: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere does not exist\. Name a folder or a file"):
        project.ingest(folder, folder / "nowhere")


def test_an_empty_corpus_is_a_sentence_that_says_what_was_passed_over(project: Project, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nothing to read in .* It holds no files"):
        project.ingest(tmp_path)
    (tmp_path / "a.png").write_bytes(b"")
    (tmp_path / "b.txt").write_bytes(b"")
    with pytest.raises(InputError, match=r"b\.txt is empty\. Passed over: 1 \.png"):
        project.ingest(tmp_path)


def test_a_corpus_is_never_emptied_by_accident(project: Project, folder: Path) -> None:
    project.ingest(folder)
    shutil.rmtree(folder)
    with pytest.raises(InputError, match="The project stays as it was"):
        project.ingest(folder)


def test_a_file_with_an_unknown_suffix_given_by_name_is_told(project: Project, folder: Path) -> None:
    (folder.parent / "x.xyz").write_text("words")
    assert "suffix that nothing reads" in reasons(project.ingest(folder, folder.parent / "x.xyz"))["x.xyz"]


def test_what_is_neither_folder_nor_file_is_told(project: Project, folder: Path) -> None:
    os.mkfifo(folder.parent / "pipe.md")
    said = reasons(project.ingest(folder, folder.parent / "pipe.md"))
    assert said[str(folder.parent / "pipe.md")] == "is neither a folder nor a plain file."


def test_a_project_below_the_folder_gives_no_documents(project: Project, folder: Path) -> None:
    StudioProject.create(folder / "tried")
    result = project.ingest(folder)
    assert set(states(result)) == {"a.md", "sub/b.txt"}
    assert "is a project of the studio" in reasons(result)[str(folder / "tried")]


def test_links_in_circles_hidden_files_and_dead_links_do_no_harm(project: Project, folder: Path) -> None:
    (folder / "loop").symlink_to(folder)
    (folder / "self").symlink_to("self")
    (folder / "dead.txt").symlink_to(folder / "nothing")
    (folder / ".hidden").mkdir()
    (folder / ".hidden" / "x.md").write_text("# no")
    (folder / "~$a.docx").write_text("lock")
    result = project.ingest(folder)
    assert set(states(result)) == {"a.md", "sub/b.txt"}
    assert "link to nothing" in reasons(result)[str(folder / "dead.txt")]
    assert f"is a link to {folder}, which it lies in, and was left out." in reasons(result)[str(folder / "loop")]


def test_a_link_to_a_folder_around_the_corpus_brings_nothing_in(project: Project, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Not a part of the corpus at all.")
    (folder / "sub" / "up").symlink_to(tmp_path)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "c.txt").write_text("Read by way of a link.")
    (tmp_path / "other" / "back").symlink_to(tmp_path)
    (folder / "other").symlink_to(tmp_path / "other")
    result = project.ingest(folder)
    assert set(states(result)) == {"a.md", "sub/b.txt", "other/c.txt"}
    told = {source: reason for source, reason in reasons(result).items() if "which it lies in" in reason}
    assert set(told) == {str(folder / "sub" / "up"), str(folder / "other" / "back")}


def test_a_folder_with_a_link_to_it_is_read_once_where_it_lies(project: Project, folder: Path) -> None:
    (folder / "latest").symlink_to(folder / "sub")
    assert set(states(project.ingest(folder))) == {"a.md", "sub/b.txt"}


class _Heard(Silent):
    def __init__(self) -> None:
        super().__init__()
        self.at: list[int] = []
        self.end = (0, "")

    def progress(self, stage: str, done: int, total: int, unit: str) -> None:
        if stage == "read and cut":
            self.at.append(done)
            self.end = (total, unit)


def _records(path: Path, suffix: str, many: int) -> Path:
    text = ["word " * 400 + str(number) for number in range(many)]
    rows = pl.DataFrame({"_id": [f"r{number}" for number in range(many)], "text": text})
    file = path / f"rows.{suffix}"
    match suffix:
        case "jsonl":
            rows.write_ndjson(file)
        case "csv":
            rows.write_csv(file)
        case _:
            rows.write_parquet(file, row_group_size=10, compression="uncompressed", use_pyarrow=False)
    return file


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "parquet"])
def test_progress_moves_with_the_rows_of_one_file(project: Project, tmp_path: Path, suffix: str) -> None:
    file = _records(tmp_path, suffix, 40)
    for _ in ("new", "unchanged"):
        project.reporter = heard = _Heard()
        project.ingest(file)
        assert len(set(heard.at)) > 10
        assert heard.at == sorted(heard.at)
        assert (heard.at[-1], "kB") == heard.end == (-(-file.stat().st_size // 1000), "kB")


def test_progress_moves_within_one_large_text(project: Project, tmp_path: Path) -> None:
    file = tmp_path / "large.txt"
    file.write_text("".join(f"Sentence {number} of a text that never ends. " for number in range(60_000)))
    project.reporter = heard = _Heard()
    project.ingest(file, counting=quick)
    assert len(set(heard.at)) > 5
    assert heard.at == sorted(heard.at)
    assert heard.at[-1] == heard.end[0]


def test_files_that_cannot_be_read_count_as_done(project: Project, folder: Path) -> None:
    (folder / "broken.pdf").write_bytes(b"%PDF" + b"x" * 5_000)
    project.reporter = heard = _Heard()
    project.ingest(folder)
    assert heard.at == sorted(heard.at)
    assert heard.at[-1] == heard.end[0] > 5


def test_source_code_is_called_by_its_path_and_left_out_where_it_is_not_wanted(project: Project, folder: Path) -> None:
    (folder / "tool").mkdir()
    (folder / "tool" / "etch.py").write_text("def etch(wafer):\n    return wafer\n")
    (folder / "tool" / "__init__.py").write_text("")
    result = project.ingest(folder)
    titles = dict(result.documents.select("document_id", "title").iter_rows())
    assert titles["tool/etch.py"] == "tool/etch.py"
    assert result.problems.is_empty()
    result = project.ingest(folder, source_code=False)
    assert states(result)["tool/etch.py"] == "retired"
    assert result.skipped[".py"] == 2


def test_what_belongs_to_a_saved_page_or_to_a_python_environment_is_no_document(project: Project, folder: Path) -> None:
    (folder / "page.html").write_text("<p>Etch rates of oxide.")
    for name in ("page_files/menu.js", "case_files/one.txt", "env/lib/tool.py"):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text("function menu() {\n  return 1\n}\n")
    (folder / "env" / "pyvenv.cfg").write_text("home = /usr")
    result = project.ingest(folder)
    assert set(states(result)) == {"a.md", "sub/b.txt", "page.html", "case_files/one.txt"}
    assert result.skipped["beside a saved page"] == result.skipped["Python environment"] == 1


def test_a_file_name_that_is_no_utf8_is_kept_as_far_as_it_goes(project: Project, folder: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.txt")).write_text("Coffee and nothing else.")
    except OSError:
        pytest.skip("this file system takes UTF-8 alone")
    assert "caf\ufffd.txt" in states(project.ingest(folder))


def test_a_person_can_stop_it(folder: Path) -> None:
    project = Project()
    project.reporter = Silent(stop=lambda: True)
    with pytest.raises(Interrupted):
        project.ingest(folder)


def test_near_duplicate_documents_share_a_group(project: Project, folder: Path) -> None:
    text = " ".join(f"word{n}" for n in range(100))
    (folder / "x.txt").write_text(text)
    (folder / "y.txt").write_text(text.replace("word50", "other"))
    project.ingest(folder)
    rows = {row["document_id"]: row for row in project.passages.iter_rows(named=True)}
    assert rows["y.txt"]["group_id"] == rows["x.txt"]["group_id"] == "x.txt"
    assert rows["y.txt"]["duplicate_of"] == rows["x.txt"]["passage_id"]
    (folder / "x.txt").unlink()
    project.ingest(folder)
    rows = {row["document_id"]: row for row in project.passages.iter_rows(named=True)}
    assert (rows["y.txt"]["group_id"], rows["y.txt"]["duplicate_of"]) == ("y.txt", None)


def test_the_frames_can_be_written_and_read_again(project: Project, folder: Path) -> None:
    path = folder.parent / "passages.parquet"
    project.ingest(folder).passages.write_parquet(path)
    assert pl.read_parquet(path).schema == PASSAGES


def test_a_folder_of_mixed_formats_is_read_whole(project: Project, tmp_path: Path) -> None:
    (tmp_path / "guide.pdf").write_bytes(written(pdf([["The window before deposition is two hours."]], "Etch guide")))
    (tmp_path / "barrier.docx").write_bytes(word())
    (tmp_path / "page.html").write_text("<h1>Plating</h1><h2>Additives</h2><p>Suppressor is dosed daily.</p>")
    lines(tmp_path / "more.jsonl", {"_id": "r1", "title": "Record", "text": "Of its own."})
    (tmp_path / "table.csv").write_text("_id,title,text\nr2,Row,Of a table.\n")
    pl.DataFrame({"_id": ["r3"], "text": ["Of a frame."]}).write_parquet(tmp_path / "frame.parquet")
    result = project.ingest(tmp_path)
    assert result.problems.is_empty()
    formats = dict(result.documents.select("document_id", "format").iter_rows())
    assert formats == {
        "guide.pdf": "pdf",
        "barrier.docx": "docx",
        "page.html": "html",
        "r1": "jsonl",
        "r2": "csv",
        "r3": "parquet",
    }
    held = {row["document_id"]: row for row in result.passages.iter_rows(named=True)}
    assert (held["page.html"]["title"], held["page.html"]["heading_path"]) == ("Plating", ["Additives"])
    assert held["guide.pdf"]["title"] == "Etch guide"
