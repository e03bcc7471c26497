"""`studio models`."""

import click

from studio.cli.documented import command
from studio.cli.options import json_output


@command("models", "studio models", "studio models --json | jq '.models[] | select(.here)'")
@json_output
def run_command(as_json: bool) -> None:
    """List known base models: dimensions, tokens, prompts, licence, and which are on this machine.

    A fact with a question mark could not be confirmed. Any other sentence-transformers or transformers model works too:
    its own files say what it needs.
    """
    from studio.bases import known
    from studio.cli import keys, scripts
    from studio.cli.bases import SPARE, table
    from studio.cli.tables import console, fitted

    models = known()
    if as_json:
        scripts.print_json({"format": keys.FORMAT, "models": [scripts.model(each) for each in models]})
        return
    console().print(fitted(table(models), console(), SPARE))
    click.echo("? could not be confirmed. A model's own files, once they are here, outrank this table.")
