"""`studio generate`."""

import click

from studio.cli.documented import command
from studio.cli.options import background, in_project, setting
from studio.cli.running import run
from studio.cli.session import Session


@command(
    "generate",
    "studio generate",
    "studio generate --provider anthropic --queries 4",
    "studio generate --provider local --model ~/models/flan-t5-base",
)
@click.option("--every", is_flag=True, help="Write for every passage, not only for those that have no query yet.")
@setting("generation.provider", "--provider")
@setting("generation.model", "--model")
@setting("generation.base_url", "--base-url")
@setting("generation.api_key_env", "--api-key-env")
@setting("generation.recorded", "--recorded")
@setting("generation.queries_per_passage", "--queries")
@setting("generation.styles", "--styles")
@setting("generation.concurrency", "--concurrency")
@setting("generation.domain", "--domain")
@background
@in_project
def run_command(session: Session, every: bool, background: bool) -> None:
    """Write queries that users could type, for every passage that has none.

    Answers are kept by content: what was paid for once is never asked for again.
    """
    from studio.workflow import generate

    run(
        session,
        lambda db: generate.prepare(session.project, db, session.settings, every=every),
        in_background=background,
    )
