"""Where models are found, how they are named and what they read."""

import json
import shutil
import socket
import sys
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from studio.engine.retrieval import hub, models
from studio.errors import InputError

MINILM = "sentence-transformers/all-MiniLM-L6-v2"


@pytest.fixture
def no_hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Give an empty cache and no network, through the hub's own switches."""
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)


def a_model(path: Path, weights: bytes = b"weights", **files: object) -> Path:
    path.mkdir(parents=True)
    (path / "model.safetensors").write_bytes(weights)
    (path / "modules.json").write_text('[{"path": ""}]')
    for name, value in files.items():
        (path / f"{name}.json").write_text(json.dumps(value))
    return path


def test_a_folder_is_taken_as_it_is(tmp_path: Path) -> None:
    path = a_model(tmp_path / "mine")
    assert models.locate(str(path)) == path
    assert models.folder(str(path)) == path


def test_minilm_comes_from_its_package_while_the_hub_has_no_copy_here(no_hub: None) -> None:
    path = models.locate(MINILM)
    assert isinstance(path, Path)
    assert (path / "modules.json").is_file()
    assert models.locate("all-MiniLM-L6-v2") == path


def test_minilm_comes_from_the_hub_once_it_is_cached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.try_to_load_from_cache", lambda _repo, name: f"/cache/{name}")
    assert models.locate(MINILM) == MINILM


def test_another_hub_id_stays_one(no_hub: None) -> None:
    assert models.locate("BAAI/bge-small-en-v1.5") == "BAAI/bge-small-en-v1.5"


@pytest.mark.parametrize(
    "call", [models.folder, models.token_limit, models.tokenizer, models.weights_hash, models.load]
)
def test_a_model_that_cannot_be_had_is_bad_input_with_its_name(no_hub: None, call: object) -> None:
    assert callable(call)
    with pytest.raises(InputError, match="nobody/no-such-model"):
        call("nobody/no-such-model")


@pytest.fixture
def hub_gone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Give an empty cache and a hub that refuses connections; waiting for it is a fault."""
    from huggingface_hub import constants

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(constants, "ENDPOINT", address)
    monkeypatch.setattr("time.sleep", lambda _seconds: pytest.fail("waits to try again"))


def a_cached_model(tmp_path: Path, name: str) -> Path:
    kept = tmp_path / "hub" / f"models--{name.replace('/', '--')}"
    (kept / "refs").mkdir(parents=True)
    (kept / "refs" / "main").write_text("c0ffee")
    return a_model(kept / "snapshots" / "c0ffee", config={"max_position_embeddings": 99})


@pytest.mark.parametrize("call", [models.folder, models.token_limit, models.tokenizer, models.load, hub.expect])
def test_a_hub_that_cannot_be_reached_is_asked_once_and_said(hub_gone: None, call: Callable[[str], object]) -> None:
    with pytest.raises(InputError, match=r"'nobody/far' is not on this machine, and the hub cannot be reached \("):
        call("nobody/far")


def test_a_model_in_the_cache_is_taken_without_asking_the_hub(hub_gone: None, tmp_path: Path) -> None:
    kept = a_cached_model(tmp_path, "nobody/near")
    assert models.folder("nobody/near") == kept
    assert models.token_limit("nobody/near") == 99
    hub.expect("nobody/near")


def test_a_copy_that_may_lack_something_is_taken_where_the_hub_cannot_be_reached(
    hub_gone: None, tmp_path: Path
) -> None:
    kept = a_cached_model(tmp_path, "nobody/plain")
    (kept / "modules.json").unlink()
    assert models.folder("nobody/plain") == kept


class _Hub(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        known = self.path.startswith("/api/models/nobody/login")
        page = b"<html>Pay for this network</html>" if known else b""
        self.send_response(200 if known else 404)
        self.send_header("X-Error-Code", "RepoNotFound")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_: object) -> None:
        """Stay silent."""


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nobody/at-all", "'nobody/at-all' is no model on the hub, or a private one"),
        ("nobody/login", "'nobody/login' is not on this machine, and the hub cannot be reached"),
    ],
)
def test_what_the_hub_or_another_in_its_place_answers_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, said: str
) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    with HTTPServer(("127.0.0.1", 0), _Hub) as server:
        monkeypatch.setattr(constants, "ENDPOINT", f"http://127.0.0.1:{server.server_port}")
        Thread(target=server.serve_forever, daemon=True).start()
        with pytest.raises(InputError, match=said):
            models.token_limit(name)
        server.shutdown()


def test_a_name_that_the_hub_does_not_allow_is_bad_input() -> None:
    for name in ("some..one/model", "some/model--large", "some/model.", "m" * 97):
        with pytest.raises(InputError, match=r"is not there\. Give the folder of a model, or a hub id"):
            models.token_limit(name)


def test_a_path_that_is_not_there_is_bad_input() -> None:
    with pytest.raises(InputError, match=r"base = '/no/such/model' is not there\. Give the folder"):
        models.locate("/no/such/model")
    with pytest.raises(InputError, match=r"base = '' is not there\. Give the folder"):
        models.locate("")


def test_a_folder_without_a_model_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no model"):
        models.locate(str(tmp_path))


def test_copies_of_one_model_have_one_hash_and_other_weights_another(tmp_path: Path) -> None:
    first = a_model(tmp_path / "first", config={"hidden_size": 8})
    copy = Path(shutil.copytree(first, tmp_path / "copy"))
    other = a_model(tmp_path / "other", weights=b"others", config={"hidden_size": 8})
    assert models.weights_hash(first) == models.weights_hash(copy)
    assert models.weights_hash(first) != models.weights_hash(other)


def test_what_changes_no_vector_changes_no_hash(tmp_path: Path) -> None:
    path = a_model(tmp_path / "model")
    before = models.weights_hash(path)
    (path / "README.md").write_text("a card")
    a_model(path / "checkpoint-40", weights=b"half way")
    assert models.weights_hash(path) == before
    (path / "sentence_bert_config.json").write_text('{"max_seq_length": 64}')
    assert models.weights_hash(path) != before


def test_the_shipped_model_reads_256_tokens(no_hub: None) -> None:
    assert models.token_limit(MINILM) == 256


def test_the_limit_is_the_smallest_claim_where_the_model_names_none(tmp_path: Path) -> None:
    path = a_model(tmp_path / "m", config={"max_position_embeddings": 512}, tokenizer_config={"model_max_length": 384})
    assert models.token_limit(path) == 384
    endless = a_model(
        tmp_path / "endless", config={"max_position_embeddings": 512}, tokenizer_config={"model_max_length": 1e30}
    )
    assert models.token_limit(endless) == 512


def test_the_transformer_is_found_in_a_folder_of_its_own(tmp_path: Path) -> None:
    path = a_model(tmp_path / "model")
    (path / "modules.json").write_text('[{"path": "0_Transformer"}]')
    (path / "0_Transformer").mkdir()
    (path / "0_Transformer" / "sentence_bert_config.json").write_text('{"max_seq_length": 77}')
    assert models.token_limit(path) == 77


def test_the_tokenizer_counts_long_texts_whole_and_needs_no_torch(no_hub: None) -> None:
    before = "torch" in sys.modules
    tokenizer = models.tokenizer(MINILM)
    assert len(tokenizer.encode("word " * 1000).ids) == 1002
    assert len(tokenizer.encode("word").ids) == 3
    assert ("torch" in sys.modules) == before


def test_a_broken_file_of_a_model_is_named(tmp_path: Path) -> None:
    path = a_model(tmp_path / "model")
    (path / "modules.json").write_text("{broken")
    with pytest.raises(InputError, match=r"modules\.json is not JSON"):
        models.token_limit(path)


def test_the_shipped_model_loads_and_encodes(no_hub: None) -> None:
    model = models.load(MINILM, "cpu")
    assert model.max_seq_length == 256
    with pytest.raises(InputError, match="device = 'gpu9'"):
        models.load(MINILM, "gpu9")
