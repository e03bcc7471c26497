"""How a step of the engine tells how far it is, and is told to stop. Only the worker knows where these words go."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, Protocol

__all__ = ["SILENT", "Forwarding", "Interrupted", "Reporter", "Silent"]


class Interrupted(Exception):  # noqa: N818 - not an error: a person asked for it
    """The step was asked to stop and has left what it finished in a state to resume from."""


class Reporter(Protocol):
    """What a step may say, and the one question it asks."""

    def progress(self, stage: str, done: int, total: int, unit: str) -> None:
        """Tell that `done` of `total` units of a stage are finished."""

    def metric(self, step: int, values: dict[str, float]) -> None:
        """Tell figures of a step."""

    def log(self, message: str, level: Literal["info", "warning"] = "info") -> None:
        """Tell a person something worth a line."""

    def stopping(self) -> bool:
        """Return True once the step should finish what it holds and raise Interrupted."""


@dataclass
class Silent:
    """A reporter that keeps what it was told: for tests, and for callers that do not care."""

    messages: list[str] = field(default_factory=list)
    metrics: list[tuple[int, dict[str, float]]] = field(default_factory=list)
    stop: Callable[[], bool] = lambda: False

    def progress(self, stage: str, done: int, total: int, unit: str) -> None:
        """Forget it."""

    def metric(self, step: int, values: dict[str, float]) -> None:
        """Keep it."""
        self.metrics.append((step, values))

    def log(self, message: str, level: Literal["info", "warning"] = "info") -> None:  # noqa: ARG002 - the protocol's name
        """Keep it."""
        self.messages.append(message)

    def stopping(self) -> bool:
        """Ask `stop`."""
        return self.stop()


class Forwarding:
    """A reporter that hands on to another what it is told; a subclass says what it tells differently."""

    def __init__(self, reporter: Reporter) -> None:
        self._reporter = reporter

    def progress(self, stage: str, done: int, total: int, unit: str) -> None:
        """Pass it on."""
        self._reporter.progress(stage, done, total, unit)

    def metric(self, step: int, values: dict[str, float]) -> None:
        """Pass it on."""
        self._reporter.metric(step, values)

    def log(self, message: str, level: Literal["info", "warning"] = "info") -> None:
        """Pass it on."""
        self._reporter.log(message, level)

    def stopping(self) -> bool:
        """Ask the other."""
        return self._reporter.stopping()


SILENT = Silent()
