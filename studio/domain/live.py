"""A dev row that follows decisions, as screens show it. Knows neither who measures nor who shows."""

from dataclasses import dataclass

__all__ = ["LiveRow"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveRow:
    """One row on the dev set as pairs stand now, and how far it has moved since the studio was opened.

    `reviewed` is how many pairs had been accepted or rejected when an adapter was taught; None for other rows.
    """

    name: str
    ndcg_10: float
    moved: float
    reviewed: int | None = None

    @property
    def title(self) -> str:
        """What the row is called where there is room."""
        return self.name if self.reviewed is None else f"{self.name} (now, {self.reviewed:,} reviewed)"
