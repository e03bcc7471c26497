"""`studio audit`."""

from typing import TYPE_CHECKING

import click

from studio.cli.documented import command
from studio.cli.options import in_project, json_output
from studio.cli.session import Session

if TYPE_CHECKING:
    from studio.domain.audit import AuditKind
    from studio.storage.database import Database


@command("audit", "studio audit", "studio audit --begin", "studio audit --json")
@click.option("--begin", is_flag=True, help="Freeze what nobody looked at and draw a sample, to be judged unaided.")
@click.option("--size", type=click.IntRange(min=1), help="Draw so many. [default: as many as review.goal takes]")
@click.option("--end", is_flag=True, help="End the audit that runs: what was not judged counts as bad.")
@click.option("--accept-rest", is_flag=True, help="Accept every pair that the newest audit was about, unseen.")
@click.option("--negatives", is_flag=True, help="Audit negatives instead of pairs.")
@json_output
@in_project
def run_command(
    session: Session, *, begin: bool, size: int | None, end: bool, accept_rest: bool, negatives: bool, as_json: bool
) -> None:
    """Say how bad the pairs that nobody looked at can be, by an audit or by cards drawn at random.

    An audit's sample is judged without the machine's figures; it then bounds the share of bad ones among the rest,
    exactly. The rest may be accepted unseen: one decision, which `u` in review takes back and every export names.
    """
    from studio.domain.audit import AuditKind
    from studio.errors import InputError
    from studio.settings import reviewer
    from studio.storage import audits

    if begin + end + accept_rest > 1:
        raise InputError("--begin, --end and --accept-rest are three different things: give one of them.")
    kind = AuditKind.NEGATIVES if negatives else AuditKind.PAIRS
    goal, who = session.settings.review.goal, reviewer(session.settings.review)
    with session.database() as db:
        newest = audits.newest(db, kind)
        if begin:
            audits.begin(db, kind, who, size or audits.proposed(db, kind, goal))
        elif (end or accept_rest) and newest is None:
            raise InputError(f"There is no audit of {kind.value} yet. Begin one with `studio audit --begin`.")
        elif end and newest is not None:
            audits.end(db, newest.audit_id)
        elif accept_rest and newest is not None:
            click.echo(f"accepted unseen: {audits.accept_rest(db, newest, who):,} pairs", err=as_json)
        _tell(session.project.name, db, goal, kind, as_json=as_json)


def _tell(project: str, db: "Database", goal: float, kind: "AuditKind", *, as_json: bool) -> None:
    from studio.cli import reviewing, scripts
    from studio.domain.audit import AuditKind
    from studio.storage import audits

    found = audits.audits(db)
    standing = {
        each.value: (
            audits.pool(db, each),
            audits.proposed(db, each, goal),
            audits.live(db) if each is AuditKind.PAIRS else None,
            [audit for audit in found if audit.kind is each],
        )
        for each in AuditKind
    }
    if as_json:
        scripts.print_json(reviewing.audits(project, goal, standing))
        return
    unreviewed, proposed, live, own = standing[kind.value]
    click.echo(f"left       {unreviewed:,} {kind.value} that nobody looked at")
    if live is not None:
        click.echo(f"live       {live.claim}")
    for audit in own:
        told = audit.claim if audit.finished else f"{audit.judged:,} of {audit.drawn:,} judged"
        click.echo(f"audit      {audit.started_at.astimezone():%Y-%m-%d %H:%M} by {audit.reviewer}: {told}")
    if own and not own[0].finished:
        click.echo("next       studio review --audit")
    elif unreviewed:
        click.echo(
            f"next       studio audit --begin: {proposed:,} drawn can show that at most {goal:.1%} of the rest are bad"
        )
