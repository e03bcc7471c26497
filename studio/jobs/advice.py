"""The asking end of `studio.jobs.advisor`, for asyncio: what it works out comes back, or None where it could not.

It never raises for a failed process: advice puts a queue into another order, and a queue has one without it.
"""

import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from studio.domain.learning import Example, Learned
from studio.jobs.process import environment

__all__ = ["learned", "near", "spread"]

_COMMAND: Sequence[str] = (sys.executable, "-P", "-m", "studio.jobs.advisor")


async def learned(project: Path, examples: Sequence[Example]) -> Learned | None:
    """Return what decisions teach; None where they are too few."""
    answer = await _ask(project, {"do": "learn", "examples": [[bad, list(values)] for bad, values in examples]})
    return Learned(**{**answer, "weights": tuple(answer["weights"])}) if answer else None


async def spread(project: Path, queries: Path, count: int) -> list[int]:
    """Return pairs each as far as can be from all before it; none where their queries have no vectors."""
    return await _ask(project, {"do": "spread", "queries": str(queries), "count": count}) or []


async def near(project: Path, queries: Path, pair: int, count: int) -> list[int]:
    """Return the pairs nearest to one, which comes first; none where its query has no vector."""
    return await _ask(project, {"do": "near", "queries": str(queries), "pair": pair, "count": count}) or []


async def _ask(project: Path, request: dict[str, Any]) -> Any:
    process = await asyncio.create_subprocess_exec(
        *_COMMAND,
        str(project),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=environment(),
        start_new_session=True,
    )
    try:
        said, _ = await process.communicate(json.dumps(request).encode())
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()  # its pipes outlive the loop otherwise
    return json.loads(said) if process.returncode == 0 and said else None
