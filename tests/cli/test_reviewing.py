"""Audits, packets and agreement on the command line."""

import json
from pathlib import Path

import pytest

from studio.domain.decisions import Action
from studio.project import Project
from studio.storage import audits, card, queue
from studio.storage.database import Database
from studio.storage.names import names_of
from tests.cli.conftest import RunCommand
from tests.storage import build


@pytest.fixture
def handbook(project: Path, tmp_path: Path) -> Path:
    """A project of 30 pairs."""
    with Database.open(project / "studio.duckdb", create=True) as db:
        of = build.simple(documents=10)
        build.ingest(db, tmp_path, of)
        build.one_query_each(db, tmp_path, of)
    return project


def decide(folder: Path, who: str, action: Action, *, sample: bool = False, many: int = 30) -> None:
    with Database.open(Project.open(folder).database) as db:
        numbers = [n for n, _ in audits.sample(db, audits.audits(db)[0].audit_id)] if sample else list(queue.ids(db))
        for name in names_of(db, numbers)[:many]:
            build.decide(db, action, name, reviewer=who)


def test_an_audit_is_begun_judged_and_its_rest_accepted(studio: RunCommand, handbook: Path) -> None:
    assert "left       30 pairs that nobody looked at" in studio("audit", "--project", handbook).out
    begun = studio("audit", "--begin", "--size", "10", "--project", handbook)
    assert (begun.code, "0 of 10 judged" in begun.out) == (0, True)
    refused = studio("audit", "--accept-rest", "--project", handbook)
    assert (refused.code, "whole sample is judged" in refused.err) == (2, True)
    decide(handbook, "ada", Action.ACCEPT, sample=True)
    taken = studio("audit", "--accept-rest", "--json", "--project", handbook)
    assert "accepted unseen: 20 pairs" in taken.err
    found = json.loads(taken.out)
    [audit] = found["pairs"]["audits"]
    assert (audit["pool"], audit["drawn"], audit["bad"], audit["finished"], audit["alpha"]) == (30, 10, 0, True, 0.025)
    assert 0 < audit["share"] < 1
    assert found["negatives"] == {"unreviewed": 0, "proposed": 0, "live": None, "audits": []}


def test_an_audit_that_is_ended_counts_what_was_not_judged_as_bad(studio: RunCommand, handbook: Path) -> None:
    assert "There is no audit of pairs yet" in studio("audit", "--end", "--project", handbook).err
    studio("audit", "--begin", "--size", "10", "--project", handbook)
    assert "10 of 10 drawn at random were" in studio("audit", "--end", "--project", handbook).out
    assert studio("audit", "--end", "--begin", "--project", handbook).code == 2


def test_a_packet_goes_out_comes_back_and_its_reviewer_is_compared(studio: RunCommand, handbook: Path) -> None:
    assert "No pair was answered by two" in studio("agreement", "--project", handbook).out
    shared = studio("share", "--reviewer", "Bob [/i]", "--share", "0.4", "--overlap", "0.2", "--project", handbook)
    assert "12 pairs for Bob [/i], 6 of them the same for everybody" in shared.out
    packet = handbook.parent / "handbook-bob-i"
    decide(packet, "bob", Action.REJECT, many=8)
    decide(handbook, "ada", Action.ACCEPT)
    merged = studio("merge", packet, "--project", handbook)
    assert "handbook-bob-i: 8 new decisions" in merged.out
    assert "Reviewers differ on 8 cards" in merged.out
    assert "0 new decisions" in studio("merge", packet, packet, "--project", handbook).out
    told = json.loads(studio("agreement", "--json", "--project", handbook).out)
    assert (told["reviewers"], told["pairs"], told["agreed"], told["disagreements"]) == (["ada", "bob"], 8, 0.0, 8)
    assert [found["measure"] for found in told["measures"]] == ["Krippendorff's alpha", "Cohen's kappa"]
    assert "too few groups to tell" in studio("agreement", "--project", handbook).out


def test_agreement_on_negatives_is_told_by_itself(studio: RunCommand, handbook: Path) -> None:
    assert "No negative was answered by two" in studio("agreement", "--negatives", "--project", handbook).out
    with Database.open(handbook / "studio.duckdb") as db:
        first, second = names_of(db, list(queue.ids(db))[:2])
        for name, other in ((first, second), (second, first)):
            passage = card.card(db, other).passage_id
            build.decide(db, Action.NEGATIVE_HARD, name, passage_id=passage)
            build.decide(db, Action.NEGATIVE_FALSE, name, passage_id=passage, reviewer="bob")
    told = json.loads(studio("agreement", "--negatives", "--json", "--project", handbook).out)
    assert (told["of"], told["pairs"], told["agreed"], told["disagreements"]) == ("negatives", 2, 0.0, 2)
    assert "2 negatives to settle" in studio("agreement", "--negatives", "--project", handbook).out
    assert json.loads(studio("agreement", "--json", "--project", handbook).out)["pairs"] == 0


def test_a_packet_that_is_none_is_one_sentence(studio: RunCommand, handbook: Path, tmp_path: Path) -> None:
    ran = studio("merge", tmp_path / "nowhere", "--project", handbook)
    assert (ran.code, "is no packet" in ran.err) == (2, True)
