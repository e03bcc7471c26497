"""The review queue: order, filters, rows in view and counts."""

from dataclasses import replace
from pathlib import Path

import pytest

from studio.domain.decisions import Action
from studio.domain.filters import FIELDS, FilterError, parse
from studio.domain.mixing import why
from studio.domain.pairs import Verdict
from studio.domain.queue import Ask, Sort
from studio.storage import lines, pairs, queue
from studio.storage.database import Database
from studio.storage.filters import listed
from studio.storage.names import pair_number
from studio.storage.ordering import Known, ordered, searching
from tests.storage import build


@pytest.fixture
def names(db: Database, tmp_path: Path, of: build.Corpus, names: list[str]) -> list[str]:
    measured: list[dict[str, float]] = [
        {"margin": -0.3},
        {"dense_rank": 40, "bm25_rank": 25},
        {"overlap": 1.0},
        {"margin": -0.05},
        {"margin": 0.02},
    ]
    for place, scores in enumerate(measured):
        negative = build.negative(names[place], of.passage("doc-05.md", 2), 1, suspect=place == 4)
        build.mine(db, tmp_path, [negative], **scores)
    return names


def chosen(db: Database, line: str, sort: Sort = Sort.DOCUMENT) -> list[str]:
    return [row.pair_id for row in lines.rows(db, queue.ids(db, parse(line), sort))]


def test_the_most_suspicious_pairs_come_first(db: Database, names: list[str]) -> None:
    assert chosen(db, "", Sort.SUSPICIOUS)[:3] == [names[4], names[1], names[2]]
    assert pairs.card(db, names[4]).reason == "a negative scores higher"
    assert pairs.card(db, names[1]).reason == "ranks its passage 25th"
    assert pairs.card(db, names[2]).reason == "copies the passage's words"


def test_every_order_holds_every_pair_once(db: Database, names: list[str]) -> None:
    for sort in Sort:
        placed = [number for number, _ in ordered(db, (), sort, 100, Known()).placed]
        assert sorted(row.pair_id for row in lines.rows(db, placed)) == sorted(names)
        assert placed == [number for number, _ in ordered(db, (), sort, 100, Known()).placed]
    assert chosen(db, "", Sort.DOCUMENT) == names
    assert chosen(db, "", Sort.NEWEST) == names[::-1]
    assert chosen(db, "", Sort.RANDOM) not in (names, names[::-1])
    assert chosen(db, "", Sort.LOWEST_MARGIN)[:2] == [names[4], names[3]]


def test_filters_leave_what_they_say(db: Database, names: list[str]) -> None:
    build.decide(db, Action.ACCEPT, names[0], reviewer="Ada")
    build.decide(db, Action.REJECT, names[1], reviewer="bob")
    build.decide(db, Action.FLAG, names[2])
    build.decide(db, Action.COMMENT, names[3], text="hm")
    build.decide(db, Action.EDIT_QUERY, names[5], text="[odd] copper? 100%")
    expected = {
        "status:accepted": [names[0]],
        "status:reviewed": names[:2],
        "-status:undecided": names[:2],
        "reviewer:ada status:accepted": [names[0]],
        "flag:yes": [names[2]],
        "flag:no": [name for name in names if name != names[2]],
        "comment:yes": [names[3]],
        "edited:yes": [names[5]],
        "suspect:yes": [names[4]],
        "rank:>10": [names[1]],
        "rank:<=10": [names[0], *names[2:5]],
        "margin:>0": [names[4]],
        "overlap:>=0.9": [names[2]],
        "margin:-0.06..0.1": names[3:5],
        "score:0.9..1": [],
        "text:/^.odd/": [names[5]],
        "comment:no": [name for name in names if name != names[3]],
        "comment:HM": [names[3]],
        "comment:other": [],
        "negatives:1": names[:5],
        "document:doc-03": names[9:12],
        "reason:copies": [names[2]],
        "copper?": [names[5]],
        '"[ODD] copper"': [names[5]],
        "/^\\[odd.*%$/": [names[5]],
        "-what": [names[5]],
        'passage:"section 1 in document 2"': [names[7]],
        "source:recorded": names,
        "style:keyword": [],
        "flag:yes comment:yes": [],
    }
    assert {line: chosen(db, line) for line in expected} == expected


def test_filters_by_split_cover_every_pair(db: Database, names: list[str]) -> None:
    sides = [chosen(db, f"split:{side}") for side in ("train", "dev", "test")]
    assert sorted(name for side in sides for name in side) == sorted(names)
    assert all(sides)


def test_a_judged_suspect_is_no_longer_one(db: Database, names: list[str]) -> None:
    [row] = lines.rows(db, queue.ids(db, parse("suspect:yes")))
    passage = pairs.card(db, names[4]).negatives[0].passage_id
    build.decide(db, Action.NEGATIVE_FALSE, names[4], passage_id=passage)
    assert row.pair_id == names[4]
    assert chosen(db, "suspect:yes") == []


def test_a_pattern_that_the_database_cannot_run_is_a_filter_error(db: Database, names: list[str]) -> None:
    with pytest.raises(FilterError, match="cannot be searched for: invalid perl operator"):
        queue.ids(db, parse("/(?=copper)/"))
    with pytest.raises(FilterError, match="cannot be searched for: invalid perl operator"):
        queue.counts(db, parse("/(?=copper)/"))


def test_rows_follow_decisions_and_keep_the_order_asked_for(db: Database, names: list[str]) -> None:
    numbers = list(queue.ids(db, sort=Sort.DOCUMENT))
    shown = [numbers[3], numbers[0], numbers[7]]
    assert [row.pair_id for row in lines.rows(db, shown)] == [names[3], names[0], names[7]]
    build.decide(db, Action.EDIT_QUERY, names[0], text="edited words")
    build.decide(db, Action.ACCEPT, names[0])
    row = lines.rows(db, shown)[1]
    assert (row.query, row.status, row.edited, row.flagged) == ("edited words", "accepted", True, False)
    assert lines.rows(db, [10**6]) == []
    assert lines.rows(db, []) == []


def test_counts_tell_how_the_queue_stands(db: Database, names: list[str]) -> None:
    for action, name in zip((Action.ACCEPT, Action.REJECT, Action.SKIP, Action.CANT_TELL), names, strict=False):
        build.decide(db, action, name)
    build.decide(db, Action.FLAG, names[9])
    counts = queue.counts(db)
    assert (counts.total, counts.undecided, counts.reviewed) == (18, 14, 2)
    assert (counts.accepted, counts.rejected, counts.skipped, counts.cant_tell, counts.flagged) == (1, 1, 1, 1, 1)
    assert queue.counts(db, parse("document:doc-00")).total == 3


def test_an_empty_project_has_an_empty_queue(db: Database) -> None:
    assert list(queue.ids(db)) == []
    assert queue.counts(db).total == 0


def test_counts_of_everything_leave_retired_pairs_out_as_a_filter_does(db: Database, names: list[str]) -> None:
    for name, action in zip(names, (Action.ACCEPT, Action.REJECT, Action.FLAG, Action.SKIP), strict=False):
        build.decide(db, action, name)
    db.query("UPDATE pairs SET active = false WHERE pair_id IN (?, ?)", [names[0], names[2]])
    counted = queue.counts(db)
    assert counted == queue.counts(db, parse("-nothinghasthisword"))
    assert (counted.accepted, counted.rejected, counted.flagged, counted.skipped) == (0, 1, 0, 1)


def test_the_first_of_an_order_are_the_first_of_all_of_it(db: Database, names: list[str]) -> None:
    for sort in (Sort.MIXED, Sort.SUSPICIOUS, Sort.UNCERTAIN, Sort.RANDOM):
        everything = ordered(db, (), sort, 100, Known()).placed
        assert ordered(db, (), sort, 4, Known()).placed == everything[:4]


def test_the_mixed_order_counts_what_a_filter_leaves_on_the_way(db: Database, names: list[str]) -> None:
    terms = parse("document:doc-00")
    assert ordered(db, terms, Sort.MIXED, 2, Known()).matched == 3
    build.decide(db, Action.ACCEPT, names[0])
    build.decide(db, Action.FLAG, names[1])
    undecided = ordered(db, (*terms, *parse("status:undecided")), Sort.MIXED, 2, Known()).matched
    said, whole = queue.said(db, terms, 10).counts, queue.counts(db, terms)
    assert undecided == whole.undecided == 2
    assert said == replace(whole, total=1, undecided=0)


def test_what_the_last_decisions_found_is_what_was_rejected_or_mended(db: Database, names: list[str]) -> None:
    for name, action in zip(names, (Action.ACCEPT, Action.REJECT, Action.EDIT_QUERY), strict=False):
        build.decide(db, action, name)
    build.decide(db, Action.ACCEPT, names[2])
    assert db.all("last_finds", last=2) == [(2, 2)]
    assert db.all("last_finds", last=48) == [(3, 2)]
    assert searching(db)


def test_diverse_pairs_come_in_their_order_and_the_others_after_them(db: Database, names: list[str]) -> None:
    spread = list(queue.ids(db))[3:0:-1]
    placed = ordered(db, (), Sort.DIVERSE, 100, Known(spread=spread)).placed
    assert [number for number, _ in placed[:3]] == spread
    assert {sort for _, sort in placed[3:]} == {Sort.SUSPICIOUS}
    assert len(placed) == len(names)


def test_what_was_learned_orders_by_the_features(db: Database, names: list[str]) -> None:
    by_rank = [1.0, *[0.0] * 8]
    first = ordered(db, parse("rank:>0"), Sort.LEARNED, 1, Known(weights=by_rank)).placed
    assert [row.pair_id for row in lines.rows(db, [first[0][0]])] == [names[1]]
    mixed = ordered(db, (), Sort.MIXED, 100, Known(weights=by_rank)).placed
    assert len(mixed) == len(names)
    assert Sort.LEARNED in {sort for _, sort in mixed}


def test_negatives_are_asked_about_suspects_first_and_no_longer_once_judged(db: Database, names: list[str]) -> None:
    asks = [Ask.of(number) for number in queue.to_judge(db, (), 100)]
    suspect = pair_number(db, names[4])
    assert len(asks) == 5
    assert asks[0].pair_no == suspect
    assert list(queue.to_judge(db, (), 1)) == [asks[0].number]
    [row] = lines.rows(db, [asks[0].number])
    assert (row.pair_id, row.status) == (names[4], Verdict.UNJUDGED)
    negative = pairs.card(db, names[4]).negatives[0]
    assert (row.title, row.heading_path) == (negative.title, negative.heading_path)
    assert negative.text.startswith(row.beginning or "nothing")
    build.decide(db, Action.NEGATIVE_CANT_TELL, names[4], passage_id=pairs.card(db, names[4]).negatives[0].passage_id)
    assert suspect not in {Ask.of(number).pair_no for number in queue.to_judge(db, (), 100)}
    assert lines.rows(db, [asks[0].number])[0].status is Verdict.CANT_TELL


def test_decided_pairs_stand_in_the_order_in_which_they_were(db: Database, names: list[str]) -> None:
    for name, action in ((names[5], Action.ACCEPT), (names[1], Action.REJECT), (names[3], Action.SKIP)):
        build.decide(db, action, name)
    assert [row.pair_id for row in lines.rows(db, queue.said(db, (), 10).decided)] == [names[5], names[1]]
    assert [row.pair_id for row in lines.rows(db, queue.said(db, (), 1).decided)] == [names[1]]


def test_a_rejected_pair_is_found_by_why(db: Database, names: list[str]) -> None:
    build.decide(db, Action.REJECT, names[0], text="bad query")
    build.decide(db, Action.REJECT, names[1], text="duplicate")
    assert chosen(db, 'fault:"bad query"') == [names[0]]
    build.decide(db, Action.ACCEPT, names[0])
    assert chosen(db, 'fault:"bad query"') == []


def test_every_field_that_lists_its_values_does(db: Database, names: list[str]) -> None:
    build.decide(db, Action.ACCEPT, names[0], reviewer="Ada")
    found = {field: listed(db, field) for field, about in FIELDS.items() if about.listed}
    assert found["reviewer"] == ["Ada"]
    assert found["source"] == ["recorded"]
    assert found["document"][0] == "doc-00.md"
    assert set(found) == {"style", "source", "model", "document", "reviewer"}


def test_where_what_was_learned_contradicts_the_searches_comes_first_and_says_how(
    db: Database, names: list[str]
) -> None:
    by_margin = (0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    known = Known(weights=by_margin, middle=-0.06)
    placed = ordered(db, (), Sort.DISAGREEING, 100, known).placed
    found = [(row.pair_id, sort) for row, (_, sort) in zip(lines.rows(db, [n for n, _ in placed]), placed, strict=True)]
    assert [name for name, sort in found if sort is Sort.DISAGREEING] == [names[4], names[1], names[3]]
    assert len(found) == len(names)
    assert [why(sort, pairs.card(db, name)) for name, sort in found[:2]] == [
        "found first by both searches, yet like what was rejected",
        "ranks its passage 25th, yet like what was accepted",
    ]
    assert all(sort is Sort.SUSPICIOUS for _, sort in ordered(db, (), Sort.DISAGREEING, 100, Known()).placed)
