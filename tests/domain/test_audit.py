"""An audit says exactly what a sample allows, and how large it should be."""

import random
from dataclasses import replace
from datetime import UTC, datetime
from math import comb

import pytest

from studio.domain.audit import Audit, AuditKind, alpha_of, at_most, propose

AUDIT = Audit(
    audit_id="a",
    kind=AuditKind.PAIRS,
    started_at=datetime(2026, 11, 26, tzinfo=UTC),
    reviewer="ada",
    alpha=0.025,
    pool=1081,
    drawn=120,
    judged=120,
    bad=1,
    left=961,
)


def _chance(bad: int, pool: int, in_pool: int, drawn: int) -> float:
    return sum(comb(in_pool, n) * comb(pool - in_pool, drawn - n) for n in range(bad + 1)) / comb(pool, drawn)


@pytest.mark.parametrize(("pool", "drawn", "bad"), [(50, 10, 0), (200, 40, 3), (30, 30, 2), (30, 0, 0)])
def test_the_bound_is_the_largest_number_that_would_not_surprise(pool: int, drawn: int, bad: int) -> None:
    most = at_most(pool, drawn, bad, alpha=0.05)
    assert most == pool - drawn + bad or _chance(bad, pool, most + 1, drawn) <= 0.05 < _chance(bad, pool, most, drawn)


def test_it_is_wrong_in_at_most_one_audit_of_twenty() -> None:
    rng = random.Random(3)
    for bad in (3, 12, 40):
        drawn = [sum(number < bad for number in rng.sample(range(300), 50)) for _ in range(1000)]
        known = {found: at_most(300, 50, found, alpha=0.05) for found in set(drawn)}
        assert sum(known[found] < bad for found in drawn) <= 65  # 50 and two standard errors of 1,000 audits


def test_repeated_audits_share_one_chance_of_being_wrong() -> None:
    assert alpha_of(1) == 0.025
    assert sum(alpha_of(number) for number in range(1, 40)) < 0.05


def test_what_is_proposed_reaches_the_goal_with_as_many_bad_ones_as_expected() -> None:
    drawn = propose(1081, 0.05, alpha=0.025)
    assert 90 < drawn < 130
    assert (at_most(1081, drawn, 1, alpha=0.025) - 1) / (1081 - drawn) <= 0.05
    more = propose(1081, 0.05, alpha=0.025, expected=0.02)
    assert more > drawn
    assert propose(8, 0.05, alpha=0.025) == 8


def test_the_rest_is_what_nobody_judged_and_bad_ones_found_since_are_not_in_it() -> None:
    assert AUDIT.finished
    assert AUDIT.share == pytest.approx(0.0468, abs=0.0002)
    later = replace(AUDIT, left=900, since_bad=20)
    assert later.most_bad == AUDIT.most_bad - 20
    assert "at most 4.7% of 961 pairs not looked at are bad: 1 of 120 drawn at random were" in AUDIT.claim
    assert not replace(AUDIT, judged=119).finished


def test_a_pool_that_was_judged_whole_leaves_nothing() -> None:
    whole = replace(AUDIT, pool=120, left=0)
    assert whole.share == 0.0
    assert whole.claim == "nothing of it is left that nobody looked at; 1 of 120 drawn at random were bad"
