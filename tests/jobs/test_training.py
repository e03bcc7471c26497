"""Training jobs in real workers: whatever ends one, nothing is lost, and what it says is what happened."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from studio.domain.options import ModelOptions
from studio.engine.progress import Silent
from studio.engine.training.lists import Lists
from studio.jobs import folder as folders
from studio.jobs import supervisor
from studio.jobs.events import Log, Metric, Started
from studio.jobs.folder import JobFolder
from studio.jobs.process import current
from studio.jobs.spec import JobKind, JobState
from studio.jobs.steps import frames
from studio.jobs.steps.learning import material
from tests.jobs.conftest import MakeJob
from tests.jobs.spoilt_worker import COMMAND
from tests.jobs.training import QUERIES, STEPS, calm_base, ended, gone_through, kill_all, losses, training_job, weights


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return calm_base(tmp_path_factory.mktemp("base"))


@pytest.fixture(scope="module")
def undisturbed(base: Path, tmp_path_factory: pytest.TempPathFactory) -> JobFolder:
    """Return a job that went through."""
    return gone_through(training_job(tmp_path_factory.mktemp("undisturbed"), base))


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Path]:
    """Return a project's folder; what still runs in it at the end is killed."""
    yield tmp_path
    kill_all(tmp_path)


def assert_same_run(job: JobFolder, expected: JobFolder) -> None:
    import torch

    assert losses(job) == pytest.approx(losses(expected), rel=1e-4)
    torch.testing.assert_close(weights(job), weights(expected), rtol=1e-4, atol=1e-6)


def test_killed_in_the_second_epoch_it_goes_on_to_the_same_curve_and_the_same_model(
    made: Path, base: Path, undisturbed: JobFolder
) -> None:
    job = training_job(made, base, arguments={"dies_at": 10})
    supervisor.start(job, command=COMMAND)
    assert supervisor.wait(job, timeout=240) is None
    assert folders.state(job) is JobState.STOPPED
    plan = (job.training / "batches.parquet").read_bytes()
    supervisor.resume(job, command=COMMAND)
    assert ended(job).state == "done"
    told = [event for event in folders.events(job)[0] if isinstance(event, Started | Metric)]
    again = told[max(number for number, event in enumerate(told) if isinstance(event, Started)) :]
    steps = [event.step for event in again if isinstance(event, Metric) and "loss" in event.values]
    assert steps == list(range(9, STEPS + 1))
    assert (job.training / "batches.parquet").read_bytes() == plan
    assert_same_run(job, undisturbed)


def test_killed_while_passages_learn_it_goes_on_to_a_run_of_two_sides(made: Path, base: Path) -> None:
    job = training_job(made, base, arguments={"dies_at": 6}, recipe="lists", towers="both", epochs=1)
    supervisor.start(job, command=COMMAND)
    assert supervisor.wait(job, timeout=240) is None
    assert not losses(job), "it was to die before queries learn"
    supervisor.resume(job, command=COMMAND)
    assert ended(job).state == "done"
    said = [event for event in folders.events(job)[0] if isinstance(event, Log)]
    told = [event.message for event in said]
    assert "going on from step 4 of 10" in told
    assert not any("the best" in message for message in told), "the last step is kept, whatever the dev set says"
    assert weights(job, "queries").keys() == weights(job, "passages").keys()
    assert any((weights(job, "queries")[name] != weights(job, "passages")[name]).any() for name in weights(job))
    rows = pl.read_parquet(job.outputs / "rows.parquet").filter(pl.col("run_id") == "run-01")
    assert set(rows["dimensions"]) >= {32, 16}


def test_what_people_decided_reaches_the_lists_of_a_run(made: Path, base: Path) -> None:
    job = training_job(made, base, recipe="lists", teacher="grades")
    model, passages = ModelOptions(base=str(base), device="cpu"), frames.read(job, "passages")
    ungraded, reporter = frames.read(job, "examples"), Silent()
    first = pl.col("query") == QUERIES[0]
    ungraded.with_columns(
        graded_ids=pl.when(first).then(pl.lit(["p30", "p0"])).otherwise(pl.lit([], pl.List(pl.String))),
        grades=pl.when(first).then(pl.lit([3, 0])).otherwise(pl.lit([], pl.List(pl.Int64))),
    ).write_parquet(job.inputs / "examples.parquet")
    learnt = material(job, job.spec, model, passages, tower=None, reporter=reporter)
    assert isinstance(learnt, Lists)
    assert not any("no grades" in message for message in reporter.messages)
    assert "people's decisions" in learnt.told()
    assert learnt.lessons.places[0, 0] == 30
    assert learnt.lessons.weights[0, learnt.lessons.places[0] == 0].sum() == 0
    (job.training / "lessons.npz").unlink()
    ungraded.write_parquet(job.inputs / "examples.parquet")
    material(job, job.spec, model, passages, tower=None, reporter=reporter)
    assert any("holds no grades" in message for message in reporter.messages)


def test_a_loss_that_is_no_number_ends_it_with_a_sentence_and_its_last_good_weights_can_be_kept(
    made: Path, base: Path
) -> None:
    job = training_job(made, base, arguments={"nan_at": 7})
    supervisor.start(job, command=COMMAND)
    failed = ended(job)
    assert failed.state == "failed"
    assert failed.error.startswith("The loss became nan at step 7, so training stopped. The checkpoint of step 4 is")
    assert "--keep-best" in failed.error
    supervisor.finish(job, command=COMMAND)
    kept = ended(job)
    assert (kept.state, kept.summary["best_step"], kept.summary["finished_early"]) == ("done", 4, 1)
    assert kept.summary["merged"] == "alpha 1, the trained weights alone: it was finished early, as it stood"
    assert int(kept.summary["rows"]) > 0
    assert all(bool(tensor.isfinite().all()) for tensor in weights(job).values())
    assert max(losses(job)) == 6, "it was trained further"


def test_a_full_disk_ends_it_with_a_sentence_and_once_there_is_space_it_goes_on(
    made: Path, base: Path, undisturbed: JobFolder
) -> None:
    job = training_job(made, base, arguments={"full_at": 8})
    supervisor.start(job, command=COMMAND)
    failed = ended(job)
    assert failed.state == "failed"
    assert "is full: a checkpoint could not be written, and the checkpoint of step 4 is whole" in failed.error
    supervisor.resume(job, command=COMMAND)
    assert ended(job).state == "done"
    assert_same_run(job, undisturbed)


def test_cancelled_it_leaves_a_checkpoint_that_it_can_be_ended_with_or_resumed_from(
    made: Path, base: Path, undisturbed: JobFolder
) -> None:
    jobs = [training_job(made / name, base, epochs=40) for name in ("ended", "resumed")]
    for job in jobs:
        supervisor.start(job)
        next(event for event in supervisor.follow(job) if isinstance(event, Metric) and event.step >= 4)
        supervisor.cancel(job)
        assert ended(job).state == "cancelled"
    stopped = max(losses(jobs[0]))
    supervisor.finish(jobs[0])
    kept = ended(jobs[0])
    assert kept.state == "done"
    assert 4 <= int(kept.summary["best_step"]) <= stopped
    assert max(losses(jobs[0])) == stopped
    supervisor.resume(jobs[1])
    first = next(event for event in supervisor.follow(jobs[1], jobs[1].events_file.stat().st_size)
                 if isinstance(event, Metric) and "loss" in event.values)  # fmt: skip
    assert first.step == stopped_at(jobs[1]) + 1
    supervisor.cancel(jobs[1])
    ended(jobs[1])


def stopped_at(job: JobFolder) -> int:
    """Return the last step before the job was resumed."""
    told = [event for event in folders.events(job)[0] if isinstance(event, Started | Metric)]
    again = max(number for number, event in enumerate(told) if isinstance(event, Started))
    return max(event.step for event in told[:again] if isinstance(event, Metric))


def test_a_run_without_a_checkpoint_and_a_job_that_is_no_training_have_nothing_to_keep(
    made: Path, base: Path, make_job: MakeJob
) -> None:
    with pytest.raises(supervisor.JobStateError, match="has no checkpoint yet, so there is no model to keep"):
        supervisor.finish(training_job(made, base))
    with pytest.raises(supervisor.JobStateError, match="is no training"):
        supervisor.finish(make_job(JobKind.MINE))


def test_a_run_that_is_about_to_stop_is_not_promised_to_end_with_its_best_model(make_job: MakeJob) -> None:
    job = make_job(JobKind.TRAIN)
    folders.record(job, current())
    job.cancel_file.touch()
    with pytest.raises(supervisor.JobStateError, match=r"is stopping\. Once it has, ask again"):
        supervisor.finish(job)
    assert not job.finish_file.exists()


def test_a_run_that_is_done_needs_no_ending(undisturbed: JobFolder) -> None:
    with pytest.raises(supervisor.JobStateError, match="is done; its best model is kept"):
        supervisor.finish(undisturbed)
