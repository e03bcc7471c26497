"""The filter line of the review screen: `status:accepted -style:keyword rank:>10 words "a phrase" /regex/`.

Turns a line into terms, or says where it is wrong. It does not run them: storage makes SQL of them.
"""

from dataclasses import dataclass
from typing import Literal

from studio.errors import InputError

__all__ = ["FilterError", "Term", "parse"]


class FilterError(InputError):
    """A filter that cannot be read. `position` counts characters from 0 to where the fault begins."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One condition; all of a filter's must hold. `field` is `text` for words, phrases and, with `op` `~`, regular expressions."""

    field: str
    op: Literal["=", ">", "<", ">=", "<=", "~"]
    value: str
    negated: bool = False


def parse(line: str) -> tuple[Term, ...]:
    """Read a filter line; an empty one has no terms."""
    raise NotImplementedError
