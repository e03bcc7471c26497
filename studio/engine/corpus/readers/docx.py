"""DOCX by python-docx: heading styles, paragraphs, lists and tables in the order of the document.

It names and keeps nothing.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from studio.engine.corpus.documents import Block, Found
from studio.engine.corpus.problems import Unreadable
from studio.engine.corpus.readers.base import DocumentReader, Tell

__all__ = ["READER"]

_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
_OLE = b"\xd0\xcf\x11\xe0"
_LARGEST_PART = 1 << 29  # half a gigabyte unpacked: more is a trap, not a document
# SyntaxError is how lxml tells broken XML.
_BROKEN = (
    AttributeError,
    LookupError,
    OSError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)


def _read(data: bytes, tell: Tell) -> Found:  # noqa: ARG001 - nothing to tell: the file names its own encoding
    import docx  # noqa: PLC0415 - a fifth of a second that folders without DOCX need not pay
    from docx.opc.exceptions import OpcError  # noqa: PLC0415

    if not data:
        raise Unreadable("is empty.", emptied=True)
    if data.startswith(_OLE):
        raise Unreadable("is encrypted or an old .doc. Save it as an open .docx.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > _LARGEST_PART:
                raise Unreadable("unpacks to more than half a gigabyte and was left closed.")
        document = docx.Document(io.BytesIO(data))
        title = document.core_properties.title or ""
        blocks = list(_blocks(document))
    except (OpcError, *_BROKEN) as error:
        raise Unreadable(f"is damaged or no DOCX ({str(error)[:200].rstrip('.') or type(error).__name__}).") from error
    titled = [block.text for block in blocks if block.level == 1]
    if not title and blocks and titled and blocks[0].text == titled[0]:
        title = titled[0]
    return Found(title, blocks)


def _blocks(document: Any) -> Iterator[Block]:
    listed = False
    for part in document.iter_inner_content():
        if hasattr(part, "rows"):
            for number, row in enumerate(part.rows):
                yield Block(" | ".join(_cells(row)), tight=number > 0)
            listed = False
            continue
        style = (part.style.name or "") if part.style is not None else ""
        heading = _HEADING.match(style)
        item = style.lower().startswith("list")
        if heading or style == "Title":
            yield Block(part.text, int(heading.group(1)) if heading else 1)
        elif part.text.strip():
            yield Block(("- " if item else "") + part.text, tight=item and listed)
        listed = item


def _cells(row: Any) -> list[str]:
    """Return the texts of a row; a cell that spans columns is listed once for each of them and counts once."""
    cells = list(row.cells)
    return [
        " ".join(cell.text.split()) for number, cell in enumerate(cells) if not number or cell is not cells[number - 1]
    ]


READER = DocumentReader(
    name="docx", about="Word documents (.docx), cut at their headings", suffixes=(".docx",), read=_read
)
