"""Landing an ingest: what is added, changed, retired and brought back, and what becomes of pairs."""

from pathlib import Path

import polars as pl
import pytest

from studio.domain.decisions import Action
from studio.domain.options import SplitOptions
from studio.domain.pairs import Split, Status
from studio.storage import corpus, pairs, queue
from studio.storage.database import Database, UnknownNameError
from studio.storage.values import MissingOutputError
from tests.storage import build


def test_every_document_and_passage_lands(db: Database, tmp_path: Path) -> None:
    of = build.simple(documents=4, sections=3)
    build.ingest(db, tmp_path, of)
    assert build.document_ids(db) == sorted(of.documents)
    first = corpus.passages(db, "doc-00.md")
    assert [p.text for p in first] == list(of.documents["doc-00.md"])
    assert first[1].heading_path == ("Section 1",)
    assert (first[1].start, first[1].ordinal, first[1].group_id) == (100, 1, "doc-00.md")


def test_landing_a_job_twice_changes_nothing(db: Database, tmp_path: Path) -> None:
    of = build.simple()
    name = build.ingest(db, tmp_path, of)
    changed = of.with_document("doc-00.md", "something else")
    again = corpus.land_ingest(db, build.write_ingest(tmp_path / "other", changed, of), name, build.SPLIT)
    assert again.again
    assert [p.text for p in corpus.passages(db, "doc-00.md")] == list(of.documents["doc-00.md"])


def test_a_landing_that_fails_halfway_leaves_nothing_behind(db: Database, tmp_path: Path) -> None:
    folder = build.write_ingest(tmp_path / "bad", build.simple())
    (folder / "problems.parquet").write_bytes(b"PAR1 not at all")
    with pytest.raises(Exception, match="problems"):
        corpus.land_ingest(db, folder, "bad", build.SPLIT)
    assert build.document_ids(db) == []
    assert db.all("corpus_counts") == [(0, 0, 0)]


def test_a_missing_frame_is_named(db: Database, tmp_path: Path) -> None:
    folder = build.write_ingest(tmp_path / "bad", build.simple())
    (folder / "groups.parquet").unlink()
    with pytest.raises(MissingOutputError, match=r"groups\.parquet is missing"):
        corpus.land_ingest(db, folder, "bad", build.SPLIT)


def test_counts_tell_what_changed(db: Database, tmp_path: Path) -> None:
    of = build.simple(documents=4)
    build.ingest(db, tmp_path, of)
    after = of.with_document("doc-01.md", "new words").with_document("doc-09.md", "a", "b").without("doc-03.md")
    outputs = build.write_ingest(tmp_path / "again", after, of, problems=["bad.pdf"])
    landed = corpus.land_ingest(db, outputs, "again", build.SPLIT)
    assert landed.counts == {"new": 1, "changed": 1, "unchanged": 2, "retired": 1, "passages": 9, "problems": 1}
    assert [(p.subject, p.reason) for p in corpus.problems(db, "ingest")] == [("bad.pdf", "is empty")]


def test_a_retired_passage_keeps_its_decisions_and_comes_back_with_them(db: Database, tmp_path: Path) -> None:
    of = build.simple()
    build.ingest(db, tmp_path, of)
    names = build.one_query_each(db, tmp_path, of)
    build.decide(db, Action.ACCEPT, names[0])
    build.decide(db, Action.COMMENT, names[0], text="as it should be")
    changed = of.with_document("doc-00.md", *of.documents["doc-00.md"][1:], "an added section")
    build.ingest(db, tmp_path, changed, of)
    assert queue.counts(db).total == len(names) - 3  # ordinals moved, so the document's three passages were renamed
    assert corpus.passage(db, of.passage("doc-00.md", 0)).text == of.documents["doc-00.md"][0]
    build.ingest(db, tmp_path, of, changed)
    assert queue.counts(db).total == len(names)
    card = pairs.card(db, names[0])
    assert (card.status, card.comment) == (Status.ACCEPTED, "as it should be")


def test_a_removed_document_hides_its_pairs_alone(db: Database, tmp_path: Path) -> None:
    of = build.simple()
    build.ingest(db, tmp_path, of)
    build.one_query_each(db, tmp_path, of)
    build.ingest(db, tmp_path, of.without("doc-02.md"), of)
    assert queue.counts(db).total == 15
    assert all(pairs.card(db, n).document_id != "doc-02.md" for n in queue.ids(db))


def test_near_duplicates_join_documents_and_follow_to_passages(db: Database, tmp_path: Path) -> None:
    of = build.simple(documents=3)
    twin = of.passage("doc-01.md", 0)
    joined = build.Corpus(of.documents, {"doc-02.md": "doc-01.md"}, {of.passage("doc-02.md", 0): twin})
    build.ingest(db, tmp_path, of)
    build.ingest(db, tmp_path, joined, of)
    found = corpus.passages(db, "doc-02.md")
    assert {p.group_id for p in found} == {"doc-01.md"}
    assert found[0].duplicate_of == twin
    build.ingest(db, tmp_path, of, joined)
    assert corpus.passages(db, "doc-02.md")[0].duplicate_of is None


def test_a_group_keeps_its_side_when_documents_are_added(db: Database, tmp_path: Path) -> None:
    small = build.simple(documents=8)
    build.ingest(db, tmp_path, small)
    before = {document: side for document, _, side in db.all("sides")}
    large = build.simple(documents=40)
    build.ingest(db, tmp_path, large, small)
    after = {document: side for document, _, side in db.all("sides")}
    assert before.items() <= after.items()
    assert set(after.values()) == {"train", "dev", "test"}


def test_a_joined_group_takes_the_most_held_out_side(db: Database, tmp_path: Path) -> None:
    of = build.simple(documents=30, sections=1)
    build.ingest(db, tmp_path, of)
    names = build.one_query_each(db, tmp_path, of)
    sides = {document: side for document, _, side in db.all("sides")}
    train = min(d for d, side in sides.items() if side == "train")
    test = max(d for d, side in sides.items() if side == "test")
    group = min(train, test)
    build.ingest(db, tmp_path, build.Corpus(of.documents, {train: group, test: group}), of)
    assert pairs.card(db, names[sorted(of.documents).index(train)]).split is Split.TEST


def test_new_split_options_assign_every_group_anew(db: Database, tmp_path: Path) -> None:
    of = build.simple(documents=40, sections=1)
    build.ingest(db, tmp_path, of)
    corpus.split(db, SplitOptions(dev=0.0, test=0.0))
    assert {side for _, _, side in db.all("sides")} == {"train"}
    build.one_query_each(db, tmp_path, of)
    corpus.split(db, SplitOptions(dev=0.4, test=0.4))
    assert {side for (side,) in db.query("SELECT split FROM pairs")} == {"train", "dev", "test"}


def test_neighbours_stand_before_and_after(db: Database, tmp_path: Path) -> None:
    of = build.simple(documents=2, sections=5)
    build.ingest(db, tmp_path, of)
    before, after = corpus.neighbours(db, of.passage("doc-00.md", 2), reach=2)
    assert [p.ordinal for p in before] == [0, 1]
    assert [p.ordinal for p in after] == [3, 4]
    before, _ = corpus.neighbours(db, of.passage("doc-00.md", 0))
    assert before == []


def test_search_finds_words_in_texts_and_titles(db: Database, tmp_path: Path) -> None:
    of = build.Corpus(
        {"copper.md": ["Plating additives", "anneal"], "tungsten.md": ["COPPER is named here; plating too"]}
    )
    build.ingest(db, tmp_path, of)
    found = corpus.search(db, "copper plat")
    assert [f.text for f in found] == ["Plating additives", "COPPER is named here; plating too", "anneal"]
    assert found[0].matched == 2
    assert corpus.search(db, "  ") == []
    assert corpus.search(db, "zirconium") == []
    assert len(corpus.search(db, "copper", limit=1)) == 1


def test_search_puts_what_is_about_a_rare_word_before_what_holds_many_common_ones(db: Database, tmp_path: Path) -> None:
    common = [f"Do you need to see the doctor for this in a few days, number {i}?" for i in range(8)]
    build.ingest(db, tmp_path, build.Corpus({"a.md": [*common, "A cold clears up. Most colds do.", "Cold hands " * 9]}))
    found = corpus.search(db, "do you need to see the doctor for a cold that clears up")
    assert found[0].text.startswith("A cold clears up")
    assert [f.text[:4] for f in corpus.search(db, "cold")] == ["Cold", "A co"]


def test_search_takes_any_text_as_words(db: Database, tmp_path: Path) -> None:
    build.ingest(db, tmp_path, build.Corpus({"a.md": ["100% of [/i] 'quotes' -- drop table"]}))
    assert corpus.search(db, "100% '; drop table passages; --")
    assert len(build.document_ids(db)) == 1


def test_an_unknown_name_is_told(db: Database) -> None:
    with pytest.raises(UnknownNameError, match="no passage zzz"):
        corpus.passage(db, "zzz")


def test_what_is_known_goes_out_for_the_next_ingest(db: Database, tmp_path: Path) -> None:
    of = build.simple(documents=3)
    build.ingest(db, tmp_path, of)
    build.ingest(db, tmp_path, of.without("doc-01.md"), of)
    assert corpus.export_known(db, tmp_path / "known.parquet") == 2
    known = pl.read_parquet(tmp_path / "known.parquet")
    assert known.columns == ["document_id", "source", "content_hash", "root"]
    assert known["document_id"].to_list() == ["doc-00.md", "doc-02.md"]
    assert corpus.roots(db) == ["/corpus"]


def test_passages_go_out_as_the_contract_names_them(db: Database, tmp_path: Path) -> None:
    of = build.simple(documents=2)
    build.ingest(db, tmp_path, of)
    assert corpus.export_passages(db, tmp_path / "passages.parquet") == 6
    found = pl.read_parquet(tmp_path / "passages.parquet")
    assert dict(found.schema) == build.PASSAGES
    assert found.to_dicts() == of.passages()


def test_a_project_folder_may_hold_pattern_characters(tmp_path: Path) -> None:
    folder = tmp_path / "odd [name] * x"
    folder.mkdir()
    with Database.open(folder / "studio.duckdb", create=True) as db:
        build.ingest(db, folder, build.simple(documents=2))
        assert len(build.document_ids(db)) == 2
        assert corpus.export_passages(db, folder / "passages.parquet") == 6
