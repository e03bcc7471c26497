"""Any endpoint that speaks OpenAI's chat completions, by OpenAI's SDK: OpenAI itself, gateways, servers at home.

Structured output is asked for by schema, then as plain JSON, then by the prompt alone, as far as the endpoint goes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from studio.engine.generation.prompt import Instructions
from studio.engine.generation.provider import Answer, NoAnswer, ProviderError, Request, Unreachable
from studio.engine.generation.providers.ladder import Ladder

if TYPE_CHECKING:
    from openai import OpenAI
    from openai.types.chat import ChatCompletion

__all__ = ["Compatible"]

_NO_KEY = "none"  # the SDK wants one; servers at home do not


@dataclass
class Compatible:
    """Parameters: the model, the key and the variable that held it, and where it is not OpenAI's the endpoint."""

    model: str
    api_key: str
    key_name: str = "OPENAI_API_KEY"
    base_url: str = ""
    retries: int = 5
    timeout: float = 120.0
    name: str = "openai"
    parallel: int = 0
    costs: bool = True
    unused: Sequence[tuple[str, str]] = ()
    prompt: Instructions = field(default_factory=Instructions)
    _client: "OpenAI" = field(init=False, repr=False)
    _ladder: Ladder[str] = field(default_factory=lambda: Ladder(("json_schema", "json_object", "")))

    def __post_init__(self) -> None:
        import openai  # noqa: PLC0415 - a second to import

        self._client = openai.OpenAI(
            api_key=self.api_key or _NO_KEY,
            base_url=self.base_url or None,
            max_retries=self.retries,
            timeout=self.timeout,
        )

    def ask(self, request: Request) -> Answer:
        """Send the prompt and return the text of the answer."""
        import openai  # noqa: PLC0415

        try:
            completion = self._ladder.ask(
                lambda way: self._send(request, way), (openai.BadRequestError, openai.UnprocessableEntityError)
            )
        except openai.APITimeoutError as error:
            raise Unreachable(f"no answer within {self.timeout:g} seconds.") from error
        except openai.APIConnectionError as error:
            raise Unreachable(f"{self._client.base_url} cannot be reached ({error.__cause__ or error}).") from error
        except openai.APIStatusError as error:
            raise self._told(error.status_code, error.message) from error
        except (openai.OpenAIError, ValueError) as error:
            raise NoAnswer(f"what came back is no answer of this API ({type(error).__name__}).") from error
        return self._answer(completion)

    def _send(self, request: Request, way: str) -> "ChatCompletion":
        form: dict[str, Any] = {}
        if way == "json_schema":
            named = {"name": "queries", "schema": request.schema, "strict": True}
            form["response_format"] = {"type": way, way: named}
        elif way:
            form["response_format"] = {"type": way}
        completion: ChatCompletion = self._client.chat.completions.create(
            model=self.model,
            messages=[{"role": "system", "content": request.system}, {"role": "user", "content": request.user}],
            **form,
        )
        return completion

    def _told(self, status: int, message: str) -> Exception:
        where = self.base_url or "OpenAI"
        if status in {401, 403}:
            return ProviderError(
                f"{where} refused the key in {self.key_name} ({message}). "
                f"Set {self.key_name} to a key that works, or choose another provider."
            )
        if status == 404:
            return ProviderError(
                f"{where} knows no model {self.model!r} or no such address ({message}). "
                "Set generation.model and generation.base_url to what it knows."
            )
        if status == 402 or "insufficient_quota" in message:
            return ProviderError(f"{where} wants to be paid first ({message}). Generate again once that is done.")
        return NoAnswer(f"{where} refused the request ({message}).")

    def _answer(self, completion: "ChatCompletion") -> Answer:
        choices = getattr(completion, "choices", None)
        if not choices:
            raise NoAnswer(f"{self.base_url or 'OpenAI'} sent an answer without choices.")
        choice, usage = choices[0], completion.usage
        refused = bool(choice.message.refusal) or choice.finish_reason == "content_filter"
        return Answer(
            text=choice.message.content or "",
            stop="refusal" if refused else "length" if choice.finish_reason == "length" else "end",
            input_tokens=usage.prompt_tokens if usage else 0,
            output_tokens=usage.completion_tokens if usage else 0,
        )
