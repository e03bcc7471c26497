"""Where a base model is, what its weights are called, and how much it reads.

Nothing here encodes, and only `load` imports torch: counting tokens and naming weights stay cheap.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from pickle import UnpicklingError
from typing import TYPE_CHECKING, Any

from studio import bases
from studio.domain.options import ModelOptions
from studio.domain.paths import expanded
from studio.domain.registry import find
from studio.engine.retrieval import hub
from studio.engine.retrieval.hub import ModelMissingError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

__all__ = [
    "ModelMissingError",
    "described",
    "folder",
    "load",
    "locate",
    "resolved",
    "token_limit",
    "tokenizer",
    "weights_hash",
]

_HASHED = re.compile(
    r"(.*/)?(modules|config|sentence_bert_config|tokenizer|config_sentence_transformers)\.json$|.*\.(model|txt)$"
)
_NOT_MEANT = re.compile(r"(^|/)(checkpoint|onnx|openvino)[^/]*/")
_BLOCK = 1 << 20
"""Bytes that are hashed at once."""


def locate(base: str) -> Path | str:
    """Return the folder of a model, or its hub id where the hub's own code has to find it.

    all-MiniLM-L6-v2 comes from the package of the extra `offline` unless the hub's copy is already on this machine.
    """
    if lacking := bases.missing(base):
        raise ModelMissingError(lacking)
    path = expanded(base)
    if path.is_dir():
        return _checked(path, base)
    shipped = bases.shipped(base)
    return shipped if shipped is not None and not hub.cached(base) else base


def folder(base: str) -> Path:
    """Return a folder on this machine that holds the whole model, fetched from the hub where it has to be."""
    where = locate(base)
    if isinstance(where, Path):
        return where
    return hub.snapshot(where)


def weights_hash(base: str | Path) -> str:
    """Return 16 hexadecimal digits over everything in the model that changes a vector: weights, tokenizer, modules.

    Copies of one model agree wherever they lie. `base` is a folder or a hub id.
    """
    path = folder(str(base))
    return _hashed(path, tuple((name, (path / name).stat().st_mtime_ns) for name in _telling(path)))


def resolved(model: ModelOptions) -> ModelOptions:
    """Return the options with the prompts that texts really get; the model's own are fetched where they have to be."""
    if model.prompts == "auto" and bases.here(model.base) is None:
        _file(model.base, "config_sentence_transformers.json")
    return bases.settled(model)


def described(model: ModelOptions) -> str:
    """Say in a sentence what a base is trained with: how it pools its tokens, its prompts, its licence where known."""
    kind, comma, why = bases.pooling(model.base).partition(", since")
    said = [f"{kind} pooling{comma}{why}"] if kind else []
    for what, prompt in (("query", model.query_prompt), ("passage", model.passage_prompt)):
        said.append(f"{what} prompt {prompt!r}" if prompt else f"no {what} prompt")
    entry = find(model.base)
    if entry is not None:
        unsure = " (not confirmed)" if "licence" in entry.unverified else ""
        said.append(f"licence {entry.licence}{unsure}")
    return f"base {model.base}: {', '.join(said)}"


def token_limit(base: str | Path) -> int:
    """Return the longest input in tokens that the model reads (`max_seq_length`), special tokens included."""
    first = _first_module(base)
    limit = _json(base, f"{first}sentence_bert_config.json").get("max_seq_length")
    if isinstance(limit, int):
        return limit
    claims = (
        _json(base, f"{first}tokenizer_config.json").get("model_max_length"),
        _json(base, f"{first}config.json").get("max_position_embeddings"),
    )
    return min((int(claim) for claim in claims if isinstance(claim, int | float) and claim < 1e6), default=512)


def tokenizer(base: str | Path) -> "Tokenizer":
    """Return the model's own tokenizer, without truncation or padding, for counting and cutting."""
    from tokenizers import Tokenizer  # noqa: PLC0415 - only who counts tokens pays for it

    file = _file(base, f"{_first_module(base)}tokenizer.json")
    if file is None:
        raise ModelMissingError(
            f"base = {str(base)!r} has no tokenizer.json. Load it once with transformers and save it "
            "(`AutoTokenizer.from_pretrained(...).save_pretrained(...)`), then use that folder."
        )
    made: Tokenizer = Tokenizer.from_file(str(file))
    made.no_truncation()
    made.no_padding()
    return made


def load(base: str | Path, device: str = "auto") -> "SentenceTransformer":
    """Load the model for encoding or training. `device` is `auto`, or what torch calls it."""
    where = folder(str(base))
    from safetensors import SafetensorError  # noqa: PLC0415 - comes with torch
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - seconds to import, workers only
    from transformers.utils import logging  # noqa: PLC0415 - as above

    logging.disable_progress_bar()
    try:
        return SentenceTransformer(str(where), device=None if device == "auto" else device)
    except (OSError, ValueError, RuntimeError, LookupError, SafetensorError, UnpicklingError) as error:
        raise ModelMissingError(
            f"base = {str(base)!r} on device = {device!r} could not be loaded: {hub.first_line(error)} "
            "Check the folder or the hub id, and the device; `auto` takes what is there."
        ) from error


def _checked(path: Path, base: str) -> Path:
    if not (path / "modules.json").is_file() and not (path / "config.json").is_file():
        raise ModelMissingError(
            f"base = {base!r} is a folder without modules.json or config.json, so it holds no model. "
            "Give the folder that a sentence-transformers or transformers model was saved to."
        )
    return path


def _file(base: str | Path, name: str) -> Path | None:
    where = locate(str(base))
    if not isinstance(where, Path):
        return hub.file(where, name)
    path = where / name
    return path if path.is_file() else None


def _first_module(base: str | Path) -> str:
    """Return the folder of the transformer inside the model, with a slash, or nothing where it is the model's own."""
    modules = _read(_file(base, "modules.json"))
    path = modules[0].get("path", "") if isinstance(modules, list) and modules and isinstance(modules[0], dict) else ""
    return f"{path}/" if path else ""


def _json(base: str | Path, name: str) -> dict[str, Any]:
    value = _read(_file(base, name))
    return value if isinstance(value, dict) else {}


def _read(path: Path | None) -> object:
    if path is None:
        return None
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ModelMissingError(
            f"{path} is not JSON: {hub.first_line(error)} Fetch or save the model again."
        ) from error


def _telling(path: Path) -> list[str]:
    """Name the files that a vector depends on, in order. Weights saved in two formats count once."""
    names = sorted(file.relative_to(path).as_posix() for file in _files(path))
    names = [name for name in names if not _NOT_MEANT.search(name)]
    weights = [name for name in names if name.endswith(".safetensors")]
    weights = weights or [name for name in names if name.endswith(".bin") and not name.endswith("training_args.bin")]
    return weights + [name for name in names if _HASHED.fullmatch(name)]


def _files(path: Path) -> Iterator[Path]:
    return (file for file in path.rglob("*") if file.is_file())


@lru_cache(maxsize=64)
def _hashed(path: Path, files: tuple[tuple[str, int], ...]) -> str:
    digest = hashlib.sha256()
    for name, _ in files:
        file = path / name
        digest.update(f"{len(name)}:{name}:{file.stat().st_size}:".encode())
        with file.open("rb") as opened:
            while block := opened.read(_BLOCK):
                digest.update(block)
    return digest.hexdigest()[:16]
