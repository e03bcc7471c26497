"""Packets for further reviewers: a project of its own for each, and their decisions taken back in.

What is handed to whom is said in storage.
"""

import shutil
from collections.abc import Sequence
from pathlib import Path

from studio.errors import InputError
from studio.project import Project
from studio.settings import SETTINGS_FILE
from studio.storage import decisions, queue, sharing
from studio.storage.database import Database
from studio.storage.sharing import Shared

__all__ = ["merge", "write"]


def write(
    project: Project, db: Database, folder: Path, *, reviewer: str, part: float, overlap: float, guidelines: str
) -> Shared:
    """Make a project in a new folder with a part of the pairs, the corpus and the guidelines, and nobody's decisions.

    Raises InputError where the folder is taken or the reviewer has no name; what could not be filled is taken away.
    """
    if not reviewer.strip():
        raise InputError("A packet is for somebody: give the reviewer's name.")
    before = set(folder.iterdir()) if folder.is_dir() else None
    packet = Project.create(folder, base=project.base, name=f"{project.name} ({reviewer})", reviewer=reviewer)
    try:
        if (project.path / guidelines).is_file():
            shutil.copyfile(project.path / guidelines, packet.path / "guidelines.md")
        with Database.open(packet.database, create=True) as other:
            shared = sharing.share(db, other, reviewer=reviewer, part=part, overlap=overlap)
        _refuse_empty(db, shared)
    except BaseException:
        _take_away(packet.path, before)
        raise
    else:
        return shared


def _take_away(folder: Path, before: set[Path] | None) -> None:
    """Remove what was made in a folder, and the folder too where it was not there (`before` is None)."""
    for entry in set(folder.iterdir()) - (before or set()):
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    if before is None:
        folder.rmdir()


def merge(db: Database, folders: Sequence[Path]) -> dict[Path, int]:
    """Take in the decisions of packets, in any order and as often as one likes; return how many were new in each.

    Nothing is taken in where one of them cannot be read. Raises InputError.
    """
    events = {}
    for folder in folders:
        _refuse_missing(folder)
        _refuse_itself(db, folder)
        with Database.open(Project.open(folder).database) as packet:
            events[folder] = sharing.events_of(packet)
    return {folder: decisions.merge(db, found) for folder, found in events.items()}


def _refuse_missing(folder: Path) -> None:
    if not (folder / SETTINGS_FILE).is_file():
        there = f"has no {SETTINGS_FILE}" if folder.is_dir() else "is a file" if folder.exists() else "is not there"
        raise InputError(
            f"{folder} is no packet: it {there}. Name the folder that `studio share` wrote, once its reviewer is done."
        )


def _refuse_itself(db: Database, folder: Path) -> None:
    if db.path.parent.samefile(folder):
        raise InputError(
            f"{folder} is this project itself, not a packet of it. Name the folders that `studio share` wrote."
        )


def _refuse_empty(db: Database, shared: Shared) -> None:
    if shared.pairs:
        return
    if not queue.counts(db).total:
        raise InputError("There is no pair yet. Run `studio generate` first.")
    raise InputError("There is no pair to hand out: every one was decided, or handed to somebody else.")
