"""What the order of the review queue is worth: errors found by a simulated reviewer, and what finding them gives.

    python -m benchmarks.review_value COLLECTION... [--gains] [--keep DIR] [--seed 13]

A collection is as `benchmarks/quality.py` has it. Its written queries get errors put in (see `benchmarks/errors.py`),
are ingested, generated and mined by the command line, and reviewed in each order of the queue by a reviewer who knows
the truth (`benchmarks/simulated.py`). "times" is against what a random order finds on average. Negatives: people's
queries, of whose relevant passages some are left out; only those count as errors, so what nobody judged counts as none.
`--gains` measures NDCG@10 of people's queries on the enriched hybrid and by the adapter, as pairs stand on the way.
`--keep` keeps the projects and takes those that are there. Prints tables and ends with one JSON line.
"""

import argparse
import json
import platform
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path

import polars as pl

from benchmarks.errors import Named, negative_errors, pair_errors
from benchmarks.gains import Gains
from benchmarks.quality import TEST_SET, Studio
from benchmarks.simulated import Bad, Reviewed, Reviewer
from studio.domain.pairs import Pair
from studio.domain.queue import Cards, Sort
from studio.domain.views import View
from studio.storage import corpus, datasets, queue
from studio.storage import pairs as store
from studio.storage.database import Database

_SHARES = (0.05, 0.2)
_HELD_BACK = (0.25, 1.0)
"""Shares of people's further relevant passages that are left out, to be mined as negatives."""
_ORDERS = (Sort.MIXED, Sort.SUSPICIOUS, Sort.LEARNED, Sort.UNCERTAIN, Sort.LOWEST_MARGIN, Sort.DIVERSE, Sort.RANDOM)
_AT = {Sort.MIXED: (0.0, 0.05, 0.1, 0.25), Sort.RANDOM: (0.05, 0.1, 0.25)}
"""Orders that are compared, and the shares reviewed at which their gains are measured."""
_FIRST = 0.1
_MOST = 0.25
"""Share that is reviewed in an order that is compared; in the others it is the first tenth."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """What one order found. `per_hundred` are errors in each hundred decisions, `times` is against random on average.

    `gains` are NDCG@10 (enriched hybrid, adapter) by the share reviewed.
    """

    order: str
    decisions: int
    found: int
    first: int
    times: float
    share_found: float
    per_hundred: list[int]
    by_source: dict[str, list[int]]
    seconds: float
    gains: dict[str, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Report:
    """One collection with errors: `cards` of the queue, `errors` among them by kind."""

    collection: str
    asked: str
    cards: int
    errors: dict[str, int]
    lines: list[Line]


class Workshop:
    """Projects of one collection that differ in what is wrong with their queries: ingested once, encoded once."""

    def __init__(self, collection: Path, folder: Path, seed: int) -> None:
        self.collection, self.folder, self.seed = collection, folder / collection.name, seed
        self.folder.mkdir(parents=True, exist_ok=True)
        self._ingested = self.folder / "ingested"
        if not self._ingested.is_dir():
            made = self._new("ingested")
            studio = Studio(made)
            studio("init", str(made))
            studio("ingest", str(collection / "corpus.jsonl"))
            studio("import-test", str(collection), "--name", TEST_SET)
            made.rename(self._ingested)

    def project(self, name: str, recorded: Path) -> Path:
        """Return a project with these queries, mined."""
        project = self.folder / name
        if not project.is_dir():
            made = Path(shutil.copytree(self._ingested, self._new(name)))
            studio = Studio(made)
            studio("generate", "--recorded", str(recorded))
            studio("mine")
            shutil.copytree(made / "index", self._ingested / "index", dirs_exist_ok=True)
            made.rename(project)
        return project

    def _new(self, name: str) -> Path:
        """Return where a project is made, to be renamed once it is whole; what a kill left there is removed."""
        made = self.folder / f"{name}.new"
        shutil.rmtree(made, ignore_errors=True)
        return made

    def recorded(self, name: str) -> Path:
        """Return where a project's queries are written."""
        return self.folder / f"{name}.jsonl"

    def copy(self, project: Path) -> Path:
        """Return a copy of a project's database, to be decided in."""
        return Path(shutil.copy(project / "studio.duckdb", self.folder / "reviewed.duckdb"))


def pairs(shop: Workshop, share: float, *, gains: bool) -> Report:
    """Review pairs of which a share is wrong, in every order."""
    name = f"pairs-{share:.0%}-{shop.seed}"
    known = pair_errors(shop.collection, shop.recorded(name), share, shop.seed)
    project = shop.project(name, shop.recorded(name))
    named = _pairs(shop, project)
    kinds = Counter(known[each].value for each in named if each in known)
    measured = Gains(project, shop.folder) if gains else None

    def wrong(pair: Pair, passage_id: str) -> bool:  # noqa: ARG001 - asked of negatives too
        return (pair.query, pair.document_id) in known

    lines = []
    for order in _ORDERS:
        done, states = _reviewed(shop, project, order, wrong, cards=len(named))
        gained = {at: measured.of(state) for at, state in states.items()} if measured else {}
        lines.append(_line(order.value, done, len(named), kinds.total(), gained))
        print(_told(lines[-1]), flush=True)
    return Report(collection=shop.collection.name, asked="pairs", cards=len(named), errors=dict(kinds), lines=lines)


def _reviewed(
    shop: Workshop, project: Path, order: Sort, wrong: Bad, *, cards: int
) -> tuple[Reviewed, dict[str, Path]]:
    """Review in one order; return also what may enrich an index at each share reviewed that is to be measured."""
    states: dict[str, Path] = {}
    with Database.open(shop.copy(project)) as db:

        def look(share: float) -> None:
            states[f"{share:.0%}"] = path = shop.folder / f"{share:.0%}.parquet"
            datasets.write_enriching(db, path, "not_rejected")

        looks = {round(share * cards): partial(look, share) for share in _AT.get(order, ())}
        most = round((_MOST if order in _AT else _FIRST) * cards)
        done = Reviewer(db, project, wrong).review(View(sort=order), most, looks)
    return done, states


def negatives(shop: Workshop, held_back: float) -> Report:
    """Review negatives of people's queries, a share of whose other relevant passages was left out."""
    name = f"negatives-{held_back:.0%}-{shop.seed}"
    left_out = negative_errors(shop.collection, shop.recorded(name), held_back, shop.seed)
    project = shop.project(name, shop.recorded(name))
    documents = _documents(shop, project)
    with Database.open(shop.copy(project)) as db:

        def wrong(pair: Pair, passage_id: str) -> bool:
            return (pair.query, documents[passage_id]) in left_out

        cards = [store.card(db, number) for number in queue.ids(db)]
        found = [wrong(pair, each.passage_id) for pair in cards for each in pair.negatives]
        done = Reviewer(db, project, wrong).review(View(cards=Cards.NEGATIVES), round(_MOST * len(found)), {})
    line = _line("negatives", done, len(found), sum(found), {})
    print(_told(line), flush=True)
    errors = {"false negative": sum(found)}
    return Report(collection=shop.collection.name, asked="negatives", cards=len(found), errors=errors, lines=[line])


def _pairs(shop: Workshop, project: Path) -> list[Named]:
    """Return the project's pairs, each by its query and document."""
    with Database.open(shop.copy(project)) as db:
        store.export_pairs(db, shop.folder / "pairs.parquet", shop.folder / "protected.parquet")
    frame = pl.read_parquet(shop.folder / "pairs.parquet")
    return list(zip(frame["query"].to_list(), frame["document_id"].to_list(), strict=True))


def _documents(shop: Workshop, project: Path) -> dict[str, str]:
    """Return the document of each passage."""
    with Database.open(shop.copy(project)) as db:
        corpus.export_passages(db, shop.folder / "passages.parquet")
    frame = pl.read_parquet(shop.folder / "passages.parquet")
    return dict(zip(frame["passage_id"].to_list(), frame["document_id"].to_list(), strict=True))


def _line(order: str, done: Reviewed, cards: int, errors: int, gains: Mapping[str, tuple[float, float]]) -> Line:
    first, there = done.within(round(_FIRST * cards)), max(errors, 1)
    return Line(
        order=order,
        decisions=len(done.found),
        found=sum(done.found),
        first=first,
        times=round(first / (_FIRST * there), 2),
        share_found=round(first / there, 3),
        per_hundred=[sum(done.found[at : at + 100]) for at in range(0, len(done.found) - 99, 100)],
        by_source=done.by_source,
        seconds=round(done.seconds, 1),
        gains=dict(gains),
    )


def _told(line: Line) -> str:
    hundreds = " ".join(f"{found:3}" for found in line.per_hundred)
    sources = ", ".join(f"{name} {bad}/{cards}" for name, (cards, bad) in line.by_source.items())
    gains = "".join(f"\n{'':12}{at:>4} reviewed: {a:.3f} / {b:.3f}" for at, (a, b) in line.gains.items())
    return (
        f"{line.order:11}{line.times:5.1f} times, {line.share_found:4.0%} in the first {_FIRST:.0%};"
        f" a hundred: {hundreds}\n{'':12}errors of cards by order: {sources}; {line.seconds:.0f} s{gains}"
    )


def measured(collection: Path, folder: Path, *, seed: int, gains: bool) -> Iterator[Report]:
    """Review a collection's pairs and negatives, with few errors and with many."""
    shop = Workshop(collection, folder, seed)
    for share in _SHARES:
        print(f"\n{collection.name}: {share:.0%} of the pairs are wrong", flush=True)
        yield pairs(shop, share, gains=gains)
    for share in _HELD_BACK:
        print(f"\n{collection.name}: {share:.0%} of further relevant passages left out", flush=True)
        yield negatives(shop, share)


def main() -> None:
    """Measure the collections that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("collections", nargs="+", type=Path, metavar="COLLECTION")
    parser.add_argument("--gains", action="store_true", help="measure NDCG@10 on the way")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the projects in DIR, and take those there")
    parser.add_argument("--seed", type=int, default=13)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        reports = [
            report
            for collection in given.collections
            for report in measured(collection, folder, seed=given.seed, gains=given.gains)
        ]
    print(
        json.dumps(
            {
                "benchmark": "review_value",
                "python": platform.python_version(),
                "machine": platform.machine(),
                "seed": given.seed,
                "collections": [asdict(report) for report in reports],
            }
        )
    )


if __name__ == "__main__":
    main()
