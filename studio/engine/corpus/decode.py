"""Bytes to text: UTF-8 first, then byte order marks, then Windows-1252 where that is plausible.

Says what it had to assume, and refuses what is no text. Knows no file and no format.
"""

import codecs
import re

from studio.engine.corpus.problems import Unreadable

__all__ = ["decode"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_MAGIC = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP or Office file"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "a SQLite database"),
    (b"\xd0\xcf\x11\xe0", "an old or encrypted Office file"),
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_HIGH = re.compile(rb"[\x80-\xff]")
_SAMPLE = 1 << 20
"""Bytes by which a file's encoding is judged."""


def decode(data: bytes, declared: str = "") -> tuple[str, str]:
    """Return the text and a note where it is not plain UTF-8; `declared` is the encoding that the file itself names."""
    if not data:
        raise Unreadable("is empty.", emptied=True)
    for mark, codec, name in _BOMS:
        if data.startswith(mark):
            return _marked(data, codec, name)
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise Unreadable(f"is no text: it begins like {what}. Give it its own suffix, or remove it.")
    control = _share(_CONTROL, data)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _other(data, declared, control)
    if control > 0.3:
        raise Unreadable("is no text: it is binary. Remove it, or give it its own suffix.")
    return text, ""


def _marked(data: bytes, codec: str, name: str) -> tuple[str, str]:
    text = data.decode(codec, errors="replace")
    damaged = text.count("\ufffd")
    if damaged > len(text) // 10:
        raise Unreadable(f"begins with the mark of {name} but is not {name}. Save it as UTF-8.")
    notes = [] if name == "UTF-8" else [f"is {name}, not UTF-8, and was read as such."]
    if damaged:
        notes.append(f"has {damaged:,} damaged characters, shown as \ufffd.")
    return text, " ".join(notes)


def _other(data: bytes, declared: str, control: float) -> tuple[str, str]:
    if control > 0.01:
        raise Unreadable("is no text: it is binary. Remove it, or give it its own suffix.")
    if declared and (text := _as(data, declared)) is not None:
        return text, ""
    repaired = data.decode("utf-8", errors="replace")
    damaged = repaired.count("\ufffd")
    whole = len(_HIGH.findall(data[:_SAMPLE])) - repaired[:_SAMPLE].count("\ufffd")
    if whole > 10 * repaired[:_SAMPLE].count("\ufffd"):
        return repaired, f"is UTF-8 with {damaged:,} damaged characters, shown as \ufffd."
    text = _as(data, "cp1252") if _share(_HIGH, data) < 0.3 else None
    if text is None:
        raise Unreadable("is neither UTF-8 nor plausibly Windows-1252. Save it as UTF-8.")
    return text, "is not UTF-8 and was read as Windows-1252. Save it as UTF-8 if letters look wrong."


def _as(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeDecodeError, LookupError):
        return None


def _share(pattern: re.Pattern[bytes], data: bytes) -> float:
    sample = data[:_SAMPLE]
    return len(pattern.findall(sample)) / len(sample)
