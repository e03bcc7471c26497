"""What the studio's own pipeline, with its default settings, is worth on people's queries.

`python benchmarks/quality.py COLLECTION... [--provider structural] [--no-run | --untrained] [--seed N] [--keep DIR]`

A collection is a BEIR-like folder: corpus.jsonl (_id, title, text), queries.jsonl, qrels.tsv, and recorded.jsonl with
written queries beside the corpus; `--provider structural` leaves those aside and makes queries without any model. It is
ingested, queried, mined, trained on and measured by the command line as a user would; the human queries and judgments
are a test set that nothing is trained or chosen on. A document longer than a passage counts by its best passage, an
empty one by nothing. Prints a table a collection and ends with one JSON line.
"""

import argparse
import json
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

import polars as pl

from studio.domain.leaderboard import Precision, size_words
from studio.domain.options import EvaluationOptions, GenerationOptions
from studio.domain.statistics import FEWEST_GROUPS, compare, holm

TEST_SET = "human"
PROVIDERS: tuple[str, ...] = get_args(get_type_hints(GenerationOptions)["provider"])


@dataclass(frozen=True, kw_only=True)
class Line:
    """One system at one size of its vectors. `p_full` and `p_same` are Holm's, over the lines of this table.

    `difference` is from the base at full dimensions, with its interval; `same` is from the base at the same size.
    `kept` is the share of its own NDCG@10 at full dimensions in float32, None for that line.
    """

    name: str
    dimensions: int
    precision: Precision
    ndcg_10: float
    kept: float | None
    mrr_10: float
    recall_10: float
    recall_100: float
    map_100: float
    difference: float | None
    ci_low: float | None
    ci_high: float | None
    p_full: float | None
    same: float | None
    p_same: float | None


@dataclass(frozen=True, kw_only=True)
class Report:
    """One collection, measured. `seconds` are those of each step, `provider` is who wrote the queries."""

    collection: str
    provider: str
    passages: int
    queries: int
    groups: int
    pairs: int
    lines: list[Line]
    seconds: dict[str, float]


class Studio:
    """The command line on one project, with the time that each command took."""

    def __init__(self, project: Path) -> None:
        self.project = project
        self.seconds: dict[str, float] = {}

    def __call__(self, command: str, *arguments: str) -> None:
        """Run one command to its end; its words go to stderr."""
        began = time.perf_counter()
        print(f"$ studio {' '.join([command, *arguments])}", file=sys.stderr, flush=True)
        where = [] if command == "init" else ["--project", str(self.project)]
        subprocess.run([sys.executable, "-m", "studio.cli", command, *arguments, *where], check=True, stdout=sys.stderr)
        self.seconds[command] = round(time.perf_counter() - began, 1)

    def job(self, kind: str) -> Path:
        """Return the folder of the newest job of a kind."""
        return max(self.project.glob(f"jobs/*-{kind}-*"))


def pipeline(collection: Path, project: Path, *, provider: str, untrained: bool, run: bool, seed: int) -> Studio:
    """Take a collection through the studio, with default settings but for who writes the queries, and the seed.

    Mining is for a run alone: what queries are worth without one does not wait for it.
    """
    studio = Studio(project)
    studio("init", str(project))
    studio("ingest", str(collection / "corpus.jsonl"))
    studio("import-test", str(collection), "--name", TEST_SET)
    if not untrained:
        studio("generate", "--set", f"generation.provider={provider}")
    if run and not untrained:
        studio("mine")
        studio("train")
    studio("evaluate", "--test-set", TEST_SET, "--set", f"evaluation.seed={seed}")
    return studio


def report(collection: Path, studio: Studio, provider: str) -> Report:
    """Read the figures of the last evaluation back from its job, and compare them query by query."""
    job = studio.job("evaluate")
    rows = pl.read_parquet(job / "outputs" / "rows.parquet").filter(pl.col("test_set") == TEST_SET)
    passages = len(pl.read_parquet(job / "inputs" / "passages.parquet"))
    return Report(
        collection=collection.name,
        provider=provider,
        passages=passages,
        queries=rows["queries"][0],
        groups=rows["groups"][0],
        pairs=len(pl.read_parquet(job / "inputs" / "enriching.parquet")),
        lines=list(_lines(rows, job)),
        seconds=studio.seconds,
    )


def _lines(rows: pl.DataFrame, job: Path) -> Iterator[Line]:
    figures = pl.read_parquet(job / "outputs" / "per_query.parquet").select("row_id", "query_id", "ndcg_10")
    queries = pl.read_parquet(job / "inputs" / "queries.parquet").filter(pl.col("test_set") == TEST_SET)
    groups = dict(zip(queries["query_id"].to_list(), queries["group_id"].to_list(), strict=True))
    order = [pl.col("dimensions") == 0, pl.col("precision") == "float32", pl.col("dimensions"), pl.col("precision")]
    known = rows.sort(*order, descending=True, maintain_order=True).to_dicts()
    of_base = {_size(row): row for row in known if row["kind"] == "base"}
    full = next(iter(of_base.values()))
    own = {row["name"]: row for row in reversed(known)}
    same = [_same(row, of_base.get(_size(row)), figures, groups) for row in known]
    p_full = _holm([row["p_value"] for row in known])
    p_same = _holm([found[1] for found in same])
    for row, (difference, _), against_full, against_same in zip(known, same, p_full, p_same, strict=True):
        yield Line(
            **{name: row[name] for name in ("name", "dimensions", "precision", "difference", "ci_low", "ci_high")},
            **{name: row[name] for name in ("ndcg_10", "mrr_10", "recall_10", "recall_100", "map_100")},
            kept=_kept(row, own[row["name"]]),
            p_full=None if row is full else against_full,
            same=difference,
            p_same=against_same,
        )


def _size(row: dict[str, Any]) -> tuple[int, Precision]:
    return row["dimensions"], row["precision"]


def _kept(row: dict[str, Any], own: dict[str, Any]) -> float | None:
    return None if row is own or not own["ndcg_10"] else row["ndcg_10"] / own["ndcg_10"]


def _same(
    row: dict[str, Any], base: dict[str, Any] | None, figures: pl.DataFrame, groups: dict[str, str]
) -> tuple[float | None, float | None]:
    """Compare a row with the base at the same size of its vectors."""
    if base is None or row is base:
        return None, None
    both = figures.filter(pl.col("row_id") == row["row_id"]).join(
        figures.filter(pl.col("row_id") == base["row_id"]), on="query_id", suffix="_base"
    )
    found = compare(
        (both["ndcg_10"] - both["ndcg_10_base"]).to_list(), [groups[query] for query in both["query_id"].to_list()]
    )
    return found.difference, found.p_value


def _holm(values: Sequence[float | None]) -> list[float | None]:
    adjusted = iter(holm([value for value in values if value is not None]))
    return [None if value is None else next(adjusted) for value in values]


def table(measured: Report) -> str:
    """Return the report as a table for people."""
    title = (
        f"{measured.collection}: {measured.passages:,} passages, {measured.pairs:,} written queries "
        f"(provider {measured.provider}), "
        f"{measured.queries} human queries in {measured.groups} groups"
        + (", too few groups to tell" if measured.groups < FEWEST_GROUPS else "")
    )
    head = (
        f"{'':34}{'dims':>11}{'NDCG@10':>9}{'kept':>8}{'vs base':>9}{'95% interval':>18}{'p':>7}"
        f"{'same dims':>11}{'p':>7}{'MRR@10':>8}{'R@10':>7}{'R@100':>7}"
    )
    lines = [title, head]
    for line in measured.lines:
        interval = "-" if line.ci_low is None else f"{line.ci_low:+.3f} .. {line.ci_high:+.3f}"
        share = "-" if line.kept is None else f"{line.kept:.1%}"
        lines.append(
            f"{line.name:34}{size_words(line.dimensions, line.precision):>11}{line.ndcg_10:9.3f}{share:>8}"
            f"{_signed(line.difference):>9}{interval:>18}{_p(line.p_full):>7}{_signed(line.same):>11}{_p(line.p_same):>7}"
            f"{line.mrr_10:8.3f}{line.recall_10:7.3f}{line.recall_100:7.3f}"
        )
    steps = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in measured.seconds.items())
    return "\n".join([*lines, f"p by group, sign flips, Holm over this table. {steps}."])


def _signed(value: float | None) -> str:
    return "-" if value is None else f"{value:+.3f}"


def _p(value: float | None) -> str:
    return "-" if value is None else "<.001" if value < 0.001 else f"{value:.3f}".removeprefix("0")


def main() -> None:
    """Measure the collections that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("collections", nargs="+", type=Path, metavar="COLLECTION")
    parser.add_argument("--provider", choices=PROVIDERS, default="auto", help="who writes the queries")
    parser.add_argument("--no-run", action="store_true", help="train no run: what written queries do without")
    parser.add_argument("--untrained", action="store_true", help="measure base and BM25 alone")
    parser.add_argument(
        "--seed", type=int, default=EvaluationOptions().seed, metavar="N", help="of the adapter and of intervals"
    )
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the projects in DIR")
    arguments = parser.parse_args()
    reports = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.keep or Path(temporary)
        for collection in arguments.collections:
            studio = pipeline(
                collection,
                folder / collection.name,
                provider=arguments.provider,
                untrained=arguments.untrained,
                run=not arguments.no_run,
                seed=arguments.seed,
            )
            reports.append(report(collection, studio, arguments.provider))
            print(table(reports[-1]) + "\n", flush=True)
    print(
        json.dumps(
            {
                "benchmark": "quality",
                "python": platform.python_version(),
                "machine": platform.machine(),
                "collections": [asdict(each) for each in reports],
            }
        )
    )


if __name__ == "__main__":
    main()
