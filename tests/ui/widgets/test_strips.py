from io import StringIO

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.style import Style
from rich.text import Text
from textual.strip import Strip

from studio.ui.widgets.strips import segments_of, thumb

CONSOLE = Console(file=StringIO(), width=80)


def test_a_text_keeps_its_own_style_and_the_padding_does_not_have_it() -> None:
    strip = Strip(segments_of(Text("query", style="bold underline"), 8, Style(), CONSOLE))
    [word, padding] = list(strip)
    assert word.style is not None
    assert word.style.bold
    assert padding.text == "   "
    assert not (padding.style and padding.style.underline)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60), st.integers(1, 40))
def test_a_strip_is_as_wide_as_it_should_be_and_leaves_the_text_alone(words: str, width: int) -> None:
    text = Text(words)
    strip = Strip(segments_of(text, width, Style(), CONSOLE))
    assert sum(segment.cell_length for segment in strip) == width
    assert text.plain == words


@given(st.integers(0, 10**6), st.integers(1, 200), st.floats(0, 1))
def test_a_thumb_is_there_when_something_is_out_of_view_and_stays_inside(total: int, height: int, share: float) -> None:
    offset = round(max(0, total - height) * share)
    rows = thumb(total, height, offset)
    assert bool(rows) == (total > height)
    assert all(0 <= row < height for row in rows)


def test_a_thumb_stands_at_the_ends_when_the_text_does() -> None:
    assert thumb(100, 10, 0)[0] == 0
    assert thumb(100, 10, 90)[-1] == 9
