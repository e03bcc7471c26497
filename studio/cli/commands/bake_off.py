"""`studio bake-off`."""

import click

from studio.cli.documented import command
from studio.cli.options import background, in_project, setting
from studio.cli.running import run
from studio.cli.session import Session


@command(
    "bake-off",
    "studio bake-off",
    "studio bake-off BAAI/bge-small-en-v1.5 ~/models/e5-small-v2",
)
@click.argument("models", nargs=-1, metavar="[MODEL]...")
@click.option(
    "--test-set", "test_sets", multiple=True, metavar="NAME", help="Measure on this test set; may be repeated."
)
@setting("evaluation.dimensions", "--dimensions")
@setting("evaluation.precisions", "--precisions")
@setting("model.device", "--device")
@background
@in_project
def run_command(session: Session, models: tuple[str, ...], test_sets: tuple[str, ...], background: bool) -> None:
    """Measure several base models untouched, each with its own prompts, before any training.

    A MODEL is a hub id or the folder of a model. Without one, those that `studio models` lists as here are taken. A
    model that cannot be loaded is skipped and said. The next base is often worth more than a tune: compare them on the
    dev set, and train with `studio train --base MODEL`.
    """
    from studio.bases import absolute
    from studio.workflow import evaluate

    run(
        session,
        lambda db: evaluate.bake_off(
            session.project,
            db,
            session.settings,
            [absolute(model) for model in models],
            test_sets=test_sets or None,
        ),
        in_background=background,
    )
