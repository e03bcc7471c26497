"""Errors that a person is meant to read: what failed, the value, what to do.

This module knows no step and no screen. The command line and the TUI render these in one place each;
anything else that escapes is a bug and is kept in a log with its traceback.
"""


class StudioError(Exception):
    """Work that failed for a reason a person can act on. Exit code 1."""

    exit_code = 1


class InputError(StudioError):
    """A file, folder, setting or argument that cannot be used as it is. Exit code 2."""

    exit_code = 2
