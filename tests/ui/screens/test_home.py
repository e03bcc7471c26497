"""Home in every state: an empty project, one with pairs, jobs that run, wait, fail and end."""

import re
from pathlib import Path

import pytest
from textual.widgets import OptionList

from studio.jobs.spec import JobKind
from studio.ui.actions.home import ACTIONS
from studio.ui.screens.home import HomeScreen
from studio.ui.widgets.dialogs import Confirm
from tests.ui import fake_jobs as fake
from tests.ui.conftest import Person, Place, Starts


def test_every_action_is_handled() -> None:
    for action in ACTIONS:
        assert hasattr(HomeScreen, f"action_{action.method}"), action.id


async def test_an_empty_project_says_what_to_press(empty: Place) -> None:
    async with empty.open() as person:
        assert "Begin with documents" in person.text("#welcome")
        await person.press("enter")
        assert person.place == "ingest"


async def test_the_funnel_counts_what_is_there(mined: Place) -> None:
    async with mined.open() as person:
        lines = person.text("#funnel").splitlines()
        assert lines[0].split() == ["documents", "passages", "queries", "reviewed", "dataset", "best", "run"]
        assert [word for word in lines[1].split() if word != "→"] == ["4", "12", "12", "0", "-", "-"]


async def test_the_next_step_is_one_key_away(mined: Place) -> None:
    async with mined.open() as person:
        assert "review the 3 pairs that are most likely wrong" in person.text("#steps")
        await person.press("enter")
        assert person.place == "review"


@pytest.mark.parametrize(
    ("key", "place"),
    [
        ("I", "ingest"),
        ("G", "generate"),
        ("M", "mine"),
        ("R", "review"),
        ("T", "train"),
        ("L", "leaderboard"),
        ("J", "judge"),
        ("t", "tests"),
        ("X", "export"),
        ("d", "problems"),
    ],
)
async def test_every_place_is_one_key_away_and_esc_comes_back(mined: Place, key: str, place: str) -> None:
    async with mined.open() as person:
        await person.press(key)
        assert person.place == place
        await person.press("escape")
        if person.place != "home":  # the ingest form begins with its path being typed
            await person.press("escape")
        assert person.place == "home"


async def test_unmined_pairs_are_mined_at_once(mined: Place, starts: Starts) -> None:
    mined.db.query("UPDATE pairs SET mined = false")
    async with mined.open() as person:
        assert "mine hard negatives for 12 pairs" in person.text("#steps")
        await person.press("enter")
        assert [job.spec.kind for job in starts.started] == [JobKind.MINE]
        assert "started" in person.said


async def test_a_step_that_is_under_way_is_shown_and_not_started_again(
    mined: Place, starts: Starts, worker: int
) -> None:
    mined.db.query("UPDATE pairs SET mined = false")
    fake.job(mined.project, JobKind.MINE, "mine hard negatives", [fake.started(worker)], worker=worker)
    async with mined.open() as person:
        await person.look()
        assert "under way: enter shows it" in person.text("#steps")
        await person.press("enter")
        assert person.place == "log"
        assert starts.started == []


async def test_everything_is_measured_again_on_one_key(measured: Place, starts: Starts) -> None:
    async with measured.open() as person:
        await person.press("V")
        assert [job.spec.kind for job in starts.started] == [JobKind.EVALUATE]


async def test_what_cannot_be_done_is_said_in_a_sentence(empty: Place, starts: Starts) -> None:
    async with empty.open() as person:
        await person.press("V")
        assert "The corpus is empty" in person.said
        assert not starts.started


async def test_a_running_job_shows_how_far_it_is_and_how_long_still(measured: Place, worker: int) -> None:
    fake.job(
        measured.project, JobKind.TRAIN, "train run-02", [fake.started(worker), *fake.training()],
        worker=worker, run_id="run-02",
    )  # fmt: skip
    async with measured.open() as person:
        line = person.text("#jobs")
        assert all(words in line for words in ("train run-02", "61%", "96/157 steps", "dev NDCG@10 .708", "1:32 left"))


async def test_progress_moves_without_a_key(measured: Place, worker: int) -> None:
    job = fake.job(
        measured.project, JobKind.MINE, "mine", [fake.started(worker), fake.progress("mine", 1, 10, "pairs")],
        worker=worker,
    )  # fmt: skip
    async with measured.open() as person:
        assert "10%" in person.text("#jobs")
        fake.say(job, fake.progress("mine", 9, 10, "pairs"))
        await person.look()
        assert "90%" in person.text("#jobs")


async def test_a_running_job_is_paused_and_a_paused_one_resumed(measured: Place, worker: int, starts: Starts) -> None:
    job = fake.job(measured.project, JobKind.MINE, "mine", [fake.started(worker)], worker=worker)
    async with measured.open() as person:
        await person.press("p")
        assert job.pause_file.exists()
        assert "pauses at its next checkpoint" in person.said
    job.worker_file.unlink()
    async with measured.open() as person:
        assert "stopped" in person.text("#jobs")
        await person.press("p")
        assert [found.path for found in starts.resumed] == [job.path]


async def test_cancelling_asks_first(measured: Place, worker: int) -> None:
    job = fake.job(measured.project, JobKind.MINE, "mine", [fake.started(worker)], worker=worker)
    async with measured.open() as person:
        await person.press("c", "n")
        assert not job.cancel_file.exists()
        await person.press("c")
        assert isinstance(person.app.screen, Confirm)
        await person.press("y")
        assert job.cancel_file.exists()


async def test_without_a_job_the_job_keys_say_so(empty: Place) -> None:
    async with empty.open() as person:
        await person.press("p", "c", "l")
        assert "no job to pause" in person.said
        assert "no job to cancel" in person.said
        assert "No job has run" in person.said
        assert person.place == "home"


async def test_a_failed_job_says_why_and_how_to_go_on(mined: Place) -> None:
    fake.job(mined.project, JobKind.GENERATE, "generate", [fake.started(), fake.failed("The gateway refused the key.")])
    async with mined.open() as person:
        line = person.text("#jobs")
        assert "failed" in line
        assert "p resumes it" in line
        assert "The gateway refused the key." in line


async def test_a_job_that_waits_says_for_whom(mined: Place, worker: int) -> None:
    waiting = fake.Log(at=fake.AT, message="waiting for 20231114-000001-mine-00ff")
    fake.job(mined.project, JobKind.MINE, "mine", [waiting], worker=worker)
    async with mined.open() as person:
        assert "waiting for 20231114-000001-mine-00ff" in person.text("#jobs")


async def test_keys_act_on_the_selected_job(mined: Place) -> None:
    for number in (1, 2):
        ended: list[fake.Event] = [fake.started(), fake.done(pairs=number)]
        fake.landed(mined.db, fake.job(mined.project, JobKind.MINE, f"mine {number}", ended, number=number))
    async with mined.open() as person:
        await person.press("j", "l")
        assert person.place == "log"
        assert "mine 1" in person.text("#log-head")


async def test_a_job_whose_results_cannot_be_taken_over_is_told(mined: Place) -> None:
    fake.job(mined.project, JobKind.MINE, "mine", [fake.started(), fake.done(pairs=3)])
    async with mined.open() as person:
        assert "mine failed" in person.text("#recent")


async def test_folders_that_are_no_jobs_are_passed_over(mined: Place) -> None:
    (mined.project.jobs / "notes").mkdir()
    (mined.project.jobs / "broken").mkdir()
    (mined.project.jobs / "broken" / "job.json").write_text("{")
    async with mined.open() as person:
        assert not person.app.jobs.views


async def test_the_search_finds_a_passage_and_reads_it_in_its_document(mined: Place) -> None:
    async with mined.open() as person:
        await person.press("slash")
        await person.type("tungsten additives")
        await person.pilot.pause(0.1)
        await person.press("enter")
        assert person.place == "DocumentScreen"
        assert "tungsten-fill.md   passage 2 of 3" in person.screen_text()
        await person.press("j", "k", "escape")
        assert person.place == "home"


async def test_the_first_hits_have_all_the_room_that_there_is(mined: Place) -> None:
    async with mined.open() as person:
        await person.press("slash")
        await person.type("t")
        await person.pilot.pause(0.1)
        hits = person.app.screen.query_one("#hits", OptionList)
        lines = [str(hits.get_option_at_index(place).prompt)[2:] for place in range(hits.option_count)]
        assert "Tungsten fill › Queue-time limits" in lines


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_nothing_is_wider_than_the_screen(measured: Place, worker: int, size: tuple[int, int]) -> None:
    fake.job(
        measured.project,
        JobKind.TRAIN,
        "train",
        [fake.started(worker), *fake.training()],
        worker=worker,
        run_id="run-02",
    )
    async with measured.open(size=size) as person:
        assert max(map(len, person.screen_text().splitlines())) <= size[0]
        assert person.app.screen.query_one("#home").virtual_size.height <= size[1]


async def test_the_first_paint_needs_nothing_heavy() -> None:
    import subprocess
    import sys

    heavy = ("pydantic", "plotext", "polars", "numpy", "torch", "transformers", "anthropic", "openai", "pyarrow")
    code = (
        f"import sys, studio.ui.app, studio.ui.screens.home\nprint([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path.cwd())
    assert done.stdout.strip() == "[]"


async def test_a_fault_in_the_settings_is_said_once_the_screen_is_there(mined: Place) -> None:
    mined.project.settings_file.write_text("[training]\nbatch_size = -1\n", encoding="utf-8")
    async with mined.open() as person:
        await person.settle()
        assert "batch_size = -1" in person.said


async def test_waiting_jobs_are_shown_in_the_order_of_their_turn_and_moved_by_key(mined: Place, worker: int) -> None:
    for number, name in enumerate(("run-01", "run-02", "run-03"), start=1):
        said = [fake.Log(at=fake.AT, message="waiting for another")]
        job = fake.job(mined.project, JobKind.TRAIN, name, said, number=number, worker=worker, run_id=name)
        (job.path / "turn").write_text(str(10.0 * number))

    def shown(person: Person) -> list[str]:
        return re.findall(r"run-0\d", person.text("#jobs"))

    async with mined.open() as person:
        assert shown(person) == ["run-01", "run-02", "run-03"]
        await person.press("j", "j", "less_than_sign")
        await person.settle()
        assert shown(person) == ["run-01", "run-03", "run-02"]
        await person.press("less_than_sign")
        await person.settle()
        assert shown(person) == ["run-03", "run-01", "run-02"]
        await person.press("greater_than_sign")
        await person.settle()
        assert shown(person) == ["run-01", "run-03", "run-02"]


async def test_a_job_that_does_not_wait_cannot_be_moved(measured: Place, worker: int) -> None:
    fake.job(measured.project, JobKind.MINE, "mine", [fake.started(worker)], worker=worker)
    async with measured.open() as person:
        await person.press("less_than_sign")
        await person.settle()
        assert "waits for no turn" in person.said
