"""Importing test sets: matched by document, section or passage; every bad file one sentence."""

import json
from pathlib import Path

import pytest

from studio.errors import InputError
from studio.storage import test_sets as sets
from studio.storage.database import Database
from studio.workflow.tests import import_beir
from tests.storage import build

_QUERIES = [{"_id": "q1", "text": "first question"}, {"_id": "q2", "text": "second", "metadata": {"style": "need"}}]


@pytest.fixture
def of(db: Database, tmp_path: Path) -> build.Corpus:
    of = build.simple()
    joined = build.Corpus(of.documents, {"doc-03.md": "doc-02.md"})
    build.ingest(db, tmp_path, joined)
    return joined


def beir(folder: Path, qrels: str, queries: object = None, name: str = "qrels/test.tsv") -> Path:
    folder = folder / "people"
    (folder / "qrels").mkdir(parents=True)
    lines = queries if isinstance(queries, str) else "".join(json.dumps(q) + "\n" for q in _QUERIES)
    (folder / "queries.jsonl").write_text(lines)
    (folder / name).write_text(qrels)
    return folder


def test_judgments_of_documents_are_matched(db: Database, of: build.Corpus, tmp_path: Path) -> None:
    folder = beir(
        tmp_path, "query-id\tcorpus-id\tscore\nq1\tdoc-01.md\t1\nq1\tdoc-03.md\t2\nq2\tdoc-00.md\t0\nq2\tgone.md\t1\n"
    )
    found = import_beir(db, folder, title="Engineers' questions")
    assert (found.test_set.test_set, found.test_set.title) == ("people", "Engineers' questions")
    assert (found.test_set.unit, found.test_set.source, found.test_set.purpose) == ("document", "human", "test")
    assert (found.judgments, found.unmatched, found.without_relevant) == (2, ("gone.md",), 1)
    [row] = db.query("SELECT query_id, text, group_id, source_document FROM test_queries")
    assert row == ("q1", "first question", "doc-02.md", "doc-03.md")


def test_judgments_of_sections_are_matched(db: Database, of: build.Corpus, tmp_path: Path) -> None:
    folder = beir(tmp_path, "q1\tdoc-01.md#section-2\t2\nq2\tdoc-02.md#section-0\t1\n", name="qrels.tsv")
    found = import_beir(db, folder, name="short", human=False)
    assert (found.test_set.test_set, found.test_set.unit, found.test_set.source) == ("short", "section", "beir")
    assert found.test_set.queries == 2
    assert db.query("SELECT style FROM test_queries ORDER BY query_id") == [("",), ("need",)]


def test_judgments_of_passages_are_matched(db: Database, of: build.Corpus, tmp_path: Path) -> None:
    folder = beir(tmp_path, f"q1 0 {of.passage('doc-01.md', 1)} 1\n")
    assert import_beir(db, folder).test_set.unit == "passage"


def test_negative_grades_count_as_not_relevant(db: Database, of: build.Corpus, tmp_path: Path) -> None:
    import_beir(db, beir(tmp_path, "q1\tdoc-00.md\t-1\nq1\tdoc-01.md\t1\n"))
    assert db.query("SELECT unit_id, grade FROM qrels ORDER BY 1") == [("doc-00.md", 0), ("doc-01.md", 1)]


def test_importing_again_takes_the_first_ones_place(db: Database, of: build.Corpus, tmp_path: Path) -> None:
    folder = beir(tmp_path, "q1\tdoc-00.md\t1\n")
    import_beir(db, folder)
    (folder / "qrels" / "test.tsv").write_text("q1\tdoc-00.md\t1\nq2\tdoc-01.md\t1\n")
    assert import_beir(db, folder).test_set.queries == 2
    assert len(sets.test_sets(db)) == 1


def test_a_corpus_that_was_not_ingested_is_asked_for(db: Database, of: build.Corpus, tmp_path: Path) -> None:
    folder = beir(tmp_path, "q1\telsewhere.md\t1\n")
    with pytest.raises(InputError, match=r"None of the 1 judged ids .*'elsewhere\.md'.* Ingest the corpus"):
        import_beir(db, folder)
    assert sets.test_sets(db) == []


@pytest.mark.parametrize(
    ("queries", "qrels", "message"),
    [
        ('{"_id": "q1", "text": "a"}\n{"_id": broken\n', "q1\tdoc-00.md\t1\n", r"queries\.jsonl, line 2 is not JSON"),
        ('{"_id": "q1"}\n', "q1\tdoc-00.md\t1\n", r"queries\.jsonl, line 1 has no _id and text"),
        (None, "q1\tdoc-00.md\t1\n\nq1\tdoc-01.md\n", r"test\.tsv, line 3 has 2 columns"),
        (None, "q1\tdoc-00.md\t1\nq1\tdoc-01.md\tgood\n", r"test\.tsv, line 2: the grade 'good' is not a number"),
        (None, "query-id\tcorpus-id\tscore\n", "holds no judgment"),
        (None, "q9\tdoc-00.md\t1\n", "No query of .* is judged"),
        (None, "q1\tdoc-00.md\t0\n", "has a relevant document"),
    ],
)
def test_a_broken_file_is_named_with_its_line(
    db: Database, of: build.Corpus, tmp_path: Path, queries: str | None, qrels: str, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        import_beir(db, beir(tmp_path, qrels, queries))
    assert sets.test_sets(db) == []


def test_bytes_that_are_no_text_are_named_with_their_line(db: Database, of: build.Corpus, tmp_path: Path) -> None:
    folder = beir(tmp_path, "q1\tdoc-00.md\t1\n")
    (folder / "queries.jsonl").write_bytes(b'{"_id": "q1", "text": "a"}\n{"_id": "q2", "text": "\xff"}\n')
    with pytest.raises(InputError, match=r"queries\.jsonl, line 2 is not UTF-8"):
        import_beir(db, folder)


def test_a_folder_that_is_no_test_set_says_what_is_missing(db: Database, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nothing is not a folder"):
        import_beir(db, tmp_path / "nothing")
    with pytest.raises(InputError, match=r"has no qrels/test\.tsv and no qrels\.tsv"):
        import_beir(db, tmp_path)
