"""What the Trainer is told about reporting a run's figures elsewhere: to trackio, Weights & Biases or TensorBoard.

It reports nothing itself: the Trainer has a callback for each.
"""

import os
from pathlib import Path
from typing import Any

from studio.engine.progress import Reporter

__all__ = ["told"]


def told(report_to: str, *, project: str, run: str, folder: Path, reporter: Reporter) -> dict[str, Any]:
    """Return arguments of the Trainer, and say where the figures go. `folder` takes TensorBoard's files.

    Two of the callbacks read what they need from the environment alone; what a person has set there stands.
    """
    if report_to == "none":
        return {"report_to": "none"}
    where = f"the project {project}"
    if report_to == "tensorboard":
        where = os.environ.setdefault("TENSORBOARD_LOGGING_DIR", str(folder))
    elif report_to == "wandb":
        where = f"the project {os.environ.setdefault('WANDB_PROJECT', project)}"
    reporter.log(f"figures go to {report_to} too, as {run} in {where}")
    return {"report_to": report_to, "project": project, "run_name": run}
