"""Where a run's figures can go beside the studio, and whether what that takes is installed. It imports none of it."""

from importlib.util import find_spec

__all__ = ["missing"]

_NEEDS = {"trackio": ("trackio",), "wandb": ("wandb",), "tensorboard": ("tensorboard", "tensorboardX")}
"""Packages by the value of `training.report_to`; any one of them will do."""


def missing(report_to: str) -> str:
    """Return a sentence on what has to be installed before a run can report there; "" where nothing has to be."""
    needs = _NEEDS.get(report_to, ())
    if not needs or any(find_spec(name) is not None for name in needs):
        return ""
    return (
        f'training.report_to = "{report_to}" needs the package {needs[0]}, which is not installed here. '
        f'Run `pip install {needs[0]}`, or set it to "none".'
    )
