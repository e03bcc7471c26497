"""Queries that people asked, pooled and ready to be judged by key."""

from pathlib import Path

import polars as pl

from studio.storage import judging
from studio.workflow import queries
from studio.workflow.judging import bring
from tests.ui.conftest import Place

NAME = "tickets"


def ask(place: Place, *texts: str) -> list[str]:
    """Bring queries; return the ids of all there are."""
    bring(place.db, queries.from_text("\n".join(texts)), name=NAME)
    return [query.query_id for query in judging.asked(place.db, NAME)]


def pool(place: Place, folder: Path, most: int = 3) -> None:
    """Pool the first passages of the corpus for every query."""
    passages = [row[0] for row in place.db.query("SELECT passage_id FROM passages ORDER BY passage_id")][:most]
    asked = [query.query_id for query in judging.asked(place.db, NAME)]
    rows = [(query_id, passage, ["base secret", "BM25"]) for query_id in asked for passage in passages]
    schema = pl.Schema({"query_id": pl.String(), "passage_id": pl.String(), "found_by": pl.List(pl.String())})
    folder.mkdir()
    pl.DataFrame(rows, schema=schema, orient="row").write_parquet(folder / "pool.parquet")
    judging.land_pool(place.db, folder, folder.name, NAME)
