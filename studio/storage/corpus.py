"""Documents and passages in the database. Knows no file format: frames come in and go out as Parquet."""

from pathlib import Path

from studio.domain.corpus import Document, Passage
from studio.domain.options import SplitOptions
from studio.domain.records import Found, Landed, Problem
from studio.storage.database import Database


def export_known(db: Database, path: Path) -> int:
    """Write what the corpus holds (document_id, source, content_hash, root) for the ingest job; return the number."""
    raise NotImplementedError


def export_passages(db: Database, path: Path) -> int:
    """Write every active passage as a PASSAGES frame, in document order; return the number."""
    raise NotImplementedError


def land_ingest(db: Database, outputs: Path, job_id: str, split: SplitOptions) -> Landed:
    """Take over an ingest job's outputs: add, change, retire, regroup and assign splits, in one transaction.

    Passages that vanished are retired, never deleted: their pairs are hidden and come back with them.
    """
    raise NotImplementedError


def document(db: Database, document_id: str) -> Document:
    """Return a document. Raises UnknownNameError."""
    raise NotImplementedError


def documents(db: Database) -> list[Document]:
    """Return the active documents by name."""
    raise NotImplementedError


def passage(db: Database, passage_id: str) -> Passage:
    """Return a passage, retired ones too. Raises UnknownNameError."""
    raise NotImplementedError


def passages(db: Database, document_id: str) -> list[Passage]:
    """Return the active passages of a document in their order."""
    raise NotImplementedError


def neighbours(db: Database, passage_id: str, reach: int = 1) -> tuple[list[Passage], list[Passage]]:
    """Return the active passages up to `reach` before and after one in its document."""
    raise NotImplementedError


def search(db: Database, text: str, limit: int = 20) -> list[Found]:
    """Find active passages by the beginnings of words, best first: quick enough to run as a person types."""
    raise NotImplementedError


def problems(db: Database, step: str = "") -> list[Problem]:
    """Return what the last landed jobs could not use, of one step where it is given."""
    raise NotImplementedError
