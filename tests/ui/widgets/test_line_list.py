"""A list of lines: the selected one can be found without colour, and the others stand where it does."""

from rich.text import Text
from textual.app import App, ComposeResult

from studio.ui.widgets.line_list import LineList


class Listing(App[None]):
    def compose(self) -> ComposeResult:
        yield LineList()


async def test_the_selected_line_has_a_mark_which_is_thinner_where_keys_move_elsewhere() -> None:
    app = Listing()
    async with app.run_test(size=(20, 5)) as pilot:
        found = app.query_one(LineList)
        found.show(3, lambda index, width: Text(f"line {index}".ljust(width, ".")))
        found.go(1)
        await pilot.pause()

        def drawn() -> list[str]:
            return ["".join(part.text for part in found.render_line(y)) for y in range(3)]

        assert drawn() == [" line 0.............", "▌line 1.............", " line 2............."]
        assert found.line_width == 19
        found.hold(keys=False)
        assert [line[0] for line in drawn()] == [" ", "▏", " "]
