"""Claude by Anthropic's own SDK, with structured output. The SDK retries and waits; this file says what went wrong.

Sampling parameters are not sent: current models refuse them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from studio.engine.generation.prompt import Instructions
from studio.engine.generation.provider import Answer, NoAnswer, ProviderError, Request, Unreachable
from studio.engine.generation.providers.ladder import Ladder

if TYPE_CHECKING:
    from anthropic import Anthropic
    from anthropic.types import Message

__all__ = ["Claude"]

_MAX_TOKENS = 8_192  # thinking included, which current models do as they see fit


@dataclass
class Claude:
    """Parameters: the model, the key and the variable that held it, and where it is not Anthropic's the endpoint.

    Effort is low at first: writing three queries needs little thought. Models and gateways that know neither effort
    nor structured output are asked without.
    """

    model: str
    api_key: str
    key_name: str = "ANTHROPIC_API_KEY"
    base_url: str = ""
    retries: int = 5
    timeout: float = 120.0
    name: str = "anthropic"
    parallel: int = 0
    costs: bool = True
    unused: Sequence[tuple[str, str]] = ()
    prompt: Instructions = field(default_factory=Instructions)
    _client: "Anthropic" = field(init=False, repr=False)
    _ladder: Ladder[tuple[str, ...]] = field(default_factory=lambda: Ladder((("effort", "format"), ("format",), ())))

    def __post_init__(self) -> None:
        import anthropic  # noqa: PLC0415 - a second to import

        self._client = anthropic.Anthropic(
            api_key=self.api_key,
            base_url=self.base_url or None,
            max_retries=self.retries,
            timeout=self.timeout,
        )

    def ask(self, request: Request) -> Answer:
        """Send the prompt and return the text of the answer."""
        import anthropic  # noqa: PLC0415

        try:
            message = self._ladder.ask(
                lambda way: self._send(request, way), (anthropic.BadRequestError, anthropic.UnprocessableEntityError)
            )
        except anthropic.APITimeoutError as error:
            raise Unreachable(f"no answer within {self.timeout:g} seconds.") from error
        except anthropic.APIConnectionError as error:
            raise Unreachable(f"{self._client.base_url} cannot be reached ({error.__cause__ or error}).") from error
        except anthropic.APIStatusError as error:
            raise self._told(error.status_code, error.api_message or error.message) from error
        except (anthropic.AnthropicError, ValueError) as error:
            raise NoAnswer(f"what came back is no answer of this API ({type(error).__name__}).") from error
        return _answer(message)

    def _send(self, request: Request, way: tuple[str, ...]) -> "Message":
        config: dict[str, Any] = {}
        if "effort" in way:
            config["effort"] = "low"
        if "format" in way:
            config["format"] = {"type": "json_schema", "schema": request.schema}
        extra: dict[str, Any] = {"output_config": config} if config else {}
        message: Message = self._client.messages.create(
            model=self.model,
            max_tokens=_MAX_TOKENS,
            system=request.system,
            messages=[{"role": "user", "content": request.user}],
            **extra,
        )
        return message

    def _told(self, status: int, message: str) -> Exception:
        if status in {401, 403}:
            return ProviderError(
                f"Anthropic refused the key in {self.key_name} ({status}: {message}). "
                f"Set {self.key_name} to a key that works, or choose another provider."
            )
        if status == 404:
            return ProviderError(f"Anthropic knows no model {self.model!r}. Set generation.model to one that it knows.")
        if status == 402 or "credit balance" in message.lower():
            return ProviderError(f"Anthropic wants to be paid first ({message}). Generate again once that is done.")
        return NoAnswer(f"Anthropic refused the request ({status}: {message}).")


def _answer(message: "Message") -> Answer:
    content = getattr(message, "content", None)
    if not isinstance(content, list):
        raise NoAnswer("what came back is no message.")
    usage = getattr(message, "usage", None)  # gateways leave it out
    stop = message.stop_reason
    return Answer(
        text="".join(block.text for block in message.content if block.type == "text"),
        stop="refusal" if stop == "refusal" else "length" if stop == "max_tokens" else "end",
        input_tokens=getattr(usage, "input_tokens", 0) or 0,
        output_tokens=getattr(usage, "output_tokens", 0) or 0,
    )
