"""What is drawn once widgets have their new size. It knows no widget of the house."""

from collections.abc import Callable

from textual.message_pump import MessagePump

__all__ = ["once_laid_out"]


def once_laid_out(pump: MessagePump, draw: Callable[[], object]) -> None:
    """Draw after the next refresh, unless the screen or widget is left by then: its parts are gone."""
    pump.call_after_refresh(lambda: draw() if pump.is_attached else None)
