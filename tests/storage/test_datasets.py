"""Datasets: which pairs and negatives may be trained on, and that nothing held out ever is."""

import tempfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.domain.decisions import Action
from studio.domain.options import SplitOptions
from studio.domain.pairs import Split
from studio.domain.records import Dataset
from studio.storage import corpus, datasets, decisions, test_sets
from studio.storage.database import Database, UnknownNameError
from tests.storage import build, measured

_ALL_TRAIN = SplitOptions(dev=0.0, test=0.0)
BEFORE_GRADES = "83c976a1ff00db4a"


@pytest.fixture
def of(db: Database, tmp_path: Path) -> build.Corpus:
    of = build.simple()
    build.ingest(db, tmp_path, of, split=_ALL_TRAIN)
    return of


def examples(db: Database, tmp_path: Path, use: Any = "not_rejected") -> dict[str, dict[str, Any]]:
    snapshot = datasets.snapshot(db, tmp_path / "datasets", use)
    rows = pl.read_parquet(tmp_path / snapshot.path).to_dicts()
    assert len(rows) == snapshot.examples
    return {f"{row['pair_id']} {row['positive_id']}": row for row in rows}


def test_rejected_and_retired_pairs_are_left_out(
    db: Database, tmp_path: Path, of: build.Corpus, names: list[str]
) -> None:
    build.decide(db, Action.REJECT, names[0])
    build.decide(db, Action.SKIP, names[1])
    build.ingest(db, tmp_path, of.without("doc-01.md"), of, split=_ALL_TRAIN)
    found = {row["pair_id"] for row in examples(db, tmp_path).values()}
    assert found == set(names) - {names[0], *names[3:6]}


def test_accepted_pairs_alone_where_asked_for(db: Database, tmp_path: Path, names: list[str]) -> None:
    build.decide(db, Action.ACCEPT, names[0])
    assert [row["pair_id"] for row in examples(db, tmp_path, "accepted").values()] == [names[0]]


def test_texts_are_what_models_see_with_edits(db: Database, tmp_path: Path, of: build.Corpus, names: list[str]) -> None:
    build.decide(db, Action.EDIT_QUERY, names[0], text="asked better")
    build.decide(db, Action.EDIT_PASSAGE, names[0], text="said better")
    build.mine(db, tmp_path, [build.negative(names[0], of.passage("doc-01.md", 1), 1)])
    row = examples(db, tmp_path)[f"{names[0]} {of.passage('doc-00.md', 0)}"]
    assert row["query"] == "asked better"
    assert row["positive"] == "Doc-00 > Section 0\nsaid better"
    assert row["negatives"] == ["Doc-01 > Section 1\ntext of section 1 in document 1"]
    assert (row["original_query"], row["decision"]) == ("what says text of section 0 in document 0", "undecided")


def test_negatives_are_those_that_may_be_trained_on_in_their_places(
    db: Database, tmp_path: Path, of: build.Corpus, names: list[str]
) -> None:
    passages = [of.passage(f"doc-0{d}.md", s) for d in range(1, 4) for s in range(3)]
    plain, suspect, confirmed, false, dropped, promoted, pooled, taken, added = passages
    rows = [build.negative(names[0], p, i) for i, p in enumerate((dropped, plain, false, promoted), 1)]
    rows += [build.negative(names[0], p, i, suspect=True) for i, p in ((5, suspect), (6, confirmed))]
    rows += [build.negative(names[0], p, 0) for p in (pooled, taken)]
    build.mine(db, tmp_path, rows)
    for action, passage in (
        (Action.NEGATIVE_HARD, confirmed),
        (Action.NEGATIVE_FALSE, false),
        (Action.NEGATIVE_PROMOTE, promoted),
        (Action.NEGATIVE_ADD, added),
    ):
        build.decide(db, action, names[0], passage_id=passage)
    drop = build.event(Action.NEGATIVE_DROP, names[0], passage_id=dropped)
    take = build.event(Action.NEGATIVE_TAKE, names[0], passage_id=taken, batch_id=drop.batch_id)
    decisions.decide(db, [drop, take])
    found = examples(db, tmp_path)
    assert found[f"{names[0]} {of.passage('doc-00.md', 0)}"]["negative_ids"] == [taken, plain, confirmed, added]
    assert found[f"{names[0]} {promoted}"]["negative_ids"] == [taken, plain, confirmed, added]
    assert found[f"{names[0]} {promoted}"]["positive"].startswith("Doc-02 > Section 2\n")


def test_a_positive_found_by_hand_is_an_example_of_its_own_that_says_so(
    db: Database, tmp_path: Path, of: build.Corpus, names: list[str]
) -> None:
    own, found_by_hand = of.passage("doc-00.md", 0), of.passage("doc-02.md", 2)
    build.mine(db, tmp_path, [build.negative(names[0], of.passage("doc-01.md", 1), 1)])
    build.decide(db, Action.POSITIVE_ADD, names[0], passage_id=found_by_hand)
    found = examples(db, tmp_path)
    rows = [found[f"{names[0]} {passage}"] for passage in (own, found_by_hand)]
    assert [(row["positive_from"], row["positive_score"]) for row in rows] == [("pair", 0.7), ("reviewer", None)]
    assert all(row["relevant_ids"] == [found_by_hand] for row in rows)
    decisions.undo(db, "ada")
    assert f"{names[0]} {found_by_hand}" not in examples(db, tmp_path)


def graded(row: dict[str, Any]) -> dict[str, int]:
    return dict(zip(row["graded_ids"], row["grades"], strict=True))


def test_grades_are_what_people_decided_of_passages_for_the_query(
    db: Database, tmp_path: Path, of: build.Corpus, names: list[str]
) -> None:
    own, confirmed, false, promoted = (of.passage(f"doc-0{number}.md", 0) for number in range(4))
    negatives = [build.negative(names[0], passage, i) for i, passage in enumerate((confirmed, false, promoted), 1)]
    build.mine(db, tmp_path, negatives)
    build.decide(db, Action.ACCEPT, names[0])
    build.decide(db, Action.NEGATIVE_HARD, names[0], passage_id=confirmed)
    build.decide(db, Action.NEGATIVE_FALSE, names[0], passage_id=false)
    build.decide(db, Action.NEGATIVE_PROMOTE, names[0], passage_id=promoted)
    build.decide(db, Action.REJECT, names[1])
    build.decide(db, Action.ACCEPT, names[2], text="1")
    found = examples(db, tmp_path)
    said = {own: 3, confirmed: 0, false: 2, promoted: 2}
    assert graded(found.pop(f"{names[0]} {own}")) == graded(found.pop(f"{names[0]} {promoted}")) == said
    assert graded(found.pop(f"{names[2]} {of.passage('doc-00.md', 2)}")) == {of.passage("doc-00.md", 2): 1}
    assert not any(graded(row) for row in found.values()), "nobody decided anything of the others"


def test_a_rejected_passage_is_graded_nought_where_its_query_is_asked_of_another_too(
    db: Database, tmp_path: Path, of: build.Corpus
) -> None:
    kept, refused = of.passage("doc-00.md", 0), of.passage("doc-01.md", 0)
    first, second, _ = build.generate(db, tmp_path, [("asked twice", kept), ("asked twice", refused), ("else", kept)])
    build.decide(db, Action.ACCEPT, first, text="2")
    build.decide(db, Action.REJECT, second)
    assert [graded(row) for row in examples(db, tmp_path).values()] == [{kept: 2, refused: 0}, {}]


def test_passages_of_the_test_side_are_graded_in_exports_and_in_no_dataset(
    db: Database, tmp_path: Path, of: build.Corpus, names: list[str]
) -> None:
    corpus.split(db, SplitOptions(dev=0.0, test=0.4))
    sides = {p.passage_id: d for d, _, side in db.all("sides") if side == "test" for p in corpus.passages(db, d)}
    held_out = next(iter(sides))
    taught = next(name for name, side in db.query("SELECT pair_id, split FROM pairs ORDER BY 1") if side == "train")
    build.decide(db, Action.NEGATIVE_ADD, taught, passage_id=held_out)
    assert not any(graded(row) for row in examples(db, tmp_path).values())
    datasets.write_examples(db, tmp_path / "all.parquet", "not_rejected")
    rows = pl.read_parquet(tmp_path / "all.parquet").filter(pl.col("pair_id") == taught).to_dicts()
    assert [graded(row) for row in rows] == [{held_out: 0}]


def test_datasets_that_differ_in_grades_alone_are_two_and_without_any_it_is_the_one_of_before(
    db: Database, tmp_path: Path, of: build.Corpus, names: list[str]
) -> None:
    def frozen() -> str:
        return datasets.snapshot(db, tmp_path / "datasets", "not_rejected").dataset_hash

    build.mine(db, tmp_path, [build.negative(names[0], of.passage("doc-01.md", 1), 1)])
    plain = frozen()
    assert plain == BEFORE_GRADES, "the hash that this dataset had before there were grades"
    build.decide(db, Action.SKIP, names[1])
    assert frozen() == plain
    seen = {plain}
    for action, text, passage in (
        (Action.ACCEPT, "", ""),
        (Action.ACCEPT, "1", ""),
        (Action.ACCEPT, "3", ""),
        (Action.NEGATIVE_HARD, "", of.passage("doc-01.md", 1)),
    ):
        build.decide(db, action, names[0], text=text, passage_id=passage)
        now = frozen()
        assert now not in seen, (action, text)
        seen.add(now)
    for _ in range(4):
        decisions.undo(db, "ada")
    assert frozen() == plain


def test_a_grade_is_told_of_the_pair_s_own_passage(
    db: Database, tmp_path: Path, of: build.Corpus, names: list[str]
) -> None:
    own, further = of.passage("doc-00.md", 0), of.passage("doc-02.md", 2)
    build.decide(db, Action.ACCEPT, names[0], text="3")
    build.decide(db, Action.POSITIVE_ADD, names[0], passage_id=further)
    found = examples(db, tmp_path)
    assert (found[f"{names[0]} {own}"]["grade"], found[f"{names[0]} {further}"]["grade"]) == (3, None)
    build.decide(db, Action.ACCEPT, names[0])
    assert examples(db, tmp_path)[f"{names[0]} {own}"]["grade"] is None


def test_a_negative_that_repeats_the_positive_is_removed(db: Database, tmp_path: Path) -> None:
    of = build.simple()
    repeat, other = of.passage("doc-01.md", 0), of.passage("doc-02.md", 0)
    of = build.Corpus(of.documents, {"doc-01.md": "doc-00.md"}, {repeat: of.passage("doc-00.md", 0)})
    build.ingest(db, tmp_path, of, split=_ALL_TRAIN)
    names = build.one_query_each(db, tmp_path, of)
    build.mine(db, tmp_path, [build.negative(names[0], repeat, 1), build.negative(names[0], other, 2)])
    assert examples(db, tmp_path)[f"{names[0]} {of.passage('doc-00.md', 0)}"]["negative_ids"] == [other]


def test_the_same_content_is_the_same_dataset(db: Database, tmp_path: Path, names: list[str]) -> None:
    first = datasets.snapshot(db, tmp_path / "datasets", "not_rejected")
    stamp = (tmp_path / first.path).stat().st_mtime_ns
    build.decide(db, Action.REJECT, names[0])
    second = datasets.snapshot(db, tmp_path / "datasets", "not_rejected")
    decisions.undo(db, "ada")
    third = datasets.snapshot(db, tmp_path / "datasets", "not_rejected")
    assert first.dataset_hash == third.dataset_hash != second.dataset_hash
    assert (tmp_path / first.path).stat().st_mtime_ns == stamp
    assert {file.suffix for file in (tmp_path / "datasets").iterdir()} == {".parquet"}
    assert {d.dataset_hash for d in datasets.datasets(db)} == {first.dataset_hash, second.dataset_hash}


def test_a_dataset_counts_what_is_in_it(db: Database, tmp_path: Path, of: build.Corpus, names: list[str]) -> None:
    build.decide(db, Action.ACCEPT, names[0])
    build.decide(db, Action.NEGATIVE_PROMOTE, names[0], passage_id=of.passage("doc-03.md", 0))
    build.decide(db, Action.NEGATIVE_ADD, names[1], passage_id=of.passage("doc-03.md", 1))
    found = datasets.snapshot(db, tmp_path / "datasets", "not_rejected")
    assert (found.examples, found.pairs, found.accepted, found.negatives, found.groups) == (19, 18, 1, 1, 6)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    joins=st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=3),
    said=st.lists(
        st.tuples(
            st.integers(0, 11),
            st.sampled_from([Action.NEGATIVE_PROMOTE, Action.NEGATIVE_FALSE, Action.REJECT, Action.ACCEPT]),
            st.integers(0, 11),
        ),
        max_size=12,
    ),
    seed=st.integers(0, 5),
)
def test_no_passage_of_a_held_out_group_is_ever_a_training_positive(
    joins: list[tuple[int, int]], said: list[tuple[int, Action, int]], seed: int
) -> None:
    split = SplitOptions(dev=0.2, test=0.3, seed=seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Database.open(folder / "studio.duckdb", create=True) as db:
            of = build.simple(documents=12, sections=1)
            build.ingest(db, folder, of, split=split)
            names = build.one_query_each(db, folder, of)
            for pair, action, passage in said:
                named = of.passage(f"doc-{passage:02d}.md", 0) if "negative" in action else ""
                build.decide(db, action, names[pair], passage_id=named)
            groups = {f"doc-{d:02d}.md": f"doc-{min(a, b):02d}.md" for a, b in joins for d in (a, b)}
            joined = build.Corpus(of.documents, _closed(groups))
            build.ingest(db, folder, joined, of, split=split)
            _nothing_leaks(db, folder)


def _closed(groups: dict[str, str]) -> dict[str, str]:
    def find(name: str) -> str:
        return name if groups.get(name, name) == name else find(groups[name])

    return {name: find(name) for name in groups}


def _nothing_leaks(db: Database, folder: Path) -> None:
    held_out = test_sets.refresh_held_out(db)
    files = [folder / f"{kind}.parquet" for kind in ("testsets", "queries", "qrels")]
    test_sets.export(db, [t.test_set for t in held_out], *files)
    asked, tested = pl.read_parquet(files[1]), [t.test_set for t in held_out if t.purpose == "test"]
    groups = set(asked.filter(pl.col("test_set").is_in(tested))["group_id"])
    snapshot = datasets.snapshot(db, folder / "datasets", "not_rejected")
    trained = pl.read_parquet(folder / snapshot.path)
    assert not groups & set(trained["group_id"])
    assert not set(asked["query_id"]) & set(trained["pair_id"])
    assert set(trained["split"]) <= {"train"}
    group_of = {p.passage_id: p.group_id for d in build.document_ids(db) for p in corpus.passages(db, d)}
    assert not groups & {group_of[positive] for positive in trained["positive_id"]}


def test_an_export_holds_every_side(db: Database, tmp_path: Path) -> None:
    of = build.simple(documents=12)
    build.ingest(db, tmp_path, of)
    build.one_query_each(db, tmp_path, of)
    assert datasets.write_examples(db, tmp_path / "all.parquet", "not_rejected") == 36
    found = pl.read_parquet(tmp_path / "all.parquet")
    assert set(found["split"]) == {side.value for side in Split}
    assert datasets.write_examples(db, tmp_path / "one.parquet", "not_rejected", Split.TEST) < 36


def test_a_dataset_is_found_by_the_beginning_of_its_hash(db: Database, tmp_path: Path, names: list[str]) -> None:
    first = datasets.snapshot(db, tmp_path / "datasets", "not_rejected")
    build.decide(db, Action.REJECT, names[0])
    second = datasets.snapshot(db, tmp_path / "datasets", "not_rejected")
    assert datasets.dataset(db, first.dataset_hash) == first
    assert datasets.dataset(db, second.dataset_hash[:6].upper()) == second
    for wrong in ("zz", "", "nothing of the kind"):
        with pytest.raises(UnknownNameError, match=f"There is no dataset .*{first.dataset_hash} .*, 18 pairs"):
            datasets.dataset(db, wrong)


def test_an_ambiguous_beginning_names_those_that_it_begins(db: Database, tmp_path: Path, names: list[str]) -> None:
    made: dict[str, list[Dataset]] = {}
    for name in names:  # of so many, two begin alike
        build.decide(db, Action.REJECT, name)
        found = datasets.snapshot(db, tmp_path / "datasets", "not_rejected")
        made.setdefault(found.dataset_hash[0], []).append(found)
    shared = next((first for first, alike in made.items() if len(alike) > 1), None)
    assert shared is not None
    with pytest.raises(UnknownNameError, match=f"{shared} begins {len(made[shared])} datasets"):
        datasets.dataset(db, shared)


def test_a_dataset_knows_which_of_its_documents_are_held_out_today(
    db: Database, tmp_path: Path, names: list[str]
) -> None:
    made = datasets.snapshot(db, tmp_path / "datasets", "not_rejected")
    assert datasets.held_out(db, made.dataset_hash) == []
    corpus.split(db, SplitOptions(dev=0.4, test=0.4))
    held = {row[0] for row in db.query("SELECT document_id FROM documents WHERE split = 'test'")}
    asked = "SELECT p.document_id FROM pairs q JOIN passages p USING (passage_no) WHERE q.split = 'dev'"
    held |= {row[0] for row in db.query(asked)}
    assert set(datasets.held_out(db, made.dataset_hash)) == held != set()


def test_a_dataset_of_all_sides_teaches_held_out_documents_and_no_query_that_a_person_brought(
    db: Database, tmp_path: Path, names: list[str]
) -> None:
    corpus.split(db, SplitOptions(dev=0.3, test=0.3))
    (known,) = db.query("SELECT query FROM pairs WHERE pair_id = $p", {"p": names[0]})[0]
    measured.brought(db, f"{known}?")
    made = datasets.snapshot(db, tmp_path / "datasets", "not_rejected", "all")
    taught = pl.read_parquet(tmp_path / made.path)
    assert set(taught["pair_id"]) == {*names[1:]}
    assert set(taught["split"]) == {"train", "dev", "test"}
    assert datasets.held_out(db, made.dataset_hash)
    usual = datasets.snapshot(db, tmp_path / "datasets", "not_rejected")
    assert usual.pairs < made.pairs


def test_on_the_dev_side_a_third_of_the_queries_is_held_out_and_the_rest_is_taught(
    db: Database, tmp_path: Path, names: list[str]
) -> None:
    corpus.split(db, SplitOptions(dev=0.4, test=0.0, seed=2))
    sides = "SELECT q.pair_id, q.split, p.split FROM pairs q JOIN passages p USING (passage_no)"
    of_dev = {pair: side for pair, side, passage in db.query(sides) if passage == "dev"}
    assert set(of_dev.values()) == {"dev", "train"}
    datasets.write_examples(db, tmp_path / "examples.parquet", "not_rejected", split=Split.TRAIN)
    taught = set(pl.read_parquet(tmp_path / "examples.parquet")["pair_id"])
    assert {pair for pair, side in of_dev.items() if side == "train"} <= taught
    assert not {pair for pair, side in of_dev.items() if side == "dev"} & taught
    assert set(names) >= taught


def test_what_enriches_says_who_wrote_it_and_what_a_person_changed_is_a_persons(
    db: Database, tmp_path: Path, of: build.Corpus
) -> None:
    own, other = of.passage("doc-00.md", 0), of.passage("doc-02.md", 2)
    taken, edited = build.generate(db, tmp_path, [("taken", own), ("edited", own)], source="structural")
    build.decide(db, Action.EDIT_QUERY, edited, text="asked better")
    build.decide(db, Action.POSITIVE_ADD, taken, passage_id=other)
    datasets.write_enriching(db, tmp_path / "enriching.parquet", "not_rejected")
    rows = pl.read_parquet(tmp_path / "enriching.parquet").select("query", "positive_id", "source").rows()
    assert rows == [("taken", own, "structural"), ("taken", other, "human"), ("asked better", own, "human")]
    build.decide(db, Action.EDIT_QUERY, edited, text="edited")
    datasets.write_enriching(db, tmp_path / "enriching.parquet", "not_rejected")
    assert pl.read_parquet(tmp_path / "enriching.parquet")["source"].to_list() == ["structural", "human", "structural"]
