"""The marks of a card: what stands for a decision or a verdict. Knows no pair."""

from studio.domain.pairs import Status, Verdict
from studio.ui.theme import FALSE_NEGATIVE, STATUS_GLYPHS

__all__ = ["VERDICTS", "or_dash", "status_glyph"]

_STYLES = {"success": "green", "error": "red", "secondary": "bright_black", "foreground": ""}
VERDICTS = {
    Verdict.FALSE: (FALSE_NEGATIVE, "magenta", "is relevant"),
    Verdict.HARD: ("✓", "green", "hard negative"),
    Verdict.CANT_TELL: ("≈", "bright_black", "can't tell"),
    Verdict.DROPPED: ("−", "bright_black", "dropped"),
    Verdict.PROMOTED: ("+", "green", "a positive too"),
}
"""Glyph, style and words of what was said of a negative."""


def status_glyph(status: Status | Verdict) -> tuple[str, str]:
    """Return the glyph and the style of what was said of a pair or of a negative."""
    if isinstance(status, Verdict):
        return VERDICTS[status][:2] if status in VERDICTS else status_glyph(Status.UNDECIDED)
    glyph, tone = STATUS_GLYPHS[status]
    return glyph, _STYLES[tone]


def or_dash(value: int | None) -> str:
    """Return a number, or a dash where it is not known."""
    return "-" if value is None else str(value)
