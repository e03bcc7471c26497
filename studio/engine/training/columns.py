"""Examples as the columns that the loss reads: query, positive, negative_1 ... negative_n, and what each row brings.

The loss wants the same number of negatives in every row. Nothing here loads a model or makes batches.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from studio.engine.training.examples import Example, Text, answers
from studio.engine.training.plan import Row

__all__ = ["Columns", "to_columns"]

_DRAWS = 50
"""Draws after which a positive that does not answer is looked for among all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The dataset by column, `negatives` hard negatives a row.

    `rows` says what each row brings into a batch. `repeated` rows had fewer negatives than asked for, `drawn` rows had
    none; `answering` hard negatives were left out because they are known to answer their query, `alone` examples
    because everything else is.
    """

    data: dict[str, list[str]]
    rows: tuple[Row, ...]
    negatives: int
    repeated: int
    drawn: int
    answering: int
    alone: int


def to_columns(
    examples: Sequence[Example], *, negatives: int, seed: int, query_prompt: str = "", passage_prompt: str = ""
) -> Columns:
    """Return columns with exactly `negatives` negatives a row, or none at all where no example has any.

    A row with fewer repeats its own. A row with none is given the positive of another query, which the batch might
    have given it anyway: no worse than an in-batch negative, and counted. No negative of a row is known to answer its
    query. Prompts are put before the texts, as they are when vectors are made.
    """
    known = answers(examples)
    own = [_own(example, answered) for example, answered in zip(examples, known, strict=True)]
    answering = sum(len(example.negatives) - len(left) for example, left in zip(examples, own, strict=True))
    wanted = negatives if any(own) else 0
    draw = random.Random(seed)  # noqa: S311 - a choice, not a secret
    kept: list[tuple[Example, list[Text], Row]] = []
    repeated = drawn = alone = 0
    for example, answered, mine in zip(examples, known, own, strict=True):
        given = mine[:wanted]
        if not given:
            other = _another(examples, answered, draw)
            if other is None:
                alone += 1
                continue
            given = [other] if wanted else []
            drawn += wanted > 0
        else:
            repeated += len(given) < wanted
        texts = [given[i % len(given)] for i in range(wanted)]
        names = frozenset(name for text in given for name in text.names)
        kept.append((example, texts, Row(positive=example.positive.names, negatives=names, answers=answered)))
    data = {
        "query": [query_prompt + example.query for example, _, _ in kept],
        "positive": [passage_prompt + example.positive.text for example, _, _ in kept],
    }
    for i in range(wanted):
        data[f"negative_{i + 1}"] = [passage_prompt + texts[i].text for _, texts, _ in kept]
    return Columns(
        data=data,
        rows=tuple(row for _, _, row in kept),
        negatives=wanted,
        repeated=repeated,
        drawn=drawn,
        answering=answering,
        alone=alone,
    )


def _own(example: Example, answered: frozenset[str]) -> list[Text]:
    """Return the example's own negatives, each once, without those that are known to answer its query."""
    return list(dict.fromkeys(text for text in example.negatives if text.names.isdisjoint(answered)))


def _another(examples: Sequence[Example], answered: frozenset[str], draw: random.Random) -> Text | None:
    """Draw a positive that is not known to answer; None where there is none."""
    for _ in range(_DRAWS):
        other = examples[draw.randrange(len(examples))].positive
        if other.names.isdisjoint(answered):
            return other
    others = [example.positive for example in examples if example.positive.names.isdisjoint(answered)]
    return draw.choice(others) if others else None
