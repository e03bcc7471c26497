"""Faults of the machine are told from faults of ours: a full disk is known however it is said."""

import errno

import pytest

from studio.errors import disk_full, refused


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EDQUOT, "Disk quota exceeded"),
        RuntimeError("PytorchStreamWriter failed: No space left on device (os error 28)"),
    ],
)
def test_a_full_disk_is_known_by_number_or_by_words(error: Exception) -> None:
    assert disk_full(error)


def test_a_full_disk_is_known_through_the_error_that_came_of_it() -> None:
    error = RuntimeError("the checkpoint could not be written")
    error.__cause__ = OSError(errno.ENOSPC, "No space left on device")
    assert disk_full(error)
    assert not disk_full(RuntimeError("the checkpoint could not be written"))


def test_what_the_machine_refuses_says_what_to_do_and_a_bug_stays_one() -> None:
    assert refused(OSError(errno.ENOSPC, "No space left on device")).startswith("The disk is full.")
    assert refused(PermissionError(errno.EACCES, "Permission denied", "queries.csv")).startswith("queries.csv cannot")
    assert not refused(FileNotFoundError(errno.ENOENT, "No such file", "queries.csv"))
    assert not refused(ValueError("No space left on device"))
