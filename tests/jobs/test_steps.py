"""The real steps in real workers, killed at awkward moments: nothing that was finished is done again.

The model is a tiny one without language, so figures mean nothing here; what lies in the folders does.
"""

import json
import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from studio.domain.options import (
    EvaluationOptions,
    ExportOptions,
    GenerationOptions,
    JudgingOptions,
    ModelOptions,
    TrainingOptions,
)
from studio.engine.progress import Silent
from studio.engine.retrieval.passages import indexed_texts
from studio.engine.training.fake import tiny_model
from studio.jobs import folder as folders
from studio.jobs import supervisor
from studio.jobs.events import Ended, Log, Metric, Progress
from studio.jobs.folder import JobFolder
from studio.jobs.spec import JobKind, JobState
from studio.jobs.steps import load
from tests.engine.export.data import row
from tests.engine.frames import (
    pairs_frame,
    passages_frame,
    protected_frame,
    qrels_frame,
    queries_frame,
    runs_frame,
    sets_frame,
)
from tests.fakes.llm_server import LlmServer, Reply, Slow, queries
from tests.jobs.conftest import until

TOOLS = ("etcher", "implanter", "stepper", "furnace", "polisher", "sputter", "cleaner", "prober")
FAULTS = ("drifts", "leaks", "overheats", "vibrates", "stalls", "flickers")
TEXTS = [f"the {tool} {fault} after clean {number}" for number, tool in enumerate(TOOLS) for fault in FAULTS]
PASSAGES = passages_frame([{"passage_id": f"p{i}", "text": text} for i, text in enumerate(TEXTS)])
QUERIES = [f"why {' '.join(text.split()[1:3])}" for text in TEXTS]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_model(tmp_path_factory.mktemp("base"), [*TEXTS, *QUERIES])


@pytest.fixture
def prepared(tmp_path: Path, base: Path) -> Iterator[Callable[..., JobFolder]]:
    """Return a function that makes a job with its input frames; what still runs at the end is killed."""
    made: list[JobFolder] = []

    def make(kind: JobKind, frames: dict[str, pl.DataFrame], *options: Any, **arguments: Any) -> JobFolder:
        sections = {type(value).__name__.removesuffix("Options").lower(): value for value in options}
        model = ModelOptions(base=str(base), device="cpu")
        made.append(folders.create(tmp_path, kind, "a test", {"model": model, **sections}, arguments))
        for name, frame in frames.items():
            frame.write_parquet(made[-1].inputs / f"{name}.parquet")
        return made[-1]

    yield make
    for job in made:
        process = folders.worker(job)
        if process is not None:
            os.kill(process.pid, signal.SIGKILL)


def _kill(job: JobFolder) -> None:
    process = folders.worker(job)
    assert process is not None, _told(job)
    os.kill(process.pid, signal.SIGKILL)
    until(lambda: folders.worker(job) is None)
    assert folders.state(job) is JobState.STOPPED
    assert not job.outputs.exists()


def _done(job: JobFolder) -> Ended:
    ended = supervisor.wait(job, timeout=300)
    assert ended is not None, _told(job)
    assert ended.state == "done", f"{ended.error}\n{_told(job)}"
    return ended


def _told(job: JobFolder) -> str:
    return job.log_file.read_text()[-3000:]


def _read(job: JobFolder, name: str) -> pl.DataFrame:
    return pl.read_parquet(job.outputs / f"{name}.parquet")


def _test_sets() -> dict[str, pl.DataFrame]:
    asked = {"dev": range(20), "test": range(20, 48)}
    rows = [(name, f"q{i}", QUERIES[i], f"d-p{i}") for name, numbers in asked.items() for i in numbers]
    sets = sets_frame(("dev", "passage"), ("test", "passage"))
    return {
        "testsets": sets.with_columns(purpose=pl.col("test_set")),
        "queries": queries_frame(rows),
        "qrels": qrels_frame([(name, query, f"p{query[1:]}", 1) for name, query, _, _ in rows]),
        "enriching": pl.DataFrame(schema=dict.fromkeys(("query", "positive_id", "split", "source"), pl.String)),
    }


def test_generation_killed_while_it_asks_asks_nothing_twice(prepared: Callable[..., JobFolder]) -> None:
    with LlmServer(lambda user: queries("question", about=user[-40:])) as server:
        held = Slow(threading.Event(), Reply(queries("question")))
        server.script.extend([*(Reply(queries("question")) for _ in range(10)), held])
        options = GenerationOptions(
            provider="openai",
            base_url=f"{server.url}/v1",
            model="fake",
            styles=("question",),
            queries_per_passage=1,
            concurrency=1,
        )
        job = prepared(JobKind.GENERATE, {"passages": PASSAGES}, options)
        supervisor.start(job)
        until(held.begun.is_set, seconds=60)
        _kill(job)
        held.until.set()
        supervisor.resume(job)
        ended = _done(job)
    assert ended.summary["kept"] == 10
    assert len(server.seen) == len(TEXTS) + 1  # the one that was under way is asked again
    assert _read(job, "queries")["passage_id"].n_unique() == len(TEXTS)


def test_mining_killed_while_it_encodes_encodes_nothing_twice(prepared: Callable[..., JobFolder]) -> None:
    many = [f"{text} in bay {bay}" for bay in range(60) for text in TEXTS]
    passages = passages_frame([{"passage_id": f"m{i}", "text": text} for i, text in enumerate(many)])
    pairs = pairs_frame([(f"pair{i}", query, f"m{i}") for i, query in enumerate(QUERIES)], passages)
    job = prepared(JobKind.MINE, {"passages": passages, "pairs": pairs, "protected": protected_frame()})
    supervisor.start(job)
    shards = job.spec.project / "index" / "vectors"
    until(lambda: any(shards.glob("*/*.npz")), seconds=120)
    _kill(job)
    kept = {path: path.stat().st_mtime_ns for path in shards.glob("*/*.npz")}
    supervisor.resume(job)
    ended = _done(job)
    assert ended.summary["pairs"] == len(QUERIES)
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    after = [e for e in _after_restart(job) if isinstance(e, Progress) and e.stage == "encode passages"]
    assert after[0].total <= len(many) - 512
    assert _read(job, "scores")["pair_id"].n_unique() == len(QUERIES)


def test_training_killed_and_paused_goes_on_and_ends_measured(prepared: Callable[..., JobFolder]) -> None:
    examples = pl.DataFrame(
        {
            "pair_id": [f"pair{i}" for i in range(48)],
            "query": QUERIES,
            "positive_id": [f"p{i}" for i in range(48)],
            "positive": TEXTS,
            "negative_ids": [[f"p{(i + 1) % 48}"] for i in range(48)],
            "negatives": [[TEXTS[(i + 1) % 48]] for i in range(48)],
        }
    )
    options = TrainingOptions(
        recipe="pairs", epochs=6, batch_size=8, dimensions=(32, 16), eval_steps=2, learning_rate=1e-3, negatives=1
    )
    job = prepared(
        JobKind.TRAIN,
        {"examples": examples, "passages": PASSAGES, **_test_sets()},
        options,
        EvaluationOptions(dimensions=(32, 16), draws=200),
        run_id="run-01",
        model_path="models/run-01",
    )
    supervisor.start(job)
    until(lambda: any((job.path / "training" / "checkpoints").glob("checkpoint-*/whole.json")), seconds=180)
    _kill(job)
    supervisor.resume(job)
    until(lambda: any(isinstance(event, Metric) and event.step > 0 for event in _after_restart(job)), seconds=180)
    steps = [event.step for event in _after_restart(job) if isinstance(event, Metric) and event.step > 0]
    assert steps[0] > 1, "it began anew"
    supervisor.pause(job)
    supervisor.wait(job, timeout=180)
    assert folders.state(job) in (JobState.PAUSED, JobState.DONE)
    if folders.state(job) is JobState.PAUSED:
        supervisor.resume(job)
    assert _done(job).summary["run"] == "run-01"
    rows = _read(job, "rows")
    assert set(rows["kind"]) == {"base", "bm25", "run", "fused"}
    assert set(rows["test_set"]) == {"dev", "test"}
    assert rows.filter(pl.col("kind") == "run")["run_id"].unique().to_list() == ["run-01"]
    assert (job.spec.project / "models" / "run-01").is_dir()


def test_training_can_be_ended_early_with_its_best_model(prepared: Callable[..., JobFolder]) -> None:
    examples = pl.DataFrame(
        {
            "pair_id": [f"pair{i}" for i in range(48)],
            "query": QUERIES,
            "original_query": QUERIES,
            "source": ["recorded"] * 48,
            "positive_id": [f"p{i}" for i in range(48)],
            "positive": TEXTS,
            "negatives": [[] for _ in range(48)],
        },
        schema_overrides={"negatives": pl.List(pl.String)},
    )
    options = TrainingOptions(epochs=50, batch_size=8, dimensions=(32,), eval_steps=2, negatives=0)
    job = prepared(
        JobKind.TRAIN,
        {"examples": examples, "passages": PASSAGES, **_test_sets()},
        options,
        EvaluationOptions(dimensions=(32,), draws=200),
        run_id="run-01",
        model_path="models/run-01",
    )
    supervisor.start(job)
    until(lambda: any((job.path / "training" / "checkpoints").glob("checkpoint-*/whole.json")), seconds=180)
    supervisor.finish(job)
    ended = _done(job)
    assert ended.summary["finished_early"] == 1
    assert int(ended.summary["best_step"]) < 300
    assert _read(job, "rows").filter(pl.col("kind") == "run").height > 0


def test_a_run_that_nothing_measures_says_so_and_is_kept(prepared: Callable[..., JobFolder]) -> None:
    examples = pl.DataFrame(
        {"pair_id": [f"pair{i}" for i in range(8)], "query": QUERIES[:8], "positive_id": [f"p{i}" for i in range(8)]}
    ).with_columns(positive=pl.Series(TEXTS[:8]), negatives=pl.Series([[]] * 8, dtype=pl.List(pl.String)))
    nothing = {name: each.clear() for name, each in _test_sets().items()}
    job = prepared(
        JobKind.TRAIN,
        {"examples": examples, "passages": PASSAGES, **nothing},
        TrainingOptions(recipe="pairs", epochs=1, batch_size=8, max_steps=1),
        run_id="run-01",
        model_path="models/run-01",
    )
    supervisor.start(job)
    assert _done(job).summary["rows"] == 0
    told = [event.message for event in supervisor.follow(job) if isinstance(event, Log)]
    assert any(message.startswith("nothing measures this run yet: judge queries") for message in told)
    assert (job.spec.project / "models" / "run-01").is_dir()


def test_evaluation_measures_what_it_is_given_and_says_what_it_left_out(
    prepared: Callable[..., JobFolder], tmp_path: Path
) -> None:
    gone = runs_frame(("run-07", "run-07", str(tmp_path / "gone")))
    job = prepared(
        JobKind.EVALUATE,
        {"passages": PASSAGES, "runs": gone, **_test_sets()},
        EvaluationOptions(dimensions=(32,), draws=200),
    )
    supervisor.start(job)
    _done(job)
    assert _read(job, "skipped")["name"].to_list() == ["run-07"]
    assert set(_read(job, "rows")["kind"]) == {"base", "bm25", "fused"}
    assert _read(job, "per_query").height == _read(job, "rows")["queries"].sum()


def test_a_pool_is_made_of_every_row_and_goes_on_after_a_kill(prepared: Callable[..., JobFolder]) -> None:
    many = [f"{text} in bay {bay}" for bay in range(60) for text in TEXTS]
    passages = passages_frame([{"passage_id": f"m{i}", "text": text} for i, text in enumerate(many)])
    enriching = pl.DataFrame(schema=dict.fromkeys(("query", "positive_id", "split", "source"), pl.String))
    inputs = {"passages": passages, "runs": runs_frame(), "queries": _test_sets()["queries"], "enriching": enriching}
    job = prepared(JobKind.POOL, inputs, JudgingOptions(depth=3))
    supervisor.start(job)
    shards = job.spec.project / "index" / "vectors"
    until(lambda: any(shards.glob("*/*.npz")), seconds=120)
    _kill(job)
    kept = {path: path.stat().st_mtime_ns for path in shards.glob("*/*.npz")}
    supervisor.resume(job)
    ended = _done(job)
    assert ended.summary["rows"] == 3
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    names = _read(job, "pool").explode("found_by").group_by("query_id", "found_by").len()
    assert names["len"].max() == 3


def test_an_export_without_a_model_writes_its_dataset(prepared: Callable[..., JobFolder]) -> None:
    examples = pl.DataFrame(
        {
            "pair_id": ["a", "b"],
            "query": QUERIES[:2],
            "positive_id": ["p0", "p1"],
            "positive": TEXTS[:2],
            "negative_ids": [["p3"], ["p4"]],
            "negatives": [[TEXTS[3]], [TEXTS[4]]],
            "split": ["train", "train"],
        }
    )
    job = prepared(
        JobKind.EXPORT,
        {"examples": examples, "passages": PASSAGES},
        ExportOptions(),
        name="first",
        dataset_hash="abc",
        run=None,
    )
    supervisor.start(job)
    ended = _done(job)
    written = _read(job, "written")
    assert ended.summary["files"] == written.height > 0
    assert all((job.spec.project / "exports" / "first" / path).exists() for path in written["path"])
    told = [event.message for event in supervisor.follow(job) if isinstance(event, Log)]
    assert told[-1] == f"the files are in {job.spec.project / 'exports' / 'first'}"


def test_an_exported_model_says_what_it_was_trained_on_and_how_far_it_was_merged(
    prepared: Callable[..., JobFolder], base: Path
) -> None:
    merged = "alpha 0.5, the smallest of them"
    examples = pl.DataFrame({"query": QUERIES[:1], "positive": TEXTS[:1], "negatives": [[TEXTS[3]]]})
    job = prepared(
        JobKind.EXPORT,
        {
            "examples": examples.with_columns(negative_ids=pl.lit(["p3"])),
            "passages": PASSAGES,
            "rows": pl.DataFrame([row("run-01")]),
        },
        ExportOptions(formats=("jsonl",)),
        name="first",
        dataset_hash="abc",
        run={
            "run_id": "run-01",
            "name": "run-01",
            "path": str(base),
            "base": "all-MiniLM-L6-v2",
            "settings": {},
            "dataset_hash": "feed",
            "model_hash": "beef",
            "merged": merged,
        },
    )
    job.scratch.mkdir()
    load(JobKind.EXPORT).run(job, job.spec, Silent())
    facts = json.loads((job.spec.project / "exports" / "first" / "model" / "studio.json").read_text())
    assert (facts["dataset_hash"], facts["model_hash"], facts["merged"]) == ("feed", "beef", merged)


@pytest.mark.parametrize("untrained", ["", "base"])
def test_a_model_for_signs_is_turned_as_its_row_was_measured(
    prepared: Callable[..., JobFolder], base: Path, untrained: str
) -> None:
    from sentence_transformers import SentenceTransformer

    from studio.engine.retrieval.axes import sign_axes

    examples = pl.DataFrame({"query": QUERIES[:1], "positive": TEXTS[:1], "negatives": [[TEXTS[3]]]})
    run = dict.fromkeys(("dataset_hash", "model_hash"), "feed") | {"settings": {}, "base": "all-MiniLM-L6-v2"}
    job = prepared(
        JobKind.EXPORT,
        {
            "examples": examples.with_columns(negative_ids=pl.lit(["p3"])),
            "passages": PASSAGES,
            "rows": pl.DataFrame([row("run-01"), row("base, enriched", kind="enriched", run_id="", ndcg_10=0.789)]),
        },
        ExportOptions(formats=("jsonl",), binary=True),
        name="first",
        dataset_hash="abc",
        untrained=untrained,
        run=None if untrained else {**run, "run_id": "run-01", "name": "run-01", "path": str(base)},
    )
    job.scratch.mkdir()
    load(JobKind.EXPORT).run(job, job.spec, Silent())
    model = job.spec.project / "exports" / "first" / "model"
    assert (".789" in (model / "README.md").read_text(encoding="utf-8")) is bool(untrained)
    texts = indexed_texts(PASSAGES)
    as_it_was = SentenceTransformer(str(base), device="cpu").encode(texts, normalize_embeddings=True)
    turned = SentenceTransformer(str(model), device="cpu").encode(texts)
    turned /= np.linalg.norm(turned, axis=1, keepdims=True)
    assert np.allclose(turned, as_it_was @ sign_axes(as_it_was), atol=1e-4)


def test_a_job_whose_inputs_are_missing_says_so(prepared: Callable[..., JobFolder]) -> None:
    job = prepared(JobKind.EXPORT, {}, name="x", dataset_hash="x", run=None)
    supervisor.start(job)
    ended = supervisor.wait(job, timeout=60)
    assert ended is not None
    assert (ended.state, ended.exit_code) == ("failed", 2)
    assert "examples.parquet is missing: the job was never wholly prepared" in ended.error


def test_options_out_of_range_are_told_by_name(prepared: Callable[..., JobFolder]) -> None:
    job = prepared(JobKind.EXPORT, {"examples": PASSAGES, "passages": PASSAGES}, name="x", dataset_hash="x", run=None)
    text = (job.path / "job.json").read_text().replace('"options": {', '"options": {"export": {"formats": ["tape"]},')
    (job.path / "job.json").write_text(text)
    supervisor.start(job)
    ended = supervisor.wait(job, timeout=60)
    assert ended is not None
    assert ended.exit_code == 2
    assert "export.formats.0 = 'tape' in job.json" in ended.error


def _after_restart(job: JobFolder) -> list[Any]:
    events, _ = folders.events(job)
    starts = [number for number, event in enumerate(events) if event.event == "started"]
    return events[starts[-1] :] if len(starts) > 1 else []
