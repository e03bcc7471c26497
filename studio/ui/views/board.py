"""The rows of one test set as a person looks at them: which are shown, against what, and what each is called.

It draws nothing and measures nothing.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from studio.domain.board import base_of, full_size, verdicts
from studio.domain.leaderboard import Row, TestSet, size_words
from studio.domain.verdict import RowVerdict

__all__ = ["Board"]


@dataclass(frozen=True)
class Board:
    """The rows of one test set as they are shown: `every` shows a line for each size of vectors."""

    test_set: TestSet
    rows: Sequence[Row]
    every: bool = False
    stale: Collection[str] = ()
    """Ids of the rows that were measured before the test set was judged further."""
    chosen: Row | None = None
    """The row that a person compares with, in place of the base: the rows' differences are against it."""
    others: Sequence[float] = ()
    """P-values of Holm's family that are not among the rows."""

    @property
    def shown(self) -> list[Row]:
        """The rows in view, best first."""
        return sorted(self.rows, key=lambda row: -row.ndcg_10) if self.every else full_size(self.rows)

    @property
    def reference(self) -> Row | None:
        """The row that all others are compared with."""
        return self.chosen or base_of(self.rows)

    @cached_property
    def verdicts(self) -> dict[str, RowVerdict]:
        """What may be said of each row."""
        return verdicts(self.rows, self.others)

    @property
    def family(self) -> int:
        """How many rows were ever compared on this test set."""
        return len(self.verdicts) + len(self.others)

    @property
    def worth_a_look(self) -> str:
        """The id of the row to stand on at first: the best of those that are compared with the base."""
        others = [row for row in self.shown if row is not self.reference]
        return (others or self.shown)[0].row_id

    def name(self, row: Row) -> str:
        """Return a row's name, with its size where several are shown, marked where it is stale."""
        return f"{'◷ stale ' if row.row_id in self.stale else ''}{row.name}{self.size(row)}"

    def size(self, row: Row) -> str:
        """Return what a row's name ends with where several sizes are shown."""
        return f" · {size_words(row.dimensions, row.precision)}" if self.every and row.dimensions else ""

    def place(self, row_id: str) -> int:
        """Return where a row stands, the first place where it is not shown."""
        return next((index for index, row in enumerate(self.shown) if row.row_id == row_id), 0)
