"""The registry on the command line, and the sentences of the commands that use it."""

import json
from pathlib import Path

import pytest

from studio.domain.registry import REGISTRY
from tests.cli.conftest import RunCommand


@pytest.fixture(autouse=True)
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give an empty hub cache."""
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))


def test_models_lists_every_entry_and_doubts_what_is_doubtful(studio: RunCommand) -> None:
    ran = studio("models")
    assert ran.code == 0
    for entry in REGISTRY:
        assert entry.hub_id in ran.out
    dense_on = next(line for line in ran.out.splitlines() if "DenseOn" in line)
    assert "512 ?" in dense_on
    assert "apache-2.0 ?" not in dense_on


def test_models_as_json_says_what_is_here_and_what_is_not_verified(studio: RunCommand) -> None:
    models = {model["hub_id"]: model for model in json.loads(studio("models", "--json").out)["models"]}
    assert models["sentence-transformers/all-MiniLM-L6-v2"]["here"] is True
    assert models["BAAI/bge-small-en-v1.5"]["here"] is False
    assert models["lightonai/DenseOn"]["unverified"] == ["prompts", "tokens"]
    assert models["sentence-transformers/static-retrieval-mrl-en-v1"]["tokens"] is None


def test_status_says_which_prompts_texts_get(studio: RunCommand, project: Path) -> None:
    assert "prompts    none (as the registry says)" in studio("status", "--project", project).out
    told = json.loads(studio("status", "--project", project, "--json").out)["prompts"]
    assert told == {"query": "", "passage": "", "source": "registry"}
    asked = studio("status", "--project", project, "--set", "model.query_prompt='ask: '")
    assert "prompts    query 'ask: ' (as studio.toml says)" in asked.out


def test_a_bake_off_without_a_corpus_says_so(studio: RunCommand, project: Path) -> None:
    ran = studio("bake-off", "nobody/model", "--project", project)
    assert (ran.code, "The corpus is empty" in ran.err) == (2, True)
