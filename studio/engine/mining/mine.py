"""Score every pair and find its hard negatives: the entry to this room.

Frames in, frames out. Nothing is dropped without a word: a pair short of negatives is kept and says why. The filter is
TopK-PercPos (NV-Retriever, arXiv 2407.15831); what it stops is a suspect, trained on only once a person confirmed it.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from studio.domain.highlight import share, stems
from studio.domain.options import MiningOptions, ModelOptions
from studio.engine.mining.candidates import candidates
from studio.engine.mining.judge import judge
from studio.engine.mining.meaning import Meanings, meanings
from studio.engine.mining.relations import Relations
from studio.engine.progress import Interrupted, Reporter
from studio.engine.retrieval.bm25 import Bm25
from studio.engine.retrieval.encoder import Encoder, MakeEncoder, Vectors
from studio.engine.retrieval.exact import Places, blocks
from studio.engine.retrieval.index import SearchIndex, index_path, passage_keys
from studio.engine.retrieval.passages import indexed_texts
from studio.engine.retrieval.vectors import embed
from studio.errors import InputError

__all__ = ["MiningResult", "mine"]

_SCORES = pl.Schema(
    {
        "pair_id": pl.String,
        "dense_rank": pl.Int64,
        "bm25_rank": pl.Int64,
        "positive_score": pl.Float64,
        "overlap": pl.Float64,
        "margin": pl.Float64,
        "suspects": pl.Int64,
        "duplicate_of": pl.String,
        "shortfall": pl.String,
    }
)
_NEGATIVES = pl.Schema(
    {
        "pair_id": pl.String,
        "passage_id": pl.String,
        "position": pl.Int64,
        "rank": pl.Int64,
        "score": pl.Float64,
        "margin": pl.Float64,
        "origin": pl.String,
        "suspect": pl.Boolean,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MiningResult:
    """What was measured and found: a row of `scores` for every pair, or a row of `dropped` that says why not."""

    scores: pl.DataFrame
    negatives: pl.DataFrame
    dropped: pl.DataFrame
    model_hash: str

    @property
    def summary(self) -> dict[str, int]:
        """Counts for people."""
        shown = self.negatives.filter(pl.col("position") > 0)
        return {
            "pairs": len(self.scores),
            "negatives": int((~shown["suspect"]).sum()),
            "suspects": int(self.scores["suspects"].sum()),
            "duplicates": int(self.scores["duplicate_of"].is_not_null().sum()),
            "short": int(self.scores["shortfall"].is_not_null().sum()),
            "dropped": len(self.dropped),
        }


def mine(
    passages: pl.DataFrame,
    pairs: pl.DataFrame,
    protected: pl.DataFrame,
    *,
    options: MiningOptions,
    model: ModelOptions,
    cache: Path,
    reporter: Reporter,
    make_encoder: MakeEncoder = Encoder,
) -> MiningResult:
    """Score `pairs` against `passages` and choose hard negatives.

    `protected` (pair_id, passage_id) are passages that a person found relevant: never negatives of that query.
    `cache` is the project's index folder: vectors are kept there, and the index for search while typing is brought up
    to date. Raises Interrupted with all that was encoded kept.
    """
    if passages.is_empty():
        raise InputError("There are no passages to mine in. Ingest a folder first.")
    encoder = make_encoder(model)
    texts = indexed_texts(passages)
    vectors = embed(
        [model.passage_prompt + text for text in texts],
        encoder=encoder,
        index=cache,
        reporter=reporter,
        stage="encode passages",
    )
    _refresh_index(passages, vectors, index_path(cache, encoder.model_hash), reporter)
    known = pairs.join(_placed(passages), on="passage_id", how="inner", maintain_order="left")
    dropped = pairs.join(passages, on="passage_id", how="anti").select(
        "pair_id", reason=pl.lit("its passage is no longer in the corpus")
    )
    query_vectors = embed(
        [model.query_prompt + query for query in known["query"].to_list()],
        encoder=encoder,
        index=cache,
        reporter=reporter,
        stage="encode queries",
    )
    work = _Work(
        passages=passages,
        pairs=known,
        positives=known["place"].to_numpy().astype(np.int64),
        vectors=vectors,
        query_vectors=query_vectors,
        bm25=Bm25(texts),
        alike=meanings(known["query"].to_list(), query_vectors, options.same_meaning),
    )
    scores, negatives = _search(work, protected, options=options, reporter=reporter)
    scores = scores.with_columns(
        overlap=pl.Series(_overlaps(known, texts), dtype=pl.Float64),
        duplicate_of=_originals(known["pair_id"], work.alike.original),
    )
    return MiningResult(
        scores=scores.select(*_SCORES).cast(_SCORES),
        negatives=negatives.select(*_NEGATIVES).cast(_NEGATIVES),
        dropped=dropped,
        model_hash=encoder.model_hash,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    passages: pl.DataFrame
    pairs: pl.DataFrame
    positives: Places
    vectors: Vectors
    query_vectors: Vectors
    bm25: Bm25
    alike: Meanings


def _search(
    work: _Work, protected: pl.DataFrame, *, options: MiningOptions, reporter: Reporter
) -> tuple[pl.DataFrame, pl.DataFrame]:
    relations = Relations(
        work.passages,
        work.positives,
        _protected_places(work, protected),
        work.alike,
        neighbours=options.neighbours,
    )
    queries = work.pairs["query"].to_list()
    scores, negatives = [pl.DataFrame(schema=_SCORES)], [pl.DataFrame(schema=_NEGATIVES)]
    for rows in blocks(len(queries), len(work.passages)):
        if reporter.stopping():
            raise Interrupted
        found = candidates(
            work.query_vectors[rows] @ work.vectors.T,
            work.bm25.scores(queries[rows]),
            work.positives[rows],
            options.depth,
        )
        of_block = judge(found, relations, np.arange(rows.start, rows.stop), work.positives[rows], options)
        names = work.pairs["pair_id"][rows.start : rows.stop]
        scores.append(of_block.scores.with_columns(pair_id=names))
        kept = of_block.negatives
        negatives.append(
            kept.with_columns(
                pair_id=names.gather(kept["row"]), passage_id=work.passages["passage_id"].gather(kept["place"])
            ).select(*_NEGATIVES)
        )
        reporter.progress("mine", rows.stop, len(queries), "pairs")
    return pl.concat(scores, how="diagonal_relaxed"), pl.concat(negatives)


def _refresh_index(passages: pl.DataFrame, vectors: Vectors, path: Path, reporter: Reporter) -> None:
    def told(done: int, total: int) -> None:
        reporter.progress("build the search index", done, total, "passages")
        if reporter.stopping():
            raise Interrupted

    index = SearchIndex.open(path, vectors.shape[1])
    keys = passage_keys(passages["passage_id"].to_list(), indexed_texts(passages))
    if index.update(keys, vectors, told):
        index.save(path)


def _placed(passages: pl.DataFrame) -> pl.DataFrame:
    return passages.select("passage_id").with_row_index("place")


def _protected_places(work: _Work, protected: pl.DataFrame) -> tuple[Places, Places]:
    both = (
        protected.select("pair_id", "passage_id")
        .join(work.pairs.select("pair_id").with_row_index("pair"), on="pair_id")
        .join(_placed(work.passages), on="passage_id")
    )
    return both["pair"].to_numpy().astype(np.int64), both["place"].to_numpy().astype(np.int64)


def _overlaps(pairs: pl.DataFrame, texts: list[str]) -> list[float]:
    of_text: dict[int, frozenset[str]] = {}
    found = []
    for query, place in zip(pairs["query"].to_list(), pairs["place"].to_list(), strict=True):
        if place not in of_text:
            of_text[place] = stems(texts[place])
        found.append(share(query, of_text[place]))
    return found


def _originals(pair_ids: pl.Series, original: Places) -> pl.Series:
    names = pair_ids.gather(original)
    return names.set(names == pair_ids, None)
