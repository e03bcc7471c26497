"""Figures as people read them, on screens and on lines: `.734`, `+.071`, `<.001`, `3.2 MB`. JSON keeps numbers."""

import re

__all__ = ["interval", "megabytes", "milliseconds", "p_value", "percent", "score", "signed", "size"]

_ZERO = re.compile(r"^([+-]?)0\.")


def score(value: float | None, digits: int = 3) -> str:
    """Return a metric between 0 and 1 without its leading zero; '-' where there is none."""
    return "-" if value is None else _ZERO.sub(r"\1.", f"{value:.{digits}f}")


def signed(value: float | None, digits: int = 3) -> str:
    """Return a difference with its sign and without a leading zero."""
    return "-" if value is None else _ZERO.sub(r"\1.", f"{value:+.{digits}f}")


def interval(low: float | None, high: float | None, between: str = "..") -> str:
    """Return the ends of an interval of differences: `+.024 .. +.118`."""
    return "-" if low is None else f"{signed(low)} {between} {signed(high)}"


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


def milliseconds(value: float | None) -> str:
    """Return a time in milliseconds, with a tenth below ten."""
    return "-" if value is None else f"{value:.1f}" if value < 10 else f"{value:.0f}"


def size(size_in_bytes: int) -> str:
    """Return a size in the unit that suits it: '812 B', '14 kB', '3.2 MB'."""
    number = float(size_in_bytes)
    for unit in ("B", "kB", "MB"):
        if number < 1000:
            return f"{number:.0f} {unit}" if unit == "B" or number >= 10 else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:,.1f} GB"
