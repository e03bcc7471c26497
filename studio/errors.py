"""Errors that a person is meant to read: what failed, the value, what to do.

This module knows no step and no screen. The command line and the TUI render these in one place each;
anything else that escapes is a bug and is kept in a log with its traceback. `refused` tells what the machine itself
refuses, which is no bug either.
"""

import errno

__all__ = [
    "InputError",
    "NothingToDoError",
    "StepFirstError",
    "StoppedError",
    "StudioError",
    "disk_full",
    "refused",
    "says_disk_full",
]

_MACHINE = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.ENAMETOOLONG})
_FULL = ("no space left", "disk is full", "os error 28", "quota exceeded", "not enough space")
"""What libraries that raise errors of their own say of a full disk."""


class StudioError(Exception):
    """Work that failed for a reason a person can act on. Exit code 1."""

    exit_code = 1


class StoppedError(StudioError):
    """Work that the person at the keyboard stopped with Ctrl-C. Exit code 130, as shells know it."""

    exit_code = 130


class InputError(StudioError):
    """A file, folder, setting or argument that cannot be used as it is. Exit code 2."""

    exit_code = 2


class StepFirstError(InputError):
    """An earlier step of the way was left out. `step` is its command, and its action on the home screen."""

    def __init__(self, lack: str, step: str, arguments: str = "") -> None:
        super().__init__(f"{lack} Run `studio {step}{arguments}` first.")
        self.lack, self.step = lack, step


class NothingToDoError(InputError):
    """What was asked for is done already. Exit code 0: a script that does every step again goes on."""

    exit_code = 0


def refused(error: BaseException) -> str:
    """Return the sentence for what the machine refuses (rights, a full disk, a folder that is gone), or ""."""
    if not isinstance(error, OSError):
        return ""
    if disk_full(error):
        return "The disk is full. Free some space and do it again: what was finished is kept."
    if isinstance(error, FileNotFoundError) and error.filename is None:  # nothing but the current folder has no name
        return "The current folder is gone. Change to another one."
    if error.errno not in _MACHINE:
        return ""
    return f"{error.filename or 'A file'} cannot be used: {error.strerror}. Change its rights, or use another folder."


def disk_full(error: BaseException) -> bool:
    """Return True where an error, or one that it came from, says that there is no space left."""
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        if isinstance(cause, OSError) and cause.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        if says_disk_full(str(cause)):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def says_disk_full(message: str) -> bool:
    """Return True where a message says that there is no space left."""
    return any(words in message.lower() for words in _FULL)
