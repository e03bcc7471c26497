"""All keys of the place where the person stands, from the registry of actions."""

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from studio.ui.actions import Action, keys_of, places
from studio.ui.widgets.reading import stand_in

__all__ = ["HelpScreen"]


class HelpScreen(ModalScreen[None]):
    """A list of keys and what they do; esc, q or ? closes it."""

    BINDINGS = [Binding("escape,q,question_mark,f1", "close", "close")]  # noqa: RUF012 - Textual's own declaration

    def __init__(self, place: str, keymap: dict[str, str]) -> None:
        super().__init__()
        self._place, self._keymap = place, keymap

    def compose(self) -> ComposeResult:
        """Yield one scrollable table."""
        with VerticalScroll(id="help", classes="dialog"):
            yield Static(self._table())

    def _table(self) -> Table:
        everything = places()
        table = Table(box=None, show_header=False, pad_edge=False)
        table.add_column(no_wrap=True, style="bold")
        table.add_column()
        groups: list[tuple[str, tuple[Action, ...]]] = [(self._place, everything.get(self._place, ()))]
        groups.append(("everywhere", everything["app"]))
        for name, actions in groups:
            if actions:
                table.add_row(Text(""), Text(""))
                table.add_row(Text().append(name, style="underline"), Text(""))
            for action in actions:
                table.add_row(Text(keys_of(action, self._keymap)), Text(action.help))
        return table

    def on_mount(self) -> None:
        """Take the focus so that arrows scroll, and say what closes it."""
        stand_in(self.query_one(VerticalScroll))

    def action_close(self) -> None:
        """Go back."""
        self.dismiss(None)
