"""A real process, killed while it asks: no answer that came is ever asked for again."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from tests.engine.generation.helpers import passages, run
from tests.fakes.llm_server import LlmServer, Reply, Slow, queries

PROGRAM = """
import sys
from pathlib import Path
from studio.engine.generation.providers.openai import Compatible
from tests.engine.generation.helpers import passages, run

run(passages(40), Compatible("m", "", base_url=sys.argv[1]), Path(sys.argv[2]), concurrency=3)
"""


def test_kill_9_loses_no_answer_that_was_paid_for(tmp_path: Path) -> None:
    from studio.engine.generation.providers.openai import Compatible

    cache = tmp_path / "answers.sqlite"
    with LlmServer() as server:
        held = [Slow(threading.Event(), Reply(queries("need"))) for _ in range(3)]
        whole = queries("keyword", "question", "need")
        server.script.extend([*(Reply(whole) for _ in range(12)), *held])
        arguments = [sys.executable, "-c", PROGRAM, f"{server.url}/v1", str(cache)]
        worker = subprocess.Popen(arguments, cwd=Path(__file__).parents[3], env={**os.environ, "NO_PROXY": "127.0.0.1"})
        for slow in held:
            assert slow.begun.wait(60)
        worker.send_signal(signal.SIGKILL)
        assert worker.wait(30) == -signal.SIGKILL
        for slow in held:
            slow.until.set()
        first = [seen.user for seen in server.seen]
        result = run(passages(40), Compatible("m", "", base_url=f"{server.url}/v1"), cache, concurrency=3)
        second = [seen.user for seen in server.seen[len(first) :]]
    assert result.counts["passages"] == 40
    assert (result.counts["kept"], result.counts["asked"]) == (12, 28)
    assert set(first[:12]).isdisjoint(second)
    assert len(first) + len(second) == 40 + 3
