"""The derived state is what the events fold to: after kill -9, beside readers, in any order of keys."""

import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from studio.domain.decisions import Action, fold, new_id
from studio.domain.pairs import Status, Verdict
from studio.storage import decisions, pairs, queue
from studio.storage import derived as derived_tables
from studio.storage.database import Database
from tests.storage import build
from tests.storage.folded import derived, rebuilt


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
