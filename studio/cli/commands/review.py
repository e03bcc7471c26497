"""`studio review`."""

import click

from studio.cli.documented import command
from studio.cli.options import in_project
from studio.cli.screens import show
from studio.cli.session import Session


@command(
    "review",
    "studio review",
    "studio review --project handbook --set review.reviewer=ada",
    "studio review --plain --filter 'status:undecided style:question'",
)
@click.option("--audit", is_flag=True, help="Judge the sample of the audit that runs, or begin one.")
@click.option("--disagreements", is_flag=True, help="Settle the pairs on which reviewers differ.")
@click.option("--plain", is_flag=True, help="One question a line, for dumb terminals and screen readers: no screens.")
@click.option("--filter", "line", default="", metavar="LINE", help="With --plain: only pairs that match.")
@in_project
def run_command(session: Session, *, audit: bool, disagreements: bool, plain: bool, line: str) -> None:
    """Open the studio on its review screen: accept, reject and mend pairs and negatives."""
    from studio.errors import InputError

    if line and not plain:
        raise InputError("--filter goes with --plain; on the screen, / filters.")
    if plain:
        _ask(session, line, audit=audit, disagreements=disagreements)
    else:
        show(session, first="audit" if audit else "disagreements" if disagreements else "review")


def _ask(session: Session, line: str, *, audit: bool, disagreements: bool) -> None:
    import sys

    from studio.cli.plain import PlainReview
    from studio.domain.views import View
    from studio.settings import reviewer
    from studio.ui.review import named
    from studio.ui.review.session import Session as Sitting

    settings = session.settings
    with session.database() as db:
        sitting = Sitting(db, reviewer(settings.review), settings.review.blind)
        sitting.open(View(line=line))
        if audit:
            named.take_audit(db, sitting)
        elif disagreements:
            named.take_disagreements(db, sitting)
        guidelines = session.project.path / settings.review.guidelines
        PlainReview(sitting, guidelines, sys.stdin, click.echo).run()
