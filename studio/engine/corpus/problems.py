"""What could not be used, by name and reason, while the rest goes on.

Collects and bounds; words of a reason are the readers'.
"""

from collections import Counter
from dataclasses import dataclass, field

__all__ = ["Problems", "Unreadable"]

_MOST = 20
"""Problems of one file and kind that are told one by one; the others are counted."""


class Unreadable(Exception):  # noqa: N818 - a finding about a file, turned into a line of the report
    """A file that gives no document. The message continues the sentence that begins with the file's name.

    `emptied` is True where the file is readable and holds nothing: what the project knew of it is over.
    """

    def __init__(self, reason: str, *, emptied: bool = False) -> None:
        super().__init__(reason)
        self.emptied = emptied


@dataclass
class Problems:
    """Lines of the report. Of one kind in one file only the first twenty are kept, the rest is counted."""

    rows: list[tuple[str, str]] = field(default_factory=list)
    _seen: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, source: str, reason: str, kind: str = "") -> None:
        """Note a reason. `kind` groups reasons that differ only in a line number; without one nothing is bounded."""
        if kind:
            self._seen[source, kind] += 1
            if self._seen[source, kind] > _MOST:
                return
        self.rows.append((source, reason))

    def settled(self) -> list[tuple[str, str]]:
        """Return all rows, and one more for each kind that was cut short."""
        more = [
            (source, f"{count - _MOST:,} more like this: {kind}.")
            for (source, kind), count in self._seen.items()
            if count > _MOST
        ]
        return self.rows + more
