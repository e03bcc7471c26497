"""What a provider is: something that answers a request with raw text, and says what went wrong in a sentence.

A request carries its whole prompt and the form of its answer, so that other work (judging, later) asks the same way.
Parsing, caching and counting are not a provider's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from studio.domain.corpus import Passage
from studio.errors import StudioError

__all__ = ["Answer", "NoAnswer", "Prompt", "Provider", "ProviderError", "Request", "Stop", "Unreachable"]

Stop = Literal["end", "length", "refusal", "nothing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One question. `schema` is the JSON schema of the answer, `wanted` how many queries of each style it is for.

    `passage` is for providers that need no prompt; those that have one send `system` and `user` alone.
    """

    prompt_version: str
    system: str
    user: str
    passage: Passage
    wanted: Mapping[str, int]
    schema: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back, as it came. Tokens are 0 where nobody counts them.

    `stop` tells an overlong answer and a refusal, and `nothing` where there was none to be had and that is no fault.
    """

    text: str
    stop: Stop = "end"
    input_tokens: int = 0
    output_tokens: int = 0


class Prompt(Protocol):
    """Turns a passage into a request: a pure function with a version that changes whenever its words do."""

    @property
    def version(self) -> str:
        """Return the version, which every query carries."""

    def build(self, passage: Passage, wanted: Mapping[str, int], domain: str) -> Request:
        """Return the request for a passage; `domain` is a sentence about who searches, or nothing."""

    def again(self, request: Request, fault: str) -> Request | None:
        """Return the request with what was wrong with its first answer, or None where asking again is no use."""


class Provider(Protocol):
    """Answers requests. Called from several threads at once, at most `parallel` where that is not 0."""

    @property
    def name(self) -> str:
        """Return the name that queries carry as their source."""

    @property
    def model(self) -> str:
        """Return the model's name."""

    @property
    def prompt(self) -> Prompt:
        """Return what builds its requests."""

    @property
    def parallel(self) -> int:
        """Return how many requests it stands at once, 0 for as many as the options say."""

    @property
    def costs(self) -> bool:
        """Return True where an answer costs money or time, so that it is kept."""

    @property
    def unused(self) -> Sequence[tuple[str, str]]:
        """Return what it was given and could not use, as subject and reason."""

    def ask(self, request: Request) -> Answer:
        """Answer, or raise NoAnswer for this request or ProviderError for all."""


class NoAnswer(Exception):  # noqa: N818 - one request's fate, told in the report
    """This request got no answer; another may. The message continues 'no query: '."""


class Unreachable(NoAnswer):
    """Nobody answered at the other end."""


class ProviderError(StudioError):
    """The provider cannot be used as it is configured; asking on would be in vain."""
