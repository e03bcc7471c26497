"""Who can write queries, which of them is there, and which one `auto` takes, with the sentence that says why.

The one list of providers. Looks at nothing itself: environment and files are asked through what it is given.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from studio.domain.options import GenerationOptions
from studio.domain.paths import expanded

__all__ = [
    "PROVIDERS",
    "QUOTING",
    "Choice",
    "Provider",
    "Surroundings",
    "choose",
    "key_name",
    "model_name",
    "recorded_file",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A way to get queries. `key` is the environment variable that holds its key, `model` its default model.

    What `quotes` repeats its passage's own words: it adds no wording to an index that holds the passage.
    """

    name: str
    about: str
    key: str = ""
    model: str = ""
    quotes: bool = False


PROVIDERS: dict[str, Provider] = {
    provider.name: provider
    for provider in (
        Provider(name="recorded", about="queries that lie beside the corpus in recorded.jsonl"),
        Provider(name="anthropic", about="Claude by its own API", key="ANTHROPIC_API_KEY", model="claude-haiku-5-5"),
        Provider(name="openai", about="any OpenAI-compatible endpoint", key="OPENAI_API_KEY", model="gpt-5.6-luna"),
        Provider(name="local", about="a language model on this machine through transformers"),
        Provider(name="structural", about="titles, headings and key sentences, no model at all", quotes=True),
    )
}
"""By name, in the order in which `auto` tries them."""

QUOTING = frozenset(provider.name for provider in PROVIDERS.values() if provider.quotes)
"""Sources of queries that are their passage's own words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a choice depends on: the environment, the roots of the corpus and the project, and which paths there are."""

    environ: Mapping[str, str]
    places: Sequence[Path]
    exists: Callable[[Path], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The provider that writes and why, in one sentence. `missing` says what it lacks; empty where it can start."""

    name: str
    model: str
    reason: str
    missing: str = ""


def choose(options: GenerationOptions, around: Surroundings) -> Choice:
    """Return the provider that the options name, or the best that is there."""
    if options.provider != "auto":
        return Choice(
            name=options.provider,
            model=model_name(options, options.provider),
            reason=f"Queries come from {options.provider}: the settings name it.",
            missing=_missing(options.provider, options, around),
        )
    lacking: list[str] = []
    for name in PROVIDERS:
        missing = _missing(name, options, around)
        if not missing:
            return Choice(
                name=name,
                model=model_name(options, name),
                reason=f"Queries come from {name}: {_presence(name, options, around, lacking)}.",
            )
        lacking.append(missing)
    raise AssertionError("structural lacks nothing")  # pragma: no cover


def key_name(options: GenerationOptions, name: str) -> str:
    """Return the environment variable that holds a provider's key."""
    return options.api_key_env or PROVIDERS[name].key


def model_name(options: GenerationOptions, name: str) -> str:
    """Return the model that a provider would use; empty for those without one."""
    return "" if name in {"recorded", "structural"} else options.model or PROVIDERS[name].model


def recorded_file(options: GenerationOptions, around: Surroundings) -> Path | None:
    """Return the file of recorded queries: the one that is named, or `recorded.jsonl` in or beside a root."""
    wanted = expanded(options.recorded or "recorded.jsonl")
    if wanted.is_absolute():
        return wanted if around.exists(wanted) else None
    tried = (folder / wanted for place in around.places for folder in (place, place.parent))
    return next((path for path in tried if around.exists(path)), None)


def _missing(name: str, options: GenerationOptions, around: Surroundings) -> str:
    """Say what a provider lacks to start, or nothing."""
    if name == "recorded" and recorded_file(options, around) is None:
        return f"no {options.recorded or 'recorded.jsonl'} lies beside the corpus"
    if name == "local":
        return _missing_locally(options, around)
    key = key_name(options, name) if PROVIDERS[name].key else ""
    if not key or around.environ.get(key) or (name == "openai" and options.base_url):
        return ""
    return f"{key} is not set"


def _missing_locally(options: GenerationOptions, around: Surroundings) -> str:
    if not options.model:
        return "no local model is named"
    if options.provider == "auto" and not around.exists(expanded(options.model)):
        return f"{options.model} is no folder here"
    return ""


def _presence(name: str, options: GenerationOptions, around: Surroundings, lacking: Sequence[str]) -> str:
    if name == "recorded":
        return f"{recorded_file(options, around)} lies beside the corpus"
    if name == "structural":
        return ", ".join(lacking[:-1]) + f" and {lacking[-1]}"
    model = model_name(options, name)
    if name == "local":
        return f"{model} is a folder here"
    where = f" at {options.base_url}" if name == "openai" and options.base_url else ""
    key = key_name(options, name)
    return (
        f"{key} is set, so {model}{where} writes"
        if around.environ.get(key)
        else f"base_url is set, so {model}{where} writes"
    )
