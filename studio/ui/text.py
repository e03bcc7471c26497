"""Text of other people, made safe to show: no escape sequences, no hidden direction marks, no endless lines."""

import re

__all__ = ["visible"]

_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f\ud800-\udfff]")


def visible(text: str, limit: int = 20_000) -> str:
    """Return the text with every control and direction character as a visible mark, cut after `limit` characters."""
    shown = _UNSAFE.sub("\ufffd", text[:limit].replace("\r\n", "\n").expandtabs(4))
    return shown if len(text) <= limit else f"{shown} … ({len(text) - limit:,} more characters)"
