"""A language model on this machine through transformers. Causal ones go on writing, seq2seq ones answer style by style.

Deterministic: no sampling, so that the same model gives the same queries. One request at a time.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from studio.domain.corpus import indexed_text
from studio.domain.paths import expanded
from studio.engine.generation.examples import Examples
from studio.engine.generation.prompt import STYLES
from studio.engine.generation.provider import Answer, NoAnswer, ProviderError, Request
from studio.engine.retrieval import hub

__all__ = ["Local"]

_NEW_TOKENS = 48  # a query


@dataclass
class Local:
    """Parameters: folder or hub id of the model, and the device it runs on."""

    model: str
    device: str = "auto"
    name: str = "local"
    parallel: int = 1
    costs: bool = True
    unused: Sequence[tuple[str, str]] = ()
    prompt: Examples = field(default_factory=Examples)
    _loaded: tuple[Any, Any, bool] | None = field(default=None, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def ask(self, request: Request) -> Answer:
        """Write lines of style and query."""
        with self._lock:
            tokenizer, model, seq2seq = self._loaded = self._loaded or _load(self.model, self.device)
            try:
                write = self._style_by_style if seq2seq else self._on_and_on
                return write(tokenizer, model, request)
            except (IndexError, RuntimeError, ValueError) as error:
                raise NoAnswer(f"{self.model} could not write ({str(error).splitlines()[0][:200]}).") from error

    def _on_and_on(self, tokenizer: Any, model: Any, request: Request) -> Answer:
        lines = sum(request.wanted.values())
        prompt = request.user
        if tokenizer.chat_template:
            talk = [{"role": "user", "content": f"{prompt}\n\nGo on with lines of style and query alone."}]
            prompt = tokenizer.apply_chat_template(talk, tokenize=False, add_generation_prompt=True)
        text, read, written = _generate(
            tokenizer, model, prompt, _NEW_TOKENS * lines, special=not tokenizer.chat_template
        )
        first = next(iter(request.wanted))
        text = text if tokenizer.chat_template else f"{first}: {text.lstrip()}"
        return Answer(text=text.split("\nPassage:")[0], input_tokens=read, output_tokens=written)

    def _style_by_style(self, tokenizer: Any, model: Any, request: Request) -> Answer:
        passage = request.passage
        body = indexed_text(passage.title, passage.heading_path, passage.text)
        lines: list[str] = []
        read = written = 0
        for style, count in request.wanted.items():
            kind = f"{style} query ({STYLES[style]})" if style in STYLES else f"{style} query"
            prompt = f"Write a {kind} that is answered by this passage, in other words.\n\n{body}"
            text, more_read, more_written = _generate(tokenizer, model, prompt, _NEW_TOKENS, beams=count)
            lines += [f"{style}: {' '.join(line.split())}" for line in text.split("\0")]
            read, written = read + more_read, written + more_written
        return Answer(text="\n".join(lines), input_tokens=read, output_tokens=written)


def _load(name: str, device: str) -> tuple[Any, Any, bool]:
    """Return tokenizer, model and whether it reads first and writes then."""
    import torch  # noqa: PLC0415 - seconds to import
    import transformers  # noqa: PLC0415

    here = expanded(name).exists()
    place = str(expanded(name)) if here else name
    try:
        if not here:
            hub.expect(name)
        config = transformers.AutoConfig.from_pretrained(place)
        seq2seq = bool(config.is_encoder_decoder)
        kind = transformers.AutoModelForSeq2SeqLM if seq2seq else transformers.AutoModelForCausalLM
        tokenizer = transformers.AutoTokenizer.from_pretrained(place)
        model = kind.from_pretrained(place, torch_dtype="auto")
    except hub.ModelMissingError as error:
        raise ProviderError(f"generation.model = {name!r} cannot be loaded. {error}") from error
    except (OSError, ValueError, KeyError, ImportError, RuntimeError) as error:
        raise ProviderError(
            f"generation.model = {name!r} cannot be loaded ({str(error).splitlines()[0][:200]}). "
            "Name a folder or hub id of a causal or seq2seq language model."
        ) from error
    chosen = device if device != "auto" else "cuda" if torch.cuda.is_available() else "cpu"
    return tokenizer, model.to(chosen).eval(), seq2seq


def _generate(
    tokenizer: Any, model: Any, prompt: str, new_tokens: int, *, beams: int = 1, special: bool = True
) -> tuple[str, int, int]:
    """Return what the model writes, several texts parted by NUL, and the tokens read and written."""
    import torch  # noqa: PLC0415

    longest = _longest(tokenizer, model) - (0 if model.config.is_encoder_decoder else new_tokens)
    tokenizer.truncation_side = "left"
    given = tokenizer(
        prompt, return_tensors="pt", truncation=True, max_length=max(longest, 1), add_special_tokens=special
    ).to(model.device)
    given.pop("token_type_ids", None)
    with torch.inference_mode():
        made = model.generate(
            **given,
            max_new_tokens=new_tokens,
            do_sample=False,
            num_beams=max(beams, 1),
            num_return_sequences=max(beams, 1),
            pad_token_id=tokenizer.pad_token_id if tokenizer.pad_token_id is not None else tokenizer.eos_token_id,
        )
    read = int(given["input_ids"].shape[1])
    new: Sequence[Any] = made if model.config.is_encoder_decoder else made[:, read:]
    texts = [tokenizer.decode(one, skip_special_tokens=True) for one in new]
    return "\0".join(texts), read, sum(len(one) for one in new)


def _longest(tokenizer: Any, model: Any) -> int:
    """Return how many tokens the model reads, where it says so, and never more than there is need for."""
    stated = [getattr(model.config, name, None) for name in ("max_position_embeddings", "n_positions")]
    known = [size for size in (*stated, tokenizer.model_max_length) if isinstance(size, int) and size > 0]
    return min([*known, 4_096])
