"""What holds for every test, and a disk that is soon full."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("studio", deadline=None)  # a busy machine is no failure
settings.load_profile("studio")


@dataclass(frozen=True)
class SmallDisk:
    """A file system of a quarter of a megabyte, which can be filled to the last byte and made larger."""

    path: Path

    def fill(self) -> None:
        """Leave no space at all."""
        with (self.path / "filling").open("ab", buffering=0) as file:
            try:
                while True:
                    file.write(b"\0" * 2**16)
            except OSError:
                return

    def grow(self) -> None:
        """Make room for 20 MB."""
        (self.path / "filling").unlink(missing_ok=True)
        subprocess.run(["mount", "-o", "remount,size=20m", str(self.path)], check=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """Return a small disk; the test is skipped where none may be mounted."""
    path = tmp_path / "disk"
    path.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(path)], check=False, stderr=-3)
    if mounted.returncode != 0:
        pytest.skip("a small disk cannot be mounted here")
    try:
        yield SmallDisk(path)
    finally:
        subprocess.run(["umount", "-l", str(path)], check=True)
