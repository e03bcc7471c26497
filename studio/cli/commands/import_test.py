"""`studio import-test`."""

from pathlib import Path

import click

from studio.cli.documented import command
from studio.cli.options import in_project
from studio.cli.session import Session
from studio.domain.paths import expanded
from studio.domain.wording import plural


@command("import-test", "studio import-test ~/collections/handbook-test --name engineers")
@click.argument("folder", type=click.Path(path_type=Path), metavar="FOLDER")
@click.option("--name", default="", help="Short name of the test set. [default: the folder's name]")
@click.option("--title", default="", help="What the leaderboard calls it.")
@click.option("--machine-written", is_flag=True, help="The queries were written by a model, not by people.")
@in_project
def run_command(session: Session, folder: Path, name: str, title: str, machine_written: bool) -> None:
    """Import a test set from a BEIR folder: queries.jsonl and qrels/*.tsv, judged against the ingested corpus.

    Judgments may name documents, sections (FILE#heading) or passages. Nothing is ever trained or chosen on it.
    """
    from studio.workflow import tests

    with session.database() as db:
        imported = tests.import_beir(db, expanded(folder).resolve(), name=name, title=title, human=not machine_written)
    found = imported.test_set
    click.echo(
        f"{found.test_set}: {plural(found.queries, 'query', 'queries')} in {plural(found.groups, 'group')}, "
        f"{plural(imported.judgments, 'judgment')} of {found.unit}s."
    )
    if imported.unmatched:
        shown = ", ".join(imported.unmatched[:3]) + (" ..." if len(imported.unmatched) > 3 else "")
        click.echo(
            f"left out: {plural(len(imported.unmatched), 'judgment')} of unknown {found.unit}s ({shown})", err=True
        )
    if imported.without_relevant:
        without = plural(imported.without_relevant, "query", "queries")
        click.echo(f"left out: {without} without a relevant {found.unit}", err=True)
