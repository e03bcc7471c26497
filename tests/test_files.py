"""A file takes its name once it is whole, and nothing is left of one that could not be written."""

from pathlib import Path

import pytest

from studio import files


def test_what_was_there_is_read_until_the_new_file_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    files.write(path, b"before")
    with files.beside(path) as written:
        written.write_bytes(b"after")
        assert path.read_bytes() == b"before"
    assert path.read_bytes() == b"after"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_could_not_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    def half(path: Path) -> None:
        with files.beside(path) as written:
            written.write_bytes(b"half")
            raise OSError("disk is full")

    path = tmp_path / "plan.json"
    files.write(path, b"before")
    with pytest.raises(OSError, match="disk is full"):
        half(path)
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]
