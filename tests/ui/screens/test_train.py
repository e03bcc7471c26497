"""Training: nothing yet, running, paused, failed, done; started, paused, ended early, left and found again."""

import os
import signal
from typing import Literal

import pytest

from studio import extras, saved_settings
from studio.domain.recipes import RECIPES
from studio.jobs import folder as folders
from studio.jobs.folder import JobFolder
from studio.jobs.spec import JobKind
from studio.ui.actions.train import ACTIONS
from studio.ui.forms import train as lines
from studio.ui.screens.train import TrainScreen
from studio.ui.widgets.curve import Curve
from studio.ui.widgets.dialogs import Choose
from studio.ui.widgets.form import Form
from studio.workflow import train
from tests.ui import fake_jobs as fake
from tests.ui.conftest import Person, Place, Starts


def run(place: Place, *events: fake.Event, worker: int | None = None) -> JobFolder:
    said = [fake.started(worker or 4242), *fake.training(), *events]
    return fake.job(place.project, JobKind.TRAIN, "train run-02 on 12 pairs", said, worker=worker, run_id="run-02")


def plotted(person: Person, name: str) -> list[str]:
    curve = person.app.screen.query_one(f"#{name}", Curve)
    return [line.name for line in curve.lines if line.series.steps]


async def to(person: Person, key: str) -> None:
    """Go down to a setting of the form."""
    fields = [field.key for field in person.app.screen.query_one(Form).fields]
    await person.press(*["down"] * fields.index(key))


def test_every_action_is_handled() -> None:
    for action in ACTIONS:
        assert hasattr(TrainScreen, f"action_{action.method}"), action.id


async def test_without_a_run_it_says_what_there_is_to_train_on(mined: Place) -> None:
    async with mined.open("train") as person:
        assert "No run yet" in person.text("#run-nothing")
        assert "7 pairs are ready" in person.text("#run-nothing")


async def test_before_the_first_run_it_asks_for_queries_of_people_and_says_why(mined: Place) -> None:
    async with mined.open("train", size=(80, 24)) as person:
        assert "better first, with J: judge 30 to 50 real queries: only they tell" in person.text("#train-head")


async def test_too_few_pairs_are_told_in_a_sentence(mined: Place, starts: Starts) -> None:
    async with mined.open("train") as person:
        await person.press("s")
        assert "at least" in person.said
        assert not starts.started


async def test_low_rank_training_without_its_package_says_what_to_install(
    mined: Place, starts: Starts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda _name: None)
    async with mined.open("train") as person:
        await to(person, lines.WEIGHTS)
        await person.press("right", "s")
        assert "retrieval-studio[lora]" in person.said
        assert not starts.started


async def test_a_run_starts_with_the_settings_of_the_screen(
    mined: Place, starts: Starts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train, "FEWEST_TO_TRAIN", 1)
    async with mined.open("train") as person:
        await to(person, "training.epochs")
        await person.press("enter", "backspace", "3", "enter", "s")
        [job] = starts.started
        assert job.spec.kind is JobKind.TRAIN
        assert job.spec.options["training"]["epochs"] == 3
        assert person.place == "train"


async def test_dropout_and_precision_of_the_form_reach_the_run(
    mined: Place, starts: Starts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train, "FEWEST_TO_TRAIN", 1)
    async with mined.open("train") as person:
        await to(person, "training.dropout")
        assert "-1 to 0.9" in person.text(".-selected")
        await person.press("enter", "backspace", "backspace", *"0.95", "enter", "s")
        assert not starts.started
        await person.press("enter", "backspace", "enter")
        await person.press(*["down"] * 3, "right", "right", "s")
        [job] = starts.started
        training = job.spec.options["training"]
        assert (training["dropout"], training["precision"]) == (0.9, "bfloat16")


async def test_a_running_run_is_shown_live(measured: Place, worker: int) -> None:
    job = run(measured, worker=worker)
    async with measured.open("train") as person:
        head = person.text("#run-head")
        assert "run-02" in head
        assert "● running" in head
        assert "61%" in head
        assert "1:32 left" in head
        assert person.text("#run-figures") == "best dev .708 · base .655 · loss .941 · 31 pairs/s · cpu"
        for name in ("run-loss", "run-gradient", "run-rate"):
            assert plotted(person, name) == ["this run"]
        assert plotted(person, "run-dev") == ["this run", "128 dims"]
        assert "step 96: NDCG@10 .708" in person.text("#run-log")
        fake.say(job, fake.progress("train", 150, 157, "steps", eta=4.0))
        await person.look()
        assert "96%" in person.text("#run-head")


async def test_leaving_the_screen_leaves_the_run_and_coming_back_finds_it(measured: Place, worker: int) -> None:
    job = run(measured, worker=worker)
    async with measured.open("train") as person:
        await person.press("escape")
        assert person.place == "home"
        assert not job.cancel_file.exists()
        assert not job.pause_file.exists()
        await person.press("T")
        assert "● running" in person.text("#run-head")


async def test_pausing_and_resuming(measured: Place, worker: int, starts: Starts) -> None:
    job = run(measured, worker=worker)
    async with measured.open("train") as person:
        await person.press("p")
        assert job.pause_file.exists()
        job.worker_file.unlink()
        fake.say(job, fake.Ended(at=fake.AT + 200, state="paused"))
        await person.look()
        assert "p resumes it from its last checkpoint" in person.text("#run-result")
        await person.press("p")
        assert [found.path for found in starts.resumed] == [job.path]


async def test_ending_a_run_keeps_the_best_model(measured: Place, worker: int) -> None:
    job = run(measured, worker=worker)
    async with measured.open("train") as person:
        await person.press("c")
        assert isinstance(person.app.screen, Choose)
        await person.press("escape")
        assert not job.finish_file.exists()
        await person.press("c", "enter")
        assert job.finish_file.exists()
        assert not job.cancel_file.exists()


async def test_a_run_can_be_stopped_without_its_best(measured: Place, worker: int) -> None:
    job = run(measured, worker=worker)
    async with measured.open("train") as person:
        await person.press("c", "j", "enter")
        assert job.cancel_file.exists()
        assert not job.finish_file.exists()


@pytest.mark.parametrize("state", ["paused", "failed", "cancelled"])
async def test_a_run_that_does_not_run_is_ended_with_its_best_model_too(
    measured: Place, starts: Starts, state: Literal["paused", "failed", "cancelled"]
) -> None:
    job = run(measured, fake.Ended(at=fake.AT + 300, state=state, error="it broke"))
    if state == "cancelled":
        job.cancel_file.touch()
    whole = job.training / "checkpoints" / "checkpoint-80" / "whole.json"
    whole.parent.mkdir(parents=True)
    whole.write_text('{"step": 80, "dev": 0.7}')
    async with measured.open("train") as person:
        await person.press("c")
        assert isinstance(person.app.screen, Choose)
        await person.press("enter")
        await person.settle()
        assert job.finish_file.exists()
        assert [found.path for found in starts.started] == [job.path]


async def test_a_failed_run_without_a_checkpoint_has_nothing_to_keep(measured: Place) -> None:
    run(measured, fake.failed("The base is gone."))
    async with measured.open("train") as person:
        await person.press("c")
        assert not isinstance(person.app.screen, Choose)


async def test_a_failed_run_says_why_and_offers_to_resume(measured: Place, starts: Starts) -> None:
    job = run(measured, fake.failed("The loss became nan at step 40. Train again with a lower learning_rate."))
    async with measured.open("train") as person:
        result = person.text("#run-result")
        assert "The loss became nan" in result
        assert "p resumes it" in result
        await person.press("p")
        assert [found.path for found in starts.resumed] == [job.path]


async def test_a_killed_run_says_so_and_offers_to_resume(measured: Place, starts: Starts, worker: int) -> None:
    job = run(measured, worker=worker)
    os.kill(worker, signal.SIGKILL)
    async with measured.open("train") as person:
        assert "Its process was killed" in person.text("#run-result")
        await person.press("p")
        assert [found.path for found in starts.resumed] == [job.path]


async def test_a_finished_run_leads_to_the_leaderboard(measured: Place) -> None:
    fake.landed(measured.db, run(measured, fake.done(steps=157, best_dev=0.712)))
    async with measured.open("train") as person:
        assert "L opens the leaderboard" in person.text("#run-result")
        await person.press("L")
        assert person.place == "leaderboard"


async def test_another_run_s_curves_are_drawn_over_these_with_a_mark_of_their_own(measured: Place, worker: int) -> None:
    earlier = [fake.started(), *fake.training(steps=48, total=48), fake.done(steps=48)]
    first = fake.job(measured.project, JobKind.TRAIN, "train run-01", earlier, number=0, run_id="run-01")
    fake.landed(measured.db, first)
    run(measured, worker=worker)
    async with measured.open("train") as person:
        await person.press("o")
        for name in ("run-loss", "run-gradient", "run-rate", "run-dev"):
            assert plotted(person, name)[-1] == "run-01", name
        marks = [line.mark for line in person.app.screen.query_one("#run-dev", Curve).lines]
        assert len(set(marks)) == 3
        assert "× run-01, best dev .698" in person.text("#run-legend")
        await person.press("o")
        assert plotted(person, "run-loss") == ["this run"]


async def test_of_several_other_runs_one_is_chosen(measured: Place, worker: int) -> None:
    for number, name in ((0, "run-00"), (2, "run-01")):
        earlier = [fake.started(), *fake.training(steps=48, total=48), fake.done(steps=48)]
        job = fake.job(measured.project, JobKind.TRAIN, f"train {name}", earlier, number=number, run_id=name)
        fake.landed(measured.db, job)
    last = [fake.started(worker), *fake.training()]
    fake.job(measured.project, JobKind.TRAIN, "train run-02", last, number=3, worker=worker, run_id="run-02")
    async with measured.open("train") as person:
        await person.press("o", "enter")
        assert plotted(person, "run-loss") == ["this run", "run-01"]
        await person.press("o")
        assert isinstance(person.app.screen, Choose)
        await person.press("end", "enter")
        assert plotted(person, "run-loss") == ["this run"]


async def test_without_another_run_there_is_nothing_to_compare(measured: Place, worker: int) -> None:
    run(measured, worker=worker)
    async with measured.open("train") as person:
        await person.press("o")
        assert "no other run" in person.said


async def test_where_two_plots_fit_the_others_are_a_key_away(measured: Place, worker: int) -> None:
    run(measured, worker=worker)
    async with measured.open("train", size=(80, 24)) as person:
        await person.look()
        screen = person.app.screen
        assert screen.query_one("#run-dev").region.height > 4
        assert not screen.query_one("#run-rate").region.height
        await person.press("v")
        assert screen.query_one("#run-rate").region.height > 4
        assert not screen.query_one("#run-dev").region.height
    async with measured.open("train") as person:
        await person.look()
        assert person.app.screen.query_one("#run-rate").region.height > 4
        assert person.app.screen.query_one("#run-dev").region.height > 4


async def test_settings_are_saved_under_a_name_and_taken_again(
    mined: Place, starts: Starts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train, "FEWEST_TO_TRAIN", 1)
    async with mined.open("train") as person:
        await person.press("O")
        assert "No settings are saved yet" in person.said
        await to(person, "training.epochs")
        await person.press("enter", "backspace", "3", "enter", "S")
        await person.type("gentle")
        await person.press("enter")
        assert saved_settings.load(mined.project, "gentle").epochs == 3
    async with mined.open("train") as person:
        await person.press("O", "enter", "s")
        assert starts.started[-1].spec.options["training"]["epochs"] == 3
        await person.press("0", "s")
        assert starts.started[-1].spec.options["training"]["epochs"] == RECIPES["lists"].epochs


async def test_a_bad_name_for_settings_is_told(mined: Place) -> None:
    async with mined.open("train") as person:
        await person.press("S")
        await person.type("../up")
        await person.press("enter")
        assert "is no name for settings" in person.said


async def test_the_log_is_one_key_away(measured: Place, worker: int) -> None:
    run(measured, worker=worker)
    async with measured.open("train") as person:
        await person.press("l")
        assert person.place == "log"
        await person.press("escape")
        assert person.place == "train"


async def test_on_a_narrow_screen_the_run_is_shown_and_the_settings_are_a_key_away(
    measured: Place, worker: int
) -> None:
    run(measured, worker=worker)
    async with measured.open("train", size=(80, 24)) as person:
        screen = person.app.screen
        assert screen.query_one("#run").region.width == 80
        assert not screen.query_one("#settings").region.width
        await person.press("w")
        assert screen.query_one("#settings").region.width == 80
        assert "w shows the run" in person.text("#train-head")


async def test_steps_told_twice_after_resuming_count_once(measured: Place, worker: int) -> None:
    job = run(measured, worker=worker)
    fake.say(job, *fake.training(steps=32))
    async with measured.open("train") as person:
        loss = person.app.screen.query_one("#run-loss", Curve).lines[0].series
        assert list(loss.steps) == sorted(set(loss.steps))
    assert folders.worker(job) is not None


async def test_a_tracker_that_is_not_installed_is_told_at_the_form(
    mined: Place, starts: Starts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda _name: None)
    monkeypatch.setattr(train, "FEWEST_TO_TRAIN", 1)
    async with mined.open("train") as person:
        await to(person, lines.REPORT_TO)
        await person.press("right")
        assert "`pip install trackio`" in person.screen_text()
        await person.press("s")
        assert "needs the package trackio" in person.said
        assert not starts.started
