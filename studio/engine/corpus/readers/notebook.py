"""Jupyter notebooks: headings and text of their Markdown cells, code as it stands; nothing of what a run put out."""

import json
from collections.abc import Iterator
from typing import Any

from studio.engine.corpus.documents import Block, Found
from studio.engine.corpus.problems import Unreadable
from studio.engine.corpus.readers.base import DocumentReader, Tell, decoded, paragraphs
from studio.engine.corpus.readers.markdown import blocks

__all__ = ["READER"]


def _read(data: bytes, tell: Tell) -> Found:
    text = decoded(data, tell)
    try:
        cells = json.loads(text)["cells"]
        found = [block for cell in cells for block in _blocks(cell["cell_type"], cell["source"])]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable("is no notebook of Jupyter (nbformat 4). Save it again, or remove it.") from error
    return Found("", found)


def _blocks(kind: str, source: Any) -> Iterator[Block]:
    text = source if isinstance(source, str) else "".join(source)
    if kind == "markdown":
        yield from blocks(text)
    elif kind == "code":
        yield from paragraphs(text)


READER = DocumentReader(name="notebook", about="Jupyter notebooks, without outputs", suffixes=(".ipynb",), read=_read)
