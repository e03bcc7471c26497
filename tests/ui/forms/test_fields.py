import pytest

from studio.settings import Settings
from studio.ui.forms.fields import Field, Kind, parsed, setting, typed


def field(key: str) -> Field:
    return setting(key, "because", Settings())


def test_a_number_shows_its_range_and_its_value() -> None:
    epochs = field("training.epochs")
    assert (epochs.kind, epochs.value, epochs.range, epochs.label) == (Kind.TEXT, "0", "0 to 50", "epochs")
    assert field("training.eval_steps").range == "0 or more"
    assert field("training.weight_decay").value == "0.01"


def test_one_of_several_is_a_choice_that_turns_round() -> None:
    use = field("training.use")
    assert use.kind is Kind.CHOICE
    assert use.turned(1).turned(1).value == use.value
    assert use.turned(-1).value == "accepted"


def test_what_is_on_or_off_is_a_choice_of_the_words_that_the_settings_file_has() -> None:
    code = field("corpus.source_code")
    assert (code.kind, code.value, code.turned(1).value) == (Kind.CHOICE, "true", "false")
    assert parsed(code.key, "false") is False
    assert parsed(code.key, "maybe") == "maybe"


def test_several_of_several_toggle_in_the_order_of_the_choices() -> None:
    formats = field("export.formats")
    assert formats.kind is Kind.MANY
    without = formats.toggled("parquet")
    assert without.chosen == ("jsonl", "beir")
    assert without.toggled("parquet").value == formats.value
    assert without.changed


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("training.epochs", " 3 ", 3),
        ("training.epochs", "many", "many"),
        ("training.learning_rate", "3e-5", 3e-5),
        ("training.dimensions", "384, 128", [384, 128]),
        ("generation.styles", "keyword,need", ["keyword", "need"]),
        ("model.device", "cpu", "cpu"),
    ],
)
def test_what_is_typed_becomes_the_setting_s_type_or_stays_text(key: str, text: str, value: object) -> None:
    assert parsed(key, text) == value


def test_a_value_is_shown_as_it_would_be_typed() -> None:
    assert typed((384, 256)) == "384, 256"
    assert typed(0.01) == "0.01"
