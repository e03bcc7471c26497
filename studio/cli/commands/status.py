"""`studio status`."""

from typing import TYPE_CHECKING

import click

from studio.cli.documented import command
from studio.cli.options import in_project, json_output
from studio.cli.session import Session

if TYPE_CHECKING:
    from studio.bases import Prompts
    from studio.domain.overview import Overview
    from studio.project import Project

_RECENT = 5


@command("status", "studio status", "studio status --json | jq .counts")
@json_output
@in_project
def run_command(session: Session, as_json: bool) -> None:
    """Show where a project stands, what its jobs do, and what to do next."""
    from studio import bases
    from studio.cli import scripts
    from studio.cli.jobs import line
    from studio.domain.judging import words
    from studio.domain.wording import plural
    from studio.jobs import folder as folders
    from studio.storage import comparing, corpus, judging, test_sets
    from studio.storage.overview import overview

    with session.database() as db:
        found, problems, judgings = overview(db), corpus.problems(db), judging.judgings(db)
        told = comparing.told_best(db, found.best) if found.best else None
        sets = [(test_set, judgings.get(test_set.test_set)) for test_set in test_sets.test_sets(db)]
    jobs = folders.list_jobs(session.project.path)
    given = bases.prompts(session.settings.model)
    if as_json:
        scripts.print_json(scripts.status(session.project, found, sets, problems, jobs, prompts=given, told=told))
        return
    _print_funnel(session.project, found, given, told.sentence if told else "")
    for test_set, progress in sets:
        if progress is not None:
            click.echo(f"judged     {test_set.title}: {words(progress)}")
    if problems:
        click.echo(f"problems   {plural(len(problems), 'thing')} to look at: `studio open --place problems`, or --json")
    for job in jobs[-_RECENT:]:
        click.echo(f"job        {line(job)}")


def _print_funnel(project: "Project", found: "Overview", given: "Prompts", verdict: str) -> None:
    from studio.domain.figures import score
    from studio.domain.overview import next_step
    from studio.domain.wording import plural

    click.echo(f"{project.name}  base {project.base}  {project.path}")
    click.echo(f"prompts    {given.said}")
    click.echo(f"corpus     {plural(found.documents, 'document')}, {plural(found.passages, 'passage')}")
    click.echo(f"queries    {_with(found.queries, found.unmined, 'not mined yet')}")
    verdicts = f": {found.accepted:,} accepted, {found.rejected:,} rejected" if found.reviewed else ""
    click.echo(f"reviewed   {found.reviewed:,}{verdicts}")
    if found.rest is not None:
        click.echo(f"rest       at most {found.rest:.1%} of the pairs that nobody looked at are bad (studio audit)")
    click.echo(f"negatives  {_with(found.negatives, found.suspects, 'suspect')}")
    if found.best is not None:
        best = found.best
        click.echo(f"best run   {best.run_id}: NDCG@10 {score(best.ndcg_10)} on {best.test_set}. {verdict}".rstrip())
    click.echo(f"next       studio {next_step(found).name}: {next_step(found).sentence}")


def _with(many: int, some: int, what: str) -> str:
    return f"{many:,}, {some:,} of them {what}" if some else f"{many:,}"
