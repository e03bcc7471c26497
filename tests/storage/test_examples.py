from pathlib import Path

import polars as pl

from studio.domain.decisions import Action
from studio.domain.learning import FEATURES, FEWEST_REJECTED
from studio.storage import examples
from studio.storage.database import Database
from tests.storage import build


def _many(db: Database, folder: Path) -> list[str]:
    of = build.simple(documents=FEWEST_REJECTED)
    build.ingest(db, folder, of)
    return build.one_query_each(db, folder, of)


def test_examples_wait_for_enough_rejects_and_hold_every_feature(db: Database, tmp_path: Path) -> None:
    names = _many(db, tmp_path)
    build.decide(db, Action.ACCEPT, names[0])
    for name in names[1:FEWEST_REJECTED]:
        build.decide(db, Action.REJECT, name)
    assert examples.decided_examples(db) == []
    build.decide(db, Action.REJECT, names[FEWEST_REJECTED])
    found = examples.decided_examples(db)
    assert [bad for bad, _ in found] == [True] * FEWEST_REJECTED + [False]
    assert {len(values) for _, values in found} == {len(FEATURES)}


def test_queries_are_written_as_they_were_edited(db: Database, tmp_path: Path) -> None:
    names = _many(db, tmp_path)
    build.decide(db, Action.EDIT_QUERY, names[0], text="in other words")
    assert examples.export_queries(db, tmp_path / "queries.parquet") == len(names)
    assert "in other words" in pl.read_parquet(tmp_path / "queries.parquet")["query"].to_list()
