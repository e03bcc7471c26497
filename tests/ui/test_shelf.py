"""What is known of a project's jobs, and a job's events as they come."""

from threading import Thread

from studio.jobs.spec import JobKind, JobState
from studio.ui.shelf import JobShelf
from studio.ui.tail import Tail
from tests.ui import fake_jobs as fake
from tests.ui.conftest import Place


def test_a_job_that_comes_moves_or_goes_is_news_and_nothing_else_is(empty: Place, worker: int) -> None:
    shelf = JobShelf(empty.project.jobs)
    assert not shelf.look()
    job = fake.job(empty.project, JobKind.MINE, "mine", [fake.started(worker)], worker=worker)
    assert shelf.look()
    assert [view.state for view in shelf.views] == [JobState.RUNNING]
    fake.say(job, fake.progress("mine", 1, 2, "pairs"))
    assert not shelf.look()
    assert shelf.views[0].latest.progress is not None
    fake.say(job, fake.Ended(at=fake.AT * 2, state="done"))
    assert shelf.look()
    assert [view.state for view in shelf.views] == [JobState.DONE]


def test_jobs_stand_by_age(empty: Place) -> None:
    for number in (3, 1, 2):
        fake.job(empty.project, JobKind.MINE, str(number), number=number)
    shelf = JobShelf(empty.project.jobs)
    shelf.look()
    assert [view.spec.title for view in shelf.views] == ["1", "2", "3"]


def test_a_job_that_is_over_is_not_read_again(empty: Place) -> None:
    job = fake.job(empty.project, JobKind.MINE, "mine", [fake.started(), fake.done()])
    shelf = JobShelf(empty.project.jobs)
    shelf.look()
    before = shelf.views[0]
    shelf.look()
    assert shelf.views[0] is before
    fake.say(job, fake.started(resumed=True))
    shelf.look()
    assert shelf.views[0] is not before


def test_a_folder_that_was_deleted_is_forgotten(empty: Place) -> None:
    job = fake.job(empty.project, JobKind.MINE, "mine", [fake.started()])
    shelf = JobShelf(empty.project.jobs)
    shelf.look()
    for file in sorted(job.path.rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    job.path.rmdir()
    assert shelf.look()
    assert shelf.views == ()


def test_a_project_without_jobs_has_none(empty: Place) -> None:
    shelf = JobShelf(empty.project.path / "nowhere")
    assert not shelf.look()


def test_events_are_read_once_and_progress_of_a_stage_is_its_newest(empty: Place) -> None:
    job = fake.job(empty.project, JobKind.MINE, "mine", [fake.started(), fake.progress("mine", 1, 9, "pairs")])
    tail = Tail(job)
    assert tail.more()
    assert not tail.more()
    fake.say(job, fake.progress("mine", 2, 9, "pairs"), fake.progress("write", 1, 1, "files"))
    assert tail.more()
    assert [event.event for event in tail.events] == ["started", "progress", "progress"]
    assert tail.events[1] == fake.progress("mine", 2, 9, "pairs")


def test_two_threads_that_read_at_once_read_nothing_twice(empty: Place) -> None:
    logs = [fake.Log(at=fake.AT, message=str(number)) for number in range(500)]
    tail = Tail(fake.job(empty.project, JobKind.MINE, "mine", logs))
    threads = [Thread(target=tail.more) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(tail.events) == 500
