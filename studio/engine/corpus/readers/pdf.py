"""PDF by pypdf: lines are joined to paragraphs again, running heads and page numbers go, bookmarks become headings.

Reads text that is in the file; a scanned page has none, and that is said.
"""

import io
import re
import struct
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence

from studio.domain.wording import plural
from studio.engine.corpus.documents import Block, Found
from studio.engine.corpus.problems import Unreadable
from studio.engine.corpus.readers.base import DocumentReader, Tell

__all__ = ["READER", "lines_to_blocks"]

_DIGITS = re.compile(r"\d+")
_BULLET = re.compile(r"\s*(?:[•▪◦‣·*-]|\d{1,2}[.)])\s")
_HYPHEN = re.compile(r"[a-z\u00df-\u00ff]-$")
_GENERATED = re.compile(
    r"^(untitled|microsoft (word|powerpoint)|.*\.(docx?|pptx?|tex|dvi|indd|qxd|pdf))", re.IGNORECASE
)
_EDGE = 2
"""Lines at the top and the bottom of a page that may be its header or footer."""
_SENTENCE_END = (".", "!", "?", ":", ";")
# What pypdf raises on damaged files: its own errors, and those of the code that trips over wrong objects.
_BROKEN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


def _read(data: bytes, tell: Tell) -> Found:
    from pypdf import PdfReader  # noqa: PLC0415 - a tenth of a second that folders without PDF need not pay
    from pypdf.errors import DependencyError, PyPdfError  # noqa: PLC0415

    if not data:
        raise Unreadable("is empty.", emptied=True)
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("is encrypted. Save a copy without the password.")
        pages = [_lines(page.extract_text() or "") for page in reader.pages]
        title = str((reader.metadata.title if reader.metadata else "") or "").strip()
        headings = _bookmarks(reader)
    except DependencyError as error:
        raise Unreadable(f"is encrypted in a way that is not supported here ({error}).") from error
    except (PyPdfError, *_BROKEN) as error:
        raise Unreadable(f"is damaged or no PDF ({_short(error)}).") from error
    if not any(pages):
        raise Unreadable(
            f"has no text in its {plural(len(pages), 'page')} (scanned?). Run a text recognition over it first."
        )
    blank = sum(not page for page in pages)
    if blank > len(pages) // 2:
        tell(f"has no text on {blank:,} of its {len(pages):,} pages (scanned?).", "")
    return Found("" if _GENERATED.match(title) else title, list(lines_to_blocks(_without_furniture(pages), headings)))


def lines_to_blocks(pages: Sequence[Sequence[str]], headings: dict[str, int]) -> Iterator[Block]:
    """Join the lines of pages to paragraphs; a line that is a bookmark's title begins a section."""
    held: list[str] = []
    widths = sorted(len(line) for page in pages for line in page if line)
    usual = widths[len(widths) * 3 // 4] if widths else 0
    for page in pages:
        for line in page:
            level = headings.get(_key(line), 0)
            ends = held and held[-1].endswith(_SENTENCE_END) and len(held[-1]) < 0.75 * usual
            if held and (not line or level or ends or _BULLET.match(line)):
                yield Block(_joined(held))
                held = []
            if level:
                yield Block(line, level)
            elif line:
                held.append(line)
    if held:
        yield Block(_joined(held))


def _joined(lines: Sequence[str]) -> str:
    text = lines[0]
    for line in lines[1:]:
        hyphenated = _HYPHEN.search(text[-2:]) and line[:1].islower()
        text = text[:-1] + line if hyphenated else f"{text} {line}"
    return text


def _lines(text: str) -> list[str]:
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return lines if any(lines) else []


def _without_furniture(pages: list[list[str]]) -> list[list[str]]:
    """Drop lines at the edges of pages that stand on most of them, page numbers read as equal."""
    if len(pages) < 4:
        return pages
    edges: Counter[str] = Counter()
    for page in pages:
        edges.update({_DIGITS.sub("0", line) for line in (*page[:_EDGE], *page[-_EDGE:]) if line})
    furniture = {line for line, count in edges.items() if count > 0.6 * len(pages)}
    return [
        [
            line
            for number, line in enumerate(page)
            if not (
                (number < _EDGE or number >= len(page) - _EDGE)
                and (_DIGITS.sub("0", line) in furniture or line.isdigit())
            )
        ]
        for page in pages
    ]


def _bookmarks(reader: object) -> dict[str, int]:
    """Return the bookmarks' titles and depths; a file whose bookmarks are broken has none."""
    found: dict[str, int] = {}
    waiting: list[tuple[object, int]] = [(getattr(reader, "outline", []), 1)]
    while waiting:
        entries, level = waiting.pop()
        for entry in entries if isinstance(entries, list) else []:
            if isinstance(entry, list):
                waiting.append((entry, level + 1))
            elif title := _key(str(getattr(entry, "title", "") or "")):
                found.setdefault(title, min(level, 6))
    return found


def _key(line: str) -> str:
    return " ".join(line.split()).casefold()


def _short(error: BaseException) -> str:
    return (str(error).strip().split("\n")[0] or type(error).__name__)[:200].rstrip(".")


READER = DocumentReader(
    name="pdf",
    about="PDF with text in it, cut at its bookmarks",
    suffixes=(".pdf",),
    read=_read,
)
