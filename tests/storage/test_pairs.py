"""Pairs, scores and negatives: what landings add, replace and leave to people; the card and its pool."""

from pathlib import Path

import polars as pl
import pytest

from studio.domain.decisions import Action
from studio.domain.pairs import Origin, Status, Verdict
from studio.storage import decisions, pairs, queue
from studio.storage.database import Database, UnknownNameError
from tests.storage import build


def ids(of: build.Corpus, *places: tuple[int, int]) -> list[str]:
    return [of.passage(f"doc-{document:02d}.md", section) for document, section in places]


def test_generating_again_adds_new_pairs_and_resets_none(
    db: Database, tmp_path: Path, of: build.Corpus, names: list[str]
) -> None:
    build.decide(db, Action.REJECT, names[0])
    passage = of.passage("doc-00.md", 0)
    again = build.generate(db, tmp_path, [(f"what says {of.documents['doc-00.md'][0]}", passage), ("new one", passage)])
    assert again[0] == names[0]
    assert queue.counts(db).total == len(names) + 1
    assert pairs.card(db, names[0]).status is Status.REJECTED


def test_a_query_written_twice_is_one_pair_and_an_empty_one_none(
    db: Database, tmp_path: Path, of: build.Corpus
) -> None:
    passage = of.passage("doc-00.md", 0)
    outputs = build.write_queries(tmp_path / "q", [("same  words", passage), (" same words", passage), ("  ", passage)])
    landed = pairs.land_queries(db, outputs, "q")
    assert landed.counts == {"added": 1, "known": 0, "problems": 0}


def test_passages_without_queries_want_some_and_repeats_do_not(db: Database, tmp_path: Path) -> None:
    of = build.simple(documents=2)
    repeat = of.passage("doc-01.md", 2)
    of = build.Corpus(of.documents, repeats={repeat: of.passage("doc-00.md", 0)})
    build.ingest(db, tmp_path, of)
    build.generate(db, tmp_path, [("a query", of.passage("doc-00.md", 0))])
    path = tmp_path / "wanting.parquet"
    assert pairs.export_wanting_queries(db, path) == pairs.wanting_queries(db) == 4
    assert dict(pl.read_parquet_schema(path)) == build.PASSAGES
    assert pairs.export_wanting_queries(db, path, every=True) == pairs.wanting_queries(db, every=True) == 5


def test_pairs_go_out_with_edited_queries_and_protected_passages(
    db: Database, tmp_path: Path, of: build.Corpus, names: list[str]
) -> None:
    false, promoted, dropped, hard = ids(of, (1, 0), (1, 1), (1, 2), (2, 0))
    build.mine(
        db, tmp_path, [build.negative(names[0], p, i) for i, p in enumerate((false, promoted, dropped, hard), 1)]
    )
    build.decide(db, Action.EDIT_QUERY, names[0], text="a better question")
    for action, passage in (
        (Action.NEGATIVE_FALSE, false),
        (Action.NEGATIVE_PROMOTE, promoted),
        (Action.NEGATIVE_DROP, dropped),
        (Action.NEGATIVE_HARD, hard),
    ):
        build.decide(db, action, names[0], passage_id=passage)
    count = pairs.export_pairs(db, tmp_path / "pairs.parquet", tmp_path / "protected.parquet")
    frame = pl.read_parquet(tmp_path / "pairs.parquet")
    assert count == frame.height == len(names)
    assert frame.columns == ["pair_id", "query", "style", "passage_id", "document_id", "group_id", "split"]
    assert frame["query"][0] == "a better question"
    protected = pl.read_parquet(tmp_path / "protected.parquet")
    assert set(protected["passage_id"]) == {false, promoted, dropped}
    assert set(protected["pair_id"]) == {names[0]}


def test_mining_stores_scores_worth_and_reason(
    db: Database, tmp_path: Path, of: build.Corpus, names: list[str]
) -> None:
    assert pairs.card(db, names[0]).reason == "not mined yet"
    [passage] = ids(of, (1, 0))
    build.mine(db, tmp_path, [build.negative(names[0], passage, 1)], dense_rank=14, bm25_rank=30, shortfall="too few")
    card = pairs.card(db, names[0])
    assert (card.scores.dense_rank, card.scores.bm25_rank, card.scores.shortfall) == (14, 30, "too few")
    assert card.scores.positive_score == pytest.approx(0.7)
    assert card.reason == "ranks its passage 14th"


def test_mining_again_replaces_what_nobody_judged(
    db: Database, tmp_path: Path, of: build.Corpus, names: list[str]
) -> None:
    old, new = ids(of, (1, 0), (1, 1))
    build.mine(db, tmp_path, [build.negative(names[0], old, 1)])
    build.mine(db, tmp_path, [build.negative(names[0], new, 1)])
    assert [n.passage_id for n in pairs.card(db, names[0]).negatives] == [new]


@pytest.mark.parametrize(
    "said",
    [
        (Action.NEGATIVE_HARD, Verdict.HARD),
        (Action.NEGATIVE_FALSE, Verdict.FALSE),
        (Action.NEGATIVE_DROP, Verdict.DROPPED),
        (Action.NEGATIVE_PROMOTE, Verdict.PROMOTED),
    ],
)
def test_mining_again_keeps_what_a_person_judged(
    db: Database, tmp_path: Path, of: build.Corpus, names: list[str], said: tuple[Action, Verdict]
) -> None:
    action, verdict = said
    judged, other, new = ids(of, (1, 0), (1, 1), (1, 2))
    build.mine(db, tmp_path, [build.negative(names[0], judged, 1), build.negative(names[0], other, 2)])
    build.decide(db, action, names[0], passage_id=judged)
    build.mine(db, tmp_path, [build.negative(names[0], new, 1)])
    found = {n.passage_id: n.verdict for n in pairs.card(db, names[0]).negatives}
    assert found == {judged: verdict, new: Verdict.UNJUDGED}


def test_a_judged_negative_mined_again_takes_its_new_score(
    db: Database, tmp_path: Path, of: build.Corpus, names: list[str]
) -> None:
    judged, other = ids(of, (1, 0), (1, 1))
    build.mine(db, tmp_path, [build.negative(names[0], judged, 1, score=0.5)])
    build.decide(db, Action.NEGATIVE_HARD, names[0], passage_id=judged)
    build.mine(db, tmp_path, [build.negative(names[0], other, 1), build.negative(names[0], judged, 2, score=0.6)])
    [_, found] = pairs.card(db, names[0]).negatives
    assert (found.passage_id, found.verdict, found.score) == (judged, Verdict.HARD, 0.6)


def test_a_negative_found_by_hand_survives_mining(
    db: Database, tmp_path: Path, of: build.Corpus, names: list[str]
) -> None:
    mined, found = ids(of, (1, 0), (4, 1))
    build.decide(db, Action.NEGATIVE_ADD, names[0], passage_id=found)
    build.mine(db, tmp_path, [build.negative(names[0], mined, 1)])
    [first, second] = pairs.card(db, names[0]).negatives
    assert (first.passage_id, first.position) == (mined, 1)
    assert (second.passage_id, second.position, second.origin, second.verdict) == (found, 2, Origin.HAND, Verdict.HARD)
    assert second.rank is None


def test_one_taken_from_the_pool_stands_in_the_place_of_the_one_dropped_for_it(
    db: Database, tmp_path: Path, of: build.Corpus, names: list[str]
) -> None:
    first, second, waiting, last = ids(of, (1, 0), (1, 1), (1, 2), (2, 2))
    mined = [build.negative(names[0], p, i) for p, i in ((first, 1), (second, 2), (waiting, 0), (last, 0))]
    build.mine(db, tmp_path, mined)
    assert {n.passage_id for n in pairs.pool(db, names[0])} == {waiting, last}
    drop = build.event(Action.NEGATIVE_DROP, names[0], passage_id=first)
    take = build.event(Action.NEGATIVE_TAKE, names[0], passage_id=waiting, batch_id=drop.batch_id)
    decisions.decide(db, [drop, take])
    found = pairs.card(db, names[0]).negatives
    assert [(n.passage_id, n.position) for n in found] == [(waiting, 1), (second, 2)]
    assert found[0].origin is Origin.POOL
    assert found[0].verdict is Verdict.UNJUDGED
    assert [n.passage_id for n in pairs.pool(db, names[0])] == [last]
    decisions.undo(db, "ada")
    assert [n.passage_id for n in pairs.card(db, names[0]).negatives] == [first, second]


def test_a_dropped_negative_stays_where_it_was_until_it_is_replaced(
    db: Database, tmp_path: Path, of: build.Corpus, names: list[str]
) -> None:
    first, second = ids(of, (1, 0), (1, 1))
    build.mine(db, tmp_path, [build.negative(names[0], first, 1), build.negative(names[0], second, 2)])
    build.decide(db, Action.NEGATIVE_DROP, names[0], passage_id=first)
    found = pairs.card(db, names[0]).negatives
    assert [(n.passage_id, n.verdict) for n in found] == [(first, Verdict.DROPPED), (second, Verdict.UNJUDGED)]


@pytest.mark.parametrize("action", [Action.NEGATIVE_PROMOTE, Action.POSITIVE_ADD])
def test_a_further_positive_is_told_with_the_pair_until_it_is_taken_back(
    db: Database, of: build.Corpus, names: list[str], action: Action
) -> None:
    [passage] = ids(of, (3, 0))
    build.decide(db, action, names[0], passage_id=passage)
    card = pairs.card(db, names[0])
    assert card.promoted == (passage,)
    assert [(n.passage_id, n.verdict) for n in card.negatives] == [(passage, Verdict.PROMOTED)]
    build.decide(db, Action.NEGATIVE_CLEAR, names[0], passage_id=passage)
    assert (pairs.card(db, names[0]).promoted, pairs.card(db, names[0]).negatives) == ((), ())


def test_a_positive_found_by_hand_is_no_negative_of_any_mining(
    db: Database, tmp_path: Path, of: build.Corpus, names: list[str]
) -> None:
    [passage] = ids(of, (3, 0))
    build.decide(db, Action.POSITIVE_ADD, names[0], passage_id=passage)
    pairs.export_pairs(db, tmp_path / "pairs.parquet", tmp_path / "protected.parquet")
    assert pl.read_parquet(tmp_path / "protected.parquet").rows() == [(names[0], passage)]
    build.mine(db, tmp_path, [build.negative(names[0], ids(of, (2, 0))[0], 1)])
    assert pairs.card(db, names[0]).promoted == (passage,)


def test_a_negative_whose_passage_is_retired_is_not_shown(
    db: Database, tmp_path: Path, of: build.Corpus, names: list[str]
) -> None:
    gone, stays = ids(of, (1, 0), (2, 0))
    build.mine(db, tmp_path, [build.negative(names[0], gone, 1), build.negative(names[0], stays, 2)])
    build.ingest(db, tmp_path, of.without("doc-01.md"), of)
    assert [(n.passage_id, n.position) for n in pairs.card(db, names[0]).negatives] == [(stays, 1)]
    build.ingest(db, tmp_path, of, of.without("doc-01.md"))
    assert [n.passage_id for n in pairs.card(db, names[0]).negatives] == [gone, stays]


def test_a_card_carries_edits_beside_the_originals(db: Database, of: build.Corpus, names: list[str]) -> None:
    build.decide(db, Action.EDIT_QUERY, names[0], text="asked better")
    build.decide(db, Action.EDIT_PASSAGE, names[0], text="said better")
    card = pairs.card(db, names[0])
    assert (card.query, card.text) == ("asked better", "said better")
    assert card.original_text == of.documents["doc-00.md"][0]
    assert card.original_query.startswith("what says")


def test_a_card_is_found_by_id_or_number(db: Database, names: list[str]) -> None:
    [number] = [n for n in queue.ids(db) if pairs.card(db, n).pair_id == names[2]]
    assert pairs.card(db, names[2]) == pairs.card(db, number)
    with pytest.raises(UnknownNameError, match="no pair zzz"):
        pairs.card(db, "zzz")
    with pytest.raises(UnknownNameError, match="number 99"):
        pairs.card(db, 99)
