"""Bars, courses of values, paths and sentences of parts, made to fit so many cells. Knows no screen."""

from collections.abc import Sequence

from rich.cells import cell_len

__all__ = ["bar", "foremost", "shortened", "sparkline"]

_BLOCKS = "▁▂▃▄▅▆▇█"


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


def foremost(parts: Sequence[tuple[int, str]], width: int) -> str:
    """Return the parts of the lowest ranks that fit, in their own order; the first of all is there in any case."""
    kept: list[tuple[int, str]] = []
    for part in sorted(part for part in parts if part[1]):
        if kept and cell_len(" · ".join(words for _, words in [*kept, part])) > width:
            break
        kept.append(part)
    return " · ".join(words for rank, words in parts if (rank, words) in kept)
