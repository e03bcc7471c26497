"""How much of each layer's values a step leaves out at random. Importing this module imports torch.

Without any, attention on a processor takes torch's fused kernel, which has no dropout, and no random numbers are drawn.
Knows no recipe, and changes nothing that is saved: a model's own share stays in its config.
"""

from torch import nn

__all__ = ["set_dropout"]


def set_dropout(model: nn.Module, share: float) -> None:
    """Set every dropout of a loaded model, attention's included; below 0 leave them as they are."""
    if share < 0:
        return
    for module in model.modules():
        if isinstance(module, nn.Dropout):
            module.p = share
        if isinstance(getattr(module, "attention_dropout", None), float):  # where attention draws by itself
            module.attention_dropout = share  # type: ignore[assignment,unused-ignore]
