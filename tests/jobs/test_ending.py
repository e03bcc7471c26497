"""What is said of a worker that left no last word."""

from dataclasses import replace

import pytest

from studio.jobs import ending, process
from studio.jobs import folder as folders
from tests.jobs.conftest import MakeJob


def test_a_kill_is_told_from_a_restart(make_job: MakeJob, monkeypatch: pytest.MonkeyPatch) -> None:
    job = make_job()
    monkeypatch.setattr(process, "_boot", lambda: "this-boot")
    folders.record(job, replace(process.current(), pid=2**22 + 1, started="this-boot 12"))
    assert "was killed" in ending.gone(job)
    folders.record(job, replace(process.current(), pid=2**22 + 1, started="another-boot 12"))
    assert "restarted" in ending.gone(job)


def test_where_boots_cannot_be_told_apart_nothing_is_said_of_a_restart(
    make_job: MakeJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = make_job()
    monkeypatch.setattr(process, "_boot", str)
    folders.record(job, replace(process.current(), pid=2**22 + 1, started="12"))
    assert "was killed" in ending.gone(job)
