"""Passages and a scripted provider for the tests of this room."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from studio.domain.corpus import Passage
from studio.domain.identity import passage_id
from studio.domain.options import GenerationOptions
from studio.engine.generation.generate import GenerateResult, generate
from studio.engine.generation.prompt import Instructions
from studio.engine.generation.provider import Answer, Request
from studio.engine.progress import Reporter, Silent
from tests.fakes.llm_server import queries

THREE = ("keyword", "question", "need")


def passage(
    number: int, text: str = "", *, document: str = "", heading: Sequence[str] = (), ordinal: int = 0
) -> Passage:
    """One passage; its words name its number unless a text is given."""
    body = text or f"Passage number {number} about subject{number}."
    name = document or f"d{number:03}.md"
    return Passage(
        passage_id=passage_id(name, heading, body),
        document_id=name,
        ordinal=ordinal,
        title=f"Title {number}",
        heading_path=tuple(heading),
        text=body,
        start=0,
        end=len(body),
        tokens=9,
        group_id=name,
    )


def passages(count: int) -> list[Passage]:
    """Several passages."""
    return [passage(number) for number in range(count)]


@dataclass
class Scripted:
    """A provider that answers by a function and remembers what it was asked."""

    answer: Callable[[Request], str | Answer] = lambda request: queries(*request.wanted, about=request.passage.text)
    name: str = "scripted"
    model: str = "model-1"
    parallel: int = 0
    costs: bool = True
    unused: Sequence[tuple[str, str]] = ()
    prompt: Instructions = field(default_factory=Instructions)
    asked: list[Request] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, request: Request) -> Answer:
        """Answer, or raise what the function raises."""
        with self._lock:
            self.asked.append(request)
        made = self.answer(request)
        return made if isinstance(made, Answer) else Answer(text=made, input_tokens=10, output_tokens=5)


def run(
    given: Sequence[Passage], provider: Any, cache: Path, reporter: Reporter | None = None, **options: Any
) -> GenerateResult:
    """Generate with a cache file."""
    return generate(given, provider, options=GenerationOptions(**options), cache=cache, reporter=reporter or Silent())


def reasons(result: GenerateResult) -> list[str]:
    """The report."""
    return [reason for _, reason in result.problems.iter_rows()]
