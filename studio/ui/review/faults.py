"""Why a pair is rejected: reasons that every project has, each on a key of its own, and those of its guidelines.

Reads no file; the guidelines come as text.
"""

import re

__all__ = ["DOES_NOT_ANSWER", "FAULTS", "faults"]

DOES_NOT_ANSWER = "does not answer"
FAULTS = ("bad query", "bad passage", DOES_NOT_ANSWER, "duplicate")
"""In the order of their keys: `review.reject_as(0)` and so on."""

_HEADING = re.compile(r"^#+\s*(?:reject|reasons)\b.*$", re.IGNORECASE | re.MULTILINE)
_ITEM = re.compile(r"^\s*[-*+]\s+(.+?)\s*$")
_LONGEST = 60


def faults(guidelines: str) -> tuple[str, ...]:
    """Return every reason: those above, then the list items below a heading that begins with Reject or Reasons."""
    heading = _HEADING.search(guidelines)
    own = []
    for line in guidelines[heading.end() :].splitlines() if heading else ():
        if line.startswith("#"):
            break
        if item := _ITEM.match(line):
            own.append(item[1][:_LONGEST])
    return tuple(dict.fromkeys((*FAULTS, *own)))
