"""Cuts documents into passages that the model can read whole, title and headings included.

Counts with the function it is given and checks every passage with it before it lets it go. Knows no file and no model.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from studio.domain.corpus import Passage, indexed_text
from studio.domain.identity import passage_id
from studio.engine.corpus.documents import Extract, Section
from studio.engine.corpus.heads import shortened
from studio.engine.corpus.pack import pack
from studio.engine.corpus.tokens import Count
from studio.engine.corpus.units import Span, halves, pieces, trimmed, words

__all__ = ["CHUNKER", "Named", "cut"]

CHUNKER = 1
"""Raised whenever the same document would be cut otherwise, so that projects cut it again."""

_CHARACTERS = 16  # a token of more characters than this on average is no language: such text is cut by size
_SIZE = 3  # characters a token of the pieces that a line of extraordinary length is cut into
_LIKELY = 4  # characters a token up to which a section is counted whole before it is cut


@dataclass(frozen=True, slots=True)
class Named:
    """A document and its name."""

    document_id: str
    extract: Extract


@dataclass(slots=True)
class _Part:
    """A section on its way to passages. `ranges` are (start, end, tokens) in the document's text."""

    owner: int
    title: str
    path: tuple[str, ...]
    text: str
    section: Section
    head: int = 0
    ranges: list[tuple[int, int, int]] = field(default_factory=list)

    def whole(self) -> tuple[int, int]:
        return trimmed(self.text, self.section.spans[0][0], self.section.spans[-1][1])

    def indexed(self, start: int, end: int) -> str:
        return indexed_text(self.title, self.path, self.text[start:end])


def cut(documents: Sequence[Named], count: Count, *, limit: int, overlap: int = 0) -> list[list[Passage]]:
    """Return the passages of each document: at most `limit` tokens by `count` each, headings never crossed.

    `overlap` tokens at most are repeated where a section has to be cut. Group and duplicates are for others to say.
    """
    parts = [
        _Part(number, named.extract.title, section.path, named.extract.text, section)
        for number, named in enumerate(documents)
        for section in named.extract.sections
    ]
    heads = shortened({(part.title, part.path) for part in parts}, count, limit // 2)
    for part in parts:
        part.title, part.path, part.head = heads[part.title, part.path]
    long = _short_ones(parts, count, limit)
    if long:
        _cut_all(long, count, limit, overlap)
    found: list[list[Passage]] = [[] for _ in documents]
    names: list[set[str]] = [set() for _ in documents]
    for part in parts:
        _add(found[part.owner], names[part.owner], documents[part.owner].document_id, part)
    for named, passages in zip(documents, found, strict=True):
        if not passages and named.extract.title:
            passages.append(_title_alone(named, count, limit))
    return found


def _short_ones(parts: Sequence[_Part], count: Count, limit: int) -> list[_Part]:
    """Settle the sections that fit into one passage, most of them, and return those that do not or hardly would."""
    likely = [part for part in parts if part.whole()[1] - part.whole()[0] <= limit * _LIKELY]
    for part, tokens in zip(likely, count([part.indexed(*part.whole()) for part in likely]), strict=True):
        if tokens <= limit:
            part.ranges = [(*part.whole(), tokens)]
    return [part for part in parts if not part.ranges]


def _cut_all(parts: Sequence[_Part], count: Count, limit: int, overlap: int) -> None:
    """Cut the sections and check the passages; sums of pieces can be short by a few tokens, so some are cut again."""
    measure = _measure(count)
    capacities = [max(1, limit - part.head) for part in parts]
    spans = [
        [piece for start, end in part.section.spans for piece in pieces(part.text, start, end, limit * _SIZE)]
        for part in parts
    ]
    costs = _costs(measure, parts, spans)
    waiting = list(range(len(parts)))
    while waiting:
        for n in waiting:
            spans[n], costs[n] = _fitting(parts[n].text, spans[n], costs[n], capacities[n], measure)
            parts[n].ranges = _ranges(parts[n].text, spans[n], costs[n], capacities[n], overlap)
        counted = iter(count([parts[n].indexed(start, end) for n in waiting for start, end, _ in parts[n].ranges]))
        again = []
        for n in waiting:
            parts[n].ranges = [(start, end, next(counted)) for start, end, _ in parts[n].ranges]
            excess = max((tokens for _, _, tokens in parts[n].ranges), default=0) - limit
            if excess > 0 and capacities[n] > 1:
                capacities[n] = max(1, capacities[n] - excess)
                again.append(n)
        waiting = again


def _measure(count: Count) -> Callable[[Sequence[str]], list[int]]:
    """Return a function that tells what texts add to a passage: tokens, or length where they are no language."""
    special = count([""])[0]

    def measure(texts: Sequence[str]) -> list[int]:
        counted = zip(count(texts), texts, strict=True)
        return [max(tokens - special, -(-len(text) // _CHARACTERS), 1) for tokens, text in counted]

    return measure


def _costs(
    measure: Callable[[Sequence[str]], list[int]], parts: Sequence[_Part], spans: Sequence[Sequence[Span]]
) -> list[list[int]]:
    """Measure all pieces of all sections at once, each with the white space that follows it."""
    measured = iter(measure([text for part, own in zip(parts, spans, strict=True) for text in _texts(part.text, own)]))
    return [[next(measured) for _ in own] for own in spans]


def _texts(text: str, spans: Sequence[Span]) -> list[str]:
    ends = [piece.start for piece in spans[1:]] + [spans[-1].end]
    return [text[piece.start : end] for piece, end in zip(spans, ends, strict=True)]


def _fitting(
    text: str, spans: list[Span], costs: list[int], capacity: int, measure: Callable[[Sequence[str]], list[int]]
) -> tuple[list[Span], list[int]]:
    """Cut pieces that do not fit alone into words, and words into halves, until all do."""
    whole = True
    while any(cost > capacity and piece.end - piece.start > 1 for piece, cost in zip(spans, costs, strict=True)):
        smaller = [
            [piece] if cost <= capacity else list(words(text, piece)) if whole else halves(piece)
            for piece, cost in zip(spans, costs, strict=True)
        ]
        measured = iter(measure([text[part.start : part.end] for own in smaller if len(own) > 1 for part in own]))
        costs = [
            new
            for own, cost in zip(smaller, costs, strict=True)
            for new in ([cost] if len(own) == 1 else [next(measured) for _ in own])
        ]
        spans = [part for own in smaller for part in own]
        whole = False
    return spans, costs


def _ranges(
    text: str, spans: Sequence[Span], costs: Sequence[int], capacity: int, overlap: int
) -> list[tuple[int, int, int]]:
    found = []
    for first, last in pack(costs, [piece.border for piece in spans], capacity, overlap):
        start, end = trimmed(text, spans[first].start, spans[last - 1].end)
        if start < end:
            found.append((start, end, 0))
    return found


def _add(passages: list[Passage], names: set[str], document_id: str, part: _Part) -> None:
    repeats: dict[str, int] = {}
    for start, end, tokens in part.ranges:
        text = part.text[start:end]
        occurrence = repeats.get(text, 0)
        while (name := passage_id(document_id, part.path, text, occurrence)) in names:
            occurrence += 1
        repeats[text] = occurrence + 1
        names.add(name)
        passages.append(
            Passage(
                passage_id=name,
                document_id=document_id,
                ordinal=len(passages),
                title=part.title,
                heading_path=part.path,
                text=text,
                start=start,
                end=end,
                tokens=tokens,
                group_id=document_id,
            )
        )


def _title_alone(named: Named, count: Count, limit: int) -> Passage:
    """Make a passage of a document that has a title and nothing else."""
    given = named.extract.title, ()
    title, _, tokens = shortened({given}, count, limit)[given]
    return Passage(
        passage_id=passage_id(named.document_id, (), "", 0),
        document_id=named.document_id,
        ordinal=0,
        title=title,
        heading_path=(),
        text="",
        start=0,
        end=0,
        tokens=tokens,
        group_id=named.document_id,
    )
