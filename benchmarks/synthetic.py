"""A synthetic project of any size, landed through storage as finished jobs would be.

Texts are made of random words: good for measuring speed, worthless for measuring retrieval. Run as a script it
builds one: `python -m benchmarks.synthetic FOLDER --pairs 100000`.
"""

# ruff: noqa: S608 - the SQL is put together from our own words and file names

import argparse
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from studio.domain.decisions import Action, Decision, new_id
from studio.domain.options import SplitOptions
from studio.project import Project
from studio.storage import corpus, decisions, lines, pairs, queue, results, test_sets
from studio.storage.database import Database

_WORDS = """
    wafer etch barrier copper plating liner resist overlay dose anneal furnace implant recess slurry pad residue
    particle defect yield chamber recipe queue window limit drift node layer via trench contact gate spacer film
    stress thickness uniformity pressure plasma clean rinse dry bake expose develop align measure sample lot tool
    """
_QUERIES_PER_PASSAGE = 3
_PASSAGES_PER_DOCUMENT = 7


def build(folder: Path, *, pairs_wanted: int = 100_000, negatives: int = 10, decided: int = 20_000) -> Project:
    """Make a project with that many pairs (three a passage), negatives a pair, and decided pairs."""
    project = Project.create(folder)
    work = folder / "index" / "synthetic"
    work.mkdir()
    with Database.open(project.database, create=True) as db:
        _ingest(db, work / "ingest", -(-pairs_wanted // _QUERIES_PER_PASSAGE))
        _generate(db, work / "generate", pairs_wanted)
        _mine(db, work / "mine", negatives)
        _decide(db, decided)
        _measure(db, work / "evaluate")
    return project


def _frames(folder: Path, **statements: str) -> Path:
    """Write one Parquet file a statement; earlier ones may be read by name."""
    folder.mkdir(parents=True)
    with duckdb.connect() as own:
        own.execute("SELECT setseed(0.13)")
        words = ", ".join(f"'{word}'" for word in _WORDS.split())
        own.execute(f"CREATE MACRO word() AS ([{words}])[1 + (random() * {len(_WORDS.split()) - 1})::INT]")
        for name, sql in statements.items():
            own.execute(f"CREATE TABLE {name} AS {sql}")
            own.execute(f"COPY {name} TO '{folder / name}.parquet' (FORMAT parquet)")
    return folder


def _ingest(db: Database, folder: Path, passages: int) -> None:
    sentence = "list_aggregate([word() || ' ' || word() || ' ' || word() for x in range(60)], 'string_agg', ' ')"
    _frames(
        folder,
        passages=f"""
            SELECT left(sha256('p' || i), 16) AS passage_id,
                   'area/doc-' || lpad((i // {_PASSAGES_PER_DOCUMENT})::VARCHAR, 6, '0') || '.md' AS document_id,
                   i % {_PASSAGES_PER_DOCUMENT} AS ordinal, 'Handbook of ' || word() AS title,
                   ['Section about ' || word()] AS heading_path, {sentence} || ' ' || i AS text,
                   (i % 7) * 1200 AS start, (i % 7) * 1200 + 1100 AS end, 220 AS tokens,
                   'area/doc-' || lpad((i // {_PASSAGES_PER_DOCUMENT})::VARCHAR, 6, '0') || '.md' AS group_id,
                   NULL::VARCHAR AS duplicate_of
            FROM range({passages}) t(i)""",
        documents="""
            SELECT document_id, any_value(title) AS title, document_id AS source, 'markdown' AS format,
                   left(sha256(document_id), 16) AS content_hash, 8000 AS characters, '/corpus' AS root, 'new' AS state
            FROM passages GROUP BY document_id""",
        groups="SELECT passage_id, group_id, duplicate_of FROM passages",
        problems="SELECT '' AS source, '' AS reason WHERE false",
    )
    corpus.land_ingest(db, folder, "synthetic-ingest", SplitOptions())


def _generate(db: Database, folder: Path, wanted: int) -> None:
    passages = folder.parent / "passages.parquet"
    corpus.export_passages(db, passages)
    _frames(
        folder,
        queries=f"""
            SELECT passage_id, word() || ' ' || word() || ' ' || word() || ' ' || word() || ' ' || n || i AS query,
                   ['keyword', 'question', 'need'][n] AS style, 'recorded' AS source, '' AS model, '' AS prompt_version
            FROM (SELECT passage_id, row_number() OVER () AS i FROM read_parquet('{passages}')), range(1, 4) t(n)
            LIMIT {wanted}""",
        problems="SELECT '' AS passage_id, '' AS reason WHERE false",
    )
    pairs.land_queries(db, folder, "synthetic-generate")


def _mine(db: Database, folder: Path, negatives: int) -> None:
    exported, protected = folder.parent / "pairs.parquet", folder.parent / "protected.parquet"
    pairs.export_pairs(db, exported, protected)
    passages = folder.parent / "passages.parquet"
    shown = max(1, negatives // 2)
    _frames(
        folder,
        numbered=f"SELECT passage_id, row_number() OVER () - 1 AS i FROM read_parquet('{passages}')",
        wanted=f"SELECT pair_id, passage_id AS own, row_number() OVER () AS i FROM read_parquet('{exported}')",
        negatives=f"""
            SELECT w.pair_id, n.passage_id, (CASE WHEN k <= {shown} THEN k ELSE 0 END) AS position, k AS rank,
                   0.8 - k * 0.02 AS score, 0.1 - k * 0.02 AS margin, ['dense', 'bm25', 'both'][1 + k % 3] AS origin,
                   (w.i % 11 = 0 AND k = 1) AS suspect
            FROM (
                SELECT *, (i * 7919 + k * 104729) % (SELECT count(*) FROM numbered) AS other
                FROM wanted, range(1, {negatives + 1}) t(k)
            ) AS w
            JOIN numbered n ON n.i = w.other
            WHERE n.passage_id <> w.own""",
        scores="""
            SELECT pair_id, 1 + (i % 23)::INT AS dense_rank, 1 + (i % 17)::INT AS bm25_rank, 0.7 AS positive_score,
                   (i % 10) / 10.0 AS overlap, 0.1 - (i % 40) / 100.0 AS margin,
                   (CASE WHEN i % 11 = 0 THEN 1 ELSE 0 END) AS suspects,
                   NULL::VARCHAR AS duplicate_of, NULL::VARCHAR AS shortfall
            FROM wanted""",
    )
    pairs.land_mining(db, folder, "synthetic-mine")


def _decide(db: Database, decided: int) -> None:
    draw = random.Random(13)
    at = datetime.now(UTC) - timedelta(days=7)
    kinds = (Action.ACCEPT, Action.ACCEPT, Action.ACCEPT, Action.REJECT, Action.SKIP, Action.FLAG, Action.EDIT_QUERY)
    rows = lines.rows(db, queue.ids(db)[:decided])
    made = [
        Decision(
            event_id=new_id(),
            batch_id=new_id(),
            at=at + timedelta(seconds=number),
            reviewer="synthetic",
            action=(action := draw.choice(kinds)),
            pair_id=row.pair_id,
            text=row.query + " edited" if action is Action.EDIT_QUERY else "",
        )
        for number, row in enumerate(rows)
    ]
    decisions.merge(db, made)


def _measure(db: Database, folder: Path) -> None:
    held_out = [test_set for test_set in test_sets.refresh_held_out(db) if test_set.purpose == "test"]
    if not held_out:
        return
    name = held_out[0].test_set
    files = [folder.parent / f"{kind}.parquet" for kind in ("testsets", "queries", "qrels")]
    test_sets.export(db, [name], *files)
    _frames(
        folder,
        queries=f"SELECT query_id FROM read_parquet('{files[1]}')",
        systems="""
            SELECT * FROM (VALUES ('base', 'base', '', 384), ('BM25', 'bm25', '', 0), ('run-01', 'run', 'run-01', 384),
                ('run-01', 'run', 'run-01', 128), ('run-01 + BM25', 'fused', 'run-01', 384)
            ) t(name, kind, run_id, dimensions)""",
        rows=f"""
            SELECT left(sha256(name || dimensions), 16) AS row_id, name, kind, run_id, '{name}' AS test_set,
                   (SELECT count(*) FROM queries) AS queries, 200 AS groups, dimensions, random() AS ndcg_10,
                   random() AS mrr_10, random() AS recall_10, random() AS recall_100,
                   random() AS map_100, 1.0 AS judged_10,
                   0.05 AS difference, 0.01 AS ci_low, 0.09 AS ci_high, 0.004 AS p_value, 0.03 AS detectable, 1 AS won,
                   1 AS lost, 9.0 AS latency_p50, 12.0 AS latency_p95,
                   1536000000 AS bytes_per_million, 'm' AS model_hash,
                   's' AS settings_hash, 13 AS seed
            FROM systems""",
        per_query="""
            SELECT row_id, query_id, random() AS ndcg_10, random() AS mrr_10, random() AS recall_10,
                   random() AS recall_100, random() AS map_100
            FROM rows, (SELECT query_id FROM queries)""",
        rankings="""
            SELECT row_id, query_id, k AS rank, query_id AS unit_id, query_id AS passage_id, 1.0 / k AS score
            FROM rows, (SELECT query_id FROM queries), range(1, 11) t(k)""",
    )
    results.land_results(db, folder, "synthetic-evaluate")


def main() -> None:
    """Build a project from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pairs", type=int, default=100_000)
    parser.add_argument("--negatives", type=int, default=10)
    parser.add_argument("--decided", type=int, default=20_000)
    given = parser.parse_args()
    build(given.folder, pairs_wanted=given.pairs, negatives=given.negatives, decided=given.decided)
    print(given.folder)


if __name__ == "__main__":
    main()
