"""`studio agreement`."""

from typing import TYPE_CHECKING, Any

import click

from studio.cli.documented import command
from studio.cli.options import in_project, json_output
from studio.cli.session import Session
from studio.domain.wording import plural

if TYPE_CHECKING:
    from studio.domain.agreement import Measured


@command("agreement", "studio agreement", "studio agreement --json")
@json_output
@in_project
def run_command(session: Session, as_json: bool) -> None:
    """Show how far reviewers agree on the pairs that several answered: kappa and alpha, with 95% intervals by group."""
    from studio.cli import reviewing, scripts
    from studio.domain.agreement import measured
    from studio.storage import agreement

    with session.database() as db:
        pairs, differ = agreement.answered(db), len(agreement.disagreements(db))
    measures = measured([(pair.group, pair.said) for pair in pairs])
    counts = {
        "reviewers": sorted({name for pair in pairs for name in pair.said}),
        "pairs": len(pairs),
        "groups": len({pair.group for pair in pairs}),
        "agreed": sum(not pair.differs for pair in pairs) / len(pairs) if pairs else None,
        "disagreements": differ,
    }
    if as_json:
        scripts.print_json(reviewing.agreement(session.project.name, counts, measures))
        return
    _tell(counts, measures)


def _tell(counts: "dict[str, Any]", measures: "list[Measured]") -> None:
    from studio.domain.statistics import FEWEST_GROUPS

    if not measures:
        click.echo("No pair was answered by two reviewers yet. `studio share` hands some to another one.")
        return
    click.echo(f"pairs      {counts['pairs']:,} answered by several, all say the same on {counts['agreed']:.1%}")
    for found in measures:
        value, low, high = found.estimate.value, found.estimate.low, found.estimate.high
        told = "cannot be told: nobody differed" if value is None else f"{value:.3f}"
        told += "" if low is None or high is None else f" ({low:.3f} .. {high:.3f})"
        few = ", too few groups to tell" if found.estimate.groups < FEWEST_GROUPS else ""
        who = " and ".join(found.reviewers)
        click.echo(
            f"{found.name}, {who}: {told} on {plural(found.estimate.pairs, 'pair')} of "
            f"{plural(found.estimate.groups, 'group')}{few}"
        )
    if counts["disagreements"]:
        click.echo(f"next       studio review --disagreements: {plural(counts['disagreements'], 'pair')} to settle")
