"""Write the curated dataset and a model so that others can load them: the entry to this room.

Everything is written into a hidden folder beside the target, which takes the target's place once it is whole.
What leaves the project is chosen elsewhere.
"""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl

from studio.domain.options import ExportOptions
from studio.domain.recipes import PASSAGES, QUERIES
from studio.engine.export.beir import write_beir
from studio.engine.export.card import beir_card, dataset_card, model_card, public_name
from studio.engine.export.dataset import SHAPES, sides, unseen, write_shape
from studio.engine.export.sides import join_sides, turn_for_signs
from studio.engine.export.source import ModelSource
from studio.engine.folders import beside, put
from studio.engine.progress import Interrupted, Reporter
from studio.errors import InputError

__all__ = ["ExportResult", "Written", "export"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One file or folder of an export, relative to it."""

    path: str
    rows: int
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportResult:
    """What was written, and how many examples a shape had to leave out for want of negatives."""

    folder: Path
    written: tuple[Written, ...]
    left_out: Mapping[str, int]


@dataclass(slots=True)
class _Done:
    """What an export has written so far."""

    folder: Path
    counts: dict[str, int] = field(default_factory=dict)
    files: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    """By format, shape and side."""
    schemas: dict[str, dict[str, pl.DataType]] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)


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
    where there is nothing to export, and Interrupted between two formats; `target` is then as it was before.
    """
    if not examples.height:
        raise InputError("There is no pair to export. Generate queries first, or accept pairs in review.")
    if model is not None and not model.path.is_dir():
        raise InputError(
            f"The model of {model.name} is not at {model.path}. Train it again, or export without a model."
        )
    done = _Done(beside(target))
    try:
        _fill(done, examples, passages, dataset_hash, model, options=options, name=target.name, reporter=reporter)
        put(done.folder, target)
    finally:
        shutil.rmtree(done.folder, ignore_errors=True)  # nothing where it was put in its place
    written = [Written(path=path, rows=rows, bytes=_size(target / path)) for path, rows in done.counts.items()]
    if model is not None:
        written.append(Written(path="model", rows=0, bytes=_size(target / "model")))
    return ExportResult(folder=target, written=tuple(written), left_out=done.left_out)


def _fill(
    done: _Done,
    examples: pl.DataFrame,
    passages: pl.DataFrame,
    dataset_hash: str,
    model: ModelSource | None,
    *,
    options: ExportOptions,
    name: str,
    reporter: Reporter,
) -> None:
    total = len(options.formats) + (model is not None)
    for number, form in enumerate(options.formats):
        _go_on(reporter, number, total)
        if form == "beir":
            _beir(done, examples, passages)
        else:
            _shapes(done, examples, form)
    if model is not None:
        _go_on(reporter, len(options.formats), total)
        _model(model, done.folder / "model", dataset_hash=dataset_hash, extra=options.extra)
    reporter.progress("export", total, total, "parts")
    card = dataset_card(
        name=name,
        dataset_hash=dataset_hash,
        files=done.files.get("parquet") or done.files.get("jsonl") or {},  # one folder is read in one format
        schemas=done.schemas,
        counts=done.counts,
        left_out=done.left_out,
        unseen=unseen(examples),
    )
    (done.folder / "README.md").write_text(card, encoding="utf-8")


def _go_on(reporter: Reporter, number: int, total: int) -> None:
    reporter.progress("export", number, total, "parts")
    if reporter.stopping():
        raise Interrupted


def _shapes(done: _Done, examples: pl.DataFrame, form: str) -> None:
    for name, build in SHAPES.items():
        shape = build(examples)
        if not shape.lines.height:
            continue
        done.schemas[name] = dict(shape.lines.schema)
        done.left_out[name] = shape.left_out
        files = done.files.setdefault(form, {}).setdefault(name, {})
        for side, lines in sides(shape.lines).items():
            files[side] = f"{name}/{side}.{form}"
            write_shape(lines, done.folder / files[side])
            done.counts[files[side]] = lines.height


def _beir(done: _Done, examples: pl.DataFrame, passages: pl.DataFrame) -> None:
    written = write_beir(examples, passages, done.folder / "beir")
    done.counts |= {f"beir/{path}": rows for path, rows in written.items()}
    splits = [Path(path).stem for path in written if path.endswith(".tsv")]
    (done.folder / "beir" / "README.md").write_text(beir_card(splits), encoding="utf-8")


def _model(model: ModelSource, folder: Path, *, dataset_hash: str, extra: Mapping[str, str]) -> None:
    if (model.path / PASSAGES).is_dir():
        join_sides(model.path / QUERIES, model.path / PASSAGES, folder)
    else:
        shutil.copytree(model.path, folder, copy_function=shutil.copyfile)
    if model.rotation is not None:
        turn_for_signs(folder, model.rotation)
    trained_on = model.dataset_hash or dataset_hash
    card = model_card(replace(model, dataset_hash=trained_on), exported_hash=dataset_hash, extra=extra)
    (folder / "README.md").write_text(card, encoding="utf-8")
    facts = {
        "run": model.name,
        "base": public_name(model.base),
        "dataset_hash": trained_on,
        "model_hash": model.model_hash,
        "settings": _public(dict(model.settings)),
        **({"merged": model.merged} if model.merged else {}),
        **({"turned_for": "binary"} if model.rotation is not None else {}),
    }
    (folder / "studio.json").write_text(json.dumps(facts, indent=2, default=str) + "\n", encoding="utf-8")


def _public(settings: Any) -> Any:
    """Return settings without the path of a base that lies on this machine."""
    if not isinstance(settings, Mapping):
        return settings
    return {
        key: public_name(value) if key == "base" and isinstance(value, str) else _public(value)
        for key, value in settings.items()
    }


def _size(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
