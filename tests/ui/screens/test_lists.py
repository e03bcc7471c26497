"""The screens that are lists: test sets and their import, a job's log, problems."""

import json
from pathlib import Path

import pytest

from studio.jobs.spec import JobKind
from studio.ui.actions.lists import LOG, PROBLEMS, TESTS
from studio.ui.screens import testsets
from studio.ui.screens.job_log import JobLogScreen
from studio.ui.screens.lists import ListKeys
from studio.ui.screens.problems import ProblemsScreen
from studio.ui.widgets.line_list import LineList
from tests.ui import fake_jobs as fake
from tests.ui.conftest import Place, Starts


@pytest.mark.parametrize("screen", [testsets.TestSetsScreen, JobLogScreen, ProblemsScreen])
def test_every_action_is_handled(screen: type[ListKeys]) -> None:
    assert screen.ACTIONS in (TESTS, LOG, PROBLEMS)
    for action in screen.ACTIONS:
        assert hasattr(screen, f"action_{action.method}"), action.id


def beir(folder: Path, place: Place, *, broken: bool = False) -> Path:
    (folder / "qrels").mkdir(parents=True)
    passages = [row[0] for row in place.db.query("SELECT passage_id FROM passages ORDER BY passage_id")]
    queries = [json.dumps({"_id": f"q{number}", "text": f"question {number}"}) for number in range(len(passages))]
    (folder / "queries.jsonl").write_text("\n".join([*queries, "{" if broken else ""]))
    judged = [f"q{number}\t{passage}\t1" for number, passage in enumerate(passages)]
    (folder / "qrels" / "test.tsv").write_text("\n".join(["query-id\tcorpus-id\tscore", *judged, "q0\tgone\t1"]))
    return folder


async def test_without_a_test_set_it_says_how_to_get_one(mined: Place) -> None:
    async with mined.open("tests") as person:
        assert "i  imports a BEIR folder" in person.text(".nothing")
        await person.press("j", "k", "enter", "home", "end", "pagedown", "pageup")
        assert person.place == "tests"


async def test_a_beir_folder_is_imported_and_says_what_was_left_out(mined: Place, tmp_path: Path) -> None:
    folder = beir(tmp_path / "tickets", mined)
    async with mined.open("tests") as person:
        await person.press("i")
        await person.type(str(folder))
        await person.press("enter")
        assert "tickets: 12 queries with 12 judgments by passage" in person.said
        assert "1 judged ids are not in the corpus" in person.said
        assert "tickets" in person.lines("#tests")[0]
        assert "too few to tell" in person.text(".detail")


async def test_a_broken_folder_is_told_by_file_and_line_and_changes_nothing(mined: Place, tmp_path: Path) -> None:
    folder = beir(tmp_path / "tickets", mined, broken=True)
    async with mined.open("tests") as person:
        await person.press("i")
        await person.type(str(folder))
        await person.press("enter")
        assert "line 13 is not JSON" in person.said
        assert person.lines("#tests") == []


async def test_going_back_imports_nothing(mined: Place) -> None:
    async with mined.open("tests") as person:
        await person.press("i", "enter", "escape")
        assert person.place == "tests"
        assert person.said == ""


async def test_the_list_says_what_figures_rest_on_and_leads_to_them(measured: Place, starts: Starts) -> None:
    async with measured.open("tests") as person:
        [line] = person.lines("#tests")
        assert line.split()[:2] == ["engineers'", "questions"]
        assert "written by people" in line
        assert "looked at once" in person.text(".detail")
        await person.press("V")
        assert [job.spec.kind for job in starts.started] == [JobKind.EVALUATE]
        await person.press("enter")
        assert person.place == "leaderboard"


async def test_a_log_shows_everything_in_order(measured: Place) -> None:
    slow = fake.Log(at=fake.AT, message="slow disk", level="warning")
    said = [fake.started(), *fake.training(), slow, fake.done(steps=157)]
    fake.landed(measured.db, fake.job(measured.project, JobKind.TRAIN, "train run-02", said))
    async with measured.open(size=(120, 40)) as person:
        await person.press("l")
        lines = person.lines("#log")
        assert "▶ started on cpu" in lines[0]
        assert "dev NDCG@10 .655" in lines[1]
        assert "learning rate 2.0e-05" in lines[2]
        assert "! slow disk" in lines[-2]
        assert "✓ done: 157 steps" in lines[-1]


async def test_a_log_follows_its_end_until_the_person_moves_up(measured: Place, worker: int) -> None:
    logs = [fake.Log(at=fake.AT + i, message=f"line {i}") for i in range(80)]
    job = fake.job(measured.project, JobKind.MINE, "mine", [fake.started(worker), *logs], worker=worker)
    async with measured.open() as person:
        await person.press("l")
        listed = person.app.screen.query_one(LineList)
        assert "line 79" in person.lines("#log")[-1]
        fake.say(job, fake.Log(at=fake.AT, message="line 80"))
        await person.look()
        assert "line 80" in person.lines("#log")[-1]
        await person.press("home")
        fake.say(job, fake.Log(at=fake.AT, message="line 81"))
        await person.look()
        assert listed.index == 0
        await person.press("end", "k", "pageup", "pagedown", "j")
        assert listed.index == listed.count - 1


async def test_the_job_is_paused_and_cancelled_from_its_log(measured: Place, worker: int) -> None:
    job = fake.job(measured.project, JobKind.MINE, "mine", [fake.started(worker)], worker=worker)
    async with measured.open() as person:
        await person.press("l", "p")
        assert job.pause_file.exists()
        await person.press("c", "y")
        assert job.cancel_file.exists()


async def test_a_log_is_copied_as_text(measured: Place) -> None:
    ended: list[fake.Event] = [fake.started(), fake.done(pairs=3)]
    fake.landed(measured.db, fake.job(measured.project, JobKind.MINE, "mine", ended))
    async with measured.open() as person:
        await person.press("l", "y")
        assert person.app.clipboard.endswith("✓ done: 3 pairs\n")


async def test_progress_of_one_stage_is_one_line_of_the_log(measured: Place) -> None:
    counted = [fake.progress("mine", number, 9, "pairs") for number in range(1, 10)]
    job = fake.job(measured.project, JobKind.MINE, "mine", [fake.started(), *counted, fake.done()])
    fake.landed(measured.db, job)
    async with measured.open() as person:
        await person.press("l")
        assert len(person.lines("#log")) == 3
        assert "mine 9/9 pairs  100%" in person.lines("#log")[1]


async def test_problems_are_listed_by_name_and_reason(mined: Place) -> None:
    mined.db.query(
        "INSERT INTO problems VALUES ('job-1', 'ingest', 'a/scan.pdf', 'It is encrypted.'),"
        " ('job-1', 'ingest', 'b/[i].txt', 'It is not text.')"
    )
    async with mined.open() as person:
        await person.press("d")
        assert [line.split()[1] for line in person.lines()] == ["a/scan.pdf", "b/[i].txt"]
        assert "It is encrypted." in person.text(".detail")
        await person.press("j")
        assert "It is not text." in person.text(".detail")
        await person.press("y")
        assert person.app.clipboard.count("\t") == 4


async def test_without_problems_it_says_so(mined: Place) -> None:
    async with mined.open("problems") as person:
        assert "Everything could be read" in person.text(".nothing")
        await person.press("j", "y")
        assert person.place == "problems"
