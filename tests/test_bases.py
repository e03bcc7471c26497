"""Base models on this machine: where they are found without the hub's client, and whose prompts win."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from studio import bases
from studio.domain.options import ModelOptions

BGE = "BAAI/bge-small-en-v1.5"


@pytest.fixture(autouse=True)
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty hub cache."""
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    return tmp_path / "hub"


def saved(folder: Path, *, prompts: dict[str, str] | None = None, weights: bool = True) -> Path:
    """Write the small files of a model."""
    folder.mkdir(parents=True)
    (folder / "config.json").write_text("{}")
    if prompts is not None:
        (folder / "config_sentence_transformers.json").write_text(json.dumps({"prompts": prompts}))
    if weights:
        (folder / "model.safetensors").write_bytes(b"weights")
    return folder


def fetched(hub: Path, hub_id: str, **options: object) -> Path:
    """Write a model as the hub's client keeps it."""
    kept = hub / f"models--{hub_id.replace('/', '--')}"
    folder = saved(kept / "snapshots" / "abc", **options)  # type: ignore[arg-type]  # handed through
    (kept / "refs").mkdir()
    (kept / "refs" / "main").write_text("abc")
    return folder


def test_a_folder_a_hub_copy_and_a_package_are_found(hub: Path, tmp_path: Path) -> None:
    assert bases.here(BGE) is None
    assert bases.here("/no/such/model") is None
    folder = fetched(hub, BGE)
    assert bases.here(BGE) == folder
    assert bases.here(str(tmp_path)) == tmp_path
    shipped = bases.here("sentence-transformers/all-MiniLM-L6-v2")
    assert shipped is not None
    assert (shipped / "modules.json").is_file()


def test_small_files_alone_are_no_model_and_do_not_hide_the_package_s(hub: Path) -> None:
    fetched(hub, BGE, weights=False)
    assert bases.here(BGE) is not None
    assert not bases.weights_here(BGE)
    fetched(hub, "sentence-transformers/all-MiniLM-L6-v2", weights=False)
    assert bases.weights_here("sentence-transformers/all-MiniLM-L6-v2")


def test_studio_toml_goes_before_the_model_s_own_files_and_those_before_the_registry(hub: Path) -> None:
    asked = bases.prompts(ModelOptions(base=BGE))
    assert (asked.query[:9], asked.source) == ("Represent", "registry")
    fetched(hub, BGE, prompts={"query": "find: ", "document": "doc: "})
    own = bases.prompts(ModelOptions(base=BGE))
    assert (own.query, own.passage, own.source) == ("find: ", "doc: ", "model")
    written = bases.prompts(ModelOptions(base=BGE, query_prompt="q: "))
    assert (written.query, written.passage, written.source) == ("q: ", "doc: ", "settings")
    none = bases.prompts(ModelOptions(base=BGE, prompts="written"))
    assert (none.query, none.passage, none.source) == ("", "", "settings")


def test_empty_prompts_in_a_model_s_files_say_nothing(hub: Path) -> None:
    fetched(hub, BGE, prompts={"query": "", "document": ""})
    assert bases.prompts(ModelOptions(base=BGE)).source == "registry"


def test_an_unknown_model_that_is_not_here_leaves_its_prompts_open(hub: Path, tmp_path: Path) -> None:
    model = ModelOptions(base="nobody/unheard-of")
    assert bases.prompts(model).source == "unknown"
    assert "once it is here" in bases.prompts(model).said
    assert bases.resolved(model) == model
    here = ModelOptions(base=str(saved(tmp_path / "mine", prompts={"query": "ask: "})))
    closed = bases.resolved(here)
    assert (closed.query_prompt, closed.passage_prompt, closed.prompts) == ("ask: ", "", "written")
    assert bases.resolved(closed) == closed


@pytest.mark.parametrize("content", ["{broken", "[]", '{"prompts": 3}', '{"prompts": null}'])
def test_broken_files_say_nothing(tmp_path: Path, content: str) -> None:
    folder = saved(tmp_path / "mine")
    (folder / "config_sentence_transformers.json").write_text(content)
    assert bases.prompts(ModelOptions(base=str(folder))).source == "none"


def test_asking_imports_no_model_library() -> None:
    asks = (
        "import sys; from studio import bases; bases.known();"
        "print([m for m in ('torch', 'transformers', 'sentence_transformers', 'huggingface_hub') if m in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
