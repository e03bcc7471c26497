"""Passage frames as the indexes see them. Knows the frame's columns and no model."""

import polars as pl

from studio.domain.corpus import indexed_text

__all__ = ["indexed_texts"]


def indexed_texts(passages: pl.DataFrame) -> list[str]:
    """Return title, headings and text of each passage, in order."""
    columns = (passages["title"].to_list(), passages["heading_path"].to_list(), passages["text"].to_list())
    return [indexed_text(title or "", path or (), text) for title, path, text in zip(*columns, strict=True)]
