"""What is said of a worker that left no last word."""

import time

import pytest

from studio.jobs import ending
from studio.jobs import folder as folders
from studio.jobs.process import Process, booted
from tests.jobs.conftest import MakeJob


def test_a_kill_is_told_from_a_restart(make_job: MakeJob, monkeypatch: pytest.MonkeyPatch) -> None:
    job = make_job()
    folders.record(job, Process(pid=2**22 + 1, started="1", at=1_000.0))
    monkeypatch.setattr(ending, "booted", lambda: 999.0)
    assert "was killed" in ending.gone(job)
    monkeypatch.setattr(ending, "booted", lambda: 1_001.0)
    assert "restarted" in ending.gone(job)
    monkeypatch.setattr(ending, "booted", lambda: None)
    assert "was killed" in ending.gone(job)


def test_the_machine_started_before_now() -> None:
    since = booted()
    assert since is not None
    assert 0 < since < time.time()
