"""What a person saw decided is decided, whatever kills the studio. Real processes on a real terminal."""

import random
import re
import sys
import time
from pathlib import Path

import pytest

from benchmarks.terminal import Terminal
from studio.storage import queue
from studio.storage.database import Database
from tests.ui.review.deck import build

_ACCEPTED = re.compile(r"✓ (\d+)")


def _acknowledged(terminal: Terminal) -> int:
    shown = _ACCEPTED.findall(terminal.text())
    return int(shown[-1]) if shown else 0


@pytest.mark.parametrize("seed", range(3))
def test_kill_9_loses_no_decision_that_was_on_screen(tmp_path: Path, seed: int) -> None:
    project, db = build(tmp_path)
    db.close()
    draw = random.Random(seed)
    command = [sys.executable, "-m", "studio.cli", "review", "--project", str(project.path)]
    terminal = Terminal(command, env={"COLUMNS": "120", "LINES": "40"})
    terminal.until("left 12", timeout=60)
    for _ in range(draw.randint(1, 6)):
        terminal.key("a", settle=0.05)
        time.sleep(draw.uniform(0.3, 0.4))  # slower than a burst, which would pause the card
        terminal.collect()
    acknowledged = _acknowledged(terminal)
    terminal.kill()
    assert acknowledged >= 1
    after = Database.open(project.database)
    assert queue.counts(after).accepted >= acknowledged
    after.close()
