"""Queries that lie beside a corpus in a JSONL file: passage_id, style and query on each line.

`passage_id` names a passage, a section ('cu-barrier.md#queue-time-limits') or a document; where that is several
passages, each query goes to the one whose words it shares most.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from studio.domain.corpus import Passage
from studio.domain.identity import section_id
from studio.engine.generation.matching import Words
from studio.engine.generation.provider import Answer, Request
from studio.errors import InputError

__all__ = ["Recorded", "RecordedPrompt"]

_FEWEST_WORDS_SHARED = 0.3
"""Share of what a query's words tell that a passage must hold where not all passages of its document are given."""

_MOST_FAULTS = 20
"""Broken lines that are told one by one; the others are counted."""


@dataclass(frozen=True, slots=True)
class RecordedPrompt:
    """No prompt: the queries are there. All of the wanted styles are taken, however many were asked for."""

    styles: Sequence[str]
    version: str = "recorded-1"

    def build(self, passage: Passage, wanted: Mapping[str, int], domain: str) -> Request:  # noqa: ARG002 - protocol
        """Return a request that names the passage alone."""
        every = dict.fromkeys(self.styles, sys.maxsize)
        return Request(prompt_version=self.version, system="", user="", passage=passage, wanted=every)

    def again(self, request: Request, fault: str) -> Request | None:  # noqa: ARG002 - protocol
        """Return None: the file says the same again."""
        return None


@dataclass
class Recorded:
    """Parameters: the file, all passages that want queries, and the styles that are wanted."""

    path: Path
    passages: Sequence[Passage]
    styles: Sequence[str]
    name: str = "recorded"
    model: str = ""
    parallel: int = 1
    costs: bool = False
    unused: list[tuple[str, str]] = field(default_factory=list)
    prompt: RecordedPrompt = field(init=False)
    _found: dict[str, list[dict[str, str]]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.prompt = RecordedPrompt(self.styles)
        self._found = defaultdict(list)
        by_name = _names(self.passages)
        partial = _partial(self.passages)
        words = Words(self.passages)
        lost: dict[str, list[int]] = defaultdict(list)
        total = 0
        for number, row in self._rows():
            total += 1
            candidates = by_name.get(row["passage_id"], [])
            if row["style"].casefold() not in {style.casefold() for style in self.styles}:
                lost["are of a style that is not wanted"].append(number)
            elif not candidates:
                lost["name no passage that wants queries"].append(number)
            else:
                share, best = max(((words.share(row["query"], one), -at) for at, one in enumerate(candidates)))
                if share < _FEWEST_WORDS_SHARED and row["passage_id"] in partial:
                    lost["seem to be for a passage that wants no queries"].append(number)
                else:
                    self._found[candidates[-best].passage_id].append(row)
        for why, numbers in lost.items():
            self.unused.append((self.path.name, f"{len(numbers):,} of {total:,} lines {why}, first line {numbers[0]}."))

    def ask(self, request: Request) -> Answer:
        """Return the queries of the passage."""
        rows = self._found.get(request.passage.passage_id)
        if not rows:
            return Answer(text="", stop="nothing")
        return Answer(text=json.dumps({"queries": rows}))

    def _rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        try:
            lines = self.path.read_text(encoding="utf-8-sig").split("\n")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(
                f"{self.path} cannot be read ({error}). Name another file in generation.recorded."
            ) from error
        faults = 0
        for number, line in enumerate(lines, start=1):
            row = _row(line) if line.strip() else None
            if isinstance(row, str):
                faults += 1
                if faults <= _MOST_FAULTS:
                    self.unused.append((self.path.name, f"line {number} {row}"))
            elif row is not None:
                yield number, row
        if faults > _MOST_FAULTS:
            self.unused.append((self.path.name, f"{faults - _MOST_FAULTS:,} more lines are broken."))


def _row(line: str) -> dict[str, str] | str:
    """Return a line's row, or what is wrong with it."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return "is no JSON."
    if not isinstance(row, dict):
        return "is no JSON object."
    missing = [name for name in ("passage_id", "query") if not isinstance(row.get(name), str) or not row[name].strip()]
    if missing:
        return f"has no {' and no '.join(missing)}; it has {', '.join(map(str, row)) or 'nothing'}."
    return {"passage_id": row["passage_id"], "style": str(row.get("style") or "question"), "query": row["query"]}


def _names(passages: Sequence[Passage]) -> dict[str, list[Passage]]:
    """Return the passages by every name that a line may use: their own, their section's, their document's."""
    found: dict[str, list[Passage]] = defaultdict(list)
    for passage in passages:
        names = {
            passage.passage_id,
            section_id(passage.document_id, passage.heading_path),
            passage.document_id,
        }
        for name in names:
            found[name].append(passage)
    return found


def _partial(passages: Sequence[Passage]) -> set[str]:
    """Return the documents of which passages are missing, as far as their numbers show it."""
    ordinals: dict[str, list[int]] = defaultdict(list)
    for passage in passages:
        ordinals[passage.document_id].append(passage.ordinal)
    return {document for document, own in ordinals.items() if sorted(own) != list(range(len(own)))}
