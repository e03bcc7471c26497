"""Passages, and the text by which one is found. Knows nothing of files, formats or models."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

__all__ = ["Passage", "State", "indexed_text"]

State = Literal["new", "changed", "unchanged", "retired"]
"""What an ingest found of a document, against what was known of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A chunk of a document; `start` and `end` are character offsets into the document's extracted text."""

    passage_id: str
    document_id: str
    ordinal: int
    title: str
    heading_path: tuple[str, ...]
    text: str
    start: int
    end: int
    tokens: int
    group_id: str
    duplicate_of: str | None = None


def indexed_text(title: str, heading_path: Sequence[str], text: str) -> str:
    """Return the text that every index and model sees: title, headings, then the passage."""
    head = " > ".join(part for part in (title, *heading_path) if part)
    return f"{head}\n{text}" if head else text
