"""A job's outputs: written beside and renamed, so that `outputs/` is there complete or not at all.

Also tells a full disk from other faults. Knows nothing of what the outputs mean.
"""

import errno
import json
import shutil
from collections.abc import Mapping

from studio import files
from studio.jobs.folder import JobFolder

__all__ = ["disk_full", "finish", "finished"]

_SUMMARY = "summary.json"
_FULL = ("no space left on device", "disk is full", "os error 28", "disk quota exceeded", "not enough space")


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


def disk_full(error: BaseException) -> bool:
    """Return True where the error, or one that it came from, says that there is no space left."""
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        if isinstance(cause, OSError) and cause.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        if any(words in str(cause).lower() for words in _FULL):
            return True
        cause = cause.__cause__ or cause.__context__
    return False
