"""The sample corpus as a project, and every step on it without a screen. Knows no step's work.

Each step is done only where it is still wanting, so a demo that was cut off goes on where it stopped.
"""

import shutil
from pathlib import Path

import click

from studio.cli.running import run
from studio.cli.session import Session
from studio.errors import InputError, StudioError
from studio.project import Project, sample_corpus

__all__ = ["NAME", "TEST_SET", "all_steps", "first_steps", "make"]

NAME = "fab-handbook"
TEST_SET = "engineers"
_TITLE = "engineers' questions"
_PARTS = ("handbook", "recorded.jsonl", "test")
_SHORTENED = {"# epochs = 0": "epochs = 4"}
"""Keeps the whole way under five minutes on two cores; a project of one's own trains longer."""


def make(folder: Path) -> Project:
    """Return the demo project in `folder`, made where it is not there yet. Raises InputError for another project."""
    if (folder / "studio.toml").exists():
        project = Project.open(folder)
        if project.name != NAME:
            raise InputError(f"{folder} is another project, {project.name}. Name a new folder: studio demo DIR.")
    else:
        project = Project.create(folder, name=NAME)
        settings = project.settings_file.read_text("utf-8")
        for line, shorter in _SHORTENED.items():
            settings = settings.replace(f"{line}\n", f"{shorter}\n")
        project.settings_file.write_text(settings, "utf-8")
    for part in _PARTS:
        _copy(sample_corpus() / part, project.path / part)
    return project


def first_steps(session: Session) -> None:
    """Ingest the handbook and import its test set: what the screens need to offer the rest."""
    from studio.storage import test_sets
    from studio.storage.overview import overview
    from studio.workflow import ingest, tests

    project = session.project
    with session.database() as db:
        empty = not overview(db).documents
    if empty:
        run(session, lambda db: ingest.prepare(project, db, session.settings, [project.path / "handbook"]))
    with session.database() as db:
        if TEST_SET not in {found.test_set for found in test_sets.test_sets(db)}:
            tests.import_beir(db, project.path / "test", name=TEST_SET, title=_TITLE)


def all_steps(session: Session) -> None:
    """Do every step that is still wanting, then print the leaderboard and what it says."""
    from studio.storage.overview import overview
    from studio.workflow import generate, mine, train

    first_steps(session)
    project, settings = session.project, session.settings
    with session.database() as db:
        stand = overview(db)
    if stand.passages_without_queries:
        run(session, lambda db: generate.prepare(project, db, settings))
    if stand.unmined or stand.passages_without_queries:
        run(session, lambda db: mine.prepare(project, db, settings))
    if not stand.runs:
        run(session, lambda db: train.prepare(project, db, settings))
    _print_leaderboard(session)


def _print_leaderboard(session: Session) -> None:
    from studio.cli import board
    from studio.cli.tables import console, fitted
    from studio.cli.verdicts import best_told
    from studio.domain.board import ranked
    from studio.storage import comparing, test_sets

    with session.database() as db:
        found = [(item, comparing.compared(db, item.test_set)) for item in ranked(test_sets.test_sets(db))]
        shipped = [
            board.sentence(item, best_told(db, item, compared)) for item, compared in found if item.test_set == TEST_SET
        ]
    for item, compared in found:
        if compared.rows:
            drawn = fitted(board.table(compared), console(), board.spare())
            console().print("", board.heading(item, compared), drawn, sep="\n")
    if not shipped:
        raise StudioError(f"The test set {TEST_SET} is gone. Delete {session.project.path} and run the demo again.")
    click.echo(f"\n{shipped[0]}")


def _copy(source: Path, target: Path) -> None:
    if target.exists():
        return
    beside = target.with_name(f".{target.name}.copying")
    if source.is_dir():
        shutil.rmtree(beside, ignore_errors=True)
        shutil.copytree(source, beside)
    else:
        shutil.copyfile(source, beside)
    beside.rename(target)
