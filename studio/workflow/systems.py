"""Which models a job measures beside the project's base: runs, the bases they came from, bases never trained here.

Writes the frame that the worker reads. A prompt that is not known yet is left open: the worker asks the model itself.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from studio.bases import resolved
from studio.domain.options import ModelOptions
from studio.domain.records import Run
from studio.domain.registry import base_names
from studio.jobs.folder import JobFolder
from studio.project import Project, run_sides
from studio.storage import runs as run_store
from studio.storage.database import Database

__all__ = ["Measurable", "bases_of", "further_bases", "name_apart", "of_runs", "trained_model", "write"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurable:
    """A model to measure. `run_id` is empty for a base; prompts are None where only the model itself can tell.

    `path` encodes queries, and passages too where `passages` names no other model.
    """

    run_id: str
    name: str
    path: str
    passages: str = ""
    query_prompt: str | None
    passage_prompt: str | None


def trained_model(run: Run) -> ModelOptions | None:
    """Return the model options that a run was trained with; None where it recorded none."""
    recorded = run.settings.get("model")
    if not isinstance(recorded, Mapping):
        return None
    names = {field.name for field in fields(ModelOptions)}
    known: dict[str, Any] = {key: str(value) for key, value in recorded.items() if key in names}
    return ModelOptions(**{"prompts": "written", **known, "base": run.base})


def of_runs(project: Project, chosen: Sequence[Run]) -> list[Measurable]:
    """Return runs as they are measured: each with the prompts that it was trained with."""
    found = []
    for run in chosen:
        query, passage = _prompts(trained_model(run))
        queries, passages = run_sides(project.path / run.path)
        found.append(
            Measurable(
                run_id=run.run_id,
                name=run.run_id,
                path=queries,
                passages=passages,
                query_prompt=query,
                passage_prompt=passage,
            )
        )
    return found


def bases_of(chosen: Sequence[Run], reference: ModelOptions) -> list[Measurable]:
    """Return the bases that runs came from, where they are not the project's: a gain is shown over them too."""
    models = (trained_model(run) or ModelOptions(base=run.base, prompts="written") for run in chosen)
    return list(_apart(models, reference))


def further_bases(names: Sequence[str], reference: ModelOptions) -> list[Measurable]:
    """Return models to measure untouched, each with its own prompts; the project's base and repeats are left out."""
    models = (resolved(ModelOptions(base=name, device=reference.device)) for name in names)
    return list(_apart(models, reference))


def name_apart(base: str, taken: Mapping[str, str]) -> str:
    """Return what a base is called beside others (base by name): with its folder's folder where names would clash."""
    short, long = base_names(base)
    return short if taken.get(short, base) == base else long


def write(db: Database, job: JobFolder, chosen: Sequence[Measurable]) -> int:
    """Write inputs/runs.parquet; return the number."""
    rows = [
        (each.run_id, each.name, each.path, each.passages, each.query_prompt, each.passage_prompt) for each in chosen
    ]
    return run_store.export(db, rows, job.inputs / "runs.parquet")


def _apart(models: Iterable[ModelOptions], reference: ModelOptions) -> Iterator[Measurable]:
    taken = {base_names(reference.base)[0]: reference.base}
    for model in models:
        if model.base in taken.values():
            continue
        name = name_apart(model.base, taken)
        taken[name] = model.base
        query, passage = _prompts(model)
        yield Measurable(run_id="", name=name, path=model.base, query_prompt=query, passage_prompt=passage)


def _prompts(model: ModelOptions | None) -> tuple[str | None, str | None]:
    if model is None or model.prompts != "written":
        return None, None
    return model.query_prompt, model.passage_prompt
