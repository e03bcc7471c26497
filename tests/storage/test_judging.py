"""Judging test queries: events, what is derived from them, and what no later pool takes away."""

import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from studio.domain.decisions import new_id
from studio.domain.judging import BY_HAND, AskedQuery, Judging, Judgment, Saying
from studio.domain.leaderboard import TestSet as Set
from studio.storage import judging, test_sets
from studio.storage.database import Database
from tests.storage import build
from tests.storage.measured import BARE

NAME = "tickets"
SET = replace(BARE, title="Tickets")
QUERIES = [
    AskedQuery(query_id="q-a", text="how long may it wait", times=9),
    AskedQuery(query_id="q-b", text="what else", times=1),
]


@pytest.fixture
def of(db: Database, tmp_path: Path) -> build.Corpus:
    plain = build.simple()
    joined = build.Corpus(plain.documents, {"doc-03.md": "doc-02.md"})
    build.ingest(db, tmp_path, joined)
    judging.add_queries(db, SET, QUERIES)
    return joined


def pool(db: Database, folder: Path, found: Mapping[tuple[str, str], Sequence[str]]) -> int:
    """Land a pool; return how many passages were new."""
    name = build.job_id("pool")
    (folder / name).mkdir()
    rows = [(query_id, passage_id, list(names)) for (query_id, passage_id), names in found.items()]
    schema = pl.Schema({"query_id": pl.String(), "passage_id": pl.String(), "found_by": pl.List(pl.String())})
    pl.DataFrame(rows, schema=schema, orient="row").write_parquet(folder / name / "pool.parquet")
    return judging.land_pool(db, folder / name, name, NAME).counts["to judge"]


def grade(db: Database, passage_id: str, given: int, query_id: str = "q-a", reviewer: str = "ada") -> Judgment:
    return judging.judge(
        db,
        Judgment(
            event_id=new_id(),
            at=datetime.now(UTC),
            reviewer=reviewer,
            saying=Saying.JUDGE,
            test_set=NAME,
            query_id=query_id,
            passage_id=passage_id,
            grade=given,
        ),
    )


def grades(db: Database, query_id: str = "q-a") -> dict[str, int]:
    rows = db.query("SELECT unit_id, grade FROM qrels WHERE test_set = ? AND query_id = ?", [NAME, query_id])
    return dict(rows)


def stored(db: Database) -> Set:
    return next(found for found in test_sets.test_sets(db) if found.test_set == NAME)


def test_imported_queries_are_a_test_set_without_judgments(db: Database, of: build.Corpus) -> None:
    found = stored(db)
    assert (found.source, found.unit, found.purpose, found.queries, found.answered, found.groups) == (
        "human",
        "passage",
        "test",
        2,
        0,
        0,
    )
    assert judging.asked_sets(db) == [NAME]
    assert judging.asked(db, NAME) == QUERIES


def test_importing_more_keeps_what_is_there_and_its_place(db: Database, of: build.Corpus) -> None:
    grade(db, of.passage("doc-00.md", 0), 2)
    more = [AskedQuery(query_id="q-c", text="a third", times=3), *QUERIES]
    assert judging.add_queries(db, SET, more) == 1
    assert [query.query_id for query in judging.asked(db, NAME)] == ["q-a", "q-b", "q-c"]
    assert grades(db) == {of.passage("doc-00.md", 0): 2}


def test_a_judgment_lands_at_once_with_group_and_hash(db: Database, of: build.Corpus) -> None:
    before = stored(db).content_hash
    grade(db, of.passage("doc-00.md", 0), 0)
    assert (stored(db).answered, stored(db).content_hash) == (0, before)
    grade(db, of.passage("doc-01.md", 0), 1)
    grade(db, of.passage("doc-03.md", 1), 3)
    [row] = db.query("SELECT group_id, source_document FROM test_queries WHERE query_id = 'q-a'")
    assert row == ("doc-02.md", "doc-03.md")
    assert (stored(db).answered, stored(db).groups) == (1, 1)
    assert stored(db).content_hash != before
    assert sorted(grades(db).values()) == [0, 1, 3]


def test_the_hash_follows_the_judgments_there_and_back(db: Database, of: build.Corpus) -> None:
    grade(db, of.passage("doc-00.md", 0), 2)
    before = stored(db).content_hash
    grade(db, of.passage("doc-00.md", 1), 0)
    assert stored(db).content_hash != before
    judging.undo(db, NAME, "ada")
    assert stored(db).content_hash == before


def test_undo_goes_back_through_everything_and_redo_forward_again(db: Database, of: build.Corpus) -> None:
    passages = [of.passage("doc-00.md", number) for number in range(3)]
    for number, passage_id in enumerate(passages):
        grade(db, passage_id, number)
    grade(db, passages[0], 3)
    everything = grades(db)
    taken = [judging.undo(db, NAME, "ada") for _ in range(5)]
    assert [event.passage_id for event in taken if event] == [passages[0], *reversed(passages)]
    assert taken[-1] is None
    assert grades(db) == {}
    assert stored(db).content_hash == judging_of_nothing(db)
    for _ in range(5):
        judging.redo(db, NAME, "ada")
    assert grades(db) == everything


def judging_of_nothing(db: Database) -> str:
    judging.add_queries(db, SET, QUERIES)
    return stored(db).content_hash


def test_a_second_thought_replaces_a_grade_and_undo_brings_the_first_back(db: Database, of: build.Corpus) -> None:
    passage_id = of.passage("doc-00.md", 0)
    grade(db, passage_id, 1)
    grade(db, passage_id, 3)
    assert grades(db) == {passage_id: 3}
    judging.undo(db, NAME, "ada")
    assert grades(db) == {passage_id: 1}


def test_undo_takes_back_one_s_own_judgments_alone(db: Database, of: build.Corpus) -> None:
    first, second = of.passage("doc-00.md", 0), of.passage("doc-00.md", 1)
    grade(db, first, 1, reviewer="ada")
    grade(db, second, 2, reviewer="bob")
    judging.undo(db, NAME, "ada")
    assert grades(db) == {second: 2}
    assert judging.undo(db, NAME, "ada") is None


def test_a_new_judgment_ends_what_could_be_redone(db: Database, of: build.Corpus) -> None:
    grade(db, of.passage("doc-00.md", 0), 1)
    judging.undo(db, NAME, "ada")
    grade(db, of.passage("doc-00.md", 1), 2)
    assert judging.redo(db, NAME, "ada") is None


def test_pooling_again_adds_what_is_new_and_keeps_what_was_judged(
    db: Database, of: build.Corpus, tmp_path: Path
) -> None:
    one, two = of.passage("doc-00.md", 0), of.passage("doc-01.md", 0)
    assert pool(db, tmp_path, {("q-a", one): ["base", "BM25"], ("q-gone", two): ["base"]}) == 1
    grade(db, one, 2)
    assert pool(db, tmp_path, {("q-a", one): ["run-01", "base"], ("q-a", two): ["run-01"]}) == 1
    found = {passage.passage_id: passage for passage in judging.pooled(db, NAME, "q-a")}
    assert found[one].found_by == ("BM25", "base", "run-01")
    assert (found[one].grade, found[two].grade) == (2, None)


def test_the_order_tells_nothing_of_the_rows_and_stays(db: Database, of: build.Corpus, tmp_path: Path) -> None:
    every = [of.passage(name, number) for name in of.documents for number in range(3)]
    pool(db, tmp_path, {("q-a", passage): ["base"] for passage in every})
    pool(db, tmp_path, {("q-b", passage): ["base"] for passage in every})
    shown = [passage.passage_id for passage in judging.pooled(db, NAME, "q-a")]
    assert shown == [passage.passage_id for passage in judging.pooled(db, NAME, "q-a")]
    assert shown != every
    assert shown != [passage.passage_id for passage in judging.pooled(db, NAME, "q-b")]


def test_a_passage_found_by_hand_is_judged_like_any_other(db: Database, of: build.Corpus, tmp_path: Path) -> None:
    passage_id = of.passage("doc-04.md", 2)
    assert judging.add_by_hand(db, NAME, "q-a", passage_id)
    assert not judging.add_by_hand(db, NAME, "q-a", passage_id)
    [found] = judging.pooled(db, NAME, "q-a")
    assert (found.found_by, found.grade) == ((BY_HAND,), None)


def test_progress_counts_finished_unanswered_and_left(db: Database, of: build.Corpus, tmp_path: Path) -> None:
    one, two = of.passage("doc-00.md", 0), of.passage("doc-01.md", 0)
    pool(db, tmp_path, {("q-a", one): ["base"], ("q-b", one): ["base"], ("q-b", two): ["base"]})
    grade(db, one, 0)
    grade(db, one, 3, "q-b")
    assert judging.judgings(db) == {NAME: Judging(queries=2, finished=1, unanswered=1, pooled=3, judged=2)}


def test_a_passage_that_left_the_corpus_is_not_asked_about(db: Database, of: build.Corpus, tmp_path: Path) -> None:
    one, two = of.passage("doc-00.md", 0), of.passage("doc-01.md", 0)
    pool(db, tmp_path, {("q-a", one): ["base"], ("q-a", two): ["base"]})
    build.ingest(db, tmp_path, of.without("doc-01.md"), of)
    assert [passage.passage_id for passage in judging.pooled(db, NAME, "q-a")] == [one]
    assert judging.judgings(db)[NAME].pooled == 1


def test_a_judgment_survives_kill_9_right_after_it(tmp_path: Path) -> None:
    of = build.simple(documents=2)
    path = tmp_path / "studio.duckdb"
    with Database.open(path, create=True) as db:
        build.ingest(db, tmp_path, of)
        judging.add_queries(db, SET, QUERIES)
    code = (
        "import os, signal, sys\nfrom pathlib import Path\nfrom studio.storage.database import Database\n"
        "from tests.storage.test_judging import grade\n"
        "grade(Database.open(Path(sys.argv[1])), sys.argv[2], 3)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    passage_id = of.passage("doc-00.md", 0)
    done = subprocess.run(
        [sys.executable, "-c", code, str(path), passage_id], check=False, cwd=Path(__file__).parents[2]
    )
    assert done.returncode == -signal.SIGKILL
    with Database.open(path) as db:
        assert grades(db) == {passage_id: 3}
        assert stored(db).answered == 1
        judging.undo(db, NAME, "ada")
        assert grades(db) == {}


_KEYS = st.lists(
    st.tuples(st.sampled_from(["judge", "undo", "redo"]), st.integers(0, 2), st.integers(0, 3)), max_size=12
)


@given(keys=_KEYS)
@examples(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_derived_is_what_the_events_say(
    db: Database, of: build.Corpus, keys: list[tuple[str, int, int]]
) -> None:
    db.query("DELETE FROM judgments")
    judging.rebuild(db, NAME)
    model: list[tuple[str, int]] = []
    back: list[tuple[str, int]] = []
    for what, number, given_grade in keys:
        if what == "judge":
            passage_id = of.passage("doc-00.md", number)
            grade(db, passage_id, given_grade)
            model.append((passage_id, given_grade))
            back.clear()
        elif what == "undo":
            judging.undo(db, NAME, "ada")
            if model:
                back.append(model.pop())
        else:
            judging.redo(db, NAME, "ada")
            if back:
                model.append(back.pop())
    assert grades(db) == dict(model)
    derived = (grades(db), stored(db))
    judging.rebuild(db, NAME)
    assert (grades(db), stored(db)) == derived
