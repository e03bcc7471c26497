"""What every step does before and after its work: read its frames and options, write its frames.

Knows the folder and no step.
"""

from typing import TYPE_CHECKING, TypeVar

from studio.domain.options import ModelOptions
from studio.errors import InputError
from studio.jobs.folder import JobFolder
from studio.jobs.spec import JobSpec

if TYPE_CHECKING:
    import polars as pl

__all__ = ["model", "options", "read", "write"]

Options = TypeVar("Options")


def options(spec: JobSpec, section: str, kind: type[Options]) -> Options:
    """Return one section of a job's options as the engine takes it, checked; missing keys have their defaults."""
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(kind).validate_python(spec.options.get(section, {}))
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(str(part) for part in (section, *fault["loc"]))
        raise InputError(f"{where} = {fault['input']!r} in job.json: {fault['msg']}. Start the step anew.") from error


def model(spec: JobSpec, section: str = "model") -> ModelOptions:
    """Return a job's model with the prompts that its texts get: no engine sees any others.

    Jobs that were made before prompts could be left open had them written out.
    """
    from studio.engine.retrieval import models

    chosen = options(spec, section, ModelOptions)
    return chosen if "prompts" not in spec.options.get(section, {}) else models.resolved(chosen)


def read(job: JobFolder, name: str) -> "pl.DataFrame":
    """Read an input frame."""
    import polars as pl

    path = job.inputs / f"{name}.parquet"
    if not path.is_file():
        raise InputError(f"{path} is missing: the job was never wholly prepared. Start the step anew.")
    return pl.read_parquet(path)


def write(job: JobFolder, **frames: "pl.DataFrame") -> None:
    """Write output frames, each by its name."""
    for name, frame in frames.items():
        frame.write_parquet(job.scratch / f"{name}.parquet")
