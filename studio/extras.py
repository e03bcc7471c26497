"""Packages that a run may ask for beside the studio's own: for figures elsewhere, for a cluster, for LoRA.

It says whether they are installed, and imports none of them.
"""

from importlib.util import find_spec

__all__ = ["missing_peft", "missing_ray", "missing_tracker"]

_NEEDS = {"trackio": ("trackio",), "wandb": ("wandb",), "tensorboard": ("tensorboard", "tensorboardX")}
"""Packages by the value of `training.report_to`; any one of them will do."""


def missing_tracker(report_to: str) -> str:
    """Return a sentence on what has to be installed before a run can report there; "" where nothing has to be."""
    needs = _NEEDS.get(report_to, ())
    if not needs or any(find_spec(name) is not None for name in needs):
        return ""
    return (
        f'training.report_to = "{report_to}" needs the package {needs[0]}, which is not installed here. '
        f'Run `pip install {needs[0]}`, or set it to "none".'
    )


def missing_ray(address: str) -> str:
    """Return a sentence on what has to be installed before a run can go to a cluster; "" where nothing has to be."""
    if not address or find_spec("ray") is not None:
        return ""
    return (
        f'training.ray = "{address}" needs the package ray, which is not installed here. '
        "Run `pip install 'retrieval-studio[ray]'`, or leave it empty."
    )


def missing_peft(weights: str) -> str:
    """Return a sentence on what has to be installed before a run can train by LoRA; "" where nothing has to be."""
    if weights != "lora" or find_spec("peft") is not None:
        return ""
    return (
        'training.weights = "lora" needs the package peft, which is not installed here. '
        "Run `pip install 'retrieval-studio[lora]'`, or set it to \"full\"."
    )
