"""Errors that a person is meant to read: what failed, the value, what to do.

This module knows no step and no screen. The command line and the TUI render these in one place each;
anything else that escapes is a bug and is kept in a log with its traceback. `refused` tells what the machine itself
refuses, which is no bug either.
"""

import errno

_MACHINE = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.ENAMETOOLONG, errno.ENOSPC, errno.EDQUOT})


class StudioError(Exception):
    """Work that failed for a reason a person can act on. Exit code 1."""

    exit_code = 1


class StoppedError(StudioError):
    """Work that the person at the keyboard stopped with Ctrl-C. Exit code 130, as shells know it."""

    exit_code = 130


class InputError(StudioError):
    """A file, folder, setting or argument that cannot be used as it is. Exit code 2."""

    exit_code = 2


def refused(error: BaseException) -> str:
    """Return the sentence for a file that the machine does not let be used (rights, a full disk), or ""."""
    if not isinstance(error, OSError) or error.errno not in _MACHINE:
        return ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "The disk is full. Free some space and do it again: what was finished is kept."
    return f"{error.filename or 'A file'} cannot be used: {error.strerror}. Change its rights, or use another folder."
