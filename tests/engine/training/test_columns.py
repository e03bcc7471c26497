"""What a row brings: its own negatives, none of which is known to answer its query."""

import polars as pl

from studio.engine.training.columns import Columns, to_columns
from studio.engine.training.examples import answers, examples_from
from studio.engine.training.plan import make_plan
from tests.engine.training.data import few


def columns(frame: pl.DataFrame, negatives: int = 1, duplicates: dict[str, str] | None = None) -> Columns:
    return to_columns(examples_from(frame, duplicates), negatives=negatives, seed=1)


def together(made: Columns, *, batch_size: int = 50) -> set[frozenset[int]]:
    return {frozenset(batch) for batch in make_plan(made.rows, batch_size=batch_size, epochs=1, seed=1)}


def test_every_row_gets_as_many_negatives_as_asked_for() -> None:
    made = columns(few(9, each=3), negatives=2)
    assert list(made.data) == ["query", "positive", "negative_1", "negative_2"]
    assert made.data["negative_2"][4] == "text of n4-1"
    assert (made.negatives, made.repeated, made.drawn, made.answering, made.alone) == (2, 0, 0, 0, 0)


def test_a_row_with_fewer_negatives_repeats_its_own() -> None:
    made = columns(few(9, each=2), negatives=5)
    assert [made.data[f"negative_{i}"][0] for i in range(1, 6)] == [f"text of n0-{i}" for i in (0, 1, 0, 1, 0)]
    assert made.repeated == 9


def test_a_row_without_negatives_draws_the_positive_of_another_query() -> None:
    lists = [[f"text {row}"] if row != 3 else [] for row in range(9)]
    frame = few(9, negatives=lists, negative_ids=lists)
    made = columns(frame)
    assert made.drawn == 1
    assert made.data["negative_1"][3] in set(made.data["positive"]) - {"passage 3"}


def test_without_any_negative_there_is_no_column_for_them() -> None:
    made = columns(few(9), negatives=3)
    assert list(made.data) == ["query", "positive"]
    assert (made.negatives, made.drawn) == (0, 0)


def test_no_negatives_are_used_where_none_are_asked_for() -> None:
    made = columns(few(9, each=2), negatives=0)
    assert list(made.data) == ["query", "positive"]
    assert all(not row.negatives for row in made.rows)


def test_null_lists_count_as_no_negatives() -> None:
    frame = few(9).with_columns(
        negatives=pl.lit(None, pl.List(pl.String)), negative_ids=pl.lit(None, pl.List(pl.String))
    )
    assert columns(frame).negatives == 0


def test_a_negative_that_is_a_positive_of_the_same_query_is_left_out() -> None:
    frame = few(9, each=2)
    second = frame.head(1).with_columns(positive_id=pl.lit("n0-0"), positive=pl.lit("text of n0-0"))
    made = columns(pl.concat([frame, second]), negatives=2)
    assert made.answering == 2  # once in each of the pair's two examples
    assert made.data["negative_1"][0] == made.data["negative_1"][9] == "text of n0-1"


def test_a_negative_with_the_words_of_the_positive_is_left_out() -> None:
    frame = few(9, each=1)
    frame = frame.with_columns(negatives=pl.concat_list(pl.format("  PASSAGE  {}", pl.col("pair_id").str.slice(4))))
    made = columns(frame)
    assert made.answering == 9
    assert made.negatives == 0


def test_a_negative_that_is_a_near_duplicate_of_the_positive_is_left_out() -> None:
    made = columns(few(9, each=2), negatives=2, duplicates={"n0-0": "p0", "p1": "other", "n1-1": "other"})
    assert made.answering == 2
    assert made.data["negative_1"][:2] == ["text of n0-1", "text of n1-0"]


def test_examples_of_one_pair_never_share_a_batch() -> None:
    frame = few(9)
    further = frame.head(2).with_columns(positive_id=pl.col("positive_id") + "b", positive=pl.col("positive") + " b")
    made = columns(pl.concat([frame, further]))
    assert not [batch for batch in together(made) if {0, 9} <= batch or {1, 10} <= batch]


def test_the_same_query_in_another_spelling_never_shares_a_batch() -> None:
    made = columns(few(9, query=["  What Is  it", "what is it", "What is it?", *(f"q{i}" for i in range(6))]))
    assert not [batch for batch in together(made) if len(batch & {0, 1, 2}) > 1]


def test_queries_that_ask_the_same_never_share_a_batch() -> None:
    made = columns(few(9, query_key=["same", None, None, "same", None, None, None, None, None]))
    assert not [batch for batch in together(made) if {0, 3} <= batch]
    assert made.rows[0].answers == made.rows[3].answers


def test_near_duplicate_positives_never_share_a_batch() -> None:
    by_key = columns(few(9, duplicate_key=["g", "g", *([None] * 7)]))
    by_mapping = columns(few(9), duplicates={"p1": "p0"})
    for made in (by_key, by_mapping):
        assert not [batch for batch in together(made) if {0, 1} <= batch]


def test_a_promoted_positive_of_one_query_never_meets_it_as_anothers_positive() -> None:
    frame = few(9)
    promoted = frame.head(1).with_columns(positive_id=pl.lit("p5"), positive=pl.lit("passage 5"))
    made = columns(pl.concat([frame, promoted]))
    assert not [batch for batch in together(made) if {0, 5} <= batch]


def test_anothers_hard_negative_that_answers_the_query_never_meets_it() -> None:
    frame = few(
        9, negative_ids=[["p5"], *([[f"n{i}"] for i in range(8)])], negatives=[["passage 5"], *([["text"]] * 8)]
    )
    made = columns(frame)
    assert not [batch for batch in together(made) if {0, 5} <= batch]


def test_a_passage_that_a_person_called_relevant_never_meets_the_query() -> None:
    made = columns(few(9, relevant_ids=[["p4"], *([[]] * 8)]))
    assert not [batch for batch in together(made) if {0, 4} <= batch]


def test_pairs_that_nothing_can_be_told_from_are_left_out_and_counted() -> None:
    made = columns(few(9, query=["one question"] * 9))
    assert (len(made.rows), made.alone) == (0, 9)


def test_prompts_stand_before_queries_and_passages() -> None:
    made = to_columns(
        examples_from(few(9, each=1)), negatives=1, seed=1, query_prompt="query: ", passage_prompt="passage: "
    )
    assert [made.data[name][2] for name in made.data] == ["query: q2", "passage: passage 2", "passage: text of n2-0"]


def test_examples_of_the_same_query_know_each_others_answers() -> None:
    frame = few(3, query=["same", "same", "other"], duplicate_key=[None, "group", None])
    first, second, third = answers(examples_from(frame))
    assert first == second
    assert {"p0", "p1", "group"} <= first
    assert first.isdisjoint(third)
