"""The train job: a run from its dataset to its figures, so that a run ends measured even if nobody watches."""

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from studio.domain.options import ModelOptions, TrainingOptions
from studio.engine.progress import Forwarding, Interrupted, Reporter
from studio.jobs import together
from studio.jobs.folder import JobFolder
from studio.jobs.spec import JobSpec
from studio.jobs.steps import Summary, frames
from studio.jobs.steps.forgetting import forgetting
from studio.jobs.steps.learning import dev_set, material, tower
from studio.jobs.steps.measuring import measure_runs
from studio.project import run_sides

if TYPE_CHECKING:
    from studio.engine.training.group import Group
    from studio.engine.training.train import TrainResult

__all__ = ["follow", "lead", "run"]

_UNMEASURED = "nothing measures this run yet: judge queries of people's own (J), then evaluate"


def run(folder: JobFolder, spec: JobSpec, reporter: Reporter) -> Summary:
    """Train and measure, here or on the Ray cluster that the settings name."""
    options = frames.options(spec, "training", TrainingOptions)
    if not options.ray:
        return lead(folder, spec, reporter)
    from studio.jobs import cluster

    device = frames.options(spec, "model", ModelOptions).device
    return cluster.run(folder, address=options.ray, processes=options.processes, device=device, reporter=reporter)


def lead(folder: JobFolder, spec: JobSpec, reporter: Reporter) -> Summary:
    """Train, then measure the project's base, the run's own and the new run on every dev and test set."""
    import polars as pl

    run_id = str(spec.arguments["run_id"])
    target = spec.project / Path(str(spec.arguments["model_path"]))
    model = frames.model(spec)
    options = frames.options(spec, "training", TrainingOptions)
    with together.gathered(folder, processes=options.processes, device=model.device, reporter=reporter) as group:
        trained = _train(folder, spec, target, reporter, group)
    queries, passages = run_sides(target)
    prompts = {"query_prompt": model.query_prompt, "passage_prompt": model.passage_prompt}
    measured = [{"run_id": run_id, "name": run_id, "path": queries, "passages": passages, **prompts}]
    if "reference" in spec.options:
        own = {"run_id": "", "name": str(spec.arguments["base_name"]), "path": model.base, "passages": ""}
        measured.insert(0, {**own, **prompts})
    asked = prompts if spec.options["model"].get("prompts") == "auto" else {}
    known = forgetting(target, model, spec.project / "index", reporter)
    if frames.read(folder, "testsets").is_empty():
        reporter.log(_UNMEASURED, "warning")
    found = measure_runs(folder, spec, pl.DataFrame(measured), reporter)
    return {"run": run_id, **trained, **known, **found, **asked}


def follow(folder: JobFolder, spec: JobSpec, reporter: Reporter) -> None:
    """Train along in another process of the run, until its first process says that it is over."""
    from studio.engine.training.group import join

    group = join(frames.model(spec).device, os.environ)
    if not group.tell(None):
        _fit(folder, spec, spec.project / Path(str(spec.arguments["model_path"])), reporter, group)
    group.leave()


def _train(folder: JobFolder, spec: JobSpec, target: Path, reporter: Reporter, group: "Group") -> Summary:
    """Train to the end, or, where a person asked to finish, take the best model so far."""
    from studio.engine.retrieval import models

    # A run that was paused, or that failed, is not trained further to be finished.
    kept = _best_so_far(folder, target, reporter) if folder.finish_file.exists() else {}
    if group.tell(kept):
        return kept
    reporter.log(models.described(frames.model(spec)))
    try:
        result = _fit(folder, spec, target, _Finishing(folder, reporter), group)
    except Interrupted:
        kept = {} if reporter.stopping() else _best_so_far(folder, target, reporter)
        if not kept:
            raise
        return kept
    known = {"best_dev": result.best_dev, "base_dev": result.base_dev}
    return {
        "steps": result.steps,
        "best_step": result.best_step,
        **result.learnt,
        **{name: round(value, 4) for name, value in known.items() if value is not None},
        "share": result.share,
        "merged": result.merged,
    }


def _fit(folder: JobFolder, spec: JobSpec, target: Path, reporter: Reporter, group: "Group") -> "TrainResult":
    """Call the engine: every process of a run does so, and the first alone has a dev set."""
    from studio.engine.training.merge import Judge
    from studio.engine.training.train import train

    model = frames.model(spec)
    if group.size > 1:
        model = replace(model, device=group.device)
    passages = frames.read(folder, "passages")
    encoder = tower(folder, spec, model, passages, reporter=reporter, group=group)
    with group.leader_first():
        learnt = material(folder, spec, model, passages, tower=encoder, reporter=reporter)
        dev = dev_set(folder, spec, model, passages, learnt=learnt, reporter=reporter) if group.leads else None
    return train(
        learnt,
        model=model,
        options=frames.options(spec, "training", TrainingOptions),
        score=dev.score if dev else None,
        judge=Judge(score=dev.per_query, groups=dev.groups) if dev else None,
        untouched=dev.score_base if dev else None,
        work=folder.training,
        target=target,
        reporter=reporter,
        project=spec.project.name,
        group=group,
    )


def _best_so_far(folder: JobFolder, target: Path, reporter: Reporter) -> Summary:
    """Write the best model so far to `target` and say which it is; empty where there is no checkpoint."""
    from studio.engine.training import messages
    from studio.engine.training.train import keep_best

    best = keep_best(folder.training, target)
    if best is None:
        return {}
    reporter.log(f"finished early with the model of step {best.step}")
    merged = messages.trained_alone("it was finished early, as it stood")
    return {"best_step": best.step, "finished_early": 1, "share": 1.0, "merged": merged}


class _Finishing(Forwarding):
    """The worker's reporter, which while training also hears that a person wants the best model now."""

    def __init__(self, folder: JobFolder, reporter: Reporter) -> None:
        super().__init__(reporter)
        self._folder = folder

    def stopping(self) -> bool:
        """Return True where the job should stop, or finish."""
        return super().stopping() or self._folder.finish_file.exists()
