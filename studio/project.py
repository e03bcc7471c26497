"""A project is a folder: studio.toml, studio.duckdb, index/, jobs/, models/, datasets/, exports/.

Finds, makes and names what is in it. It opens no database and validates no settings.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from studio import files
from studio.domain.paths import expanded, is_text, shown
from studio.domain.recipes import PASSAGES, QUERIES
from studio.errors import InputError
from studio.settings import DEFAULT_BASE, SETTINGS_FILE

__all__ = ["NoProjectError", "Project", "run_sides", "sample_corpus"]

_FOLDERS = ("index", "jobs", "models", "datasets", "exports")
_GUIDELINES = """\
# Guidelines

Accept a pair where the passage answers the query: a person who typed it would stop searching here.

- The passage need not say all, but what it says must be what was asked for: the right node, tool, layer, product.
- Reject a query that fits anything, or that only repeats the passage's words without asking for something.
- Edit a query that is nearly right rather than rejecting it.
- A negative that answers the query as well is a false negative: press its number.
- Where you cannot tell without looking something up, say so with `t` and go on.
"""


class NoProjectError(InputError):
    """There is no project where one was looked for."""


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
        return self.path / SETTINGS_FILE

    @property
    def database(self) -> Path:
        """The DuckDB file; open it with `create=True`, for a project that was never opened has none."""
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
    def saved_settings(self) -> Path:
        """One file for training settings that were saved under a name."""
        return self.path / "settings"

    @property
    def exports(self) -> Path:
        """What was exported."""
        return self.path / "exports"

    @classmethod
    def create(cls, folder: Path, *, base: str = "", name: str = "", reviewer: str = "") -> "Project":
        """Make a project in a new or empty folder. Raises InputError where that would get in the way of other files."""
        folder = expanded(folder).resolve()
        _refuse_bytes(folder)
        _refuse_occupied(folder)
        from studio.settings_reference import template  # noqa: PLC0415 - reads source files: not at every start

        try:
            for part in (folder, *(folder / inner for inner in _FOLDERS)):
                part.mkdir(parents=True, exist_ok=True)
            if not (folder / "guidelines.md").exists():
                (folder / "guidelines.md").write_text(_GUIDELINES, "utf-8")
            files.write(folder / SETTINGS_FILE, template(name=name, base=base, reviewer=reviewer).encode())
        except OSError as error:
            raise InputError(f"{folder} cannot be made a project: {error.strerror}. Choose another folder.") from error
        return cls.open(folder)

    @classmethod
    def open(cls, folder: Path) -> "Project":
        """Open the project in exactly this folder. Raises InputError where there is none."""
        folder = expanded(folder).resolve()
        _refuse_bytes(folder)
        settings = folder / SETTINGS_FILE
        if not settings.is_file():
            there = "is not a folder" if not folder.is_dir() else f"is no project: it has no {SETTINGS_FILE}"
            raise NoProjectError(f"{folder} {there}. Run `studio init {folder.name or 'DIR'}` to make one.")
        raw = _tables(settings)
        name = raw.get("project", {}).get("name")
        base = raw.get("model", {}).get("base")
        return cls(
            path=folder,
            name=name if isinstance(name, str) and name else folder.name,
            base=base if isinstance(base, str) and base else DEFAULT_BASE,
        )

    @classmethod
    def find(cls, start: Path | None = None) -> "Project":
        """Find the project that `start` (or the current folder) lies in. Raises InputError where there is none."""
        start = expanded(start or Path.cwd()).resolve()
        for folder in (start, *start.parents):
            if (folder / SETTINGS_FILE).is_file():
                return cls.open(folder)
        raise NoProjectError(
            f"{start} is in no project. Run `studio init DIR` to make one, or name one with --project DIR."
        )


def run_sides(model: Path) -> tuple[str, str]:
    """Return the folders of a run's models for queries and for passages; the second is empty where one does both."""
    if (model / PASSAGES).is_dir():
        return str(model / QUERIES), str(model / PASSAGES)
    return str(model), ""


def sample_corpus() -> Path:
    """Return the folder of documents, recorded queries and test set that `studio demo` opens."""
    package = Path(__file__).resolve().parent
    for folder in (package / "sample_corpus", package.parent / "sample_corpus"):
        if folder.is_dir():
            return folder
    raise InputError("The sample corpus is not where the studio was installed. Install the studio again.")


def _refuse_bytes(folder: Path) -> None:
    if not is_text(folder):
        raise InputError(f"{shown(folder)} can hold no project: its path is no UTF-8. Rename it, or take another.")


def _refuse_occupied(folder: Path) -> None:
    try:
        folder.lstat()
    except FileNotFoundError:
        return
    except OSError as error:
        raise InputError(f"{folder} cannot be made a project: {error.strerror}. Choose another folder.") from error
    if not folder.is_dir():
        raise InputError(f"{folder} is a file. Name a folder for the project.")
    if (folder / SETTINGS_FILE).exists():
        raise InputError(f"{folder} is a project already. Open it with `studio open {folder.name}`.")
    others = sorted(entry.name for entry in folder.iterdir() if not _harmless(entry))
    if others:
        listed = ", ".join(others[:3]) + (f" and {len(others) - 3} more" if len(others) > 3 else "")
        raise InputError(
            f"{folder} is not empty ({listed}). A project wants a folder of its own: name a new one, "
            "then ingest this one into it."
        )


def _harmless(entry: Path) -> bool:
    if entry.name in _FOLDERS:  # of a project that could not be made to the end
        return entry.is_dir() and not any(entry.iterdir())
    return entry.name.startswith(".") or entry.name.casefold().split(".")[0] in ("readme", "license", "guidelines")


def _tables(settings: Path) -> dict[str, dict[str, object]]:
    """Read what can be read: a faulty file is told of by the settings, with every fault, when they are loaded."""
    try:
        raw = tomllib.loads(settings.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {key: value for key, value in raw.items() if isinstance(value, dict)}
