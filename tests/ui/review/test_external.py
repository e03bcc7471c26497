import pytest

from studio.ui.review.external import edit_outside, from_text, to_text
from tests.ui.review.cards import pair


def test_a_pair_survives_the_way_through_a_file() -> None:
    card = pair(text="first line\n\n# a heading of its own\nlast")
    edited = from_text(to_text(card))
    assert edited is not None
    assert (edited.query, edited.passage) == (card.query, card.text)


def test_a_file_without_its_headings_is_refused() -> None:
    assert from_text("just text") is None


def test_the_editor_s_changes_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", "sed -i s/barrier/liner/")
    edited, fault = edit_outside(pair())
    assert not fault
    assert edited is not None
    assert edited.query == "why does queue time before the liner matter?"


@pytest.mark.parametrize(("editor", "said"), [("false", "ended with 1"), ("no-such-editor", "could not be started")])
def test_an_editor_that_fails_changes_nothing_and_says_so(
    monkeypatch: pytest.MonkeyPatch, editor: str, said: str
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", editor)
    edited, fault = edit_outside(pair())
    assert edited is None
    assert said in fault
