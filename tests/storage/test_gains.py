"""Gains over bases untouched, from the figures of each query; the best base is chosen on the dev set."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from studio.storage import gains, results, runs
from studio.storage import test_sets as sets
from studio.storage.database import Database
from tests.storage import build, measured
from tests.storage.measured import queries, run

ALPHA = {"difference": -0.1, "ci_low": -0.2, "ci_high": 0.0, "p_value": 0.1}


@pytest.fixture
def held_out(db: Database, tmp_path: Path) -> dict[str, str]:
    """Return dev and test set by purpose, with runs whose bases were measured, the best differing between the sets."""
    of = build.simple(documents=15)
    build.ingest(db, tmp_path, of)
    build.one_query_each(db, tmp_path, of)
    found: dict[str, str] = {each.purpose: each.test_set for each in sets.refresh_held_out(db)}
    runs.record(db, replace(run("run-01"), base="/models/alpha"))
    for number, (purpose, name) in enumerate(found.items()):
        dev = purpose == "dev"
        rows = [
            measured.row("run-01", name, 0.8),
            measured.row("base alpha", name, 0.5, kind="base", **ALPHA),
            measured.row("base beta", name, 0.7 if dev else 0.1, kind="base", **ALPHA),
            measured.row("base", name, 0.4 if dev else 0.9),
        ]
        scores: dict[str, Sequence[float]] = dict.fromkeys(
            queries(db, name), (0.8, 0.5, 0.7 if dev else 0.1, 0.4 if dev else 0.9)
        )
        results.land_results(db, measured.write(tmp_path / f"job-{number}", rows, scores, {}), f"job-{number}")
    return found


def test_a_run_s_gains_are_over_its_own_base_and_over_the_dev_set_s_best(
    db: Database, held_out: dict[str, str]
) -> None:
    assert gains.untouched(db) == "base beta"
    [test] = [each for each in sets.test_sets(db) if each.purpose == "test"]
    found = gains.gains(db, test, results.rows(db, test.test_set))
    assert [(gain.over, gain.base) for gain in found] == [
        ("own base", "base alpha"),
        ("best untouched base", "base beta"),
    ]
    assert [gain.difference for gain in found] == pytest.approx([0.3, 0.7])
    assert found[0].ci_low == pytest.approx(0.3)
    assert found[0].base_ndcg_10 == 0.5
    assert {gain.said for gain in found} == {"can't tell yet"}


def test_the_gains_of_one_run_come_from_every_set_test_sets_first(db: Database, held_out: dict[str, str]) -> None:
    found = gains.gains_of_run(db, "run-01")
    assert [gain.test_set for gain in found] == [held_out["test"]] * 2 + [held_out["dev"]] * 2
    assert gains.gains_of_run(db, "run-07") == []


def test_bases_are_placed_by_the_dev_set_alone_each_with_its_verdict_over_the_projects(
    db: Database, held_out: dict[str, str]
) -> None:
    assert held_out
    found = gains.bases(db)
    assert [(base.row.name, base.place, base.of) for base in found] == [
        ("base beta", 1, 3),
        ("base alpha", 2, 3),
        ("base", 3, 3),
    ]
    assert [base.told.reference.name if base.told else "" for base in found] == ["base", "base", ""]


def test_no_base_is_placed_before_any_was_measured(db: Database) -> None:
    assert gains.bases(db) == []
