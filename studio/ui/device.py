"""Which device jobs will run on, as far as it can be told without importing torch: a few words for the title bar."""

import os
import platform
import tomllib
from pathlib import Path

__all__ = ["cores", "device_words"]

_NVIDIA = Path("/dev/nvidia0")


def device_words(settings_file: Path) -> str:
    """Return what studio.toml asks for, or what `auto` will most likely find: 'cuda', 'mps' or 'cpu 2'."""
    try:
        asked = tomllib.loads(settings_file.read_text("utf-8")).get("model", {}).get("device", "auto")
    except (OSError, ValueError, AttributeError):
        asked = "auto"
    if isinstance(asked, str) and asked not in ("auto", "cpu", ""):
        return asked
    if asked != "cpu" and _NVIDIA.exists():
        return "cuda"
    if asked != "cpu" and platform.system() == "Darwin" and platform.machine() == "arm64":
        return "mps"
    return f"cpu {cores()}"


def cores() -> int:
    """Return how many processors this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
