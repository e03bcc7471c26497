"""Low-rank changes of a model's linear layers, in place of all its weights. Importing this module imports torch.

LoRA (Hu et al. 2021, arXiv 2106.09685) by peft: each linear layer of the transformer learns the product of two thin
matrices, beside weights that stay. What is saved is a plain model in which they are added up, and the matrices beside
it to go on from. Knows no recipe.
"""

import copy
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from sentence_transformers import SentenceTransformer

from studio.engine.training.checkpoints import FACTORS
from studio.errors import InputError

__all__ = ["add", "added_up", "go_on", "save"]

_GAIN = 2
"""What the product counts for (alpha / rank). Not measured: a higher learning rate does much the same."""


def add(model: SentenceTransformer, *, rank: int, seed: int) -> None:
    """Let low-rank changes of all linear layers learn, and nothing else; the model's vectors are the same until then.

    Raises InputError where the model has no transformer whose layers could be changed.
    """
    from peft import LoraConfig, inject_adapter_in_model  # noqa: PLC0415 - the extra `lora`; seconds to import

    if not model.has_peft_compatible_model():
        raise InputError(
            'training.weights = "lora" changes the linear layers of a transformer, and this base has none. '
            'Use "full", or train another base.'
        )
    model.requires_grad_(False)
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        changes = LoraConfig(r=rank, lora_alpha=_GAIN * rank, target_modules="all-linear")
        inject_adapter_in_model(changes, model.transformers_model)


def added_up(model: SentenceTransformer) -> SentenceTransformer:
    """Return a plain copy in which changes and weights are one, or the model itself where it has no changes."""
    if not _factors(model):
        return model
    from peft.tuners.tuners_utils import BaseTunerLayer  # noqa: PLC0415 - as above

    plain = copy.deepcopy(model)
    for name, layer in list(plain.named_modules()):
        if isinstance(layer, BaseTunerLayer):
            layer.merge()
            parent, _, own = name.rpartition(".")
            setattr(plain.get_submodule(parent), own, layer.get_base_layer())
    return plain


def save(model: SentenceTransformer, folder: Path) -> None:
    """Write a plain model, and beside it what `go_on` reads where it learns by low-rank changes."""
    added_up(model).save_pretrained(str(folder), create_model_card=False)
    factors = _factors(model)
    if factors:
        save_file({name: factor.contiguous() for name, factor in factors.items()}, folder / FACTORS)


def go_on(model: SentenceTransformer, folder: Path) -> bool:
    """Give a model that learns by low-rank changes those that `save` wrote; return False where it does not."""
    if not _factors(model):
        return False
    model.load_state_dict(load_file(folder / FACTORS), strict=False)
    return True


def _factors(model: SentenceTransformer) -> dict[str, torch.Tensor]:
    return {name: weight for name, weight in model.state_dict().items() if ".lora_" in name}
