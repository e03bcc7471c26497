"""How far a pass over the files is, in kilobytes: half of the way is to read one, the other half to cut it.

Reads and cuts nothing; two megabytes of text wait uncut at most, but for a file that is one document.
"""

from studio.engine.progress import Reporter

__all__ = ["Pace"]

_STAGE = "read and cut"


class Pace:
    """Counts through files of `total` bytes. What a file that cannot be read would have cost counts as done."""

    def __init__(self, total: int, reporter: Reporter) -> None:
        self._total, self._reporter = total, reporter
        self._before = self._size = 0
        self._read = self._cut = 0.0
        self._told = -1

    def begin(self, size: int) -> None:
        """Go on to a file of `size` bytes."""
        self._before += self._size
        self._size = size
        self.read(0.0)

    def read(self, share: float) -> None:
        """Tell how much of the file at hand has been read, 0 to 1."""
        self._read = self._before + share * self._size
        self._tell(self._cut)

    def cut(self, share: float) -> None:
        """Tell how much has been cut, 0 to 1, of what was read and waited."""
        cut = self._cut + share * (self._read - self._cut)
        self._tell(cut)
        if share == 1:
            self._cut = cut

    def end(self) -> None:
        """Tell that all files are done."""
        self._read = self._cut = float(self._total)
        self._tell(self._cut)

    def _tell(self, cut: float) -> None:
        done = _kilobytes(min((self._read + cut) / 2, self._total))  # a file may have grown meanwhile
        if done != self._told:
            self._told = done
            self._reporter.progress(_STAGE, done, _kilobytes(self._total), "kB")


def _kilobytes(size: float) -> int:
    return int(-(-size // 1_000))
