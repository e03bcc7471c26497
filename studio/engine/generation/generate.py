"""From passages to queries: asks, keeps, reads and reports, in an order that does not depend on who answers first.

Knows providers by their protocol alone. What a query is worth is for later steps to measure.
"""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from studio.domain.corpus import Passage
from studio.domain.identity import content_hash
from studio.domain.options import GenerationOptions
from studio.engine.generation.answers import Answers, key_of
from studio.engine.generation.parse import Malformed, Query, parse
from studio.engine.generation.pool import in_order
from studio.engine.generation.prompt import spread
from studio.engine.generation.provider import Answer, NoAnswer, Provider, Request, Unreachable
from studio.engine.progress import SILENT, Interrupted, Reporter
from studio.errors import StudioError

__all__ = ["PROBLEMS", "QUERIES", "GenerateResult", "generate", "passages_of"]

QUERIES = pl.Schema(
    {
        "passage_id": pl.String,
        "query": pl.String,
        "style": pl.String,
        "source": pl.String,
        "model": pl.String,
        "prompt_version": pl.String,
    }
)

PROBLEMS = pl.Schema({"passage_id": pl.String, "reason": pl.String})

_IN_A_ROW = 10
"""Requests in a row without an answer after which asking on is vain."""
_UNREACHABLE_IN_A_ROW = 3
"""The same where nobody could be reached at all."""


@dataclass(frozen=True, kw_only=True)
class GenerateResult:
    """QUERIES and PROBLEMS of this step, and its counts.

    queries, passages that got one, requests asked, answers kept from earlier runs, requests that failed, queries that
    were left_out, and the input_tokens and output_tokens of what was asked.
    """

    queries: pl.DataFrame
    problems: pl.DataFrame
    counts: dict[str, int]


@dataclass
class _Outcome:
    """What one passage got."""

    passage: Passage
    queries: list[Query] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    left_out: int = 0
    asked: int = 0
    kept: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    failure: NoAnswer | None = None


def passages_of(frame: pl.DataFrame) -> list[Passage]:
    """Return the rows of a PASSAGES frame as passages, in order."""
    names = list(Passage.__dataclass_fields__)
    return [
        Passage(**{**row, "heading_path": tuple(row["heading_path"] or ())})
        for row in frame.select(names).iter_rows(named=True)
    ]


def generate(
    passages: Sequence[Passage],
    provider: Provider,
    *,
    options: GenerationOptions,
    cache: Path,
    reporter: Reporter = SILENT,
) -> GenerateResult:
    """Ask for queries to each passage. `cache` is the file of kept answers; the same call again asks for none of them.

    Raises Interrupted once it was told to stop and what was under way is kept, StudioError where asking on is vain.
    """
    with Answers(cache) as answers:
        step = _Step(provider, options, answers)
        threads = min(options.concurrency, provider.parallel or options.concurrency)
        outcomes: list[_Outcome] = []
        stage = f"writing queries with {provider.model or provider.name}"
        with closing(in_order(step.queries, passages, threads, reporter.stopping)) as answered:
            for outcome in answered:
                outcomes.append(outcome)
                reporter.progress(stage, len(outcomes), len(passages), "passages")
                _give_up(outcomes, provider)
        if len(outcomes) < len(passages):
            raise Interrupted
    return _result(outcomes, provider)


@dataclass
class _Step:
    """What every passage is asked with."""

    provider: Provider
    options: GenerationOptions
    answers: Answers

    def queries(self, passage: Passage) -> _Outcome:
        """Ask for one passage, and once more where the answer cannot be read."""
        outcome = _Outcome(passage)
        request: Request | None = self._request(passage)
        fault = ""
        while request is not None:
            try:
                answer = self._answer(request, outcome)
            except NoAnswer as failure:
                outcome.failure = failure
                outcome.reasons.append(f"no query: {failure}")
                return outcome
            if answer.stop == "nothing":
                return outcome
            if answer.stop == "refusal":
                outcome.reasons.append(f"no query: {self.provider.model or self.provider.name} refused to write any.")
                return outcome
            try:
                self._read(answer, request, outcome)
            except Malformed as malformed:
                again = None if fault else self.provider.prompt.again(request, str(malformed))
                fault, request = str(malformed), again
            else:
                return outcome
        outcome.reasons.append(f"no query: the answer could not be read. {fault}")
        return outcome

    def _request(self, passage: Passage) -> Request:
        turn = int(content_hash(passage.passage_id), 16)
        wanted = spread(self.options.styles, self.options.queries_per_passage, turn)
        return self.provider.prompt.build(passage, wanted, self.options.domain)

    def _answer(self, request: Request, outcome: _Outcome) -> Answer:
        if not self.provider.costs:
            return self.provider.ask(request)
        key = key_of(self.provider, request)
        with self.answers.alone(key):
            kept = self.answers.get(key)
            if kept is not None:
                outcome.kept += 1
                return kept
            answer = self.provider.ask(request)
            if answer.text.strip() or answer.stop != "end":  # an empty one is a hiccup: kept, it would be the last word
                self.answers.put(key, self.provider, request, answer)
        outcome.asked += 1
        outcome.input_tokens += answer.input_tokens
        outcome.output_tokens += answer.output_tokens
        return answer

    def _read(self, answer: Answer, request: Request, outcome: _Outcome) -> None:
        if answer.stop == "length" and not answer.text.rstrip().endswith(("}", "]", "`")):
            raise Malformed("It was cut off because it was too long.")
        parsed = parse(answer.text, request.wanted)
        outcome.queries = parsed.queries
        outcome.left_out = len(parsed.left_out)
        outcome.reasons += parsed.left_out
        if not parsed.queries and not parsed.left_out:
            outcome.reasons.append("no query: nothing in it seems worth a search.")


def _give_up(outcomes: Sequence[_Outcome], provider: Provider) -> None:
    """Stop where nothing comes back any more: each further request would wait just as long."""
    for failure, count in ((Unreachable, _UNREACHABLE_IN_A_ROW), (NoAnswer, _IN_A_ROW)):
        last = outcomes[-count:]
        if len(last) == count and all(isinstance(outcome.failure, failure) for outcome in last):
            raise StudioError(
                f"The last {count} requests to {provider.name} got no answer: {last[-1].failure} "
                "What was answered is kept; generate again to go on."
            )


def _result(outcomes: Sequence[_Outcome], provider: Provider) -> GenerateResult:
    version = provider.prompt.version
    queries = [
        (outcome.passage.passage_id, query.text, query.style, provider.name, provider.model, version)
        for outcome in outcomes
        for query in outcome.queries
    ]
    problems = [(outcome.passage.passage_id, reason) for outcome in outcomes for reason in outcome.reasons]
    problems += provider.unused
    return GenerateResult(
        queries=pl.DataFrame(queries, schema=QUERIES, orient="row"),
        problems=pl.DataFrame(problems, schema=PROBLEMS, orient="row"),
        counts={
            "queries": len(queries),
            "passages": sum(bool(outcome.queries) for outcome in outcomes),
            "asked": sum(outcome.asked for outcome in outcomes),
            "kept": sum(outcome.kept for outcome in outcomes),
            "failed": sum(outcome.failure is not None for outcome in outcomes),
            "left_out": sum(outcome.left_out for outcome in outcomes),
            "input_tokens": sum(outcome.input_tokens for outcome in outcomes),
            "output_tokens": sum(outcome.output_tokens for outcome in outcomes),
        },
    )
