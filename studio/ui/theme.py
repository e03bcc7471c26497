"""Colour themes and the glyphs that carry the same meaning without colour."""

from rich.terminal_theme import TerminalTheme
from textual.color import Color
from textual.theme import Theme

from studio.domain.pairs import Status

__all__ = ["EDITED", "FALSE_NEGATIVE", "FLAGGED", "STATUS_GLYPHS", "SUSPECT", "THEMES", "terminal_colours"]

STATUS_GLYPHS = {
    Status.ACCEPTED: ("✓", "success"),
    Status.REJECTED: ("✗", "error"),
    Status.SKIPPED: ("○", "secondary"),
    Status.CANT_TELL: ("≈", "secondary"),
    Status.UNDECIDED: ("·", "foreground"),
}
FLAGGED = "⚑"
EDITED = "✎"
FALSE_NEGATIVE = "↺"
SUSPECT = "?"

THEMES = (
    Theme(
        name="studio-dark",
        primary="#6ea8fe",
        secondary="#8b98a9",
        accent="#f0b35e",
        success="#63c987",
        warning="#e6c454",
        error="#ef7d7d",
        foreground="#d7dde5",
        background="#11151b",
        surface="#171c24",
        panel="#1f2631",
        dark=True,
    ),
    Theme(
        name="studio-light",
        primary="#1f5fbf",
        secondary="#5a6675",
        accent="#9a5b00",
        success="#1c7a3e",
        warning="#8a6a00",
        error="#b3261e",
        foreground="#1c2126",
        background="#fafafa",
        surface="#f1f3f5",
        panel="#e4e8ec",
        dark=False,
    ),
    Theme(
        name="studio-contrast",
        primary="#ffff00",
        secondary="#ffffff",
        accent="#00ffff",
        success="#00ff00",
        warning="#ffff00",
        error="#ff8080",
        foreground="#ffffff",
        background="#000000",
        surface="#000000",
        panel="#1a1a1a",
        dark=True,
        variables={
            "backdrop": "100%",
            "text-disabled": "#b0b0b0",
            "block-cursor-blurred-background": "#1a1a1a",
            "input-selection-background": "#404040",
        },
    ),
)


def terminal_colours(theme: Theme) -> TerminalTheme:
    """Return the sixteen colours by name as this theme has them, so that `green` is the theme's success."""

    def of(colour: str | None) -> tuple[int, int, int]:
        return Color.parse(colour or theme.primary).rgb

    foreground, quiet = of(theme.foreground), of(theme.secondary)
    red, green, yellow, blue = of(theme.error), of(theme.success), of(theme.warning), of(theme.primary)
    normal = [of(theme.panel), red, green, yellow, blue, of(theme.accent), blue, foreground]
    return TerminalTheme(of(theme.background), foreground, normal, [quiet, *normal[1:]])
