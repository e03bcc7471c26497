"""How well text stands out on a drawn screen: every run of text with its colours, from the app's own picture."""

import html
import re
from dataclasses import dataclass

from textual.app import App
from textual.color import Color

_STYLE = re.compile(r"-(r\d+) \{ fill: (#[0-9a-f]{6})")
_GROUND = re.compile(r'<rect fill="(#[0-9a-f]{6})" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"')
_TEXT = re.compile(r'<text class="[^"]*-(r\d+)" x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</text>')
_DRAWN = re.compile(r"[\s─-▟█▁-▏]*")
"""Lines, boxes and bars: no text."""


@dataclass(frozen=True)
class Run:
    """A run of text in one style."""

    text: str
    colour: str
    ground: str

    @property
    def ratio(self) -> float:
        return ratio(self.colour, self.ground)


def ratio(one: str, other: str) -> float:
    """Return the contrast of two colours by WCAG 2.2: 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in Color.parse(colour).normalized
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def runs(app: App[None]) -> list[Run]:
    """Return every run of text that the app's picture holds."""
    picture = app.export_screenshot()
    colours = dict(_STYLE.findall(picture))
    grounds = [(colour, *map(float, place)) for colour, *place in _GROUND.findall(picture)]
    found = []
    for style, x, y, text in _TEXT.findall(picture):
        said = html.unescape(text).replace("\xa0", " ")
        inside = [
            colour
            for colour, left, top, width, height in grounds
            if left <= float(x) + 1 < left + width and top <= float(y) - 5 < top + height
        ]
        if not _DRAWN.fullmatch(said):
            found.append(Run(said.strip(), colours[style], inside[-1]))
    return found
