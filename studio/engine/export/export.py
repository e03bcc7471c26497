"""Write the curated dataset and a model so that others can load them: the entry to this room.

Everything is written into a folder beside the target, which takes the target's place once it is whole.
"""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from studio.domain.options import ExportOptions
from studio.engine.export.beir import write_beir
from studio.engine.export.card import dataset_card, model_card
from studio.engine.export.dataset import SHAPES, write_shape
from studio.engine.progress import Reporter
from studio.errors import InputError

__all__ = ["ExportResult", "ModelSource", "Written", "export"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSource:
    """A run's model and what its card says."""

    name: str
    path: Path
    base: str
    settings: Mapping[str, Any]
    rows: pl.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One file or folder of an export, relative to it."""

    path: str
    rows: int
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportResult:
    """What was written, and how many examples a shape had to leave out."""

    folder: Path
    written: tuple[Written, ...]
    left_out: Mapping[str, int]


def export(
    examples: pl.DataFrame,
    passages: pl.DataFrame,
    *,
    dataset_hash: str,
    model: ModelSource | None,
    options: ExportOptions,
    target: Path,
    reporter: Reporter,
) -> ExportResult:
    """Write `target`: the dataset in `options.formats`, and `model/` where a run is given.

    `examples` holds query, positive, negatives and provenance (see `studio.engine.export.dataset`). Raises InputError
    where there is nothing to export.
    """
    if not examples.height:
        raise InputError("There is no pair to export. Generate queries first, or accept pairs in review.")
    beside = target.with_name(target.name + ".tmp")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    total = len(options.formats) + (model is not None)
    counts: dict[str, int] = {}
    for done, form in enumerate(options.formats):
        reporter.progress("export", done, total, "formats")
        if form == "beir":
            counts |= {f"beir/{k}": v for k, v in write_beir(examples, passages, beside / "beir").items()}
        else:
            counts |= _shapes(examples, beside, form)
    card = dataset_card(name=target.name, dataset_hash=dataset_hash, counts=counts, formats=options.formats)
    (beside / "README.md").write_text(card, encoding="utf-8")
    if model is not None:
        _model(model, beside / "model", dataset_hash=dataset_hash, pairs=examples.height, extra=options.extra)
    reporter.progress("export", total, total, "formats")
    shutil.rmtree(target, ignore_errors=True)
    beside.rename(target)
    tuples = next((n for name, n in counts.items() if name.startswith("n-tuples")), None)
    return ExportResult(
        folder=target,
        written=_written(target, counts),
        left_out={} if tuples is None else {"n-tuples": examples.height - tuples},
    )


def _shapes(examples: pl.DataFrame, folder: Path, form: str) -> dict[str, int]:
    counts = {}
    for shape, build in SHAPES.items():
        frame = build(examples)
        if frame.height:
            write_shape(frame, folder / f"{shape}.{form}")
            counts[f"{shape}.{form}"] = frame.height
    return counts


def _model(model: ModelSource, folder: Path, *, dataset_hash: str, pairs: int, extra: Mapping[str, str]) -> None:
    if not model.path.is_dir():
        raise InputError(
            f"The model of {model.name} is not at {model.path}. Train it again, or export without a model."
        )
    shutil.copytree(model.path, folder)
    card = model_card(
        name=model.name,
        base=model.base,
        dataset_hash=dataset_hash,
        pairs=pairs,
        settings=model.settings,
        rows=model.rows.to_dicts(),
        extra=extra,
    )
    (folder / "README.md").write_text(card, encoding="utf-8")
    facts = {"run": model.name, "base": model.base, "dataset_hash": dataset_hash, "settings": dict(model.settings)}
    (folder / "studio.json").write_text(json.dumps(facts, indent=2, default=str) + "\n", encoding="utf-8")


def _written(folder: Path, counts: Mapping[str, int]) -> tuple[Written, ...]:
    files = [Written(path=name, rows=rows, bytes=(folder / name).stat().st_size) for name, rows in counts.items()]
    if (folder / "model").is_dir():
        size = sum(path.stat().st_size for path in (folder / "model").rglob("*") if path.is_file())
        files.append(Written(path="model", rows=0, bytes=size))
    return tuple(files)
