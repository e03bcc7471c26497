"""Decisions typed into review in a real terminal, with kill -9 at random moments, and what is kept of them.

    python -m benchmarks.durability [--runs 20] [--decisions 500] [--kills 5] [--pairs 2000] [--seed 13]

A run types a random script of accept, reject, skip, can't tell and undo on a fresh copy of a project. At random
keys, and at the last one, the process is killed within 40 ms after the key. Then the database must hold the script's
decisions in their order: at least as far as the counts on the screen had followed, at most as far as keys were typed.
The counts that are derived from them must be theirs. The next start goes on from there. This is about a process that
dies, not about a machine that loses power.
"""

import argparse
import json
import os
import random
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.review import SIZE, copied
from benchmarks.synthetic import build
from benchmarks.terminal import Terminal
from studio.domain.decisions import Action
from studio.storage import decisions, queue
from studio.storage.database import Database

_KEYS = {
    Action.ACCEPT: "a",
    Action.REJECT: "x",
    Action.SKIP: " ",
    Action.CANT_TELL: "t",
    Action.UNDO: "u",
}
_WEIGHTS = (50, 20, 10, 10, 10)
_SOON = 0.04
"""Seconds after a key within which the process is killed."""
_BURST = "was that typing?"
_TRIES = 100
_REVIEWER = "typist"


@dataclass
class Found:
    """What the kills left."""

    kills: int = 0
    acknowledged: int = 0
    in_flight: int = 0
    """Keys that had been typed and not been answered on the screen when the process was killed."""
    in_flight_kept: int = 0
    lost: int = 0
    changed: int = 0
    """Starts after which the database held something else than the script says, or other counts."""
    told: list[str] = field(default_factory=list)


def script(draw: random.Random, length: int) -> list[Action]:
    """Return decisions in which nothing is undone that was not done before."""
    made: list[Action] = []
    standing = 0
    while len(made) < length:
        action = draw.choices(list(_KEYS), _WEIGHTS)[0]
        if action is Action.UNDO and not standing:
            continue
        standing += -1 if action is Action.UNDO else 1
        made.append(action)
    return made


def bar(said: Sequence[Action], pairs: int) -> str:
    """Return the counts that the screen shows once so much was said."""
    standing: list[Action] = []
    for action in said:
        if action is Action.UNDO:
            standing.pop()
        else:
            standing.append(action)
    accepted, rejected = standing.count(Action.ACCEPT), standing.count(Action.REJECT)
    return f"✓ {accepted:,}  ✗ {rejected:,}  left {pairs - len(standing):,}"


def opened(project: Path, shown: str) -> Terminal:
    """Return review once it shows these counts."""
    command = [sys.executable, "-m", "studio.cli", "review", "--project", str(project)]
    options = ["--set", f"review.reviewer={_REVIEWER}", "--set", "review.live=false"]
    terminal = Terminal([*command, *options], env=SIZE)
    terminal.until(shown, timeout=60)
    terminal.quiet()
    return terminal


def typed(terminal: Terminal, plan: Sequence[Action], done: int, upto: int, pairs: int) -> None:
    """Type the plan from decision `done` to before `upto`, each once the one before is on the screen."""
    for number in range(done, upto):
        shown = bar(plan[: number + 1], pairs)
        keep_burst(terminal)
        terminal.forget()
        terminal.type(_KEYS[plan[number]])
        answered(terminal, _KEYS[plan[number]], shown)


def answered(terminal: Terminal, key: str, shown: str) -> None:
    """Wait for the counts; type the key again where it went to the question that a burst brings."""
    for _ in range(_TRIES):
        with suppress(TimeoutError):
            terminal.until(shown, timeout=0.3)
            return
        if keep_burst(terminal):
            terminal.type(key)
    raise TimeoutError(f"{shown!r} was not painted after {key!r}, but {terminal.text()[-2_000:]!r}")


def keep_burst(terminal: Terminal) -> bool:
    """Answer the question that a burst brings, where it is on the screen; return whether it was."""
    terminal.collect(0.01)
    asked = _BURST in terminal.text()
    if asked:
        terminal.forget()
        terminal.type("n")
        terminal.until("left ")
        terminal.quiet(0.05)
        terminal.forget()
    return asked


def killed(terminal: Terminal, plan: Sequence[Action], done: int, pairs: int, draw: random.Random) -> bool:
    """Type decision `done`, kill soon after; return whether the screen had followed."""
    keep_burst(terminal)
    terminal.forget()
    terminal.type(_KEYS[plan[done]])
    terminal.collect_for(draw.uniform(0, _SOON))
    followed = bar(plan[: done + 1], pairs) in terminal.text()
    terminal.kill()
    return followed


def check(project: Path, plan: Sequence[Action], acknowledged: int, pairs: int, found: Found) -> int:
    """Compare the database with the script; return how many decisions it holds."""
    with Database.open(project / "studio.duckdb") as db:
        held = [event.action for event in decisions.since(db, _REVIEWER, datetime(2000, 1, 1, tzinfo=UTC))]
        counts = queue.counts(db)
    derived = f"✓ {counts.accepted:,}  ✗ {counts.rejected:,}  left {counts.undecided:,}"
    found.lost += max(0, acknowledged - len(held))
    if held != list(plan[: len(held)]) or derived != bar(held, pairs):
        found.changed += 1
        found.told.append(f"{project}: {len(held)} held, {acknowledged} acknowledged, {derived}")
    return len(held)


def run(project: Path, plan: Sequence[Action], kills: int, draw: random.Random, found: Found) -> None:
    """Type one script to its end, however often the process is killed."""
    with Database.open(project / "studio.duckdb") as db:
        pairs = queue.counts(db).total
    done = 0
    for at in [*sorted(draw.sample(range(len(plan) - 1), kills)), len(plan) - 1]:
        if at < done:  # the key before was in flight, and landed
            continue
        terminal = opened(project, bar(plan[:done], pairs))
        typed(terminal, plan, done, at, pairs)
        followed = killed(terminal, plan, at, pairs, draw)
        found.kills += 1
        found.acknowledged += at - done + followed
        found.in_flight += not followed
        done = check(project, plan, at + followed, pairs, found)
        found.in_flight_kept += not followed and done == at + 1
    terminal = opened(project, bar(plan[:done], pairs))
    typed(terminal, plan, done, len(plan), pairs)
    terminal.kill()
    found.acknowledged += len(plan) - done
    check(project, plan, len(plan), pairs, found)


def main() -> None:
    """Run, print a line a run, and one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--decisions", type=int, default=500)
    parser.add_argument("--kills", type=int, default=5, help="a run, besides the one at its end")
    parser.add_argument("--pairs", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=13)
    options = parser.parse_args()
    os.environ.pop("NO_COLOR", None)
    found = Found()
    with tempfile.TemporaryDirectory() as folder:
        project = build(Path(folder) / "durability", pairs_wanted=options.pairs, negatives=10, decided=0).path
        for number in range(options.runs):
            draw = random.Random(options.seed + number)
            with copied(project) as copy:
                run(copy, script(draw, options.decisions), options.kills, draw, found)
            print(
                f"run {number + 1}: {found.kills} kills, {found.acknowledged} acknowledged, {found.lost} lost",
                flush=True,
            )
    for line in found.told:
        print(line)
    print(
        json.dumps(
            {
                "benchmark": "durability",
                "runs": options.runs,
                "decisions": options.runs * options.decisions,
                "kills": found.kills,
                "acknowledged": found.acknowledged,
                "in_flight": found.in_flight,
                "in_flight_kept": found.in_flight_kept,
                "lost": found.lost,
                "changed": found.changed,
                "held": found.lost == 0 and found.changed == 0,
            }
        )
    )


if __name__ == "__main__":
    main()
