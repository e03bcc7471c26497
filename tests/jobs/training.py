"""A small training job with everything it reads, for tests that let a real worker do it.

The model is a tiny one without language, so figures mean nothing; that they are the same again does.
"""

import os
import signal
from pathlib import Path
from typing import Any

import polars as pl

from studio.domain.options import EvaluationOptions, ModelOptions, TrainingOptions
from studio.engine.training.fake import tiny_model
from studio.jobs import folder as folders
from studio.jobs import supervisor
from studio.jobs.events import Ended, Metric
from studio.jobs.folder import JobFolder
from studio.jobs.spec import JobKind
from studio.project import run_sides
from tests.engine.frames import passages_frame, qrels_frame, queries_frame, sets_frame

TOOLS = ("etcher", "implanter", "stepper", "furnace", "polisher", "sputter", "cleaner", "prober")
FAULTS = ("drifts", "leaks", "overheats", "vibrates", "stalls", "flickers")
TEXTS = [f"the {tool} {fault} after clean {number}" for number, tool in enumerate(TOOLS) for fault in FAULTS]
QUERIES = [f"why {' '.join(text.split()[1:3])}" for text in TEXTS]
STEPS = 12
"""Steps of two epochs."""


def calm_base(folder: Path) -> Path:
    """Save a base without dropout, whose masks would differ from process to process."""
    return tiny_model(folder, [*TEXTS, *QUERIES], dropout=0.0)


def training_job(project: Path, base: Path, *, arguments: dict[str, Any] | None = None, **options: Any) -> JobFolder:
    """Make a job of two epochs of six steps, with a look at the dev set and a checkpoint every fourth step."""
    chosen = {
        "recipe": "pairs",
        "negatives": 1,
        "epochs": 2,
        "batch_size": 8,
        "dimensions": (16,),
        "eval_steps": 4,
        "learning_rate": 1e-3,
        **options,
    }
    job = folders.create(
        project,
        JobKind.TRAIN,
        "train run-01 on 48 pairs",
        {
            "model": ModelOptions(base=str(base), device="cpu"),
            "training": TrainingOptions(**chosen),
            "evaluation": EvaluationOptions(dimensions=(32, 16), draws=200),
        },
        {"run_id": "run-01", "model_path": "models/run-01", **(arguments or {})},
    )
    for name, frame in _frames().items():
        frame.write_parquet(job.inputs / f"{name}.parquet")
    return job


def ended(job: JobFolder) -> Ended:
    """Wait for the job's end."""
    last = supervisor.wait(job, timeout=240)
    assert last is not None, job.log_file.read_text()[-3000:]
    return last


def gone_through(job: JobFolder) -> JobFolder:
    """Start a job and return it once it is done."""
    supervisor.start(job)
    assert ended(job).state == "done", job.log_file.read_text()
    return job


def kill_all(project: Path) -> None:
    """Kill what still runs in a project."""
    for job in folders.list_jobs(project):
        process = folders.worker(job)
        if process is not None:
            os.kill(process.pid, signal.SIGKILL)


def losses(job: JobFolder) -> dict[int, float]:
    """Return the loss of every step; of one that was computed twice, the last."""
    told = [event for event in folders.events(job)[0] if isinstance(event, Metric) and "loss" in event.values]
    return {event.step: event.values["loss"] for event in told}


def weights(job: JobFolder, side: str = "queries") -> dict[str, Any]:
    """Return the weights of the model that the job left, or of one side where it left two."""
    from safetensors.torch import load_file

    sides = dict(zip(("queries", "passages"), run_sides(job.spec.project / "models" / "run-01"), strict=True))
    found: dict[str, Any] = load_file(Path(sides[side]) / "model.safetensors")
    return found


def _frames() -> dict[str, pl.DataFrame]:
    asked = {"dev": range(20), "test": range(20, 48)}
    rows = [(name, f"q{i}", QUERIES[i], f"d-p{i}") for name, numbers in asked.items() for i in numbers]
    return {
        "examples": pl.DataFrame(
            {
                "pair_id": [f"pair{i}" for i in range(48)],
                "query": QUERIES,
                "positive_id": [f"p{i}" for i in range(48)],
                "positive": TEXTS,
                "negative_ids": [[f"p{(i + 1) % 48}"] for i in range(48)],
                "negatives": [[TEXTS[(i + 1) % 48]] for i in range(48)],
                "source": ["recorded"] * 48,
                "original_query": QUERIES,
                "positive_from": ["pair"] * 48,
            }
        ),
        "passages": passages_frame([{"passage_id": f"p{i}", "text": text} for i, text in enumerate(TEXTS)]),
        "testsets": sets_frame(("dev", "passage"), ("test", "passage")).with_columns(purpose=pl.col("test_set")),
        "queries": queries_frame(rows),
        "qrels": qrels_frame([(name, query, f"p{query[1:]}", 1) for name, query, _, _ in rows]),
        "enriching": pl.DataFrame(schema=dict.fromkeys(("query", "positive_id", "split", "source"), pl.String)),
    }
