"""One small plot of a run: lines over steps. It draws the series that it is given, in the theme's colours."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from textual.color import Color
from textual_plotext import PlotextPlot

from studio.domain import figures
from studio.ui.views.training import Series, ticks

__all__ = ["Curve", "Line"]


@dataclass(frozen=True, slots=True)
class Line:
    """A series with its name, the theme's colour that it wears, and its mark: colour alone tells nothing."""

    name: str
    series: Series
    colour: str = "primary"
    mark: str = "hd"


class Curve(PlotextPlot):
    """Lines over steps, under a title."""

    def __init__(self, title: str, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._title = title
        self.lines: Sequence[Line] = ()
        """What is drawn."""
        self._level: float | None = None
        self._end = 0
        self._note = ""

    def show(self, lines: Sequence[Line], *, end: int, level: float | None = None, note: str = "") -> None:
        """Draw these lines over the steps from 0 to `end`, and a level to compare them with; the title says `note`."""
        shown = (lines, level, end, note)
        if shown != (self.lines, self._level, self._end, self._note):
            self.lines, self._level, self._end, self._note = shown
            self._plot_again()

    def on_mount(self) -> None:
        """Draw the empty plot."""
        self._plot_again()

    def _plot_again(self) -> None:
        plot = self.plt
        plot.clear_data()
        plot.clear_figure()
        power = _power([value for line in self.lines for value in line.series.values])
        plot.title(" · ".join(filter(None, (self._title, f"1e{power}" if power else "", self._note))))
        plot.frame(False)
        plot.grid(False)
        if self._end > 0:
            plot.xlim(0, self._end)
            plot.xticks(ticks(self._end))
        for line in self.lines:
            if line.series.steps:
                plot.plot(
                    list(line.series.steps),
                    [value / 10**power for value in line.series.values],
                    marker=line.mark,
                    color=self._rgb(line.colour),
                )
        if power == 0 and (drawn := [value for line in self.lines for value in line.series.values]):
            at = _marks(min(drawn), max(drawn))
            plot.yticks(at, [figures.score(value, 3 if at[-1] < 1 else 2) for value in at])
        if self._level is not None and any(line.series.steps for line in self.lines):
            plot.hline(self._level, color=self._rgb("secondary"))
        self.refresh()

    def _rgb(self, name: str) -> tuple[int, int, int]:
        return Color.parse(self.app.theme_variables[name]).rgb


def _marks(low: float, high: float, most: int = 5) -> list[float]:
    """Return a few values from the least to the greatest, evenly."""
    return [low + (high - low) * part / (most - 1) for part in range(most)] if high > low else [low]


def _power(values: Sequence[float]) -> int:
    """Return the power of ten to draw very small values in, so that the axis says 2.0 and not 0.0000200; 0 for none."""
    most = max((abs(value) for value in values), default=0.0)
    return math.floor(math.log10(most)) if 0 < most < 0.001 else 0
