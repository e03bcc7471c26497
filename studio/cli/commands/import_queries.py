"""`studio import-queries`."""

from pathlib import Path

import click

from studio.cli.documented import command
from studio.cli.options import in_project
from studio.cli.session import Session
from studio.domain.paths import expanded
from studio.domain.wording import plural


@command(
    "import-queries",
    "studio import-queries tickets.txt --name tickets",
    "studio import-queries searches.csv --name searches --column term --limit 50",
    "studio import-queries /var/log/nginx/access.log --name searches --column q --limit 50",
)
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--name", default="", help="Short name of the test set. [default: the file's name]")
@click.option("--title", default="", help="What the leaderboard calls it.")
@click.option("--column", default="", help="Column of CSV, TSV or JSONL, or field of a log. [default: text or query]")
@click.option("--limit", type=click.IntRange(min=1), help="Take so many, the most frequent ones. [default: all]")
@in_project
def run_command(session: Session, file: Path, *, name: str, title: str, column: str, limit: int | None) -> None:
    """Bring queries that people asked, to be judged as a test set: one a line, CSV, TSV, JSONL, or a search log.

    Of a log (access.log, search.log.1) each line gives the query of its request (?q=...), of its field (query="...") or
    of its JSON; where no line has any, lines are queries.

    Queries that differ in case, white space or the mark at their end are one query; a column called count says how
    often it was asked. Done again, only what is new is added, and judgments stay. Nothing is ever trained on them.
    """
    from studio.workflow import judging, queries

    path = expanded(file).resolve()
    read = queries.from_file(path, column=column, limit=limit)
    with session.database() as db:
        brought = judging.bring(db, read, name=name or path.stem, title=title)
    known = f", {brought.known:,} were there" if brought.known else ""
    click.echo(
        f"{brought.test_set.test_set}: {plural(brought.added, 'new query', 'new queries')}{known}, "
        f"{brought.test_set.queries:,} in all."
    )
    for count, what in (
        (read.repeated, ("line that repeats another one", "lines that repeat others")),
        (read.empty, ("line without a query", "lines without a query")),
        (
            read.overlong,
            (f"line of more than {queries.LONGEST} characters", f"lines of more than {queries.LONGEST} characters"),
        ),
        (read.beyond, ("less frequent query beyond the limit", "less frequent queries beyond the limit")),
    ):
        if count:
            click.echo(f"left out: {plural(count, *what)}", err=True)
    click.echo(f"Next: `studio pool --test-set {brought.test_set.test_set}`, then `studio judge`.")
