"""The line above and the line below every screen. They show what they are given and drop what does not fit."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text
from textual.widget import Widget

from studio.ui.actions import Action, key_of

__all__ = ["FooterBar", "TitleBar"]


class TitleBar(Widget):
    """Where am I on the left, what matters now on the right; the right side is cut first."""

    def __init__(self, left: str, right: str = "") -> None:
        super().__init__()
        self._left, self._right = left, right

    def show(self, left: str | None = None, right: str | None = None) -> None:
        """Change one side or both."""
        self._left = self._left if left is None else left
        self._right = self._right if right is None else right
        self.refresh()

    @property
    def room(self) -> int:
        """How many cells the right side has."""
        return max(0, self.size.width - cell_len(self._left) - 5)

    def render(self) -> Text:
        """Draw one line."""
        text = Text(no_wrap=True, overflow="ellipsis").append(f" {self._left}", style="bold")
        room = self.room
        right = Text(self._right, no_wrap=True)
        if room > 3:
            right.truncate(room, overflow="ellipsis")
            text.append(" " * max(3, self.size.width - text.cell_len - right.cell_len - 1))
            text.append_text(right)
        return text


class FooterBar(Widget):
    """The screen's actions with their keys, as many as fit, and how to see all of them."""

    def __init__(self, actions: Sequence[Action], keymap: dict[str, str]) -> None:
        super().__init__()
        self._own = self._words = [(key_of(a, keymap), a.footer) for a in actions if a.footer]
        self._help = "?"

    def show(self, words: Sequence[tuple[str, str]] = (), *, typing: bool = False) -> None:
        """Name other keys while a person is at something else than the screen's own; none brings back its own.

        While text is typed, which has `?` for itself, help is on f1.
        """
        wanted, help_key = list(words) or self._own, "f1" if typing else "?"
        if (wanted, help_key) != (self._words, self._help):
            self._words, self._help = wanted, help_key
            self.refresh()

    def render(self) -> Text:
        """Draw one line; what does not fit is left to help."""
        end = f"{self._help} all keys "
        text = Text(" ", no_wrap=True)
        room = self.size.width - len(end) - 1
        for key, word in self._words:
            if text.cell_len + cell_len(key) + cell_len(word) + 3 > room:
                break
            text.append(key, style="bold").append(f" {word}  ", style="dim")
        text.append(" " * max(0, self.size.width - text.cell_len - len(end)))
        return text.append(self._help, style="bold").append(" all keys ", style="dim")
