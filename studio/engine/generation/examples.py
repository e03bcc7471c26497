"""The prompt for models that only go on writing: two worked examples, then the passage. Pure, like the other prompt.

Ends where the model has to begin; what it writes are lines of style and query.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from studio.domain.corpus import Passage, indexed_text
from studio.engine.generation.prompt import STYLES
from studio.engine.generation.provider import Request

__all__ = ["Examples"]

_LONGEST = 3_000
"""Characters of a passage that a small model is shown."""

_SHOWN: tuple[tuple[str, dict[str, str]], ...] = (
    (
        (
            "Wall boxes W2 > Blinking codes\n"
            "Three short flashes mean that the residual current device has tripped. Switch the box off at the breaker, "
            "wait ten seconds and switch it on again. If the code returns, the cable is damaged and must be replaced."
        ),
        {
            "keyword": "charger w2 led flashes three times",
            "question": "What should I do when my W2 charging station blinks three times?",
            "need": "My car stopped charging overnight and the box shows three quick flashes, even after a reset.",
            "multi-hop": "If restarting the W2 does not clear the fault light, which part has to be changed?",
        },
    ),
    (
        (
            "Leave policy > Parental leave\n"
            "Employees may take parental leave until the child's third birthday. The request must reach the personnel "
            "office in writing seven weeks before it begins."
        ),
        {
            "keyword": "notice period time off newborn",
            "question": "How early do I have to ask for time off to look after my baby?",
            "need": "We expect a child in May and I would like to stay at home for a year. Whom do I have to write to?",
            "multi-hop": "Until what age of the child, and with how much notice, can I stay at home?",
        },
    ),
)


@dataclass(frozen=True, slots=True)
class Examples:
    """The few-shot prompt."""

    version: str = "examples-1"

    def build(self, passage: Passage, wanted: Mapping[str, int], domain: str) -> Request:
        """Return the request for a passage; `user` is the whole prompt."""
        styles = [style for style, count in wanted.items() for _ in range(count)]
        described = "; ".join(f"{style}: {STYLES[style]}" for style in wanted if style in STYLES)
        who = f" Who searches: {domain.strip()}" if domain.strip() else ""
        parts = [
            f"For each passage, queries are written that it answers, in other words than its own. {described}.{who}"
        ]
        parts += [
            "\n".join([f"Passage: {text}", *(f"{style}: {queries[style]}" for style in styles if style in queries)])
            for text, queries in _SHOWN
        ]
        shown = indexed_text(passage.title, passage.heading_path, passage.text)[:_LONGEST]
        parts.append(f"Passage: {shown}\n{styles[0]}:")
        return Request(
            prompt_version=self.version,
            system="",
            user="\n\n".join(parts),
            passage=passage,
            wanted=wanted,
        )

    def again(self, request: Request, fault: str) -> Request | None:  # noqa: ARG002 - the protocol's names
        """Return None: a model that goes on writing writes the same again."""
        return None
