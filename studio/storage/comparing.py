"""Rows held against any other row, from the figures of each query that are stored. It measures nothing anew."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from studio.domain.board import Compared, Told, base_of, chosen, full_size, named, rebased
from studio.domain.highlight import share, stems
from studio.domain.identity import section_id
from studio.domain.leaderboard import Row, TestSet
from studio.domain.overview import BestRun
from studio.domain.slices import WAYS, Asked, slices, worsened
from studio.domain.statistics import Comparison, compare
from studio.errors import InputError
from studio.storage import results, test_sets
from studio.storage.database import Database, UnknownNameError

__all__ = [
    "answers",
    "asked",
    "chosen_set",
    "compared",
    "comparison",
    "differences",
    "told_best",
    "told_between",
    "with_falls",
]


def differences(db: Database, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], list[tuple[float, str]]]:
    """Return, for each two row_ids, the first's NDCG@10 less the second's of every query, with the query's group."""
    rows = db.all("paired_differences", after=[pair[0] for pair in pairs], before=[pair[1] for pair in pairs])
    return {
        key: [(row[2], row[3]) for row in of_pair] for key, of_pair in groupby(rows, key=lambda row: (row[0], row[1]))
    }


def comparison(paired: Sequence[tuple[float, str]], seed: int) -> Comparison | None:
    """Compare by the differences of each query with its group, as `differences` returns them; None without any."""
    if not paired:
        return None
    return compare([difference for difference, _ in paired], [group for _, group in paired], seed=seed)


def compared(db: Database, test_set: str, reference: str = "", *, every: bool = True) -> Compared:
    """Return the rows of a test set against the base, or against the row of id `reference`, by the same test.

    Against another row than the base, rows at fewer dimensions are compared only with `every`, and a row that was
    measured on another state of the test set, or whose figures per query are gone, is compared with nothing. Rows that
    are no longer shown count in Holm's family by their p-value against the base; against another row, by 1.
    """
    rows, ever = results.rows(db, test_set), results.ever_compared(db, test_set)
    base = base_of(rows)
    against = next((row for row in rows if row.row_id == reference), base)
    if against is None or base is None or against.row_id == base.row_id:
        shown = {row.row_id for row in rows}
        hidden = [p_value for row_id, p_value in ever.items() if row_id not in shown]
        return Compared(rows=rows, reference=base, others=hidden)
    rows = _rebased(db, rows, against, rows if every else full_size(rows))
    unknown = len(ever) - sum(row.p_value is not None for row in rows)
    return Compared(rows=rows, reference=against, others=[1.0] * unknown)


def answers(db: Database, test_set: TestSet, query_id: str = "") -> Iterator[tuple[str, str, str, str]]:
    """Yield query_id, query, passage_id and text of every passage of a unit that answers a query, or one of them."""
    for row in db.all("answers", test_set=test_set.test_set, unit=test_set.unit, query_id=query_id):
        name, query, unit_id, passage_id, document_id, heading_path, text = row
        if test_set.unit != "section" or section_id(document_id, heading_path) == unit_id:
            yield name, query, passage_id, text


def with_falls(db: Database, test_set: TestSet, told: Told) -> Told:
    """Add the kinds of query that got worse, where the figures of each query are there to tell."""
    kept = db.memory.setdefault("falls", {})
    key = (test_set.content_hash, told.row.row_id, told.reference.row_id)
    if key not in kept:
        queries = asked(db, test_set, told.reference.row_id, told.row.row_id)
        found = [each for by in WAYS if by != "document" for each in slices(queries, by)]
        kept[key] = worsened(found) if queries else None
    return replace(told, verdict=replace(told.verdict, falls=kept[key]))


def told_best(db: Database, best: BestRun) -> Told | None:
    """Return what may be said of the best run, with the kinds of query that got worse; None without a base."""
    [test_set] = [found for found in test_sets.test_sets(db) if found.test_set == best.test_set]
    told = next((told for told in compared(db, best.test_set).told() if told.row.row_id == best.row_id), None)
    return with_falls(db, test_set, told) if told else None


def told_between(db: Database, test_set: TestSet, row: str, reference: str) -> Told:
    """Return what may be said of two rows, by their names. Raises UnknownNameError, or InputError without a test."""
    rows = results.rows(db, test_set.test_set)
    found = named(rows, row), named(rows, reference)
    for name, each in zip((row, reference), found, strict=True):
        if each is None:
            known = "; ".join(dict.fromkeys(other.name for other in rows)) or "none yet"
            raise UnknownNameError(f"There is no row {name} on {test_set.test_set}. Its rows: {known}.")
    row_id, against = (each.row_id for each in found if each is not None)
    told = compared(db, test_set.test_set, against, every=found[0] not in full_size(rows)).told()
    between = next((each for each in told if each.row.row_id == row_id), None)
    if between is None:
        raise InputError(
            f"{row} and {reference} cannot be compared on {test_set.test_set}: name two rows, and measure both on the "
            "set as it stands with `studio evaluate`."
        )
    return with_falls(db, test_set, between)


def chosen_set(db: Database, name: str) -> TestSet:
    """Return a test set by its name, or the one that is shown first. Raises UnknownNameError."""
    sets = test_sets.test_sets(db)
    found = chosen(sets, name)
    if found is None or name not in ("", found.test_set):
        known = ", ".join(each.test_set for each in sets) or "none yet"
        raise UnknownNameError(f"There is no test set {name} in this project. There is: {known}.".replace("  ", " "))
    return found


def asked(db: Database, test_set: TestSet, before: str, after: str) -> list[Asked]:
    """Return the queries of a test set with their NDCG@10 under two rows (by row_id), in the order of their names."""
    shares = _overlaps(db, test_set)
    return [
        Asked(
            query_id=row[0],
            text=row[1],
            style=row[2],
            group=row[3],
            document=row[4],
            before=row[5],
            after=row[6],
            overlap=shares.get(row[0]),
        )
        for row in db.all("asked_under_both", test_set=test_set.test_set, before=before, after=after)
    ]


def _rebased(db: Database, rows: Sequence[Row], reference: Row, wanted: Sequence[Row]) -> list[Row]:
    stale = results.stale(db)
    same = [row.row_id for row in wanted if (row.row_id in stale) == (reference.row_id in stale)]
    found = differences(db, [(row_id, reference.row_id) for row_id in same if row_id != reference.row_id])
    return [rebased(row, comparison(found.get((row.row_id, reference.row_id), ()), row.seed)) for row in rows]


def _overlaps(db: Database, test_set: TestSet) -> dict[str, float]:
    """Return for each query the largest share of its words that one relevant passage holds."""
    kept: dict[str, dict[str, float]] = db.memory.setdefault("overlaps", {})
    if test_set.content_hash not in kept:
        words: dict[str, frozenset[str]] = {}
        found: dict[str, float] = defaultdict(float)
        for query_id, query, passage_id, text in answers(db, test_set):
            if passage_id not in words:
                words[passage_id] = stems(text)
            found[query_id] = max(found[query_id], share(query, words[passage_id]))
        kept[test_set.content_hash] = dict(found)
    return kept[test_set.content_hash]
