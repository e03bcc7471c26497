"""`studio agreement`."""

from typing import TYPE_CHECKING, Any

import click

from studio.cli.documented import command
from studio.cli.options import in_project, json_output
from studio.cli.session import Session
from studio.domain import figures
from studio.domain.wording import plural

if TYPE_CHECKING:
    from studio.domain.agreement import Measured


@command("agreement", "studio agreement", "studio agreement --negatives", "studio agreement --json")
@click.option("--negatives", is_flag=True, help="On what they say of negatives: whether each answers the query too.")
@json_output
@in_project
def run_command(session: Session, as_json: bool, *, negatives: bool) -> None:
    """Show how far reviewers agree on what several answered: kappa and alpha, with 95% intervals by group.

    Of pairs, or with --negatives of the verdicts on single negatives.
    """
    from studio.cli import reviewing, scripts
    from studio.domain.agreement import measured
    from studio.storage import agreement

    kind, what = (agreement.NEGATIVES, "negative") if negatives else (agreement.PAIRS, "pair")
    with session.database() as db:
        told, differ = agreement.answered(db, kind), len(agreement.disagreements(db, kind))
    measures = measured([(found.group, found.said) for found in told])
    counts = {
        "of": f"{what}s",
        "reviewers": sorted({name for found in told for name in found.said}),
        "pairs": len(told),
        "groups": len({found.group for found in told}),
        "agreed": sum(not found.differs for found in told) / len(told) if told else None,
        "disagreements": differ,
    }
    if as_json:
        scripts.print_json(reviewing.agreement(session.project.name, counts, measures))
        return
    _tell(what, counts, measures)


def _tell(what: str, counts: "dict[str, Any]", measures: "list[Measured]") -> None:
    from studio.domain.statistics import FEWEST_GROUPS

    if not measures:
        click.echo(f"No {what} was answered by two reviewers yet. `studio share` hands some to another one.")
        return
    click.echo(
        f"{counts['of']:<10} {counts['pairs']:,} answered by several, all say the same on {counts['agreed']:.1%}"
    )
    for found in measures:
        value, low, high = found.estimate.value, found.estimate.low, found.estimate.high
        told = "cannot be told: nobody differed" if value is None else figures.score(value)
        told += "" if low is None or high is None else f" ({figures.score(low)} .. {figures.score(high)})"
        few = ", too few groups to tell" if found.estimate.groups < FEWEST_GROUPS else ""
        who = " and ".join(found.reviewers)
        click.echo(
            f"{found.name}, {who}: {told} on {plural(found.estimate.pairs, what)} of "
            f"{plural(found.estimate.groups, 'group')}{few}"
        )
    if counts["disagreements"]:
        click.echo(f"next       studio review --disagreements: {plural(counts['disagreements'], what)} to settle")
