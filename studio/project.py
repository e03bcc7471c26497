"""A project is a folder: studio.toml, studio.duckdb, index/, jobs/, models/, datasets/, exports/.

Finds, makes and names what is in it. It opens no database and validates no settings.
"""

from dataclasses import dataclass
from pathlib import Path

__all__ = ["Project", "sample_corpus"]


@dataclass(frozen=True, slots=True)
class Project:
    """A project's folder and the paths in it."""

    path: Path
    name: str
    base: str
    """The base model as studio.toml names it."""

    @property
    def settings_file(self) -> Path:
        """The settings, commented."""
        return self.path / "studio.toml"

    @property
    def database(self) -> Path:
        """The DuckDB file."""
        return self.path / "studio.duckdb"

    @property
    def index(self) -> Path:
        """Caches of vectors, answers and search indexes: may be deleted at any time."""
        return self.path / "index"

    @property
    def jobs(self) -> Path:
        """One folder a job."""
        return self.path / "jobs"

    @property
    def models(self) -> Path:
        """One folder a run."""
        return self.path / "models"

    @property
    def datasets(self) -> Path:
        """One Parquet file a dataset."""
        return self.path / "datasets"

    @property
    def exports(self) -> Path:
        """What was exported."""
        return self.path / "exports"

    @classmethod
    def create(cls, folder: Path, *, base: str | None = None, name: str | None = None) -> "Project":
        """Make a project in a new or empty folder. Raises InputError where that would get in the way of other files."""
        raise NotImplementedError

    @classmethod
    def open(cls, folder: Path) -> "Project":
        """Open the project in exactly this folder. Raises InputError where there is none."""
        raise NotImplementedError

    @classmethod
    def find(cls, start: Path | None = None) -> "Project":
        """Find the project that `start` (or the current folder) lies in. Raises InputError where there is none."""
        raise NotImplementedError


def sample_corpus() -> Path:
    """Return the folder of documents, recorded queries and test set that `studio demo` opens."""
    raise NotImplementedError
