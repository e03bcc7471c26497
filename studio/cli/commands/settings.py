"""`studio settings`."""

import click

from studio.cli.documented import command
from studio.cli.options import in_project, json_output
from studio.cli.session import Session


@command(
    "settings",
    "studio settings",
    "studio settings save gentle --set training.learning_rate=1e-5",
    "studio settings load gentle",
    "studio settings list",
)
@click.argument("what", type=click.Choice(["show", "save", "load", "list"]), default="show")
@click.argument("name", default="")
@json_output
@in_project
def run_command(session: Session, what: str, name: str, as_json: bool) -> None:
    """Show every setting in force and where it comes from; save training settings under a NAME, load or list them.

    `save` keeps the training settings in force, with what --set changes, in the project's settings/NAME.toml, in the
    place of those that had the name. `load` writes them into studio.toml and leaves its comments and the rest alone.
    """
    from studio import saved_settings
    from studio.cli import scripts

    if bool(name) != (what in ("save", "load")):
        needs = "needs a NAME" if not name else "takes no NAME"
        raise click.UsageError(f"`studio settings {what}` {needs}")
    if what == "save":
        click.echo(f"saved {saved_settings.save(session.project, name, session.settings.training)}")
    elif what == "load":
        changed = saved_settings.put_in_force(session.project, name)
        click.echo(
            f"{name} is in force: " + (f"{', '.join(changed)} changed." if changed else "nothing had to change.")
        )
    elif as_json:
        scripts.print_json(scripts.settings(session.in_force(), saved_settings.names(session.project)))
    elif what == "list":
        for known in saved_settings.names(session.project):
            click.echo(known)
    else:
        _print(session)


def _print(session: Session) -> None:
    from rich.table import Table
    from rich.text import Text

    from studio.cli.tables import console
    from studio.settings import toml_value

    drawn = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("setting", "value", "from"):
        drawn.add_column(title, overflow="fold")
    for found in session.in_force():
        drawn.add_row(Text(found.key), Text(toml_value(found.value)), found.source)
    console().print(drawn)
