"""Figures as people read them on a screen: `.734`, `+.071`, `<.001`, `3.2 MB`. Knows no screen."""

import re
from collections.abc import Sequence

__all__ = [
    "bar",
    "megabytes",
    "p_value",
    "percent",
    "score",
    "shortened",
    "signed",
    "size",
    "sparkline",
]

_BLOCKS = "▁▂▃▄▅▆▇█"
_ZERO = re.compile(r"^([+-]?)0\.")


def score(value: float | None, digits: int = 3) -> str:
    """Return a metric between 0 and 1 without its leading zero; '-' where there is none."""
    return "-" if value is None else _ZERO.sub(r"\1.", f"{value:.{digits}f}")


def signed(value: float | None, digits: int = 3) -> str:
    """Return a difference with its sign and without a leading zero."""
    return "-" if value is None else _ZERO.sub(r"\1.", f"{value:+.{digits}f}")


def p_value(value: float | None) -> str:
    """Return a p-value to three digits, '<.001' below them."""
    if value is None:
        return "-"
    return "<.001" if value < 0.001 else score(value)


def percent(share: float | None) -> str:
    """Return a share as whole percents; more than nothing is never 0%, less than all never 100%."""
    if share is None:
        return "-"
    whole = round(share * 100)
    if whole == 0 and share > 0:
        return "<1%"
    return "99%" if whole >= 100 and share < 1 else f"{whole}%"


def megabytes(size_in_bytes: int | None) -> str:
    """Return a size in megabytes with thousands separated."""
    return "-" if size_in_bytes is None else f"{size_in_bytes / 1_000_000:,.0f}"


def size(size_in_bytes: int) -> str:
    """Return a size in the unit that suits it: '812 B', '14 kB', '3.2 MB'."""
    number = float(size_in_bytes)
    for unit in ("B", "kB", "MB"):
        if number < 1000:
            return f"{number:.0f} {unit}" if unit == "B" or number >= 10 else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:,.1f} GB"


def bar(share: float, width: int) -> str:
    """Return a bar of `width` cells."""
    full = max(0, min(width, round(share * width)))
    return "█" * full + "░" * (width - full)


def sparkline(values: Sequence[float], width: int = 12) -> str:
    """Return the last `width` values as blocks between their least and their greatest."""
    shown = list(values)[-width:]
    if not shown:
        return ""
    low, high = min(shown), max(shown)
    spread = high - low
    return "".join(_BLOCKS[round((value - low) / spread * 7) if spread else 3] for value in shown)


def shortened(path: str, width: int) -> str:
    """Return a path cut in its middle to fit, so that its end is always seen."""
    if len(path) <= width:
        return path
    if width < 8:
        return path[-width:] if width > 0 else ""
    head = width // 4
    return f"{path[:head]}…{path[-(width - head - 1) :]}"
