"""A job's outputs: written beside and renamed, so that `outputs/` is there complete or not at all.

Knows nothing of what they mean.
"""

import json
import shutil
from collections.abc import Mapping

from studio import files
from studio.jobs.folder import JobFolder

__all__ = ["finish", "finished"]

_SUMMARY = "summary.json"


def finish(job: JobFolder, summary: Mapping[str, int | float | str]) -> None:
    """Make the scratch folder the job's outputs. The summary lies among them: a kill after this loses nothing."""
    (job.scratch / _SUMMARY).write_text(json.dumps(dict(summary)), encoding="utf-8")
    files.sync_tree(job.scratch)
    shutil.rmtree(job.outputs, ignore_errors=True)
    job.scratch.rename(job.outputs)
    files.sync(job.path)


def finished(job: JobFolder) -> dict[str, int | float | str] | None:
    """Return the summary of outputs that are complete, or None where there is work to do."""
    try:
        summary = json.loads((job.outputs / _SUMMARY).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return summary if isinstance(summary, dict) else None
