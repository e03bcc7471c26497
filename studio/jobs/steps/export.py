"""The export job: the curated dataset and a run's model, in exports/NAME.

What may leave the project was settled before.
"""

from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from studio.domain.options import ADAPTER, UNTRAINED, EvaluationOptions, ExportOptions, IndexOptions, ModelOptions
from studio.domain.registry import base_names
from studio.engine.progress import Reporter
from studio.jobs.folder import JobFolder
from studio.jobs.spec import JobSpec
from studio.jobs.steps import Summary, frames
from studio.project import run_sides

if TYPE_CHECKING:
    from studio.engine.export.source import ModelSource

__all__ = ["run"]


def run(folder: JobFolder, spec: JobSpec, reporter: Reporter) -> Summary:
    """Write exports/NAME and list what was written."""
    import polars as pl

    from studio.engine.export.export import export

    options = frames.options(spec, "export", ExportOptions)
    with TemporaryDirectory(dir=folder.path, prefix=".model-") as made:
        model = _source(folder, spec, Path(made), reporter)
        result = export(
            frames.read(folder, "examples"),
            frames.read(folder, "passages"),
            dataset_hash=str(spec.arguments["dataset_hash"]),
            model=_turned(folder, spec, model, reporter) if options.binary else model,
            options=options,
            target=spec.project / "exports" / str(spec.arguments["name"]),
            reporter=reporter,
        )
    if kept := str(spec.arguments.get("kept", "")):
        reporter.log(kept, "warning")
    reporter.log(f"the files are in {result.folder}")
    schema = {"path": pl.String, "rows": pl.Int64, "bytes": pl.Int64}
    frames.write(folder, written=pl.DataFrame([asdict(file) for file in result.written], schema=schema))
    left_out = {f"left_out_of_{name}": count for name, count in result.left_out.items() if count}
    return {"folder": str(result.folder), "files": len(result.written), **left_out}


def _source(folder: JobFolder, spec: JobSpec, made: Path, reporter: Reporter) -> "ModelSource | None":
    untrained = spec.arguments.get("untrained")
    if untrained == ADAPTER:
        return _adapter(folder, spec, made, reporter)
    return _base(folder, spec, made) if untrained == UNTRAINED else _model(folder, spec)


def _adapter(folder: JobFolder, spec: JobSpec, made: Path, reporter: Reporter) -> "ModelSource":
    """Teach the adapter of all that may enrich an index, and save it with its base in `made`."""
    import polars as pl

    from studio.engine.adapter.model import save_adapted, taught
    from studio.engine.export.card import public_name
    from studio.engine.export.source import ModelSource

    model, index = frames.model(spec), frames.options(spec, "index", IndexOptions)
    change, queries = taught(
        frames.read(folder, "passages"),
        frames.read(folder, "enriching"),
        frames.read(folder, "queries")["text"].to_list(),
        model=model,
        index=index,
        seed=frames.options(spec, "evaluation", EvaluationOptions).seed,
        cache=spec.project / "index",
        reporter=reporter,
    )
    save_adapted(change, made, model=model)
    rows = frames.read(folder, "rows")
    return ModelSource(
        name=ADAPTER,
        path=made,
        base=model.base,
        settings={"model": asdict(model), "index": asdict(index)},
        about=(
            f"{public_name(model.base)} with a linear layer more on the side of queries, taught by {queries:,} written "
            "queries and the index that they enrich. Passages get the base's own vectors; no test query taught it. On "
            "test sets that people wrote its rows are those of the studio's own adapter, which the written queries of "
            "held-out documents teach too."
        ),
        verdicts=spec.arguments.get("verdicts", ()),
        rows=rows.filter(pl.col("name").is_in([ADAPTER, f"{ADAPTER} + BM25"]) | pl.col("kind").is_in(["base", "bm25"])),
    )


def _base(folder: JobFolder, spec: JobSpec, made: Path) -> "ModelSource":
    """Save the base with its prompts in `made`."""
    import polars as pl

    from studio.engine.export.card import public_name
    from studio.engine.export.source import ModelSource
    from studio.engine.retrieval import models
    from studio.engine.training.base import prompted

    model, rows = frames.model(spec), frames.read(folder, "rows")
    prompted(models.load(model.base, "cpu"), model).save_pretrained(str(made), create_model_card=False)
    name, _ = base_names(model.base)
    return ModelSource(
        name=name,
        path=made,
        base=model.base,
        settings={"model": asdict(model)},
        about=f"{public_name(model.base)} as it is: nothing trained it.",
        rows=rows.filter(
            pl.col("name").is_in([name, "base + BM25", "base, enriched", "base, enriched + BM25"])
            | (pl.col("kind") == "bm25")
        ),
    )


def _turned(folder: JobFolder, spec: JobSpec, source: "ModelSource | None", reporter: Reporter) -> "ModelSource | None":
    """Return a model with the rotation that its row as signs was measured with."""
    from studio.engine.retrieval import models
    from studio.engine.retrieval.encoder import Encoder
    from studio.engine.retrieval.passages import indexed_texts
    from studio.engine.retrieval.signs import sign_rotation
    from studio.engine.retrieval.vectors import embed

    if source is None:
        return None
    answering = frames.model(spec)
    if not spec.arguments.get("untrained"):
        queries, passages = run_sides(source.path)
        answering = models.resolved(ModelOptions(base=passages or queries, device=answering.device))
    cache = spec.project / "index"
    vectors = embed(
        [answering.passage_prompt + text for text in indexed_texts(frames.read(folder, "passages"))],
        encoder=Encoder(answering),
        index=cache,
        reporter=reporter,
        stage="encode passages to turn them for signs",
    )
    return replace(source, rotation=sign_rotation(vectors, cache, reporter))


def _model(folder: JobFolder, spec: JobSpec) -> "ModelSource | None":
    import polars as pl

    from studio.engine.export.source import ModelSource

    run = spec.arguments["run"]
    if run is None:
        return None
    rows = frames.read(folder, "rows")
    return ModelSource(
        name=str(run["name"]),
        path=spec.project / Path(str(run["path"])),
        base=str(run["base"]),
        settings=run["settings"],
        dataset_hash=str(run["dataset_hash"]),
        model_hash=str(run["model_hash"]),
        merged=str(run.get("merged", "")),
        chosen=str(run.get("chosen", "")),
        gains=run.get("gains", ()),
        verdicts=run.get("verdicts", ()),
        everyday=str(run.get("everyday", "")),
        rows=rows.filter((pl.col("run_id") == run["run_id"]) | pl.col("kind").is_in(["base", "bm25"])),
    )
