"""Who is taken for a job's worker: the very process that was recorded, and no other with its number."""

import json
import os
import re
from pathlib import Path

import pytest

from studio.jobs import folder as folders
from studio.jobs import process, supervisor
from studio.jobs.spec import JobState
from tests.jobs.conftest import MakeJob
from tests.jobs.fake_worker import COMMAND

BOOT = Path("/proc/sys/kernel/random/boot_id")


def test_a_process_is_alive_and_one_with_its_number_and_another_start_is_not() -> None:
    here = process.current()
    assert process.alive(here)
    assert not process.alive(process.Process(pid=here.pid, started=here.started + "1", at=here.at))


@pytest.mark.skipif(not BOOT.exists(), reason="this system tells no boot id")
def test_after_a_reboot_no_process_is_taken_for_the_worker_even_with_its_number_and_start(make_job: MakeJob) -> None:
    job = make_job()
    mine = process.current()
    before = mine.started.replace(BOOT.read_text().strip(), "00000000-0000-0000-0000-000000000000")
    assert before != mine.started
    assert re.search(r" \d+$", before), "the start time itself is the same"
    job.worker_file.write_text(json.dumps({"pid": os.getpid(), "started": before, "at": mine.at}))
    assert folders.worker(job) is None
    assert folders.state(job) is JobState.STOPPED
    supervisor.cancel(job)  # sends no signal to this very process
    supervisor.resume(job, command=COMMAND)
    ended = supervisor.wait(job, timeout=30)
    assert ended is not None
    assert ended.state == "done"
