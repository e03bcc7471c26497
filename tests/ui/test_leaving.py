"""A terminal that goes away must not leave the project locked."""

import os
import pty
import select
import signal
import subprocess
import sys
import time

import pytest

from studio.storage.database import Database
from tests.ui.conftest import Place


@pytest.mark.parametrize(("first", "words"), [("home", b"next"), ("leaderboard", b"NDCG@10")])
def test_a_closed_terminal_ends_the_studio_and_frees_the_project(measured: Place, first: str, words: bytes) -> None:
    measured.db.close()
    code = (
        "import sys; from studio.project import Project; from studio.storage.database import Database;"
        "from studio.domain.options import ReviewOptions; from studio.ui.app import StudioApp;"
        "from pathlib import Path; project = Project.open(Path(sys.argv[1]));"
        "StudioApp(project, Database.open(project.database), ReviewOptions(), first=sys.argv[2]).run()"
    )
    master, slave = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-c", code, str(measured.project.path), first],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env={**os.environ, "TERM": "xterm-256color"},
        start_new_session=True,
        preexec_fn=_take_terminal,  # noqa: PLW1509 - a terminal can only be taken in the child
    )
    os.close(slave)
    _wait_for(master, words)
    os.close(master)
    child.wait(timeout=20)
    Database.open(measured.project.database).close()


async def test_signals_mean_what_they_meant_before_once_the_studio_is_left(empty: Place) -> None:
    def handlers() -> list[object]:
        return [signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGHUP)]

    before = handlers()
    async with empty.open():
        assert handlers() != before
    assert handlers() == before


def _take_terminal() -> None:
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _wait_for(master: int, words: bytes) -> None:
    seen, deadline = b"", time.monotonic() + 30
    while words not in seen:
        ready, _, _ = select.select([master], [], [], max(0.0, deadline - time.monotonic()))
        assert ready, seen[-2000:]
        seen += os.read(master, 65536)
