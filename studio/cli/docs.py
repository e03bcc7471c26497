"""Writes docs/cli.md and docs/json.md from the commands and keys themselves: `python -m studio.cli.docs`.

A test holds the files to what this module returns. It runs no command.
"""

from pathlib import Path
from typing import Any

from studio.cli import group, keys, reviewing

__all__ = ["cli_markdown", "json_markdown", "main"]

_WIDE: Any = {"terminal_width": 100, "max_content_width": 100}


def cli_markdown() -> str:
    """Return the reference of the command line."""
    context = group.studio.make_context("studio", [], resilient_parsing=True, **_WIDE)
    parts = [
        "# The command line",
        "Made from the commands by `python -m studio.cli.docs`; change it there.",
        _block(group.studio.get_help(context)),
    ]
    for name in group.command_names():
        command = group.studio.get_command(context, name)
        if command is not None:
            inner = command.make_context(name, [], parent=context, resilient_parsing=True, **_WIDE)
            parts += [f"## studio {name}", _block(command.get_help(inner))]
    return "\n\n".join(parts) + "\n"


def json_markdown() -> str:
    """Return the reference of what `--json` prints."""
    rows = {key: meaning for key, (_, meaning) in keys.ROW.items()}
    rows |= {"kept": keys.ROW_KEPT, "stale": keys.STALE, "verdict": keys.ROW_VERDICT}
    judging = {key: meaning for key, (_, meaning) in keys.JUDGING.items()}
    parts = [
        "# JSON for scripts",
        f"Made from the code by `python -m studio.cli.docs`. These are the keys of format {keys.FORMAT}.",
        "More may be added, none is renamed or removed while the format stays. What was not measured is null.",
    ]
    for title, listed in (
        ("studio leaderboard --json", keys.LEADERBOARD),
        ("A row of the leaderboard", rows),
        ("A gain", {key: meaning for key, (_, meaning) in keys.GAIN.items()}),
        ("A verdict", keys.VERDICT),
        ("A kind of query that got worse", {key: meaning for key, (_, meaning) in keys.FALL.items()}),
        ("studio compare --json", keys.COMPARE),
        ("A slice", keys.SLICE),
        ("A test set", keys.TEST_SET),
        ("studio status --json", keys.STATUS),
        ("How far a test set is judged (`judging`; null where it is not judged here)", judging),
        ("A model (in studio models --json, under `models`)", keys.MODEL),
        ("studio run NAME --json (in studio runs --json, a list under `runs`)", keys.RUN),
        ("studio settings --json", keys.SETTINGS),
        ("studio audit --json", reviewing.AUDITS),
        ("What may be said of pairs or of negatives (`pairs`, `negatives`)", reviewing.STANDING),
        ("An audit", reviewing.AUDIT),
        ("studio agreement --json", reviewing.AGREEMENT),
        ("A measure of agreement", reviewing.MEASURE),
        ("A job (also in studio jobs --json)", keys.JOB),
    ):
        lines = [f"| `{key}` | {meaning} |" for key, meaning in listed.items()]
        parts += [f"## {title}", "\n".join(["| key | meaning |", "|---|---|", *lines])]
    return "\n\n".join(parts) + "\n"


def main(folder: Path = Path("docs")) -> None:
    """Write both files."""
    folder.mkdir(exist_ok=True)
    (folder / "cli.md").write_text(cli_markdown(), encoding="utf-8")
    (folder / "json.md").write_text(json_markdown(), encoding="utf-8")


def _block(text: str) -> str:
    return f"```\n{text.rstrip()}\n```"


if __name__ == "__main__":
    main()
