"""`studio leaderboard`."""

import click

from studio.cli.documented import command
from studio.cli.options import in_project, json_output
from studio.cli.session import Session


@command(
    "leaderboard", "studio leaderboard", "studio leaderboard --test-set engineers --all", "studio leaderboard --json"
)
@click.option("--test-set", "wanted", multiple=True, metavar="NAME", help="Show this test set; may be repeated.")
@click.option(
    "--all",
    "every",
    is_flag=True,
    help="Show every size of vectors (dimensions, int8, binary) with what it keeps, not full size alone.",
)
@json_output
@in_project
def run_command(session: Session, wanted: tuple[str, ...], every: bool, as_json: bool) -> None:
    """Show base, BM25 and every run on each test set, and whether the differences are real."""
    from studio.cli import board, scripts
    from studio.cli.tables import console, fitted
    from studio.cli.verdicts import best_told
    from studio.domain.board import ranked
    from studio.errors import InputError
    from studio.storage import comparing, gains, results, test_sets

    with session.database() as db:
        found = ranked(test_sets.test_sets(db))
        unknown = set(wanted) - {item.test_set for item in found}
        if unknown:
            known = ", ".join(item.test_set for item in found) or "none yet"
            raise InputError(f"There is no test set {', '.join(sorted(unknown))}. There is: {known}.")
        chosen = [item for item in found if not wanted or item.test_set in wanted]
        compared = {item.test_set: comparing.compared(db, item.test_set) for item in chosen}
        rows = {name: found.rows for name, found in compared.items()}
        stale = results.stale(db)
        gained = {item.test_set: gains.gains(db, item, rows[item.test_set]) for item in chosen}
        best = {item.test_set: best_told(db, item, compared[item.test_set]) for item in chosen}
        if as_json:
            told = [comparing.with_falls(db, item, each) for item in chosen for each in compared[item.test_set].told()]
    if as_json:
        scripts.print_json(
            scripts.leaderboard(
                session.project.name,
                chosen,
                [row for group in rows.values() for row in group],
                [gain for group in gained.values() for gain in group],
                stale=stale,
                told=told,
            )
        )
        return
    if not any(rows.values()):
        click.echo("Nothing has been measured yet. Next: `studio train`, or `studio evaluate` for base and BM25 alone.")
    for item in chosen:
        if rows[item.test_set]:
            whole = board.table(compared[item.test_set], every=every, stale=stale)
            drawn = fitted(whole, console(), board.spare(every=every))
            console().print(board.heading(item, compared[item.test_set]), drawn, sep="\n")
            said = board.gains_told(item, rows[item.test_set], gained[item.test_set])
            verdict = best[item.test_set]
            console().print(*([verdict.sentence] if verdict else []), *said, "", sep="\n", soft_wrap=True)
    if any(row.row_id in stale for group in rows.values() for row in group):
        click.echo(
            f"{board.STALE} measured before the test set was judged further: `studio evaluate` measures it again."
        )
