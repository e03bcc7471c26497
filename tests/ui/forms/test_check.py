from dataclasses import replace

import pytest

from studio.errors import InputError
from studio.settings import Settings
from studio.ui.forms.check import fault, over
from studio.ui.forms.fields import setting


def test_what_a_person_changed_is_laid_over_the_settings() -> None:
    epochs = replace(setting("training.epochs", "", Settings()), value="3")
    assert over(Settings(), [epochs]).training.epochs == 3


def test_what_was_left_alone_stays_exactly_as_studio_toml_says() -> None:
    rate = setting("training.learning_rate", "", Settings())
    assert over(Settings(), [rate]) == Settings()


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("training.epochs", "-1", "training.epochs = -1 is below 0. Use 0."),
        ("training.epochs", "x", 'training.epochs = "x" is not a whole number. Use 0.'),
        ("mining.max_share", "2", "mining.max_share = 2.0 is above 1.0. Use 0.95."),
    ],
)
def test_a_fault_is_one_sentence_with_the_value_and_what_to_do(key: str, value: str, said: str) -> None:
    assert fault(Settings(), replace(setting(key, "", Settings()), value=value)) == said


def test_faults_between_two_fields_are_found_when_the_form_is_started() -> None:
    settings = Settings()
    tokens = replace(setting("corpus.max_tokens", "", settings), value="64")
    overlap = replace(setting("corpus.overlap_tokens", "", settings), value="60")
    with pytest.raises(InputError, match="more than half of max_tokens"):
        over(settings, [tokens, overlap])
