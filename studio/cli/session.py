"""What a command works on: the project, its settings with what the command line overrides, its database while needed.

Parses no option and runs no job.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.domain.options import ReviewOptions
from studio.project import Project
from studio.settings import InForce, Settings, SettingsError, check, for_screens, in_force, load, tables

if TYPE_CHECKING:
    from studio.storage.database import Database

__all__ = ["Session"]


@dataclass
class Session:
    """One command's view of a project. `overrides` maps a section of studio.toml to the keys given instead."""

    folder: Path | None = None
    overrides: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @cached_property
    def project(self) -> Project:
        """The project in `folder`, or around the current folder."""
        return Project.find() if self.folder is None else Project.open(self.folder)

    @cached_property
    def settings(self) -> Settings:
        """The settings of studio.toml under the overrides. Raises SettingsError with every fault."""
        settings = load(self.project.settings_file)
        if not self.overrides:
            return settings
        tables = {section: dict(table) for section, table in asdict(settings).items()}
        for section, keys in self.overrides.items():
            tables.setdefault(section, {}).update(keys)
        try:
            return check(tables, "the command line")
        except SettingsError as error:
            faults = tuple(fault.replace(", or remove the line", ", or leave it out") for fault in error.faults)
            raise SettingsError(faults) from None

    def in_force(self) -> list[InForce]:
        """Return every setting with its value and who says so. Raises SettingsError."""
        return list(in_force(self.settings, tables(self.project.settings_file), self.overrides))

    @property
    def review(self) -> ReviewOptions:
        """What the screens start with: the rest of studio.toml waits, unless the command line overrides something.

        Raises SettingsError.
        """
        return self.settings.review if self.overrides else for_screens(self.project.settings_file)

    @contextmanager
    def database(self) -> "Iterator[Database]":
        """Open the database, take over what jobs have finished meanwhile, and close it afterwards."""
        from studio.storage.database import Database
        from studio.workflow import landing

        with Database.open(self.project.database, create=True) as db:
            landing.land_finished(self.project, db)
            yield db
