"""Lower parts of a model that training leaves as they are. Importing this module imports torch.

What lies below is general; leaving it saves time and memory, and forgets less. Knows no recipe.
"""

from torch import nn

__all__ = ["freeze"]


def freeze(model: nn.Module, parts: int) -> int:
    """Keep the lowest parts of a model from learning (first the embeddings, then layer by layer); return how many.

    At least one layer learns: a model of embeddings alone is left free.
    """
    layers = max((m for m in model.modules() if isinstance(m, nn.ModuleList)), key=len, default=nn.ModuleList())
    tables = [m for m in model.modules() if isinstance(m, nn.Embedding)]
    stages: list[list[nn.Module]] = [[*tables], *([layer] for layer in layers)]
    frozen = stages[: min(parts, len(stages) - 1)]
    for stage in frozen:
        for module in stage:
            module.requires_grad_(False)
    return len(frozen)
