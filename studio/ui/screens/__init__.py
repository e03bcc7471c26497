"""One module a screen, opened by name."""

from studio.ui.screens.base import StudioScreen

__all__ = ["open_screen"]


def open_screen(place: str) -> StudioScreen:
    """Return a fresh screen; its module is imported now, not at start."""
    if place == "review":
        from studio.ui.screens.review import ReviewScreen  # noqa: PLC0415

        return ReviewScreen()
    if place == "train":
        from studio.ui.screens.train import TrainScreen  # noqa: PLC0415

        return TrainScreen()
    if place == "leaderboard":
        from studio.ui.screens.leaderboard import LeaderboardScreen  # noqa: PLC0415

        return LeaderboardScreen()
    if place == "tests":
        from studio.ui.screens.testsets import TestSetsScreen  # noqa: PLC0415

        return TestSetsScreen()
    if place == "export":
        from studio.ui.screens.export import ExportScreen  # noqa: PLC0415

        return ExportScreen()
    if place == "home":
        from studio.ui.screens.home import HomeScreen  # noqa: PLC0415

        return HomeScreen()
    raise KeyError(place)
