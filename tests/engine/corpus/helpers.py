"""Small counters and files that the tests of this room share."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from studio.domain.options import CorpusOptions
from studio.engine.corpus.frames import KNOWN, PASSAGES, empty
from studio.engine.corpus.ingest import IngestResult, ingest
from studio.engine.progress import Silent

_TOKEN = re.compile(r"\w+|[^\w\s]")


def count(texts: Sequence[str]) -> list[int]:
    """Words and signs, and two special tokens."""
    return [len(_TOKEN.findall(text)) + 2 for text in texts]


def quick(texts: Sequence[str]) -> list[int]:
    """Four characters a token: for texts that are large rather than interesting."""
    return [len(text) // 4 + 2 for text in texts]


class Project:
    """Remembers between ingests what a project would."""

    def __init__(self) -> None:
        self.known = empty(KNOWN)
        self.passages = empty(PASSAGES)
        self.reporter = Silent()

    def ingest(self, *roots: Path, limit: int = 256, counting: Any = count, **options: Any) -> IngestResult:
        """Ingest and land."""
        result = ingest(
            roots,
            self.known,
            self.passages,
            options=CorpusOptions(**options),
            count=counting,
            base="test-model",
            token_limit=limit,
            reporter=self.reporter,
        )
        gone = result.documents.filter(pl.col("state") != "unchanged")["document_id"]
        self.known = pl.concat(
            [
                self.known.filter(~pl.col("document_id").is_in(result.documents["document_id"].to_list())),
                result.documents.filter(pl.col("state") != "retired").select(KNOWN.names()),
            ]
        )
        kept = self.passages.filter(~pl.col("document_id").is_in(gone.to_list()))
        held = pl.concat([kept, result.passages]).drop("group_id", "duplicate_of")
        self.passages = held.join(result.groups, on="passage_id").select(PASSAGES.names())
        return result


def reasons(result: IngestResult) -> dict[str, str]:
    """The report by file."""
    return dict(result.problems.iter_rows())


def states(result: IngestResult) -> dict[str, str]:
    """What became of each document."""
    return dict(result.documents.select("document_id", "state").iter_rows())
