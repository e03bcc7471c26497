"""What a screen says while there is nothing on it. Which keys help there, and whether there is nothing, it is told."""

import re

from rich.text import Text
from textual.widgets import Static

__all__ = ["Nothing"]

_KEY = re.compile(r"^\S{1,5}(?=  \S)", re.MULTILINE)
"""A key: what begins a line, two blanks before what it does."""


class Nothing(Static):
    """Sentences in the middle of the screen, and the keys that lead on: each begins a line and stands out there."""

    def __init__(self, said: str = "", *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(_keyed(said), id=id, classes="nothing", markup=False)

    def say(self, said: str) -> None:
        """Say something else."""
        self.update(_keyed(said))


def _keyed(said: str) -> Text:
    text = Text(said, justify="center")
    text.highlight_regex(_KEY, "bold")
    return text
