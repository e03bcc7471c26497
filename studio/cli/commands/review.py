"""`studio review`."""

from studio.cli.documented import command
from studio.cli.options import in_project
from studio.cli.screens import show
from studio.cli.session import Session


@command("review", "studio review", "studio review --project handbook --set review.reviewer=ada")
@in_project
def run_command(session: Session) -> None:
    """Open the studio on its review screen: accept, reject and mend pairs and negatives."""
    show(session, first="review")
