"""`studio demo`, on a sample small enough for a test: a tiny model without language, so figures mean nothing here."""

import json
import random
from pathlib import Path

import pytest

from studio.cli import demo
from studio.cli.session import Session
from studio.engine.training.fake import tiny_model
from studio.errors import InputError
from studio.jobs import folder as folders
from studio.project import Project
from tests.cli.conftest import RunCommand

TOOLS = ("etcher", "implanter", "stepper", "furnace", "polisher", "sputter", "cleaner", "prober", "asher", "coater")
SYLLABLES = ("ka", "lo", "mi", "ru", "te", "vo", "zu", "pa", "ne", "shi")
FAULTS = ("drifts", "leaks", "overheats", "vibrates")


def _section(tool: str, fault: str) -> str:
    """Return words that no other section has, so that nothing is a near duplicate, around what it is about."""
    own = random.Random(f"{tool} {fault}")
    return f"The {tool} {fault}: " + " ".join(f"{own.choice(SYLLABLES)}{own.choice(SYLLABLES)}" for _ in range(30))


@pytest.fixture
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a small sample in the place of the shipped one."""
    folder = tmp_path / "sample"
    (folder / "handbook").mkdir(parents=True)
    (folder / "test" / "qrels").mkdir(parents=True)
    recorded, queries, qrels = [], [], ["query-id\tcorpus-id\tscore"]
    for tool in TOOLS:
        sections = [f"## It {fault}\n\n{_section(tool, fault)}" for fault in FAULTS]
        (folder / "handbook" / f"{tool}.md").write_text(f"# The {tool}\n\n" + "\n\n".join(sections) + "\n")
        for fault in FAULTS:
            unit = f"{tool}.md#it-{fault}"
            recorded += [{"passage_id": unit, "style": s, "query": f"{s} {tool} {fault}"} for s in ("keyword", "need")]
            queries.append({"_id": unit, "text": f"why {tool} {fault}"})
            qrels.append(f"{unit}\t{unit}\t2")
    (folder / "recorded.jsonl").write_text("\n".join(map(json.dumps, recorded)))
    (folder / "test" / "queries.jsonl").write_text("\n".join(map(json.dumps, queries)))
    (folder / "test" / "qrels" / "test.tsv").write_text("\n".join(qrels) + "\n")
    (folder / "test" / "corpus.jsonl").write_text("")
    monkeypatch.setattr(demo, "sample_corpus", lambda: folder)
    return folder


def test_the_demo_is_made_once_and_found_again(sample: Path, tmp_path: Path) -> None:
    made = demo.make(tmp_path / "demo")
    assert made.name == demo.NAME
    assert sorted(path.name for path in (made.path / "handbook").iterdir()) == sorted(f"{tool}.md" for tool in TOOLS)
    training = Session(made.path).settings.training
    assert training.epochs == 4, "it is kept short"
    (made.path / "handbook" / "etcher.md").write_text("# Mine now\n\nEdited by a person.\n")
    assert demo.make(tmp_path / "demo") == made
    assert "Edited" in (made.path / "handbook" / "etcher.md").read_text()


def test_a_demo_that_was_cut_off_while_it_was_made_is_made_whole(sample: Path, tmp_path: Path) -> None:
    Project.create(tmp_path / "demo", name=demo.NAME)
    (tmp_path / "demo" / ".handbook.copying").mkdir()
    made = demo.make(tmp_path / "demo")
    assert (made.path / "handbook" / "prober.md").exists()
    assert (made.path / "recorded.jsonl").exists()
    assert (made.path / "test" / "qrels" / "test.tsv").exists()


def test_the_demo_leaves_other_projects_and_folders_alone(sample: Path, tmp_path: Path, studio: RunCommand) -> None:
    Project.create(tmp_path / "mine")
    with pytest.raises(InputError, match="is another project, mine"):
        demo.make(tmp_path / "mine")
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.docx").write_text("years of work")
    ran = studio("demo", tmp_path / "thesis")
    assert ran.code == 2
    assert "is not empty" in ran.err


def test_the_demo_without_a_screen_goes_the_whole_way_once(sample: Path, tmp_path: Path, studio: RunCommand) -> None:
    words = [_section(tool, fault) + f" It The why need keyword {tool}" for tool in TOOLS for fault in FAULTS]
    base = tiny_model(tmp_path / "base", words, max_tokens=128)
    project = Project.create(tmp_path / "demo", name=demo.NAME, base=str(base))
    ran = studio("demo", "--headless", project.path)
    assert ran.code == 0, ran.err[-2000:]
    last = ran.out.strip().splitlines()[-1]
    assert last.startswith("engineers' questions (40 queries in 10 groups")
    assert "run-01" in last
    for name in ("base base", "BM25", "run-01", "run-01 + BM25", "base + BM25"):
        assert name in ran.out
    kinds = [str(job.spec.kind) for job in folders.list_jobs(project.path)]
    assert kinds == ["ingest", "generate", "mine", "train"]
    again = studio("demo", "--headless", project.path)
    assert again.code == 0
    assert again.out.strip().splitlines()[-1] == last
    assert len(folders.list_jobs(project.path)) == 4
    board = json.loads(studio("leaderboard", "--json", "--project", project.path).out)
    rows = [row for row in board["rows"] if row["test_set"] == demo.TEST_SET]
    assert {row["kind"] for row in rows} == {"base", "bm25", "run", "fused", "enriched", "adapter"}
    assert all(row["queries"] == 40 for row in rows)
    assert Session(project.path).settings.model.base == str(base)
    exported = studio("export", "--name", "first", "--project", project.path)
    assert exported.code == 0, exported.err
    assert (project.exports / "first" / "model" / "modules.json").exists()
