"""Commands that cannot be declared without an example, and show it in their help.

Knows no command.
"""

from collections.abc import Callable, Sequence
from typing import Any

import click

__all__ = ["DocumentedCommand", "command", "write_examples"]


class DocumentedCommand(click.Command):
    """A command with examples: each is a line as it is typed."""

    def __init__(self, *args: Any, examples: Sequence[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.examples = tuple(examples)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples below the options."""
        super().format_epilog(ctx, formatter)
        write_examples(formatter, self.examples)


def command(name: str, *examples: str) -> Callable[[Callable[..., None]], DocumentedCommand]:
    """Declare a command by its name and at least one example; its docstring is its help."""
    return click.command(name, cls=DocumentedCommand, examples=examples)


def write_examples(formatter: click.HelpFormatter, examples: Sequence[str]) -> None:
    """Write examples under a heading, unwrapped."""
    with formatter.section("Example" if len(examples) == 1 else "Examples"):
        for example in examples:
            formatter.write(f"{'':{formatter.current_indent}}{example}\n")
