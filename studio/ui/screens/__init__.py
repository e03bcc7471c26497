"""One module a screen, opened by name."""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # commands read the places without loading Textual
    from studio.ui.screens.base import StudioScreen

__all__ = ["PLACES", "open_screen"]


_SCREENS = {
    "home": ("home", "HomeScreen"),
    "ingest": ("ingest", "IngestScreen"),
    "generate": ("generate", "GenerateScreen"),
    "mine": ("mine", "MineScreen"),
    "review": ("review", "ReviewScreen"),
    "audit": ("review", "AuditScreen"),
    "disagreements": ("review", "DisagreementsScreen"),
    "train": ("train", "TrainScreen"),
    "runs": ("runs", "RunsScreen"),
    "models": ("models", "ModelsScreen"),
    "leaderboard": ("leaderboard", "LeaderboardScreen"),
    "judge": ("judge", "JudgeScreen"),
    "queries": ("queries", "QueriesScreen"),
    "tests": ("testsets", "TestSetsScreen"),
    "export": ("export", "ExportScreen"),
    "problems": ("problems", "ProblemsScreen"),
}
"""Module and class by place."""
PLACES = tuple(_SCREENS)
"""Every place that `open_screen` knows."""


def open_screen(place: str) -> "StudioScreen":
    """Return a fresh screen; its module is imported now, not at start. Raises StudioError where it cannot be opened."""
    module, name = _SCREENS[place]
    screen: StudioScreen = getattr(importlib.import_module(f"studio.ui.screens.{module}"), name)()
    return screen
