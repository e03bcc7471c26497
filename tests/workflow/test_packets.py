"""Packets: a project for another reviewer, and what comes back, in any order and any number of times."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.domain.decisions import SHOWN_RANDOM, Action
from studio.errors import InputError
from studio.project import Project
from studio.settings import load, reviewer
from studio.storage import audits, decisions, pairs, queue
from studio.storage.database import Database
from studio.storage.names import names_of
from studio.workflow import packets
from tests.storage import build

Home = tuple[Project, Database]


def make(folder: Path, documents: int = 10) -> Home:
    project = Project.create(folder / "handbook")
    (project.path / "guidelines.md").write_text("# Only answers count", "utf-8")
    db = Database.open(project.database, create=True)
    of = build.simple(documents)
    build.ingest(db, folder, of)
    names = build.one_query_each(db, folder, of)
    build.mine(db, folder, [build.negative(names[0], of.passage("doc-00.md", 1), 1)])
    return project, db


def share(home: Home, who: str, *, part: float = 0.4, overlap: float = 0.2) -> Path:
    project, db = home
    folder = project.path.parent / who
    packets.write(project, db, folder, reviewer=who, part=part, overlap=overlap, guidelines="guidelines.md")
    return folder


def held(folder: Path) -> list[str]:
    with Database.open(folder / "studio.duckdb") as packet:
        return names_of(packet, queue.ids(packet))


def decide(folder: Path, who: str, names: Sequence[str], action: Action, **more: str) -> None:
    with Database.open(folder / "studio.duckdb") as packet:
        for name in names:
            build.decide(packet, action, name, reviewer=who, **more)


def test_a_packet_is_a_project_of_its_own_without_anybodys_decisions(tmp_path: Path) -> None:
    home = make(tmp_path)
    for name in names_of(home[1], queue.ids(home[1])):
        build.decide(home[1], Action.ACCEPT, name)
        break
    folder = share(home, "bob")
    packet = Project.open(folder)
    assert reviewer(load(packet.settings_file).review) == "bob"
    assert "Only answers count" in (folder / "guidelines.md").read_text("utf-8")
    with Database.open(packet.database) as db:
        assert queue.counts(db).total == queue.counts(db).undecided == 12
        assert pairs.card(db, int(queue.ids(db)[0])).text
    home[1].close()


def test_every_reviewer_gets_the_common_pairs_and_others_of_their_own(tmp_path: Path) -> None:
    home = make(tmp_path)
    bob, cy = set(held(share(home, "bob"))), set(held(share(home, "cy")))
    assert len(bob) == len(cy) == 12
    assert len(bob & cy) == 6
    with pytest.raises(InputError, match="is a project already"):
        share(home, "bob")
    home[1].close()


def test_a_project_without_a_pair_has_nothing_to_hand_out_yet(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "handbook")
    with Database.open(project.database, create=True) as db, pytest.raises(InputError, match="There is no pair yet"):
        share((project, db), "bob")


def test_nothing_to_hand_out_leaves_no_folder(tmp_path: Path) -> None:
    home = make(tmp_path, documents=1)
    with pytest.raises(InputError, match="no pair to hand out"):
        share(home, "bob", part=0.0, overlap=0.0)
    assert not (tmp_path / "bob").exists()
    home[1].close()


def test_files_that_lay_in_the_folder_stay_where_no_packet_comes_about(tmp_path: Path) -> None:
    home = make(tmp_path, documents=1)
    folder = tmp_path / "bob"
    (folder / ".git").mkdir(parents=True)
    (folder / ".git" / "config").write_text("mine")
    (folder / "README.md").write_text("mine too")
    with pytest.raises(InputError, match="no pair to hand out"):
        share(home, "bob", part=0.0, overlap=0.0)
    assert sorted(path.name for path in folder.iterdir()) == [".git", "README.md"]
    assert (folder / ".git" / "config").read_text() == "mine"
    home[1].close()


def test_a_packet_for_nobody_is_refused(tmp_path: Path) -> None:
    home = make(tmp_path, documents=1)
    with pytest.raises(InputError, match="give the reviewer's name"):
        share(home, " ")
    home[1].close()


def test_cards_drawn_in_a_packet_are_no_draws_of_the_project(tmp_path: Path) -> None:
    home = make(tmp_path)
    folder = share(home, "bob")
    decide(folder, "bob", held(folder)[:3], Action.ACCEPT, shown=SHOWN_RANDOM)
    assert packets.merge(home[1], [folder]) == {folder: 3}
    assert queue.counts(home[1]).accepted == 3
    assert audits.live(home[1]) is None
    home[1].close()


def test_a_folder_that_is_no_packet_merges_nothing(tmp_path: Path) -> None:
    home = make(tmp_path)
    folder = share(home, "bob")
    decide(folder, "bob", held(folder)[:3], Action.ACCEPT)
    with pytest.raises(InputError, match="is no packet: it has no"):
        packets.merge(home[1], [folder, tmp_path])
    with pytest.raises(InputError, match="nobody is no packet: it is not there"):
        packets.merge(home[1], [folder, tmp_path / "nobody"])
    with pytest.raises(InputError, match="is no packet: it is a file"):
        packets.merge(home[1], [folder, home[0].settings_file])
    assert queue.counts(home[1]).accepted == 0
    home[1].close()


def test_the_project_itself_is_no_packet_of_it(tmp_path: Path) -> None:
    home = make(tmp_path)
    another_way = tmp_path / "link"
    another_way.symlink_to(home[0].path)
    for folder in (home[0].path, another_way):
        with pytest.raises(InputError, match="is this project itself"):
            packets.merge(home[1], [share(home, f"for-{folder.name}"), folder])
    home[1].close()


@pytest.fixture(scope="module")
def sat(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, list[Path]]:
    """Three packets whose reviewers decided, changed their minds and took back."""
    home = make(tmp_path_factory.mktemp("sat"))
    folders = [share(home, who) for who in ("bob", "cy", "di")]
    for folder in folders:
        names = held(folder)
        decide(folder, folder.name, names[:6], Action.ACCEPT)
        decide(folder, folder.name, names[2:4], Action.REJECT)
        with Database.open(folder / "studio.duckdb") as packet:
            decisions.undo(packet, folder.name)
    return home, folders


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.lists(st.integers(0, 2), min_size=3, max_size=7).filter(lambda order: set(order) == {0, 1, 2}))
def test_packets_merged_in_any_order_any_number_of_times_give_one_result(
    sat: tuple[Home, list[Path]], order: list[int]
) -> None:
    (_, db), folders = sat
    db.query("DELETE FROM decisions")
    db.query("DELETE FROM pair_state")
    for which in order:
        packets.merge(db, [folders[which]])
    merged = _all(db)
    db.query("DELETE FROM decisions")
    db.query("DELETE FROM pair_state")
    packets.merge(db, folders)
    assert merged == _all(db)


def _all(db: Database) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    return db.query("FROM decisions ORDER BY event_id"), db.query("FROM pair_state ORDER BY ALL")
