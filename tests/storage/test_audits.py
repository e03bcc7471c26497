"""Audits: a frozen pool, a blind sample, an exact bound, and the rest taken by it; the live bound beside them."""

from pathlib import Path

import polars as pl
import pytest

from studio.domain.audit import AuditKind
from studio.domain.decisions import SHOWN_RANDOM, Action
from studio.domain.identity import pair_id
from studio.domain.pairs import Status
from studio.errors import InputError
from studio.storage import audits, datasets, decisions, pairs, queue
from studio.storage.database import Database
from tests.storage import build


@pytest.fixture
def of(db: Database, tmp_path: Path) -> build.Corpus:
    """A corpus of 60 passages."""
    of = build.simple(documents=20)
    build.ingest(db, tmp_path, of)
    return of


def drawn(db: Database, audit_id: str) -> list[str]:
    return [pairs.card(db, number).pair_id for number, _ in audits.sample(db, audit_id)]


def judged(db: Database, kind: AuditKind = AuditKind.PAIRS, size: int = 20, bad: int = 1) -> str:
    """Judge an audit's sample whole, so many of it bad; return its id."""
    audit = audits.begin(db, kind, "ada", size)
    for place, name in enumerate(drawn(db, audit.audit_id)):
        build.decide(db, Action.REJECT if place < bad else Action.ACCEPT, name)
    return audit.audit_id


def test_the_pool_is_frozen_and_the_sample_drawn_from_what_nobody_decided(db: Database, names: list[str]) -> None:
    build.decide(db, Action.ACCEPT, names[0])
    audit = audits.begin(db, AuditKind.PAIRS, "ada", 20)
    assert (audit.pool, audit.drawn, audit.judged, audit.left) == (59, 20, 0, 39)
    sample = drawn(db, audit.audit_id)
    assert names[0] not in sample
    assert len(set(sample)) == 20
    again = drawn(db, audits.begin(db, AuditKind.PAIRS, "ada", 20).audit_id)
    assert again != sample
    assert audits.open_audit(db) is not None


def test_a_rejected_an_edited_a_skipped_and_an_untold_pair_are_bad(db: Database, names: list[str]) -> None:
    audit = audits.begin(db, AuditKind.PAIRS, "ada", 6)
    sample = drawn(db, audit.audit_id)
    for action, name in zip((Action.REJECT, Action.SKIP, Action.CANT_TELL, Action.ACCEPT), sample, strict=False):
        build.decide(db, action, name)
    build.decide(db, Action.EDIT_QUERY, sample[4], text="mended")
    build.decide(db, Action.ACCEPT, sample[4])
    found = audits.audits(db)[0]
    assert (found.judged, found.bad, found.finished) == (5, 4, False)
    audits.end(db, audit.audit_id)
    ended = audits.audits(db)[0]
    assert (ended.judged, ended.bad, ended.finished) == (6, 5, True)


def test_the_second_audit_has_half_of_what_the_first_left_and_negatives_count_by_themselves(
    db: Database, names: list[str], tmp_path: Path
) -> None:
    build.mine(db, tmp_path, [build.negative(names[0], build.simple().passage("doc-01.md", 0), 1)])
    levels = [audits.begin(db, AuditKind.PAIRS, "ada", 5).alpha for _ in range(2)]
    assert levels == [0.025, 0.0125]
    audit = audits.begin(db, AuditKind.NEGATIVES, "ada", 5)
    assert (audit.alpha, audit.pool, audit.drawn) == (0.025, 1, 1)
    [(_, passage)] = audits.sample(db, audit.audit_id)
    assert passage is not None
    build.decide(db, Action.NEGATIVE_HARD, names[0], passage_id=build.simple().passage("doc-01.md", 0))
    assert (audits.audits(db)[0].judged, audits.audits(db)[0].bad) == (1, 0)
    with pytest.raises(InputError, match="nothing left to audit"):
        audits.begin(db, AuditKind.NEGATIVES, "ada", 5)


def test_the_rest_is_taken_as_one_decision_that_says_why_and_one_undo_takes_back(
    db: Database, names: list[str], tmp_path: Path
) -> None:
    judged(db)
    audit = audits.audits(db)[0]
    assert audits.accept_rest(db, audit, "ada") == 40
    assert queue.counts(db).undecided == 0
    datasets.write_examples(db, tmp_path / "examples.parquet", "accepted")
    rows = pl.read_parquet(tmp_path / "examples.parquet")
    assert rows["decision"].value_counts(sort=True).rows() == [("accepted_unseen", 40), ("accepted", 19)]
    assert set(rows.filter(decision="accepted_unseen")["claim"]) == {audit.claim}
    unseen = rows.filter(decision="accepted_unseen")["pair_id"][0]
    build.decide(db, Action.ACCEPT, unseen)
    assert audits.pool(db, AuditKind.PAIRS) == 39
    decisions.undo(db, "ada")
    taken_back = decisions.undo(db, "ada")
    assert taken_back is not None
    assert taken_back.said == "accepted unseen 40 pairs"
    assert pairs.card(db, unseen).status is Status.UNDECIDED


def test_an_audit_that_is_not_finished_allows_nothing(db: Database, names: list[str]) -> None:
    audit = audits.begin(db, AuditKind.PAIRS, "ada", 20)
    with pytest.raises(InputError, match="whole sample is judged"):
        audits.accept_rest(db, audit, "ada")


def test_what_is_judged_after_an_audit_leaves_the_rest(db: Database, names: list[str]) -> None:
    judged(db)
    before = audits.audits(db)[0]
    rest = [name for name in names if pairs.card(db, name).status is Status.UNDECIDED]
    build.decide(db, Action.REJECT, rest[0])
    build.decide(db, Action.ACCEPT, rest[1])
    after = audits.audits(db)[0]
    assert (after.left, after.most_bad) == (before.left - 2, before.most_bad - 1)


def test_cards_drawn_at_random_bound_the_rest_and_others_move_the_counts(db: Database, names: list[str]) -> None:
    assert audits.live(db) is None
    for place, name in enumerate(names[:30]):
        build.decide(db, Action.REJECT if place == 3 else Action.ACCEPT, name, shown=SHOWN_RANDOM if place % 2 else "")
    found = audits.live(db)
    assert found is not None
    assert (found.draws, found.bad_draws, found.left) == (15, 1, 30)
    assert 0 < found.share < 1
    decisions.undo(db, "ada")
    after = audits.live(db)
    assert after is not None
    assert (after.draws, after.left) == (14, 31)


def test_a_pair_that_was_split_off_is_no_card_of_the_pool_that_is_drawn_from(db: Database, names: list[str]) -> None:
    for name in names[:12]:
        build.decide(db, Action.ACCEPT, name, shown=SHOWN_RANDOM)
    build.decide(db, Action.SPLIT, names[0], text="what else it asked")
    before = audits.live(db)
    build.decide(
        db, Action.REJECT, pair_id("what else it asked", pairs.card(db, names[0]).passage_id), shown=SHOWN_RANDOM
    )
    assert audits.live(db) == before
    assert before is not None


def test_pairs_that_come_later_begin_the_bound_anew(db: Database, names: list[str], tmp_path: Path) -> None:
    build.decide(db, Action.ACCEPT, names[0], shown=SHOWN_RANDOM)
    assert audits.live(db) is not None
    build.generate(db, tmp_path, [("a new query", build.simple(20).passage("doc-01.md", 0))])
    assert audits.live(db) is None


def test_what_is_proposed_fits_the_pool(db: Database, names: list[str]) -> None:
    assert 0 < audits.proposed(db, AuditKind.PAIRS, 0.2) < 60
    assert audits.proposed(db, AuditKind.PAIRS, 0.001) == 60


def test_what_is_left_to_the_goal_is_the_audit_that_runs_or_the_one_to_begin(db: Database, names: list[str]) -> None:
    before = audits.toward(db, 0.2)
    assert (before.rest, before.cards) == (None, audits.proposed(db, AuditKind.PAIRS, 0.2))
    audit = audits.begin(db, AuditKind.PAIRS, "ada", 20)
    for name in drawn(db, audit.audit_id)[:15]:
        build.decide(db, Action.ACCEPT, name)
    assert audits.toward(db, 0.2).cards == 5
