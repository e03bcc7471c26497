"""Texts stand out: in the high-contrast theme by WCAG's level AAA, and without colour well enough to be read."""

from typing import Any

import pytest

from studio.domain.options import ReviewOptions
from studio.ui.app import StudioApp
from studio.ui.theme import THEMES
from tests.ui.conftest import Place
from tests.ui.contrast import Run, ratio, runs

AAA = 7.0
CONTRAST = next(theme for theme in THEMES if theme.name == "studio-contrast")
KEYS = {
    "card": (),
    "decided": ("a", "x", "t", "f"),
    "negative cards": ("w",),
    "revealed": ("b", "1"),
    "in the negatives": ("tab", "j"),
    "filter": ("slash",),
    "range": ("v", "j"),
    "orders": ("s",),
    "editing": ("e",),
    "help": ("question_mark",),
    "palette": ("ctrl+p", "s"),
    "hand search": ("n", "down"),
}


async def drawn(place: Place, theme: str, first: str, keys: tuple[str, ...] = ()) -> list[Run]:
    app = StudioApp(place.project, place.db, ReviewOptions(reviewer="ada", theme=theme), first=first)
    app.animation_level = "none"
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
        return [run for run in runs(app) if run.text.isascii() or not _is_emoji(run.text)]


def _is_emoji(text: str) -> bool:
    return all(ord(letter) >= 0x1F300 for letter in text)


def faint(found: list[Run], least: float) -> list[tuple[str, str, str, float]]:
    return [(run.text, run.colour, run.ground, round(run.ratio, 1)) for run in found if run.ratio < least]


@pytest.mark.parametrize("colour", ["primary", "secondary", "accent", "success", "warning", "error", "foreground"])
@pytest.mark.parametrize("ground", ["background", "surface", "panel"])
def test_every_colour_of_the_high_contrast_theme_is_aaa_on_every_ground(colour: str, ground: str) -> None:
    colours: Any = CONTRAST
    assert ratio(getattr(colours, colour), getattr(colours, ground)) >= AAA


@pytest.mark.parametrize("state", KEYS)
async def test_review_in_high_contrast_is_aaa(mined: Place, state: str) -> None:
    found = await drawn(mined, CONTRAST.name, "review", KEYS[state])
    assert len(found) > 10
    assert faint(found, AAA) == []


@pytest.mark.parametrize("first", ["home", "ingest", "train", "runs", "leaderboard", "judge", "queries", "export"])
async def test_other_screens_in_high_contrast_are_aaa(measured: Place, first: str) -> None:
    assert faint(await drawn(measured, CONTRAST.name, first), AAA) == []


@pytest.mark.parametrize("theme", [theme.name for theme in THEMES])
@pytest.mark.parametrize("state", ["card", "decided", "negative cards", "in the negatives", "range"])
async def test_without_colour_everything_can_be_read(
    mined: Place, monkeypatch: pytest.MonkeyPatch, theme: str, state: str
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    found = await drawn(mined, theme, "review", KEYS[state])
    assert faint(found, 3.0) == []
    shades = {colour for run in found for colour in (run.colour, run.ground)}
    assert all(shade[1:3] == shade[3:5] == shade[5:7] for shade in shades)
    grounds = [run.ground for run in found]
    assert min(grounds.count(ground) for ground in set(grounds)) < len(grounds) / 4, "the selected card stands out"
