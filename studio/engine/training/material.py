"""What a run learns from, as the loop takes it: columns, what each row brings into a batch, the model and its loss.

Each recipe makes its own; nothing here makes one.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from studio.engine.training.plan import Row

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch import nn

__all__ = ["Material"]


class Material(Protocol):
    """One recipe's view of a dataset."""

    @property
    def data(self) -> Mapping[str, Sequence[Any]]:
        """The columns that the loss reads, prompts before their texts; `label` is a number."""
        ...

    @property
    def rows(self) -> Sequence[Row]:
        """What each row brings into a batch."""
        ...

    @property
    def learnt(self) -> Mapping[str, int]:
        """What was counted of it; the first names its rows: `pairs`, or `passages`."""
        ...

    @property
    def keeps_last(self) -> bool:
        """True where the last step is kept, whatever the dev set says of it."""
        ...

    def told(self) -> str:
        """Say what is learnt from."""
        ...

    def too_few(self, fewest: int) -> str:
        """Say that it is too little, and what to do."""
        ...

    def begin(self, base: "SentenceTransformer") -> "SentenceTransformer":
        """Return what is trained; the base itself may be changed."""
        ...

    def loss(self, encoder: "SentenceTransformer", dimensions: Sequence[int]) -> "nn.Module":
        """Return the loss of one batch of the columns."""
        ...
