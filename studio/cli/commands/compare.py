"""`studio compare`."""

from typing import TYPE_CHECKING

import click

from studio.cli.documented import command
from studio.cli.options import in_project, json_output
from studio.cli.session import Session
from studio.domain import figures
from studio.domain.slices import WAYS, By

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.table import Table

    from studio.domain.board import Told
    from studio.domain.slices import Slice


@command(
    "compare",
    "studio compare run-02",
    "studio compare run-02 run-01 --test-set engineers --by style",
    'studio compare "run-02 + BM25" BM25 --json',
)
@click.argument("row")
@click.argument("reference", default="base")
@click.option("--test-set", "name", default="", metavar="NAME", help="On this test set. [default: the one shown first]")
@click.option("--by", type=click.Choice(WAYS), help="Show these slices alone. [default: all but documents]")
@json_output
@in_project
def run_command(session: Session, row: str, reference: str, *, name: str, by: By | None, as_json: bool) -> None:
    """Compare two rows of the leaderboard by the same test, with a verdict and where it wins and loses.

    A row is named as `studio leaderboard` names it, `base` is the base; NAME@128 is the row at 128 dimensions,
    NAME@int8 and NAME@binary are the row with vectors in less room. The difference is the first row's less the
    second's. Nothing is measured anew: no look at the test set is counted.
    """
    from studio.cli import scripts
    from studio.cli.board import sentence
    from studio.cli.tables import console
    from studio.domain import slices
    from studio.storage import comparing

    with session.database() as db:
        test_set = comparing.chosen_set(db, name)
        told = comparing.told_between(db, test_set, row, reference)
        asked = comparing.asked(db, test_set, told.reference.row_id, told.row.row_id)
    ways = (by,) if by else WAYS if as_json else tuple(way for way in WAYS if way != "document")
    found: Mapping[By, Sequence[Slice]] = {way: slices.slices(asked, way) for way in ways}
    if as_json:
        scripts.print_json(scripts.compare(session.project.name, told, found))
        return
    click.echo(sentence(test_set, told))
    click.echo(_power(told))
    console().print("", _table(found))


def _power(told: "Told") -> str:
    row, reference = told.row, told.reference
    shown = "no difference" if row.detectable is None else f"a difference of {figures.score(row.detectable)}"
    return (
        f"NDCG@10 {figures.score(row.ndcg_10)} against {figures.score(reference.ndcg_10)}; won {row.won}, lost "
        f"{row.lost}. These two could show {shown} with 80% power. Of their top 10, {row.judged_10:.0%} and "
        f"{reference.judged_10:.0%} are judged."
    )


def _table(found: "Mapping[By, Sequence[Slice]]") -> "Table":
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=None, pad_edge=False, header_style="bold")
    drawn.add_column("by")
    drawn.add_column("queries that are")
    for title in ("queries", "groups", "reference", "row", "difference", "95% interval"):
        drawn.add_column(title, justify="right")
    for by, slices in found.items():
        for each in slices:
            compared = each.compared
            interval = figures.interval(compared.ci_low, compared.ci_high) if compared.groups > 1 else "-"
            drawn.add_row(
                by,
                Text(each.name),
                str(compared.queries),
                str(compared.groups),
                figures.score(each.before),
                figures.score(each.after),
                figures.signed(compared.difference),
                interval,
            )
    return drawn
