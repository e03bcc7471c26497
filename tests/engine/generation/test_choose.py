from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from studio.domain.options import GenerationOptions
from studio.domain.providers import PROVIDERS, Choice, Surroundings, choose
from studio.engine.generation.choose import build
from studio.engine.generation.provider import Provider
from studio.engine.generation.providers.openai import Compatible
from studio.errors import InputError
from tests.engine.generation.helpers import passages


def chosen(tmp_path: Path, environ: dict[str, str] | None = None, **options: Any) -> Choice:
    around = Surroundings(environ=environ or {}, places=[tmp_path / "docs"], exists=Path.exists)
    return choose(GenerationOptions(**options), around)


def built(tmp_path: Path, environ: dict[str, str] | None = None, **options: Any) -> Provider:
    return build(GenerationOptions(**options), passages(2), [tmp_path / "docs"], environ=environ or {})[0]


def test_the_list_of_providers_is_the_one_that_the_options_allow() -> None:
    allowed = get_args(get_type_hints(GenerationOptions)["provider"])
    assert {*PROVIDERS, "auto"} == set(allowed)
    assert all(provider.about for provider in PROVIDERS.values())


def test_auto_takes_the_best_that_is_there_and_says_why(tmp_path: Path) -> None:
    both = {"ANTHROPIC_API_KEY": "a", "OPENAI_API_KEY": "o"}
    (tmp_path / "model").mkdir()
    assert chosen(tmp_path).reason == (
        "Queries come from structural: no recorded.jsonl lies beside the corpus, ANTHROPIC_API_KEY is not set, "
        "OPENAI_API_KEY is not set and no local model is named."
    )
    assert chosen(tmp_path, model=str(tmp_path / "model")).name == "local"
    assert chosen(tmp_path, {"OPENAI_API_KEY": "o"}).name == "openai"
    assert chosen(tmp_path, base_url="http://here/v1").name == "openai"
    assert "ANTHROPIC_API_KEY is set, so claude-haiku-5-5 writes." in chosen(tmp_path, both).reason
    (tmp_path / "recorded.jsonl").write_text("")
    assert chosen(tmp_path, both).name == "recorded"
    assert str(tmp_path / "recorded.jsonl") in chosen(tmp_path, both).reason


def test_recorded_queries_are_found_in_a_root_too_or_where_the_settings_say(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "recorded.jsonl").write_text("")
    assert chosen(tmp_path).name == "recorded"
    (tmp_path / "mine.jsonl").write_text("")
    assert "mine.jsonl" in chosen(tmp_path, recorded=str(tmp_path / "mine.jsonl")).reason
    assert "mine.jsonl" in chosen(tmp_path, recorded="mine.jsonl").reason


def test_a_key_under_another_name_is_found(tmp_path: Path) -> None:
    assert chosen(tmp_path, {"MY_KEY": "x"}, api_key_env="MY_KEY").name == "anthropic"
    assert chosen(tmp_path, {"ANTHROPIC_API_KEY": "x"}, api_key_env="MY_KEY").name == "structural"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("anthropic", "ANTHROPIC_API_KEY is not set"),
        ("openai", "OPENAI_API_KEY is not set"),
        ("local", "no local model is named"),
        ("recorded", "no recorded.jsonl lies beside"),
    ],
)
def test_a_provider_that_is_named_and_lacks_something_is_a_sentence(tmp_path: Path, name: str, says: str) -> None:
    with pytest.raises(InputError, match=rf"provider = '{name}' cannot start: {says}.* or choose"):
        built(tmp_path, provider=name)


def test_each_provider_is_built_from_its_options(tmp_path: Path) -> None:
    (tmp_path / "recorded.jsonl").write_text("")
    both = {"ANTHROPIC_API_KEY": "a", "OPENAI_API_KEY": "o"}
    names = {name: built(tmp_path, both, provider=name, model="m") for name in PROVIDERS}
    assert {name: (made.name, made.model) for name, made in names.items()} == {
        "recorded": ("recorded", ""),
        "anthropic": ("anthropic", "m"),
        "openai": ("openai", "m"),
        "local": ("local", "m"),
        "structural": ("structural", ""),
    }


def test_an_endpoint_without_a_key_is_taken_as_it_is(tmp_path: Path) -> None:
    made = built(tmp_path, provider="openai", base_url="http://127.0.0.1:1/v1", model="m")
    assert isinstance(made, Compatible)
    assert (made.base_url, made.api_key) == ("http://127.0.0.1:1/v1", "")
