"""From folders and files to documents, passages and groups, touching only what changed.

Takes what the project holds as frames and returns frames; knows neither the project nor its database.
"""

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

import polars as pl

from studio.domain.corpus import Passage, State
from studio.domain.identity import content_hash
from studio.domain.options import CorpusOptions
from studio.domain.paths import expanded
from studio.engine.corpus.book import Book, Known
from studio.engine.corpus.chunk import CHUNKER, Named, cut
from studio.engine.corpus.frames import GROUPS, PASSAGES, PROBLEMS, documents_frame, passages_frame
from studio.engine.corpus.grouping import Grouping, group
from studio.engine.corpus.pace import Pace
from studio.engine.corpus.problems import Problems
from studio.engine.corpus.readers.base import Columns
from studio.engine.corpus.readers.registry import readable
from studio.engine.corpus.scan import Scan, Seen
from studio.engine.corpus.tokens import Count, in_slices
from studio.engine.corpus.walk import File, Walk
from studio.engine.progress import SILENT, Interrupted, Reporter
from studio.errors import InputError

__all__ = ["IngestResult", "ingest", "passage_limit"]

_BATCH = 2_000_000
"""Characters of documents that are cut at once."""
_COUNTED = 2
"""How often most characters of a long document are counted until it is cut."""
_NEARLY = 0.99
"""Share that is told at most of what is still being cut."""
_FEW = 3
"""Faults, and kinds of file passed over, that an error names."""


@dataclass(frozen=True, kw_only=True)
class IngestResult:
    """What an ingest found. Frames as the contracts name them; `passages` are those of new and changed documents.

    `counts` holds documents new, changed, unchanged and retired, and of all active passages how many and duplicates.
    `skipped` counts files that were passed over by suffix or kind. `limit` is the longest passage in tokens and
    `limit_reason` the sentence that says why.
    """

    documents: pl.DataFrame
    passages: pl.DataFrame
    groups: pl.DataFrame
    problems: pl.DataFrame
    counts: dict[str, int]
    skipped: dict[str, int]
    limit: int
    limit_reason: str


def passage_limit(options: CorpusOptions, base: str, token_limit: int) -> tuple[int, str]:
    """Return the longest passage in tokens that setting and model allow, and the sentence that says why."""
    if options.max_tokens > token_limit:
        return token_limit, (
            f"Passages have at most {token_limit} tokens: {base} reads no more (max_tokens = {options.max_tokens})."
        )
    return options.max_tokens, f"Passages have at most {options.max_tokens} tokens (max_tokens)."


def ingest(
    roots: Sequence[Path],
    known: pl.DataFrame,
    passages: pl.DataFrame,
    *,
    options: CorpusOptions,
    count: Count,
    base: str,
    token_limit: int,
    reporter: Reporter = SILENT,
) -> IngestResult:
    """Read the roots and compare with what is known.

    `known` and `passages` are KNOWN and PASSAGES of the project, all active. `count` counts with the tokenizer of
    `base`, which reads `token_limit` tokens. Documents below other roots stay as they are.
    """
    limit, reason = passage_limit(options, base, token_limit)
    step = _Step(options=options, count=count, limit=limit, reporter=reporter)
    book = Book.of(Known(**row) for row in known.iter_rows(named=True))
    recipe = content_hash(str(CHUNKER), base, str(limit), str(options.overlap_tokens), str(options.near_duplicate))
    places = [Path(os.path.abspath(expanded(root))) for root in roots]  # noqa: PTH100 - links stay as they are named
    files = step.files(places, book)
    pace = Pace(sum(file.size for file, _ in files), reporter)
    scan = Scan(book, Columns.of(options), recipe, step.problems, pace.read)
    seen, fresh = step.read(files, scan, pace)
    seen += scan.missed(places)
    replaced = {document.document_id for document in seen if document.state != "unchanged"}
    kept = passages.filter(~pl.col("document_id").is_in(list(replaced)))
    made = passages_frame(fresh)
    active = pl.concat([kept.select(PASSAGES.names()).cast(PASSAGES), made])
    if active.is_empty():
        raise InputError(step.nothing(places))
    grouping = step.group(active) if replaced else None
    groups = active.select(GROUPS.names()) if grouping is None else grouping.frame
    documents = documents_frame(seen, passages)
    return IngestResult(
        documents=documents,
        passages=made.drop("group_id", "duplicate_of")
        .join(groups, on="passage_id", how="left")
        .select(PASSAGES.names()),
        groups=groups,
        problems=pl.DataFrame(step.problems.settled(), schema=PROBLEMS, orient="row"),
        counts={
            **{state: sum(document.state == state for document in seen) for state in get_args(State)},
            "passages": active.height,
            "duplicates": groups.height - groups["duplicate_of"].null_count(),
        },
        skipped=dict(sorted(step.skipped.items())),
        limit=limit,
        limit_reason=reason,
    )


@dataclass
class _Step:
    """What one ingest carries along: how to cut, whom to tell, what to report."""

    options: CorpusOptions
    count: Count
    limit: int
    reporter: Reporter
    problems: Problems = field(default_factory=Problems)
    skipped: Counter[str] = field(default_factory=Counter)

    def files(self, roots: Sequence[Path], book: Book) -> list[tuple[File, str]]:
        """List the files below the roots, each once. A root that is gone counts as emptied if it is known."""
        walk = Walk(self.problems.add, readable(source_code=self.options.source_code), self.skipped)
        found: dict[Path, tuple[File, str]] = {}
        for root in roots:
            if not root.exists():
                gone = sum(1 for _ in book.below(root))
                if not gone:
                    raise InputError(f"{root} does not exist. Name a folder or a file to ingest.")
                self.problems.add(str(root), f"is gone, and its {gone:,} documents with it.")
                continue
            for file in walk.files(root):
                found.setdefault(file.path, (file, str(root)))
        return list(found.values())

    def read(self, files: Sequence[tuple[File, str]], scan: Scan, pace: Pace) -> tuple[list[Seen], list[Passage]]:
        """Read the files and cut what is new, some megabytes at a time."""
        seen: list[Seen] = []
        fresh: list[Passage] = []
        waiting: list[Named] = []
        size = 0
        for file, root in files:
            pace.begin(file.size)
            for document, extract in scan.documents(file, root):
                self.check()
                seen.append(document)
                if extract is not None:
                    waiting.append(Named(document.document_id, extract))
                    size += len(extract.text)
                if not waiting:
                    pace.cut(1)
                elif size > _BATCH:
                    fresh += self.cut(waiting, pace)
                    waiting, size = [], 0
        fresh += self.cut(waiting, pace)
        pace.end()
        return seen, fresh

    def cut(self, documents: Sequence[Named], pace: Pace) -> list[Passage]:
        """Cut documents; between slices of half a megabyte the step can be stopped."""
        likely = 1 + _COUNTED * sum(len(document.extract.text) for document in documents)

        def between(counted: int) -> None:
            self.check()
            pace.cut(min(counted / likely, _NEARLY))

        cut_up = cut(documents, in_slices(self.count, between), limit=self.limit, overlap=self.options.overlap_tokens)
        pace.cut(1)
        return [passage for own in cut_up for passage in own]

    def group(self, active: pl.DataFrame) -> Grouping:
        """Find duplicates among all active passages."""

        def between(done: int) -> None:
            self.check()
            self.reporter.progress("finding duplicates", done, active.height, "passages")

        grouping = group(active, self.options.near_duplicate, between)
        if grouping.carried:
            self.reporter.log(
                f"{grouping.carried:,} texts stand in many documents (licences, footers) and do not join them."
            )
        return grouping

    def check(self) -> None:
        """Stop where a person asked for it: nothing is kept, and the same ingest starts over."""
        if self.reporter.stopping():
            raise Interrupted

    def nothing(self, roots: Sequence[Path]) -> str:
        """Say why there would be no passage at all."""
        where = ", ".join(map(str, roots))
        faults = [f"{source} {reason}" for source, reason in self.problems.settled()[:_FEW]]
        passed = ", ".join(f"{count:,} {kind}" for kind, count in self.skipped.most_common(_FEW))
        said = " ".join([*faults, f"Passed over: {passed}." if passed else ""]).strip()
        return f"There is nothing to read in {where}. {said or 'It holds no files.'} The project stays as it was."
