"""What a job says while it runs: frozen events, one JSON object a line in `events.jsonl`.

The last line may be torn after a kill; readers skip it. Nothing here starts or stops a job.
"""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field

__all__ = ["Ended", "Event", "Log", "Metric", "Progress", "Started"]


@dataclass(frozen=True, kw_only=True)
class Started:
    """A worker took the job up, for the first time or again."""

    at: float
    pid: int
    resumed: bool
    device: str
    event: Literal["started"] = "started"


@dataclass(frozen=True, kw_only=True)
class Progress:
    """`done` of `total` units; `eta` in seconds where it can be told."""

    at: float
    stage: str
    done: int
    total: int
    unit: str
    eta: float | None = None
    event: Literal["progress"] = "progress"


@dataclass(frozen=True, kw_only=True)
class Metric:
    """Named figures at a step (loss, dev_ndcg@10, pairs_per_second ...)."""

    at: float
    step: int
    values: dict[str, float]
    event: Literal["metric"] = "metric"


@dataclass(frozen=True, kw_only=True)
class Log:
    """A line a person may want to read."""

    at: float
    message: str
    level: Literal["info", "warning"] = "info"
    event: Literal["log"] = "log"


@dataclass(frozen=True, kw_only=True)
class Ended:
    """The last word of a worker. `summary` is counts for people; `error` one sentence where it failed."""

    at: float
    state: Literal["done", "failed", "cancelled", "paused"]
    summary: dict[str, int | float | str] = field(default_factory=dict)
    error: str = ""
    exit_code: int = 0
    event: Literal["ended"] = "ended"


Event = Annotated[Started | Progress | Metric | Log | Ended, Field(discriminator="event")]
