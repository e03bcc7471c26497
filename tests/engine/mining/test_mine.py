"""What mining keeps, what it never takes, and what it says of it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from studio.domain.options import MiningOptions, ModelOptions
from studio.engine.mining.mine import MiningResult, mine
from studio.engine.progress import SILENT, Interrupted, Silent
from studio.engine.retrieval.bm25 import Bm25
from studio.engine.retrieval.encoder import Vectors
from studio.engine.retrieval.fake import BagOfWords
from studio.engine.retrieval.fusion import fuse
from studio.engine.retrieval.passages import indexed_texts
from studio.errors import InputError
from tests.engine.frames import pairs_frame, passages_frame, protected_frame

MODEL = ModelOptions(base="fake")
QUERY = "why does queue time before the barrier matter"


def mined(
    passages: pl.DataFrame,
    pairs: Sequence[tuple[str, str, str]],
    protected: Sequence[tuple[str, str]] = (),
    *,
    cache: Path,
    **options: Any,
) -> MiningResult:
    return mine(
        passages,
        pairs_frame(pairs, passages),
        protected_frame(protected),
        options=MiningOptions(**options),
        model=MODEL,
        cache=cache,
        reporter=SILENT,
        make_encoder=BagOfWords,
    )


def negatives_of(result: MiningResult, pair: str = "q") -> list[str]:
    return result.negatives.filter(pl.col("pair_id") == pair)["passage_id"].to_list()


def corpus(*more: dict[str, Any]) -> pl.DataFrame:
    """A positive, rows of the test's own, and passages that fill the ranking."""
    return passages_frame(
        [
            {"passage_id": "own", "document_id": "cu", "ordinal": 3, "text": QUERY + " two hours copper oxide grows"},
            *more,
            *(
                {"passage_id": f"x{i}", "text": f"barrier deposition of tool {i} with word{i} and word{i + 1}"}
                for i in range(30)
            ),
        ]
    )


def test_the_positive_is_never_its_own_negative(tmp_path: Path) -> None:
    assert "own" not in negatives_of(mined(corpus(), [("q", QUERY, "own")], cache=tmp_path))


def test_neighbours_in_the_document_are_never_negatives_and_farther_passages_may_be(tmp_path: Path) -> None:
    near = [
        {"passage_id": f"s{n}", "document_id": "cu", "ordinal": n, "text": f"queue time barrier matter section {n}"}
        for n in (1, 2, 4, 5)
    ]
    found = set(negatives_of(mined(corpus(*near), [("q", QUERY, "own")], cache=tmp_path)))
    assert found & {"s1", "s2", "s4", "s5"} == {"s1", "s5"}
    wider = set(negatives_of(mined(corpus(*near), [("q", QUERY, "own")], cache=tmp_path, neighbours=2)))
    assert not wider & {"s1", "s2", "s4", "s5"}


def test_a_passage_that_overlaps_the_positive_is_never_a_negative(tmp_path: Path) -> None:
    window = {"document_id": "cu", "ordinal": 9, "text": "queue time barrier matter", "start": 3010, "end": 3400}
    apart = {**window, "ordinal": 20, "start": 9000, "end": 9100, "text": "queue time barrier matters"}
    rows = [{"passage_id": "overlap", **window}, {"passage_id": "apart", **apart}]
    found = negatives_of(mined(corpus(*rows), [("q", QUERY, "own")], cache=tmp_path))
    assert "apart" in found
    assert "overlap" not in found


def test_duplicates_of_the_positive_are_never_negatives(tmp_path: Path) -> None:
    rows = [
        {"passage_id": "same", "text": QUERY.upper() + "  two hours copper oxide grows"},
        {"passage_id": "near", "text": "queue time barrier matter slightly changed", "duplicate_of": "own"},
    ]
    assert not {"same", "near"} & set(negatives_of(mined(corpus(*rows), [("q", QUERY, "own")], cache=tmp_path)))


def test_negatives_that_repeat_one_another_count_once(tmp_path: Path) -> None:
    rows = [
        {"passage_id": "a", "text": "queue time of the barrier tool"},
        {"passage_id": "b", "text": "Queue time of the  barrier tool"},
    ]
    assert len({"a", "b"} & set(negatives_of(mined(corpus(*rows), [("q", QUERY, "own")], cache=tmp_path)))) == 1


def test_the_positive_of_a_query_with_the_same_meaning_is_never_a_negative(tmp_path: Path) -> None:
    rows = [{"passage_id": "answer", "text": "queue time barrier matter answered elsewhere"}]
    asked = [("q", QUERY, "own"), ("same", QUERY.title() + "?", "answer"), ("other", "tungsten", "x3")]
    result = mined(corpus(*rows), asked, cache=tmp_path)
    assert "answer" not in negatives_of(result)
    assert "own" not in negatives_of(result, "same")
    alone = mined(corpus(*rows), [asked[0], asked[2]], cache=tmp_path)
    assert "answer" in negatives_of(alone)


def test_what_a_person_found_relevant_is_never_a_negative_of_that_query_or_its_like(tmp_path: Path) -> None:
    rows = [{"passage_id": "judged", "text": "queue time barrier matter judged by a person"}]
    asked = [("q", QUERY, "own"), ("same", QUERY.upper(), "own"), ("far", "barrier deposition of tool 5", "x5")]
    assert "judged" in negatives_of(mined(corpus(*rows), asked, cache=tmp_path))
    result = mined(corpus(*rows), asked, [("q", "judged"), ("q", "gone"), ("gone", "x1")], cache=tmp_path)
    assert "judged" not in negatives_of(result)
    assert "judged" not in negatives_of(result, "same")


def test_a_candidate_above_the_filter_is_a_suspect_shown_first(tmp_path: Path) -> None:
    rows = [{"passage_id": f"copy{n}", "text": f"{QUERY} more{n}"} for n in range(4)]
    result = mined(corpus(*rows), [("q", QUERY, "own")], cache=tmp_path)
    kept = result.negatives
    suspects = kept.filter(pl.col("suspect"))
    positive = result.scores["positive_score"].item()
    assert (suspects["score"] > 0.95 * positive).all()
    assert (kept.filter(~pl.col("suspect"))["score"] <= 0.95 * positive + 1e-6).all()
    assert result.scores["suspects"].item() == 4
    shown = kept.filter(pl.col("position") > 0).sort("position")
    assert shown["position"].to_list() == [1, 2, 3, 4, 5, 6, 7]
    assert shown["suspect"].to_list() == [True, True] + [False] * 5
    assert shown["score"].to_list()[:2] == sorted(suspects["score"].to_list(), reverse=True)[:2]
    assert result.scores["margin"].item() == pytest.approx(suspects["margin"].max())


def test_hard_negatives_stand_by_rank_and_the_rest_waits_in_the_pool(tmp_path: Path) -> None:
    kept = mined(corpus(), [("q", QUERY, "own")], cache=tmp_path, negatives=3, pool=4).negatives
    shown, pool = kept.filter(pl.col("position") > 0), kept.filter(pl.col("position") == 0)
    assert shown["position"].to_list() == [1, 2, 3]
    assert shown["rank"].to_list() == sorted(shown["rank"].to_list())
    assert len(pool) == 4
    assert min(pool["rank"].to_list()) >= max(shown["rank"].to_list())


def test_no_more_than_nine_are_shown(tmp_path: Path) -> None:
    rows = [{"passage_id": f"copy{n}", "text": f"{QUERY} more{n}"} for n in range(4)]
    kept = mined(corpus(*rows), [("q", QUERY, "own")], cache=tmp_path, negatives=9).negatives
    assert sorted(kept.filter(pl.col("position") > 0)["position"]) == list(range(1, 10))
    assert kept.filter(pl.col("position") > 0)["suspect"].sum() == 2


def test_each_negative_says_which_search_found_it(tmp_path: Path) -> None:
    class Blind(BagOfWords):
        """Takes one passage for the very opposite of the query."""

        def encode(self, texts: Sequence[str]) -> Vectors:
            vectors = super().encode(texts)
            vectors[["lexical" in text for text in texts]] = -super().encode([QUERY])
            return vectors

    passages = corpus({"passage_id": "words", "text": "lexical queue time barrier matter"})
    result = mine(
        passages,
        pairs_frame([("q", QUERY, "own")], passages),
        protected_frame(),
        options=MiningOptions(depth=10),
        model=MODEL,
        cache=tmp_path,
        reporter=SILENT,
        make_encoder=Blind,
    )
    row = result.negatives.filter(pl.col("passage_id") == "words").to_dicts()[0]
    assert row["origin"] == "bm25"
    assert row["rank"] > 10
    assert row["score"] == pytest.approx(-1)
    assert set(result.negatives["origin"]) <= {"dense", "bm25", "both"}


def test_a_pair_short_of_negatives_is_kept_and_says_why(tmp_path: Path) -> None:
    passages = passages_frame(
        [
            {"passage_id": "own", "document_id": "d", "ordinal": 0, "text": QUERY},
            {"passage_id": "next", "document_id": "d", "ordinal": 1, "text": "barrier"},
            {"passage_id": "copy", "text": QUERY + " again"},
            {"passage_id": "hard", "text": "barrier deposition"},
        ]
    )
    result = mined(passages, [("q", QUERY, "own")], cache=tmp_path)
    assert result.scores["shortfall"].item() == (
        "1 of 5 hard negatives: 1 candidate scores too close to the positive, or above it; "
        "1 beside it, like it, or an answer to the same question"
    )
    alone = mined(passages.head(1), [("q", QUERY, "own")], cache=tmp_path)
    assert alone.scores["shortfall"].item() == "0 of 5 hard negatives: search found no other candidates"
    assert alone.scores["margin"].to_list() == [None]


def test_a_pair_whose_passage_is_gone_is_reported(tmp_path: Path) -> None:
    result = mined(corpus(), [("q", QUERY, "own"), ("lost", "where is it", "gone")], cache=tmp_path)
    assert result.scores["pair_id"].to_list() == ["q"]
    assert result.dropped.to_dicts() == [{"pair_id": "lost", "reason": "its passage is no longer in the corpus"}]


def test_round_trip_ranks_and_overlap_tell_good_queries_from_bad(tmp_path: Path) -> None:
    result = mined(corpus(), [("good", QUERY, "own"), ("bad", "zebra crossing", "own")], cache=tmp_path)
    good, bad = result.scores.to_dicts()
    assert (good["dense_rank"], good["bm25_rank"], good["overlap"]) == (1, 1, 1.0)
    assert bad["overlap"] == 0.0
    assert bad["positive_score"] < good["positive_score"]


def test_a_repeated_query_names_the_first_that_asked(tmp_path: Path) -> None:
    asked = [("first", QUERY, "own"), ("other", "tungsten fill", "x1"), ("again", QUERY.upper(), "x2")]
    result = mined(corpus(), asked, cache=tmp_path)
    assert result.scores["duplicate_of"].to_list() == [None, None, "first"]
    assert result.summary["duplicates"] == 1


def test_mining_twice_gives_the_same_and_encodes_nothing_again(tmp_path: Path) -> None:
    made: list[BagOfWords] = []

    def make(options: ModelOptions) -> BagOfWords:
        made.append(BagOfWords(options))
        return made[-1]

    passages = corpus()
    results = [
        mine(
            passages,
            pairs_frame([("q", QUERY, "own")], passages),
            protected_frame(),
            options=MiningOptions(),
            model=MODEL,
            cache=tmp_path,
            reporter=SILENT,
            make_encoder=make,
        )
        for _ in range(2)
    ]
    assert results[0].negatives.equals(results[1].negatives)
    assert results[0].scores.equals(results[1].scores)
    assert [encoder.encoded for encoder in made] == [32, 0]
    assert (tmp_path / f"{results[0].model_hash}.usearch").is_file()


def test_prompts_go_before_queries_and_passages(tmp_path: Path) -> None:
    seen: list[str] = []

    class Listening(BagOfWords):
        def encode(self, texts: Sequence[str]) -> Vectors:
            seen.extend(texts)
            return super().encode(texts)

    passages = corpus()
    mine(
        passages,
        pairs_frame([("q", QUERY, "own")], passages),
        protected_frame(),
        options=MiningOptions(),
        model=ModelOptions(base="fake", query_prompt="query: ", passage_prompt="passage: "),
        cache=tmp_path,
        reporter=SILENT,
        make_encoder=Listening,
    )
    assert seen.count("query: " + QUERY) == 1
    assert sum(text.startswith("passage: ") for text in seen) == len(passages)


def test_no_passages_is_bad_input_and_no_pairs_is_not(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no passages"):
        mined(passages_frame([]), [], cache=tmp_path)
    result = mined(corpus(), [], cache=tmp_path)
    assert len(result.scores) == len(result.negatives) == 0
    assert result.summary["pairs"] == 0


def test_mining_stops_when_asked(tmp_path: Path) -> None:
    passages = corpus()
    with pytest.raises(Interrupted):
        mine(
            passages,
            pairs_frame([("q", QUERY, "own")], passages),
            protected_frame(),
            options=MiningOptions(),
            model=MODEL,
            cache=tmp_path,
            reporter=Silent(stop=lambda: True),
            make_encoder=BagOfWords,
        )


def test_a_thousand_queries_agree_with_the_slow_way(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    words = [f"word{i}" for i in range(200)]
    passages = passages_frame(
        [
            {
                "passage_id": f"p{i}",
                "document_id": f"d{i // 4}",
                "ordinal": i % 4,
                "text": " ".join(rng.choice(words, 20)),
            }
            for i in range(300)
        ]
    )
    texts = passages["text"].to_list()
    asked = [(f"q{i}", " ".join(rng.permutation(texts[i % 300].split())[:6]), f"p{i % 300}") for i in range(1000)]
    result = mined(passages, asked, cache=tmp_path)
    encoder = BagOfWords(MODEL)
    dense = encoder.encode([query for _, query, _ in asked]) @ encoder.encode(texts).T
    hybrid = fuse(dense, Bm25(indexed_texts(passages)).scores([query for _, query, _ in asked]), 0.7)
    for number in range(0, 1000, 97):
        own = number % 300
        score = result.scores.row(number, named=True)
        assert score["dense_rank"] == 1 + int((dense[number] > dense[number, own]).sum())
        kept = result.negatives.filter(pl.col("pair_id") == f"q{number}")
        for row in kept.to_dicts():
            place = int(row["passage_id"][1:])
            assert not (place // 4 == own // 4 and abs(place - own) <= 1)
            assert row["score"] == pytest.approx(float(dense[number, place]), abs=1e-5)
            assert row["suspect"] == (row["score"] > 0.95 * score["positive_score"])
            assert row["rank"] == pytest.approx(1 + int((hybrid[number] > hybrid[number, place]).sum()), abs=1)
