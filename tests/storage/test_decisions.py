"""Decisions: appended, undone, redone, merged; the derived state is always what the events fold to."""

import subprocess
import sys
import tempfile
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from studio.domain.decisions import Action, Decision, fold, new_id
from studio.domain.pairs import Status, Verdict
from studio.storage import database, decisions, pairs, queue
from studio.storage import derived as derived_tables
from studio.storage.database import Database, UnknownNameError
from studio.storage.derived import fold_again
from tests.storage import build


def derived(db: Database) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    return db.query("FROM pair_state ORDER BY ALL"), db.query("FROM negative_state ORDER BY ALL")


def rebuilt(db: Database) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Return the derived tables as all events make them from nothing."""
    db.query("DELETE FROM pair_state")
    db.query("DELETE FROM negative_state")
    fold_again(db)
    return derived(db)


def test_a_decision_is_one_row_and_the_pair_follows(db: Database, names: list[str]) -> None:
    made = build.decide(db, Action.ACCEPT, names[0], pair_hash="abc")
    assert pairs.card(db, names[0]).status is Status.ACCEPTED
    assert pairs.card(db, names[1]).status is Status.UNDECIDED
    assert decisions.events(db, names[0]) == [made]


def test_nothing_after_a_decision_is_written_without_waiting_for_the_disk(
    db: Database, names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for most in (database._LOG, -1):
        monkeypatch.setattr(database, "_LOG", most)
        made = build.decide(db, Action.ACCEPT, names[0])
        assert decisions.events(db, names[0])[-1] == made
        assert db.query("SELECT current_setting('fsync_mode')") == [("STANDARD",)]


def test_undo_takes_back_batch_by_batch_and_redo_restores(db: Database, names: list[str]) -> None:
    build.decide(db, Action.ACCEPT, names[0])
    build.decide(db, Action.FLAG, names[0])
    undone = decisions.undo(db, "ada")
    assert undone is not None
    assert (undone.pair_ids, undone.said) == ((names[0],), "flagged 1 pair")
    assert not pairs.card(db, names[0]).flagged
    assert decisions.undo(db, "ada")
    assert pairs.card(db, names[0]).status is Status.UNDECIDED
    assert decisions.undo(db, "ada") is None
    assert decisions.redo(db, "ada")
    assert decisions.redo(db, "ada")
    assert decisions.redo(db, "ada") is None
    card = pairs.card(db, names[0])
    assert (card.status, card.flagged) == (Status.ACCEPTED, True)
    assert len(decisions.events(db, names[0])) == 6  # nothing was ever taken out


def test_a_new_decision_ends_what_could_be_redone(db: Database, names: list[str]) -> None:
    build.decide(db, Action.ACCEPT, names[0])
    decisions.undo(db, "ada")
    build.decide(db, Action.REJECT, names[1])
    assert decisions.redo(db, "ada") is None


def test_undo_reaches_across_restarts(db: Database, names: list[str]) -> None:
    build.decide(db, Action.ACCEPT, names[0])
    build.decide(db, Action.REJECT, names[1])
    decisions.undo(db, "ada")
    db.memory.clear()  # what a restart forgets
    assert decisions.redo(db, "ada")
    db.memory.clear()
    undone = [decisions.undo(db, "ada") for _ in range(3)]
    assert [change.pair_ids if change else None for change in undone] == [(names[1],), (names[0],), None]


def test_each_reviewer_undoes_their_own(db: Database, names: list[str]) -> None:
    build.decide(db, Action.ACCEPT, names[0], reviewer="ada")
    build.decide(db, Action.REJECT, names[1], reviewer="bob")
    undone = decisions.undo(db, "ada")
    assert undone is not None
    assert undone.pair_ids == (names[0],)
    assert pairs.card(db, names[1]).status is Status.REJECTED


def test_a_bulk_decision_is_one_batch(db: Database, names: list[str]) -> None:
    batch = new_id()
    decisions.decide(db, [build.event(Action.ACCEPT, name, batch_id=batch) for name in names])
    assert queue.counts(db).accepted == len(names)
    undone = decisions.undo(db, "ada")
    assert undone is not None
    assert undone.said == f"accepted {len(names)} pairs"
    assert queue.counts(db).accepted == 0
    decisions.redo(db, "ada")
    assert queue.counts(db).accepted == len(names)


def test_events_stand_in_the_order_in_which_they_were_made_whatever_the_clock_says(
    db: Database, names: list[str]
) -> None:
    late = datetime.now(UTC) + timedelta(hours=1)
    build.decide(db, Action.ACCEPT, names[0], at=late)
    build.decide(db, Action.REJECT, names[0])
    assert pairs.card(db, names[0]).status is Status.REJECTED
    same = datetime.now(UTC)
    batch = new_id()
    both = [build.event(a, names[1], batch_id=batch, at=same) for a in (Action.REJECT, Action.ACCEPT)]
    decisions.decide(db, both)
    assert pairs.card(db, names[1]).status is Status.ACCEPTED


def test_an_unknown_pair_is_told_and_nothing_is_appended(db: Database, names: list[str]) -> None:
    batch = new_id()
    with pytest.raises(UnknownNameError, match="no pair zzz"):
        decisions.decide(db, [build.event(Action.ACCEPT, name, batch_id=batch) for name in (names[0], "zzz")])
    assert decisions.events(db, names[0]) == []
    assert queue.counts(db).accepted == 0


def test_undo_is_called_not_decided(db: Database, names: list[str]) -> None:
    with pytest.raises(ValueError, match="not decided"):
        decisions.decide(db, [build.event(Action.UNDO, names[0])])


def test_no_decision_is_no_event(db: Database) -> None:
    decisions.decide(db, [])
    assert decisions.undo(db, "ada") is None


def test_two_reviewers_files_merge_to_the_same_state_in_any_order(tmp_path: Path) -> None:
    of = build.simple()
    states = []
    ada = [("accept", 0), ("reject", 1), ("flag", 0)]
    bob = [("reject", 0), ("accept", 2)]
    start = datetime(2026, 1, 1, tzinfo=UTC)
    made: dict[str, list[Decision]] = {"ada": [], "bob": []}
    for order in (("ada", "bob"), ("bob", "ada")):
        folder = tmp_path / "-".join(order)
        folder.mkdir()
        with Database.open(folder / "studio.duckdb", create=True) as db:
            build.ingest(db, folder, of)
            names = build.one_query_each(db, folder, of)
            if not made["ada"]:
                made["ada"] = [_at(a, names[p], "ada", start, 2 * i) for i, (a, p) in enumerate(ada)]
                made["bob"] = [_at(a, names[p], "bob", start, 2 * i + 1) for i, (a, p) in enumerate(bob)]
            for who in order:
                assert decisions.merge(db, made[who]) == len(made[who])
                assert decisions.merge(db, made[who]) == 0
            states.append(derived(db))
    assert states[0] == states[1]
    assert states[0][0]


def _at(action: str, pair: str, reviewer: str, start: datetime, minutes: int) -> Decision:
    return build.event(Action(action), pair, reviewer=reviewer, at=start + timedelta(minutes=minutes))


def test_events_merged_before_their_pair_count_once_it_is_there(db: Database, tmp_path: Path) -> None:
    from studio.domain.identity import pair_id

    of = build.simple()
    build.ingest(db, tmp_path, of)
    passage = of.passage("doc-00.md", 0)
    early = build.event(Action.ACCEPT, pair_id("a later query", passage))
    assert decisions.merge(db, [early]) == 1
    [name] = build.generate(db, tmp_path, [("a later query", passage)])
    assert pairs.card(db, name).status is Status.ACCEPTED


def test_events_go_out_for_another_reviewer(db: Database, names: list[str], tmp_path: Path) -> None:
    build.decide(db, Action.ACCEPT, names[0])
    decisions.undo(db, "ada")
    assert decisions.export(db, tmp_path / "decisions.parquet") == 2


def test_a_decision_survives_kill_9_right_after_it(tmp_path: Path) -> None:
    of = build.simple(documents=2)
    path = tmp_path / "studio.duckdb"
    with Database.open(path, create=True) as db:
        build.ingest(db, tmp_path, of)
        [name, *_] = build.one_query_each(db, tmp_path, of)
    code = (
        "import os, signal, sys\nfrom pathlib import Path\n"
        "from studio.domain.decisions import Action\nfrom studio.storage.database import Database\n"
        "from tests.storage import build\n"
        "db = Database.open(Path(sys.argv[1]))\n"
        "build.decide(db, Action.ACCEPT, sys.argv[2])\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path), name], check=False, cwd=Path(__file__).parents[2])
    assert done.returncode == -9
    with Database.open(path) as db:
        assert pairs.card(db, name).status is Status.ACCEPTED
        decisions.undo(db, "ada")
        assert pairs.card(db, name).status is Status.UNDECIDED


_UNFOLDED = """
import os, signal, sys
from pathlib import Path
from studio.domain.decisions import Action
from studio.storage import decisions
from studio.storage.database import Database
from tests.storage import build

db = Database.open(Path(sys.argv[1]))
db.catch_up()
build.decide(db, Action.ACCEPT, sys.argv[2])
build.decide(db, Action.FLAG, sys.argv[2])
build.decide(db, Action.NEGATIVE_PROMOTE, sys.argv[3], passage_id=sys.argv[4])
decisions.undo(db, "ada")
decisions.undo(db, "ada")
decisions.redo(db, "ada")
db.memory.clear()
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_was_appended_but_not_folded_before_kill_9_stands_when_the_project_is_opened(tmp_path: Path) -> None:
    of = build.simple(documents=2)
    path = tmp_path / "studio.duckdb"
    with Database.open(path, create=True) as db:
        build.ingest(db, tmp_path, of)
        first, second, third, *_ = build.one_query_each(db, tmp_path, of)
        build.decide(db, Action.REJECT, third)
    passage = of.passage("doc-01.md", 0)
    done = subprocess.run(
        [sys.executable, "-c", _UNFOLDED, str(path), first, second, passage],
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == -9
    with Database.open(path) as db:
        counts = queue.counts(db)
        assert (counts.accepted, counts.rejected, counts.flagged) == (1, 1, 1)
        assert derived(db)[1] == []
        assert derived(db) == rebuilt(db)


def test_a_fold_that_fails_changes_nothing_and_is_made_up_for(
    db: Database, names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    build.decide(db, Action.ACCEPT, names[0])
    with monkeypatch.context() as patched:
        patched.setattr(derived_tables, "_state", _fail)
        with pytest.raises(RuntimeError):
            queue.counts(db)
    assert queue.counts(db).accepted == 1


def _fail(*_: object) -> tuple[object, ...]:
    raise RuntimeError


def test_a_transaction_begins_with_what_was_decided_before_it(db: Database, names: list[str]) -> None:
    build.decide(db, Action.ACCEPT, names[0])
    with db.transaction():
        assert queue.counts(db).accepted == 1


def test_decisions_made_in_one_thread_while_another_reads_are_all_counted(db: Database, names: list[str]) -> None:
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            queue.counts(db)

    reader = threading.Thread(target=read)
    reader.start()
    for name in names * 3:
        build.decide(db, Action.ACCEPT, name)
        build.decide(db, Action.FLAG, name)
    done.set()
    reader.join()
    counts = queue.counts(db)
    assert (counts.accepted, counts.flagged) == (len(names), len(names))
    assert derived(db) == rebuilt(db)


_PAIR_ACTIONS = st.sampled_from(
    [
        Action.ACCEPT,
        Action.REJECT,
        Action.SKIP,
        Action.CANT_TELL,
        Action.REOPEN,
        Action.FLAG,
        Action.UNFLAG,
        Action.COMMENT,
        Action.EDIT_QUERY,
        Action.EDIT_PASSAGE,
    ]
)
_NEGATIVE_ACTIONS = st.sampled_from(
    [
        Action.NEGATIVE_HARD,
        Action.NEGATIVE_FALSE,
        Action.NEGATIVE_CLEAR,
        Action.NEGATIVE_DROP,
        Action.NEGATIVE_PROMOTE,
        Action.NEGATIVE_ADD,
        Action.NEGATIVE_TAKE,
    ]
)
_PAIRS = st.integers(0, 3)
_PASSAGES = st.integers(4, 7)
_REVIEWERS = st.sampled_from(["ada", "bob"])


class Reviewing(RuleBasedStateMachine):
    """Any sequence of decisions, undo and redo: the state beside the events is what a rebuild makes of them."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        folder = Path(self._folder.name)
        self.db = Database.open(folder / "studio.duckdb", create=True)
        self.of = build.simple(documents=3)
        build.ingest(self.db, folder, self.of)
        self.names = build.one_query_each(self.db, folder, self.of)
        self.passages = [row["passage_id"] for row in self.of.passages()]
        build.mine(self.db, folder, [build.negative(name, self.passages[4], 1) for name in self.names[:4]])

    @initialize()
    def start(self) -> None:
        assert derived(self.db) == ([], [])

    @rule(action=_PAIR_ACTIONS, pair=_PAIRS, reviewer=_REVIEWERS, text=st.sampled_from(["", "one", "two"]))
    def say(self, action: Action, pair: int, reviewer: str, text: str) -> None:
        build.decide(self.db, action, self.names[pair], reviewer=reviewer, text=text)

    @rule(action=_NEGATIVE_ACTIONS, pair=_PAIRS, passage=_PASSAGES, reviewer=_REVIEWERS)
    def judge(self, action: Action, pair: int, passage: int, reviewer: str) -> None:
        build.decide(self.db, action, self.names[pair], reviewer=reviewer, passage_id=self.passages[passage])

    @rule(pair=_PAIRS, old=_PASSAGES, new=_PASSAGES, reviewer=_REVIEWERS)
    def replace(self, pair: int, old: int, new: int, reviewer: str) -> None:
        batch = new_id()
        steps = ((Action.NEGATIVE_DROP, old), (Action.NEGATIVE_TAKE, new))
        decisions.decide(
            self.db,
            [
                build.event(a, self.names[pair], reviewer=reviewer, batch_id=batch, passage_id=self.passages[p])
                for a, p in steps
            ],
        )

    @rule(action=_PAIR_ACTIONS, chosen=st.lists(_PAIRS, min_size=1, max_size=4), reviewer=_REVIEWERS)
    def bulk(self, action: Action, chosen: list[int], reviewer: str) -> None:
        batch = new_id()
        events = [build.event(action, self.names[pair], reviewer=reviewer, batch_id=batch) for pair in chosen]
        decisions.decide(self.db, events)

    @rule(reviewer=_REVIEWERS)
    def undo(self, reviewer: str) -> None:
        decisions.undo(self.db, reviewer)

    @rule(reviewer=_REVIEWERS)
    def redo(self, reviewer: str) -> None:
        decisions.redo(self.db, reviewer)

    @rule()
    def restart(self) -> None:
        self.db.memory.clear()

    @rule()
    def rest(self) -> None:
        self.db.catch_up()

    def teardown(self) -> None:
        for name in self.names[:4]:
            state = fold(decisions.events(self.db, name))
            card = pairs.card(self.db, name)
            assert (card.status, card.flagged, card.comment) == (state.status, state.flagged, state.comment)
            assert set(card.promoted) == {p for p, v in state.verdicts.items() if v is Verdict.PROMOTED}

        before = derived(self.db)
        assert rebuilt(self.db) == before
        self.db.close()
        self._folder.cleanup()


TestReviewing = Reviewing.TestCase
TestReviewing.settings = settings(
    max_examples=10, stateful_step_count=12, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def test_a_sitting_is_one_reviewers_events_since_it_began(db: Database, names: list[str]) -> None:
    build.decide(db, Action.ACCEPT, names[0])
    begun = datetime.now(UTC)
    build.decide(db, Action.REJECT, names[1])
    build.decide(db, Action.ACCEPT, names[2], reviewer="bob")
    decisions.undo(db, "ada")
    assert [made.action for made in decisions.since(db, "ada", begun)] == [Action.REJECT, Action.UNDO]
