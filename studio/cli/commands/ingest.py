"""`studio ingest`."""

from pathlib import Path

import click

from studio.cli.documented import command
from studio.cli.options import background, in_project, setting
from studio.cli.running import run
from studio.cli.session import Session
from studio.domain.paths import expanded

_SHOWN = 20


@command("ingest", "studio ingest ~/handbook", "studio ingest tickets.jsonl --text-column body --title-column subject")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@setting("corpus.max_tokens", "--max-tokens")
@setting("corpus.overlap_tokens", "--overlap-tokens")
@setting("corpus.near_duplicate", "--near-duplicate")
@setting("corpus.text_column", "--text-column")
@setting("corpus.title_column", "--title-column")
@setting("corpus.id_column", "--id-column")
@background
@in_project
def run_command(session: Session, paths: tuple[Path, ...], background: bool) -> None:
    """Read files and folders into passages.

    Text, Markdown, reStructuredText, HTML, PDF, DOCX, notebooks, JSONL, CSV, Parquet, BEIR corpus.jsonl and source code
    are read. Done again after edits, only what changed is changed: decisions on unchanged passages stay. A file that
    cannot be read is named with its reason.
    """
    from studio.workflow import ingest

    chosen = [expanded(path).resolve() for path in paths]
    landed = run(
        session, lambda db: ingest.prepare(session.project, db, session.settings, chosen), in_background=background
    )
    if landed is not None:
        _tell_problems(session)


def _tell_problems(session: Session) -> None:
    from studio.storage import corpus
    from studio.ui.text import visible

    with session.database() as db:
        problems = corpus.problems(db, "ingest")
    for problem in problems[:_SHOWN]:
        sentence = f"{problem.subject} {problem.reason}"
        click.echo(f"problem: {visible(' '.join(sentence.split()))}", err=True)
    if len(problems) > _SHOWN:
        click.echo(f"and {len(problems) - _SHOWN} more; `studio status --json` lists them all.", err=True)
