import pytest

from studio.domain.queue import Cards, Sort
from studio.domain.views import View, from_text, to_text


def test_a_view_is_read_back_as_it_was() -> None:
    view = View(line='text:"queue time" -flag:yes', sort=Sort.DIVERSE, cards=Cards.BOTH)
    assert from_text(to_text(view)) == view


@pytest.mark.parametrize("text", ['{"line": "a", "sort": "of tomorrow", "cards": "holograms"}', '{"line": "a"}'])
def test_what_a_newer_version_wrote_falls_back_to_the_default(text: str) -> None:
    assert from_text(text) == View(line="a")
