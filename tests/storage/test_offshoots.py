"""A query that asks two things becomes two pairs, and two pairs that ask the same become one."""

import subprocess
import sys
from pathlib import Path

import polars as pl

from studio.domain.decisions import Action, Decision, new_id
from studio.domain.identity import pair_id
from studio.domain.options import SplitOptions
from studio.domain.pairs import Split, Status
from studio.domain.repair import carried
from studio.storage import corpus, datasets, decisions, live, pairs, queue, sharing
from studio.storage.database import Database
from tests.storage import build

SECOND = "and who may waive it"


def split(db: Database, name: str, second: str = SECOND) -> str:
    build.decide(db, Action.SPLIT, name, text=second)
    return pair_id(second, pairs.card(db, name).passage_id)


def shown(db: Database) -> int:
    return queue.counts(db).total


def test_a_pair_that_was_split_off_stands_beside_the_first_with_its_passage_and_side(
    db: Database, names: list[str]
) -> None:
    new = pairs.card(db, split(db, names[0]))
    old = pairs.card(db, names[0])
    assert (new.query, new.source, new.status) == (SECOND, "human", Status.UNDECIDED)
    assert (new.passage_id, new.split, new.style) == (old.passage_id, old.split, old.style)
    assert shown(db) == len(names) + 1


def test_undo_hides_it_and_redo_shows_it_again_with_what_was_said_of_it(db: Database, names: list[str]) -> None:
    new = split(db, names[0])
    build.decide(db, Action.ACCEPT, new, reviewer="bob")
    change = decisions.undo(db, "ada")
    assert change is not None
    assert (change.splits, change.said) == (True, "split 1 pair")
    assert shown(db) == len(names)
    decisions.redo(db, "ada")
    assert shown(db) == len(names) + 1
    assert pairs.card(db, new).status is Status.ACCEPTED


def test_a_split_off_pair_can_be_split_and_stands_on_the_side_of_the_first(
    db: Database, tmp_path: Path, of: build.Corpus, names: list[str]
) -> None:
    third = split(db, split(db, names[0]), "third")
    assert shown(db) == len(names) + 2
    for seed in range(4):
        corpus.split(db, SplitOptions(dev=0.3, test=0.2, seed=seed))
        assert len({pairs.card(db, name).split for name in (names[0], third)}) == 1


def test_ingesting_again_shows_neither_what_was_undone_nor_what_has_left(
    db: Database, tmp_path: Path, of: build.Corpus, names: list[str]
) -> None:
    split(db, names[0])
    split(db, names[1])
    decisions.undo(db, "ada")
    build.ingest(db, tmp_path, of, of)
    assert shown(db) == len(names) + 1
    build.ingest(db, tmp_path, of.without("doc-00.md"), of)
    assert shown(db) == len(names) - 3
    build.ingest(db, tmp_path, of, of.without("doc-00.md"))
    assert shown(db) == len(names) + 1


def test_generating_and_mining_again_keep_it(db: Database, tmp_path: Path, of: build.Corpus, names: list[str]) -> None:
    new = split(db, names[0])
    build.one_query_each(db, tmp_path, of)
    pairs.export_pairs(db, tmp_path / "pairs.parquet", tmp_path / "protected.parquet")
    assert SECOND in pl.read_parquet(tmp_path / "pairs.parquet")["query"].to_list()
    build.mine(db, tmp_path, [build.negative(new, of.passage("doc-03.md", 0), 1)])
    assert len(pairs.card(db, new).negatives) == 1


def test_a_split_and_what_follows_merge_from_a_packet_in_any_order(
    db: Database, tmp_path: Path, of: build.Corpus, names: list[str]
) -> None:
    folder = tmp_path / "packet"
    folder.mkdir()
    with Database.open(folder / "studio.duckdb", create=True) as packet:
        sharing.share(db, packet, reviewer="bob", part=1.0, overlap=1.0)
        new = split(packet, names[0])
        build.decide(packet, Action.ACCEPT, new, reviewer="bob")
        build.decide(packet, Action.SPLIT, new, text="third", reviewer="bob")
        events = sharing.events_of(packet)
    third = pair_id("third", of.passage("doc-00.md", 0))
    assert decisions.merge(db, events[::-1]) == 3
    assert decisions.merge(db, events) == 0
    assert pairs.card(db, new).status is Status.ACCEPTED
    assert pairs.card(db, third).query == "third"
    assert shown(db) == len(names) + 2


def test_a_split_merged_before_its_pair_makes_the_new_one_once_that_is_there(
    db: Database, tmp_path: Path, of: build.Corpus
) -> None:
    first = f"what says {of.passages()[0]['text']}"
    name = pair_id(first, of.passage("doc-00.md", 0))
    decisions.merge(db, [build.event(Action.SPLIT, name, text=SECOND)])
    assert shown(db) == 0
    build.one_query_each(db, tmp_path, of)
    assert pairs.card(db, pair_id(SECOND, of.passage("doc-00.md", 0))).query == SECOND


def test_a_packet_that_holds_a_split_off_pair_keeps_it(db: Database, tmp_path: Path, names: list[str]) -> None:
    new = split(db, names[0])
    folder = tmp_path / "packet"
    folder.mkdir()
    with Database.open(folder / "studio.duckdb", create=True) as packet:
        sharing.share(db, packet, reviewer="bob", part=1.0, overlap=1.0)
        split(packet, names[1], "another")
        assert pairs.card(packet, new).query == SECOND
        assert shown(packet) == len(names) + 2


def test_exports_say_where_it_comes_from(db: Database, tmp_path: Path, names: list[str]) -> None:
    new = split(db, names[0])
    datasets.write_examples(db, tmp_path / "examples.parquet", "not_rejected")
    rows = {row["pair_id"]: row for row in pl.read_parquet(tmp_path / "examples.parquet").iter_rows(named=True)}
    assert (rows[new]["split_from"], rows[new]["source"]) == (names[0], "human")
    assert rows[names[0]]["split_from"] is None


def test_live_rows_follow_it_and_let_it_go(db: Database, tmp_path: Path, names: list[str]) -> None:
    since = live.last_decision(db)
    split(db, names[0])

    def stands() -> dict[str, str]:
        live.write_standing(db, tmp_path / "live.parquet", live.decided_since(db, since))
        return dict(pl.read_parquet(tmp_path / "live.parquet").select("query", "status").iter_rows())

    assert stands()[SECOND] == "undecided"
    decisions.undo(db, "ada")
    assert stands()[SECOND] == "rejected"


def merge(db: Database, kept: str, other: str) -> None:
    batch = new_id()
    events: list[Decision] = [
        build.event(action, kept, passage_id=name, batch_id=batch)
        for action, name in carried(pairs.card(db, kept), pairs.card(db, other))
    ]
    decisions.decide(db, [*events, build.event(Action.DUPLICATE, other, text=kept, batch_id=batch)])


def test_of_two_that_ask_the_same_one_leaves_training_and_the_other_has_both_passages(
    db: Database, tmp_path: Path, of: build.Corpus, names: list[str]
) -> None:
    train = [name for name in names if pairs.card(db, name).split is Split.TRAIN]
    kept, other = train[0], train[-1]
    further, answers = of.passage("doc-01.md", 1), of.passage("doc-01.md", 2)
    build.decide(db, Action.POSITIVE_ADD, other, passage_id=further)
    build.decide(db, Action.NEGATIVE_FALSE, other, passage_id=answers)
    theirs = pairs.card(db, other).passage_id
    merge(db, kept, other)
    assert pairs.card(db, other).status is Status.REJECTED
    assert pairs.card(db, other).fault == "duplicate"
    assert set(pairs.card(db, kept).promoted) == {theirs, further}
    datasets.write_examples(db, tmp_path / "examples.parquet", "not_rejected")
    rows = pl.read_parquet(tmp_path / "examples.parquet").filter(pl.col("pair_id").is_in([kept, other]))
    assert set(rows["positive_id"]) == {pairs.card(db, kept).passage_id, theirs, further}
    assert rows["merged_pairs"].to_list() == [[other]] * 3
    assert rows["relevant_ids"].to_list() == [sorted({theirs, further, answers})] * 3


def test_one_undo_takes_a_merge_back(db: Database, names: list[str]) -> None:
    merge(db, names[0], names[5])
    decisions.undo(db, "ada")
    assert pairs.card(db, names[0]).promoted == ()
    assert pairs.card(db, names[5]).status is Status.UNDECIDED


def test_what_is_known_already_is_not_said_again(db: Database, names: list[str]) -> None:
    kept, other = pairs.card(db, names[0]), pairs.card(db, names[1])
    assert [action for action, _ in carried(kept, other)] == [Action.POSITIVE_ADD]
    assert carried(kept, kept) == []


def test_a_split_survives_kill_9_right_after_it(tmp_path: Path) -> None:
    of = build.simple(documents=2)
    path = tmp_path / "studio.duckdb"
    with Database.open(path, create=True) as db:
        build.ingest(db, tmp_path, of)
        names = build.one_query_each(db, tmp_path, of)
    code = (
        "import os, signal, sys\nfrom pathlib import Path\n"
        "from studio.domain.decisions import Action\nfrom studio.storage.database import Database\n"
        "from tests.storage import build\n"
        "db = Database.open(Path(sys.argv[1]))\n"
        "build.decide(db, Action.SPLIT, sys.argv[2], text=sys.argv[3])\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    command = [sys.executable, "-c", code, str(path), names[0], SECOND]
    assert subprocess.run(command, check=False, cwd=Path(__file__).parents[2], timeout=60).returncode == -9
    with Database.open(path) as db:
        assert shown(db) == len(names) + 1
        decisions.undo(db, "ada")
        assert shown(db) == len(names)
