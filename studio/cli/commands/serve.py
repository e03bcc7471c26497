"""`studio serve`."""

import click

from studio.cli.documented import command
from studio.cli.options import in_project
from studio.cli.session import Session
from studio.ui.screens import PLACES


@command(
    "serve",
    "studio serve",
    "studio serve leaderboard --port 8000",
    "studio serve --set review.reviewer=ada",
)
@click.argument("place", type=click.Choice(PLACES), metavar="[PLACE]", default="review")
@click.option("--port", type=click.IntRange(0, 65535), default=0, metavar="N", help="[default: any that is free]")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on: one of this machine alone.")
@click.option(
    "--beyond-this-machine", is_flag=True, help="Let --host be an address that others reach. Nothing is encrypted."
)
@in_project
def run_command(session: Session, *, place: str, port: int, host: str, beyond_this_machine: bool) -> None:
    """Open the studio in a browser, for a reviewer without a terminal.

    It opens on review, or on PLACE, such as home or leaderboard. The link that is printed holds a token, new each time:
    whoever has the link decides in your name. Ctrl-C ends it. Needs the extra `serve`.
    """
    import asyncio
    from importlib.util import find_spec

    from studio.errors import InputError

    if find_spec("textual_serve") is None:
        raise InputError(
            "studio serve needs the package textual-serve, which is not installed here. "
            "Run `pip install 'retrieval-studio[serve]'`."
        )
    from studio.browser.server import Served, is_loopback, serve

    if not is_loopback(host):
        if not beyond_this_machine:
            raise InputError(
                f"--host {host} can be reached from other machines. Leave it out and forward a port "
                "(`ssh -L 8000:127.0.0.1:8000 HOST`), or add --beyond-this-machine."
            )
        click.echo(
            f"Warning: whoever reaches {host} and has the link reads these documents and decides in your name, and "
            "nothing is encrypted on the way.",
            err=True,
        )
    asyncio.run(
        serve(Served(command=_opening(session, place), title=session.project.name, host=host, port=port), _tell)
    )


def _opening(session: Session, place: str) -> list[str]:
    """Return the command that opens the studio; what would keep it from opening is told now, not in the browser."""
    import sys

    from studio.assignments import written

    _ = session.review
    with session.database():
        pass
    assigned = [
        f"--set={written(f'{section}.{key}', value)}"
        for section, table in session.overrides.items()
        for key, value in table.items()
    ]
    folder = str(session.project.path)
    return [sys.executable, "-m", "studio.cli", "open", "--place", place, "--project", folder, *assigned]


def _tell(link: str) -> None:
    click.echo(f"Open {link} in a browser. Ctrl-C ends the studio there too.")
