from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args

import pytest

from studio.domain.board import Told
from studio.domain.leaderboard import RowKind
from studio.domain.overview import BestRun, Overview, Recent, Step, StepName
from studio.domain.verdict import Fall, RowVerdict
from studio.jobs.spec import JobKind, JobState
from studio.ui.views import home
from tests.ui.projects import row
from tests.ui.views.jobs import view

NOW = datetime(2023, 11, 14, 23, 0, tzinfo=UTC)


def best(difference: float, p_value: float, *, groups: int = 61, kept_128: float | None = None) -> BestRun:
    """A best run of so much over the base."""
    verdict = RowVerdict(
        difference=difference,
        ci_low=difference - 0.04,
        ci_high=difference + 0.04,
        p_value=p_value,
        standard_error=0.02,
        queries=132,
        groups=groups,
    )
    return BestRun(run_id="run-03", test_set="t", ndcg_10=0.734, row_id="r", verdict=verdict, kept_128=kept_128)


FULL = Overview(
    documents=64, passages=431, queries=1293, reviewed=212, accepted=200, rejected=12, flagged=3, problems=2,
    suspects=31, dataset_hash="a81f00", dataset_examples=1180, decided_since_dataset=7, runs=3,
    best=best(0.071, 0.0004, kept_128=0.97),
    recent=(Recent(at=datetime(2023, 11, 14, 14, 20, tzinfo=UTC), text="you accepted 25 pairs [/i]"),),
)  # fmt: skip


@pytest.mark.parametrize("width", [60, 78, 114, 194])
def test_the_funnel_fits_and_holds_every_count(width: int) -> None:
    lines = home.funnel(FULL, width).plain.splitlines()
    assert len(lines) == 3
    assert max(map(len, lines)) <= width
    for count in ("64", "431", "1,293", "212", "1,180", "run-03"):
        assert count in lines[1]


def test_the_funnel_s_notes_say_what_matters_at_each_stage() -> None:
    note = home.funnel(FULL, 194).plain.splitlines()[2]
    for words in ("✗ 2 unused (d)", "? 31 suspects", "16%, ⚑ 3", "a81f, +7", "+.071 real, 97% at 128d"):
        assert words in note


@pytest.mark.parametrize(
    ("p_value", "groups", "word"), [(0.004, 61, "real"), (0.2, 61, "not sure"), (0.004, 12, "too few")]
)
def test_the_best_run_never_claims_more_than_its_figures(p_value: float, groups: int, word: str) -> None:
    found = best(0.02, p_value, groups=groups)
    assert f"+.020 {word}" in home.funnel(Overview(documents=1, best=found), 120).plain


def test_a_best_run_that_is_worse_than_the_base_is_called_so() -> None:
    assert "-.062 worse" in home.funnel(Overview(documents=1, best=best(-0.062, 0.001)), 120).plain


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_verdict_is_folded_beside_its_word_and_names_what_got_worse(width: int) -> None:
    found = best(0.071, 0.0004)
    assert found.verdict is not None
    fall = Fall(kind="keyword queries", difference=-0.05, queries=9, groups=8, certain=False)
    told = Told(
        row=row("run-03 [/i]", RowKind.RUN, 0.734),
        reference=row("base", RowKind.BASE, 0.663),
        verdict=replace(found.verdict, falls=(fall,)),
    )
    text = home.verdict_line(replace(found, row_id=told.row.row_id), told, width)
    assert text is not None
    assert max(len(part) for part in text.plain.splitlines()) <= width
    assert "run-03 [/i] is better than base, by +.071" in " ".join(text.plain.split())
    assert "Perhaps worse, too few to be sure: keyword queries (-.050 over 9 queries)." in " ".join(text.plain.split())
    other = home.verdict_line(found, told, width)
    assert other is not None
    assert "keyword" not in other.plain  # what is told of another row is not this one's


def test_a_run_that_nobody_measured_is_not_called_the_best() -> None:
    assert "1 run, unmeasured" in home.funnel(Overview(documents=1, runs=1), 160).plain


def test_the_next_step_stands_on_enter_and_the_other_on_its_own_key() -> None:
    lines = home.step_lines(
        Step(name="review", sentence="review the 40 pairs", minutes=6),
        Step(name="train", sentence="train on what you have", minutes=1),
        100,
        {},
    ).plain.splitlines()
    assert lines[0].split()[:2] == ["next", "enter"]
    assert lines[0].endswith("about 6 minutes")
    assert lines[1].split()[:2] == ["then", "T"]
    assert lines[1].endswith("about 1 minute")


def test_a_step_names_the_key_that_the_keymap_gives_it() -> None:
    review, train = Step(name="review", sentence="review the 40 pairs"), Step(name="train", sentence="train")
    keymap = {"home.next": "ctrl+n", "app.train": "plus,f2"}
    lines = home.step_lines(review, train, 100, keymap, under_way=True).plain.splitlines()
    assert lines[0].split()[:2] == ["next", "ctrl+n"]
    assert lines[0].endswith("under way: ctrl+n shows it")
    assert lines[1].split()[:2] == ["then", "+"]


def test_every_step_has_a_key_at_home() -> None:
    for name in get_args(StepName):
        step = Step(name=name, sentence="do it")
        assert home.step_lines(step, step, 80, {}).plain.count("do it") == 2


def test_the_last_step_stands_alone() -> None:
    step = Step(name="leaderboard", sentence="look at the leaderboard")
    assert home.step_lines(step, None, 80, {}).plain.splitlines() == ["next    enter   look at the leaderboard"]


def test_what_happened_is_shown_literally() -> None:
    assert "you accepted 25 pairs [/i]" in home.recent_lines(FULL, 100, NOW).plain


def test_what_runs_stands_before_what_ended() -> None:
    done, running = view(JobKind.MINE, JobState.DONE), view(JobKind.TRAIN, JobState.RUNNING)
    newer = view(JobKind.EXPORT, JobState.DONE)
    assert home.listed((done, running, newer), 5) == [running, newer, done]
    assert home.listed((done, running, newer), 2) == [running, newer]


def test_an_old_failure_does_not_stand_before_newer_work() -> None:
    failed, done = view(JobKind.MINE, JobState.FAILED), view(JobKind.MINE, JobState.DONE)
    assert home.listed((failed, done), 5) == [done, failed]
    assert home.listed((done, failed), 5) == [failed, done]


def test_one_job_is_marked_as_the_one_that_keys_act_on() -> None:
    block = home.jobs_block([view(), view(JobKind.TRAIN)], 7, 100, NOW)
    assert block is not None
    assert [line.count("▸") for line in block.plain.splitlines()] == [0, 1]
    assert home.jobs_block([], 0, 100, NOW) is None


def test_an_empty_project_is_told_the_one_key_that_matters() -> None:
    said = home.welcome().plain
    assert "enter" in said
    assert "studio demo" in said


@pytest.mark.parametrize(("width", "note"), [(78, "≤ 4.1% bad"), (114, "rest ≤ 4.1% bad"), (194, "rest ≤ 4.1% bad")])
def test_how_bad_the_rest_can_be_stands_under_what_was_reviewed(width: int, note: str) -> None:
    drawn = home.funnel(Overview(documents=1, queries=1293, reviewed=212, rest=0.041), width).plain.splitlines()
    assert note in drawn[2]
