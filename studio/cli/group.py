"""Which commands there are, in which order and under which heading. Each is imported when it is asked for.

Knows no command's options and runs none.
"""

import ast
import importlib
from collections.abc import Mapping
from pathlib import Path

import click

from studio import __version__
from studio.cli.documented import write_examples

__all__ = ["EXAMPLES", "SECTIONS", "command_names", "studio"]

SECTIONS: Mapping[str, tuple[str, ...]] = {
    "Projects": ("init", "open", "serve", "demo", "status", "settings", "models"),
    "From documents to a better model": ("ingest", "generate", "mine", "review", "train", "export"),
    "Reviewing together": ("audit", "share", "merge", "agreement"),
    "Measuring": ("import-queries", "pool", "judge", "import-test", "evaluate", "bake-off", "leaderboard", "compare"),
    "Runs and jobs": ("runs", "run", "jobs", "pause", "resume", "cancel", "move"),
}

EXAMPLES = (
    "studio demo                      the whole way on a sample corpus",
    "studio init handbook",
    "cd handbook",
    "studio ingest ~/documents",
    "studio generate && studio mine && studio review",
    "studio train && studio leaderboard",
)


def command_names() -> list[str]:
    """Return the names of all commands in the order of the help."""
    return [name for names in SECTIONS.values() for name in names]


class LazyGroup(click.Group):
    """A group whose commands live in `studio.cli.commands`, one module each, found by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names, in the order of the help."""
        return command_names()

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        """Import a command; None where there is none of that name."""
        if cmd_name not in command_names():
            return None
        found = importlib.import_module(f"studio.cli.commands.{_module(cmd_name)}").run_command
        return found if isinstance(found, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        """List the commands under their headings, without importing one of them."""
        width = max(len(name) for name in command_names())
        for heading, names in SECTIONS.items():
            with formatter.section(heading):
                formatter.write_dl([(name.ljust(width), _summary(name)) for name in names])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples below the commands."""
        super().format_epilog(ctx, formatter)
        write_examples(formatter, EXAMPLES)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="studio")
def studio() -> None:
    """Improve retrieval over your own documents: ingest, generate queries, mine, review, train, compare.

    A project is a folder. Commands work on the project around the current folder, or on --project DIR.
    Exit codes: 0 done, 1 the work failed, 2 bad usage or input, 130 stopped with Ctrl-C.
    """


def _module(name: str) -> str:
    return name.replace("-", "_")


def _summary(name: str) -> str:
    """Return the first line of a command's docstring, read from its source: importing all commands takes too long."""
    source = Path(__file__).with_name("commands") / f"{_module(name)}.py"
    functions = [node for node in ast.parse(source.read_text("utf-8")).body if isinstance(node, ast.FunctionDef)]
    documented = next(node for node in functions if node.name == "run_command")
    return (ast.get_docstring(documented) or "").partition("\n")[0]
