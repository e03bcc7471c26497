"""A pair as a small text file for $EDITOR, and back. The caller gives the terminal away and takes it back."""

import os
import shlex
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from studio.domain.pairs import Pair

__all__ = ["Edited", "edit_outside", "from_text", "to_text"]

_QUERY = "# query (one line below)"
_PASSAGE = "# passage (everything below)"


@dataclass(frozen=True, slots=True)
class Edited:
    """What came back from the editor."""

    query: str
    passage: str


def to_text(pair: Pair) -> str:
    """Return the file that the editor opens."""
    return f"{_QUERY}\n{pair.query}\n\n{_PASSAGE}\n{pair.text}\n"


def from_text(text: str) -> Edited | None:
    """Read the file back, or return None where its two headings are gone."""
    head, mark, passage = text.partition(_PASSAGE + "\n")
    before, query_mark, query = head.partition(_QUERY + "\n")
    if not mark or not query_mark or before.strip():
        return None
    return Edited(query=" ".join(query.split()), passage=passage.strip())


def edit_outside(pair: Pair) -> tuple[Edited | None, str]:
    """Open $VISUAL or $EDITOR on the pair and wait; return what came back, or a sentence that says why nothing did."""
    command = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pair.md"
        path.write_text(to_text(pair), encoding="utf-8")
        try:
            code = subprocess.run([*command, str(path)], check=False).returncode
        except OSError as error:
            return None, f"{command[0]} could not be started: {error.strerror}. Set EDITOR to an editor that is there."
        if code:
            return None, f"{command[0]} ended with {code}; nothing was changed."
        edited = from_text(path.read_text(encoding="utf-8", errors="replace"))
    return (
        edited,
        "" if edited else "The headings of the file were changed, so it could not be read; nothing was changed.",
    )
