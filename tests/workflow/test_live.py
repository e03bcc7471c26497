"""The live rows are those that an evaluation would give for the same decisions."""

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from studio.domain.decisions import Action, Decision
from studio.domain.options import IndexOptions, SplitOptions
from studio.engine.evaluation.evaluate import evaluate as measure
from studio.engine.live.board import LiveBoard, adapter_figure
from studio.engine.live.opening import NotEncodedError, open_board, pairs_of
from studio.engine.progress import SILENT
from studio.engine.retrieval.fake import BagOfWords
from studio.project import Project
from studio.settings import Settings
from studio.storage import corpus, decisions
from studio.storage.database import Database
from studio.workflow import evaluate
from studio.workflow.live import Feed
from tests.storage import build

SPLIT = SplitOptions(dev=0.3, test=0.2)
WORDS = "copper oxide plating barrier etch wafer helium chuck dishing polish tool rate drift queue time rinse"


def words(number: int, count: int) -> str:
    return " ".join(WORDS.split()[(number * step + step) % 16] for step in range(1, count + 1))


@pytest.fixture
def of() -> build.Corpus:
    texts = {f"doc-{d:02d}.md": [f"{words(7 * d + s, 9)} part {d} {s}" for s in range(2)] for d in range(40)}
    plain = build.Corpus(texts)
    return replace(plain, repeats={plain.passage("doc-05.md", 1): plain.passage("doc-03.md", 0)})


@pytest.fixture
def names(db: Database, tmp_path: Path, of: build.Corpus) -> list[str]:
    """Pairs of a corpus: three queries a passage, the first taken from it, some asked of several passages."""
    build.ingest(db, tmp_path, of, split=SPLIT)
    rows = [
        (f"{' '.join(row['text'].split()[ask : ask + 3])} {place % 11 if ask else 'rinse'}", row["passage_id"])
        for place, row in enumerate(of.passages())
        for ask in range(3)
    ]
    written, taken = [row for at, row in enumerate(rows) if at % 3], rows[::3]
    found = [*build.generate(db, tmp_path, taken, source="structural"), *build.generate(db, tmp_path, written)]
    last = of.passages()[-1]["passage_id"]
    build.mine(db, tmp_path, [build.negative(name, last, 1) for name in found[:100]])
    corpus.split(db, SPLIT)
    return list(dict.fromkeys(found))


def opened(folder: Path, settings: Settings, cache: Path) -> LiveBoard:
    return open_board(
        pl.read_parquet(folder / "passages.parquet"),
        pl.read_parquet(folder / "pairs.parquet"),
        [(name, twin) for name, twin in json.loads((folder / "twins.json").read_text())],
        model=settings.model,
        options=settings.index,
        cache=cache,
        make_encoder=BagOfWords,
    )


def of_evaluation(project: Project, db: Database, settings: Settings) -> tuple[dict[str, float], int]:
    job = evaluate.prepare(project, db, settings)
    frames = {file.stem: pl.read_parquet(file) for file in job.inputs.glob("*.parquet")}
    rows = measure(
        frames["passages"],
        frames["testsets"].filter(pl.col("purpose") == "dev"),
        frames["queries"],
        frames["qrels"],
        frames["runs"],
        options=settings.evaluation,
        model=settings.model,
        examples=frames["enriching"],
        index=settings.index,
        cache=project.index,
        reporter=SILENT,
        make_encoder=BagOfWords,
    ).rows.filter(pl.col("dimensions") == 64, pl.col("precision") == "float32")
    figures = dict(zip(rows["name"].to_list(), rows["ndcg_10"].to_list(), strict=True))
    [of_base] = rows.filter(pl.col("kind") == "base")["ndcg_10"].to_list()
    return {**figures, "base": of_base}, rows["queries"][0]


def decisions_of(step: int, db: Database, names: list[str], last: str) -> None:
    """Take some decisions of a kind that follows from the step's number."""
    taken: list[Iterable[Decision]] = [
        (build.event(Action.REJECT, name) for name in names[::7]),
        (build.event(Action.ACCEPT, name) for name in names[::5]),
        (build.event(Action.EDIT_QUERY, name, text=f"{name} oxide drift") for name in names[3:90:9]),
        (build.event(Action.NEGATIVE_FALSE, name, passage_id=last) for name in names[:60:6]),
    ]
    if step < len(taken):
        decisions.decide(db, list(taken[step]))
    else:
        decisions.undo(db, "ada")
        decisions.undo(db, "ada")


@pytest.mark.parametrize("use", ["not_rejected", "accepted"])
def test_live_rows_are_those_of_an_evaluation_after_every_kind_of_decision(
    project: Project, db: Database, settings: Settings, names: list[str], of: build.Corpus, use: str
) -> None:
    index = IndexOptions(use="accepted" if use == "accepted" else "not_rejected")
    model = replace(settings.model, base="fake", prompts="written")
    settings = replace(settings, index=index, model=model, split=SPLIT)
    feed = Feed(project, db)
    folder = feed.everything()
    assert folder is not None
    board = opened(folder, settings, project.index)
    last = of.passages()[-1]["passage_id"]
    seen = set()
    for step in range(-1, 5):
        if step >= 0:
            decisions_of(step, db, names, last)
            decided = feed.decided()
            assert decided is not None
            board.put(pairs_of(pl.read_parquet(decided)))
        rows = board.measure()
        figures, queries = of_evaluation(project, db, settings)
        assert rows.queries == queries
        shown = [name for name in figures if name.removesuffix(" + BM25") in ("base", "base, enriched")]
        assert rows.figures == pytest.approx({n: figures[n] for n in shown if n != "base + BM25"}, abs=1e-6)
        seen.add(rows.figures.get("base, enriched + BM25"))
    assert len(seen) > 3
    assert adapter_figure(board.lesson(), index, seed=settings.evaluation.seed) == pytest.approx(
        figures["adapter"], abs=1e-6
    )
    assert feed.decided() is None


def test_a_project_without_pairs_or_with_too_many_is_not_followed(
    project: Project, db: Database, settings: Settings, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Feed(project, db).everything() is None
    names = request.getfixturevalue("names")
    monkeypatch.setattr("studio.workflow.live._MOST_PAIRS", len(names) - 1)
    assert Feed(project, db).everything() is None
    monkeypatch.setattr("studio.workflow.live._MOST_PAIRS", len(names))
    assert Feed(project, db).everything() is not None


def test_a_project_that_was_never_mined_is_not_encoded_beside_a_persons_work(
    project: Project, db: Database, settings: Settings, names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Feed(project, db).everything()
    assert folder is not None
    monkeypatch.setattr("studio.engine.live.opening._MOST", 5)
    with pytest.raises(NotEncodedError, match=r"80 texts of this project have no vector.*Mine"):
        opened(folder, settings, project.index)
