from studio.jobs.events import Log, Metric
from studio.jobs.spec import JobKind, JobState
from studio.ui.shelf import JobView
from studio.ui.views import training
from tests.ui import fake_jobs as fake
from tests.ui.views.jobs import view


def run(state: JobState = JobState.RUNNING, *events: fake.Event) -> JobView:
    return view(JobKind.TRAIN, state, *fake.training(), *events, run_id="run-02")


def test_curves_hold_what_the_run_told() -> None:
    seen = training.curves(fake.training())
    assert seen.loss.steps == (16, 32, 48, 64, 80, 96)
    assert seen.dev.steps[0] == 0
    assert seen.base == 0.655
    assert seen.best is not None
    assert seen.best[0] == 96
    assert seen.pace == 31.4


def test_lines_are_alike_where_all_steps_that_both_told_have_one_value() -> None:
    one = training.Series((1, 2, 3), (0.3, 0.2, 0.1))
    assert training.alike(one, training.Series((2, 3, 4), (0.2, 0.10001, 0.7)))
    assert not training.alike(one, training.Series((1, 2, 3), (0.3, 0.2, 0.11)))
    assert not training.alike(one, training.Series((3, 4), (0.1, 0.7)))
    assert not training.alike(one, training.Series())


def test_the_best_is_the_first_step_that_reached_it_and_never_the_base() -> None:
    told = [Metric(at=0, step=step, values={"dev_ndcg@10": value}) for step, value in ((0, 0.9), (5, 0.7), (9, 0.7))]
    assert training.curves(told).best == (5, 0.7)
    assert training.curves(told[:1]).best is None


def test_a_step_told_twice_counts_as_told_last() -> None:
    told = [Metric(at=0, step=5, values={"loss": value}) for value in (3.0, 2.0)]
    assert training.curves(told).loss == training.Series((5,), (2.0,))


def test_a_run_without_a_dev_set_has_a_loss_and_no_more() -> None:
    seen = training.curves([Metric(at=0, step=1, values={"loss": 2.5})])
    assert seen.base is None
    assert seen.best is None
    assert training.figures_line(view(JobKind.TRAIN), seen).plain == "loss 2.500"
    assert training.legend(seen).plain == ""


def test_the_head_fits_and_says_how_long_still() -> None:
    for width in (40, 60, 78, 120):
        assert training.head(run(), width).cell_len <= width
    assert training.head(run(), 120).plain.endswith("1:32 left")


def test_a_stopped_run_promises_no_time() -> None:
    assert "left" not in training.head(run(JobState.PAUSED), 120).plain


def test_the_legend_names_the_lines_that_are_drawn() -> None:
    seen = training.curves(fake.training())
    assert training.legend(seen).plain == "█ full dims  • 128 dims  ─ base .655"


def test_memory_is_shown_where_it_is_told() -> None:
    seen = training.curves([Metric(at=0, step=1, values={"memory_gb": 3.25})])
    assert "3.2 GB" in training.figures_line(run(), seen).plain


def test_the_leaderboard_s_line_of_a_run_fits() -> None:
    for width in (40, 78, 118):
        line = training.dev_line(run(), training.curves(fake.training()), width)
        assert line.cell_len <= width
        assert "\n" not in line.plain


def test_the_last_lines_of_the_log_are_shown_literally() -> None:
    said = [Log(at=0, message=f"line {i} [/i]\nsecond") for i in range(9)]
    shown = training.log_lines([*said, *fake.training(0)], 3).plain.splitlines()
    assert len(shown) == 3
    assert "line 8 [/i] second" in shown[-1]
    assert training.log_lines(said, 0).plain == ""


def test_without_pairs_there_is_nothing_to_train_on() -> None:
    assert "no pair to train on" in training.nothing(0)
    assert "1,180 pairs are ready" in training.nothing(1180)


def test_the_axis_of_steps_reaches_to_the_end_of_the_run_in_whole_steps() -> None:
    assert training.last_step(fake.training()) == 157
    assert training.last_step([]) == 0
    assert training.ticks(157) == [0, 52, 105, 157]
    assert training.ticks(2) == [0, 1, 2]
