"""The devices of this machine that heavy jobs share out among themselves: the processor, or each card.

Counts cards without torch, which takes seconds to import. Locks nothing: that is what `studio.jobs.turn` does.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from studio.jobs.spec import JobSpec

__all__ = ["CPU", "Want", "cards", "visible", "want"]

CPU = "cpu"
_CARD = re.compile(r"nvidia\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Want:
    """What a job wants before it begins: `number` of the devices `of` which it may have any."""

    of: tuple[str, ...]
    number: int


def cards() -> tuple[str, ...]:
    """Return the cards that jobs may use, as CUDA_VISIBLE_DEVICES names them; where it is set, no others.

    A card counts by its place among those that are there, not by its number: a container may be given the fourth alone.
    """
    if version("torch").endswith("+cpu"):
        return ()
    found = sum(_CARD.fullmatch(path.name) is not None for path in Path("/dev").glob("nvidia*"))
    narrowed = os.environ.get("CUDA_VISIBLE_DEVICES")
    if not found or narrowed is None:
        return tuple(map(str, range(found)))
    return tuple(filter(None, (name.strip() for name in narrowed.split(","))))


def want(spec: JobSpec) -> Want:
    """Return what a job wants: the card that its options name, any as many as it has processes, or the processor."""
    device = str(spec.options.get("model", {}).get("device", CPU))
    there = cards()
    if device in ("auto", "cuda") and there:
        processes = int(spec.options.get("training", {}).get("processes", 1))
        return Want(of=there, number=min(processes, len(there)))
    number = device.removeprefix("cuda:")
    if number != device and number.isdigit() and int(number) < len(there):
        return Want(of=(there[int(number)],), number=1)
    return Want(of=(CPU,), number=1)


def visible(spec: JobSpec, taken: tuple[str, ...]) -> Mapping[str, str]:
    """Return the environment in which a job sees the cards that it took and no others.

    One that named its card itself counts them as the machine does, and sees all; so does one that took none.
    """
    if not taken or CPU in taken or str(spec.options.get("model", {}).get("device", CPU)) not in ("auto", "cuda"):
        return {}
    return {"CUDA_VISIBLE_DEVICES": ",".join(taken)}
