"""The losses of a batch of texts, computed without paying for padding. Importing this module imports torch.

Texts of one column differ in length, so that up to half of what is computed can be padding; here all texts of a batch
are sorted by length and go through the model in groups. A graphics card prefers few large groups: there it is left
alone. What is learnt from, and in which order, is not known here.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
from torch import Tensor, nn

from studio.engine.listwise import ListLoss
from studio.engine.retrieval.encoder import Vectors
from studio.engine.retrieval.teacher import Lessons

__all__ = ["RankedListLoss", "SortedRankingLoss", "VectorLoss"]

_TOKENS = 4096
"""Tokens of a group at most, padding included: of 1,024 to 8,192 from here on none was quicker, on 2 cores."""
_GROUP = 64
"""Tokens that a group costs beside its own, about: its layers are called, however little goes through them."""


class SortedRankingLoss(MultipleNegativesRankingLoss):
    """MultipleNegativesRankingLoss that embeds the texts of a batch in groups of like length."""

    def forward(self, sentence_features: Iterable[dict[str, Any]], labels: Tensor) -> Tensor:
        """Return the loss of a batch: queries first, then positives, then negatives."""
        columns = list(sentence_features)
        embedded = _sorted(self.model, columns)
        return (
            super().forward(columns, labels)
            if embedded is None
            else self.compute_loss_from_embeddings(embedded, labels)
        )


class RankedListLoss(nn.Module):
    """How far the queries of a batch are from ranking the passages as their lessons say (see `ListLoss`)."""

    def __init__(self, model: SentenceTransformer, passages: Vectors, lessons: Lessons) -> None:
        super().__init__()
        self.model = model
        self._lists = ListLoss(torch.from_numpy(passages).to(model.device), lessons)

    def forward(self, sentence_features: Iterable[dict[str, Any]], labels: Tensor) -> Tensor:
        """Return the loss of a batch: one column of queries, and the number of each one's lesson."""
        return self._lists(nn.functional.normalize(_one_column(self.model, sentence_features), dim=1), labels)


class VectorLoss(nn.Module):
    """How far texts are from the unit vectors that they should have: 1 less their cosine, on average.

    The library's MSELoss and CosineSimilarityLoss take their vectors with the data, and do not sort texts by length.
    """

    def __init__(self, model: SentenceTransformer, targets: Vectors) -> None:
        super().__init__()
        self.model = model
        self._targets = torch.from_numpy(targets).to(model.device)

    def forward(self, sentence_features: Iterable[dict[str, Any]], labels: Tensor) -> Tensor:
        """Return the loss of a batch: one column of texts, and the number of each one's vector."""
        found = _one_column(self.model, sentence_features).float()
        return (1 - (nn.functional.normalize(found, dim=1) * self._targets[labels]).sum(1)).mean()


def _one_column(model: Any, sentence_features: Iterable[dict[str, Any]]) -> Tensor:
    """Return the vectors of the only column."""
    (column,) = sentence_features
    (vectors,) = _sorted(model, [column]) or [model(column)["sentence_embedding"]]
    return vectors


def _sorted(model: Any, columns: Sequence[dict[str, Any]]) -> list[Tensor] | None:
    """Return the vectors of each column, embedded in groups of like length; None where that does not pay."""
    texts = _stacked(columns) if model.device.type == "cpu" else None
    if texts is None:
        return None
    lengths = texts["attention_mask"].sum(1)
    order = torch.argsort(lengths, stable=True)
    parts = [
        model(_cut(texts, group, longest))["sentence_embedding"]
        for group, longest in _groups(order, lengths[order].tolist())
    ]
    return list(torch.cat(parts)[torch.argsort(order)].chunk(len(columns)))


def _stacked(columns: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """Return all texts under one another, padded to one width; None where they are not plain, right-padded tokens."""
    first = columns[0]
    mask = first.get("attention_mask")
    if not isinstance(mask, Tensor) or any(column.keys() != first.keys() for column in columns):
        return None
    if not all(_plain(column, len(mask)) for column in columns):
        return None
    widest = max(column["attention_mask"].shape[1] for column in columns)
    stacked: dict[str, Any] = {}
    for name, value in first.items():
        if isinstance(value, Tensor):
            stacked[name] = torch.cat([_widened(column[name], widest) for column in columns])
        elif all(column[name] == value for column in columns):
            stacked[name] = value
        else:
            return None
    return stacked


def _plain(column: dict[str, Any], rows: int) -> bool:
    """Return True for whole numbers in the shape of the mask, every text beginning in the first place."""
    mask = column["attention_mask"]
    tensors = [value for value in column.values() if isinstance(value, Tensor)]
    same = all(value.shape == mask.shape and not value.is_floating_point() for value in tensors)
    return same and len(mask) == rows and bool(mask[:, 0].all())


def _cut(texts: dict[str, Any], group: Tensor, longest: int) -> dict[str, Any]:
    return {name: value[group, :longest] if isinstance(value, Tensor) else value for name, value in texts.items()}


def _widened(values: Tensor, width: int) -> Tensor:
    return torch.nn.functional.pad(values, (0, width - values.shape[1]))


def _groups(order: Tensor, lengths: Sequence[int]) -> Iterator[tuple[Tensor, int]]:
    """Yield the rows of each group, shortest texts first, and the length of its longest text.

    Of all ways to part the sorted texts it is the one that costs the least: padding, and `_GROUP` for each group.
    """
    costs, starts = [0], [0]
    for end in range(1, len(lengths) + 1):
        first = max(0, min(end - 1, end - _TOKENS // lengths[end - 1]))
        cost, start = min((costs[start] + (end - start) * lengths[end - 1], start) for start in range(first, end))
        costs.append(cost + _GROUP)
        starts.append(start)
    ends = [len(lengths)]
    while starts[ends[-1]]:
        ends.append(starts[ends[-1]])
    start = 0
    for end in reversed(ends):
        yield order[start:end], lengths[end - 1]
        start = end
