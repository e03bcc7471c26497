"""The export job: the curated dataset and a run's model, in exports/NAME."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from studio.domain.options import ExportOptions
from studio.engine.progress import Reporter
from studio.jobs.folder import JobFolder
from studio.jobs.spec import JobSpec
from studio.jobs.steps import Summary, frames

if TYPE_CHECKING:
    from studio.engine.export.export import ModelSource

__all__ = ["run"]


def run(folder: JobFolder, spec: JobSpec, reporter: Reporter) -> Summary:
    """Write exports/NAME and list what was written."""
    import polars as pl

    from studio.engine.export.export import export

    result = export(
        frames.read(folder, "examples"),
        frames.read(folder, "passages"),
        dataset_hash=str(spec.arguments["dataset_hash"]),
        model=_model(folder, spec),
        options=frames.options(spec, "export", ExportOptions),
        target=spec.project / "exports" / str(spec.arguments["name"]),
        reporter=reporter,
    )
    schema = {"path": pl.String, "rows": pl.Int64, "bytes": pl.Int64}
    frames.write(folder, written=pl.DataFrame([asdict(file) for file in result.written], schema=schema))
    left_out = {f"left_out_of_{name}": count for name, count in result.left_out.items() if count}
    return {"folder": str(result.folder), "files": len(result.written), **left_out}


def _model(folder: JobFolder, spec: JobSpec) -> "ModelSource | None":
    import polars as pl

    from studio.engine.export.export import ModelSource

    run = spec.arguments["run"]
    if run is None:
        return None
    rows = frames.read(folder, "rows")
    return ModelSource(
        name=str(run["name"]),
        path=spec.project / Path(str(run["path"])),
        base=str(run["base"]),
        settings=run["settings"],
        gains=run.get("gains", ()),
        rows=rows.filter((pl.col("run_id") == run["run_id"]) | pl.col("kind").is_in(["base", "bm25"])),
    )
