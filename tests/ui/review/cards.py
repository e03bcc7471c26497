"""Pairs and negatives to draw, without a database."""

from dataclasses import replace

from studio.domain.pairs import Negative, Origin, Pair, Scores, Split, Status, Verdict


def negative(number: int = 1, **changes: object) -> Negative:
    made = Negative(
        passage_id=f"n{number}",
        position=number,
        rank=number,
        score=0.7 - number / 100,
        margin=-number / 100,
        origin=Origin.DENSE,
        suspect=False,
        verdict=Verdict.UNJUDGED,
        title="Tungsten contact fill",
        heading_path=("Queue-time limits",),
        text="The window between glue-layer deposition and tungsten fill must stay below four hours.",
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # tests name real fields


def pair(**changes: object) -> Pair:
    made = Pair(
        pair_id="p1",
        query="why does queue time before the barrier matter?",
        original_query="why does queue time before the barrier matter?",
        style="question",
        source="recorded",
        model="",
        prompt_version="",
        passage_id="a1",
        document_id="cu-barrier.md",
        title="Copper barrier",
        heading_path=("Queue-time limits",),
        text="Copper exposed longer than two hours of queue time grows an oxide.",
        original_text="Copper exposed longer than two hours of queue time grows an oxide.",
        tokens=17,
        split=Split.TRAIN,
        status=Status.UNDECIDED,
        flagged=False,
        comment="",
        reason="a negative scores higher",
        scores=Scores(dense_rank=4, bm25_rank=2, positive_score=0.69, overlap=0.5, margin=0.02, suspects=1),
        negatives=(negative(1), negative(2)),
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # tests name real fields
