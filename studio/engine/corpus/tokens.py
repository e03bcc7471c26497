"""Counts tokens as the base model will see them: with its own tokenizer, prompt and special tokens.

Knows no model: whoever calls brings the tokenizer, or any other function that counts.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from tokenizers import Tokenizer

__all__ = ["Count", "counter", "in_slices"]

_SLICE = 500_000
"""Characters that are counted between two looks at whether to stop."""


class Count(Protocol):
    """Counts the tokens of each text, special tokens included, so that the empty text costs what any text costs."""

    def __call__(self, texts: Sequence[str], /) -> list[int]:
        """Return one number for each text, in order."""


def counter(tokenizer: Tokenizer, prompt: str = "") -> Count:
    """Return a function that counts with a copy of the tokenizer. `prompt` is what the model wants before a text."""
    own = Tokenizer.from_str(tokenizer.to_str())
    own.no_truncation()
    own.no_padding()

    def count(texts: Sequence[str]) -> list[int]:
        given = [prompt + text for text in texts] if prompt else list(texts)
        return [len(encoded) for encoded in own.encode_batch_fast(given)]

    return count


def in_slices(count: Count, between: Callable[[int], None]) -> Count:
    """Return a function that counts half a megabyte at a time.

    Before each it calls `between` with the characters that it has counted in all; that may raise to stop.
    """
    so_far = 0

    def counted(texts: Sequence[str]) -> list[int]:
        nonlocal so_far
        numbers: list[int] = []
        for part in _slices(texts):
            between(so_far)
            numbers += count(part)
            so_far += sum(map(len, part))
        return numbers

    return counted


def _slices(texts: Sequence[str]) -> Iterator[list[str]]:
    part: list[str] = []
    size = 0
    for text in texts:
        if part and size + len(text) > _SLICE:
            yield part
            part, size = [], 0
        part.append(text)
        size += len(text)
    if part:
        yield part
