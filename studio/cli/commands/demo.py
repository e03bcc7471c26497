"""`studio demo`."""

from pathlib import Path

import click

from studio.cli.documented import command
from studio.cli.session import Session
from studio.domain.paths import expanded


@command("demo", "studio demo", "studio demo --headless", "studio demo ~/somewhere/else")
@click.argument("folder", type=click.Path(path_type=Path), metavar="[DIR]", default="demo")
@click.option("--headless", is_flag=True, help="Do every step without a screen and print the leaderboard.")
def run_command(folder: Path, headless: bool) -> None:
    """Try everything on a sample corpus, in a new project in DIR (./demo unless named).

    It needs no API key and no hub. Run again it goes on where it was left.
    """
    from studio.cli import demo
    from studio.cli.screens import show

    project = demo.make(expanded(folder))
    session = Session(project.path)
    if headless:
        demo.all_steps(session)
    else:
        demo.first_steps(session)
        show(session)
