"""The edge of the command line: the only place that writes errors to stderr and chooses exit codes.

A `StudioError` is one sentence a person can act on; anything else is a bug, told in one sentence, its traceback kept.
"""

import io
import os
import sys
from pathlib import Path

import click

from studio.domain.paths import is_text, shown
from studio.errors import InputError, StoppedError, StudioError, refused

__all__ = ["run"]

_STDOUT = 1


def run(arguments: list[str]) -> int:
    """Run a command and return its exit code."""
    from studio.cli.group import studio

    _open_closed()
    _take_any_text()
    try:
        _refuse_bytes(arguments)
        code = studio.main(args=arguments, prog_name="studio", standalone_mode=False)
    except SystemExit:  # how click and rich leave once the reader of a pipe has had enough; no command leaves so
        os.dup2(os.open(os.devnull, os.O_WRONLY), _STDOUT)  # what is still buffered goes nowhere
        return 0
    except (Exception, KeyboardInterrupt) as error:
        sentence, code = _told(error, arguments)
        click.echo(sentence, err=True)
    return code if isinstance(code, int) else 0


def _open_closed() -> None:
    """Stand in for standard streams that are closed: a database opened later would get the number of one."""
    for number, mode, name in ((0, "r", "stdin"), (1, "w", "stdout"), (2, "w", "stderr")):
        if getattr(sys, name) is None:
            os.dup2(os.open(os.devnull, os.O_RDWR), number)
            setattr(sys, name, os.fdopen(number, mode))


def _take_any_text() -> None:
    """Let a character that the terminal cannot show, or a byte that is no text, become a mark instead of an error."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _refuse_bytes(arguments: list[str]) -> None:
    """Raise InputError for a word that is no UTF-8: no setting, no name in the database and no job could hold it."""
    if word := next((word for word in arguments if not is_text(word)), ""):
        raise InputError(f"{shown(word)} is no UTF-8. Rename what it names, or set the terminal to UTF-8.")


def _told(error: BaseException, arguments: list[str]) -> tuple[str, int]:
    match error:
        case StudioError():
            return str(error), error.exit_code
        case click.UsageError():
            return _usage(error, arguments), 2
        case click.ClickException():
            return error.format_message(), error.exit_code
        case click.Abort() | KeyboardInterrupt():
            return "Stopped.", StoppedError.exit_code
        case _ if sentence := refused(error):
            return sentence, 1
        case _:
            return _unexpected(error), 1


def _usage(error: click.UsageError, arguments: list[str]) -> str:
    from studio.cli.group import command_names

    if isinstance(error, click.exceptions.NoArgsIsHelpError) and error.ctx is not None:
        return error.ctx.get_help()
    command = "studio" if arguments[0] not in command_names() else f"studio {arguments[0]}"
    return f"{error.format_message().rstrip('.')}. See `{command} --help`."


def _unexpected(error: BaseException) -> str:
    words = " ".join(str(error).split())[:200]
    sentence = f"Unexpected error ({type(error).__name__}: {words})"
    try:
        return f"{sentence}; details in {_keep_traceback()}."
    except OSError:
        return f"{sentence}."


def _keep_traceback() -> Path:
    import tempfile
    import traceback
    from datetime import datetime

    name = f"studio-error-{datetime.now().astimezone():%Y%m%d-%H%M%S}-{os.getpid()}.log"
    path = Path(tempfile.gettempdir()) / name
    path.write_text(traceback.format_exc(), encoding="utf-8", errors="backslashreplace")
    return path
