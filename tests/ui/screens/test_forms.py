"""The forms: moving, changing, refusing, starting. Each starts the job that it says."""

import json
from pathlib import Path

import pytest
from textual.widgets import Input

from studio.jobs.spec import JobKind
from studio.ui.actions.forms import EXPORT, GENERATE, INGEST, MINE
from studio.ui.screens.export import ExportScreen
from studio.ui.screens.form import FormScreen
from studio.ui.screens.generate import GenerateScreen
from studio.ui.screens.ingest import IngestScreen
from studio.ui.screens.mine import MineScreen
from studio.ui.widgets.bars import FooterBar
from studio.ui.widgets.form import Form
from tests.ui import fake_jobs as fake
from tests.ui.conftest import Person, Place, Starts


def form(person: Person) -> Form:
    return person.app.screen.query_one(Form)


def value(person: Person, key: str) -> str:
    return next(field.value for field in form(person).fields if field.key == key)


async def go_to(person: Person, key: str) -> None:
    """Select a field with keys."""
    for _ in form(person).fields:
        if form(person).selected.key == key:
            return
        await person.press("down")
    assert form(person).selected.key == key


async def change(person: Person, key: str, text: str) -> None:
    """Select a field, empty it, type a text, keep it."""
    await go_to(person, key)
    await person.press("enter", "ctrl+u")
    line = person.app.screen.query_one(Input)
    line.value = ""
    await person.type(text)
    await person.press("enter")


@pytest.mark.parametrize(
    ("screen", "actions"),
    [(IngestScreen, INGEST), (GenerateScreen, GENERATE), (MineScreen, MINE), (ExportScreen, EXPORT)],
)
def test_every_action_is_handled(screen: type[FormScreen], actions: tuple[object, ...]) -> None:
    for action in screen.ACTIONS:
        assert hasattr(screen, f"action_{action.method}"), action.id
    assert actions == screen.ACTIONS


async def test_a_folder_is_typed_and_ingested(empty: Place, starts: Starts, tmp_path: Path) -> None:
    (tmp_path / "handbook").mkdir()
    async with empty.open("ingest") as person:
        assert isinstance(person.app.focused, Input)  # a path can be typed at once
        await person.type(str(tmp_path / "handbook"))
        await person.press("enter", "s")
        [job] = starts.started
        assert job.spec.kind is JobKind.INGEST
        assert job.spec.arguments["paths"] == [str(tmp_path / "handbook")]
        assert person.place == "home"


async def test_source_code_is_left_out_by_a_key(empty: Place, starts: Starts, tmp_path: Path) -> None:
    (tmp_path / "handbook").mkdir()
    async with empty.open("ingest") as person:
        await person.type(str(tmp_path / "handbook"))
        await person.press("enter", *("down",) * 4, "enter", "s")
        [job] = starts.started
        assert job.spec.options["corpus"]["source_code"] is False


async def test_tab_completes_a_path_as_far_as_it_is_certain(empty: Place, tmp_path: Path) -> None:
    for name in ("hand-book", "hand-out"):
        (tmp_path / "docs" / name).mkdir(parents=True)
    async with empty.open("ingest") as person:
        await person.type(f"{tmp_path}/do")
        await person.press("tab")
        await person.type("ha")
        await person.press("tab")
        assert person.app.screen.query_one(Input).value == f"{tmp_path}/docs/hand-"
        assert "hand-book/  hand-out/" in person.screen_text()


async def test_a_missing_path_is_told_at_once_and_starts_nothing(empty: Place, starts: Starts) -> None:
    async with empty.open("ingest") as person:
        await person.type("/nowhere/at/all")
        await person.press("enter")
        assert "/nowhere/at/all does not exist" in person.screen_text()
        await person.press("s")
        assert "does not exist" in person.said
        assert not starts.started
        assert person.place == "ingest"


async def test_no_path_is_told_in_a_sentence(empty: Place, starts: Starts) -> None:
    async with empty.open("ingest") as person:
        await person.press("escape", "s")
        assert "Name a file or a folder to ingest" in person.said
        assert not starts.started


async def test_columns_are_asked_for_when_a_file_of_records_is_named(empty: Place, tmp_path: Path) -> None:
    file = tmp_path / "tickets.jsonl"
    file.write_text(json.dumps({"subject": "a", "body": "b"}) + "\n")
    async with empty.open("ingest") as person:
        assert "text column" not in person.screen_text()
        await person.type(str(file))
        await person.press("enter")
        assert "text column" in person.screen_text()
        assert "columns of this file: subject, body" in person.screen_text()


async def test_the_form_says_how_long_passages_came_to_be(mined: Place) -> None:
    reason = "Passages have at most 256 tokens: all-MiniLM-L6-v2 reads no more (max_tokens = 512)."
    said: list[fake.Event] = [
        fake.started(),
        fake.Log(at=fake.AT, message=reason),
        fake.done(passages=12, passage_limit=256),
    ]
    fake.landed(mined.db, fake.job(mined.project, JobKind.INGEST, "ingest", said))
    async with mined.open() as person:
        await person.press("I")
        assert reason in person.screen_text()


async def test_a_changed_setting_counts_for_the_job_alone(mined: Place, starts: Starts) -> None:
    before = mined.project.settings_file.read_text()
    async with mined.open("mine") as person:
        await change(person, "mining.negatives", "7")
        await person.press("s")
    [job] = starts.started
    assert job.spec.kind is JobKind.MINE
    assert job.spec.options["mining"]["negatives"] == 7
    assert mined.project.settings_file.read_text() == before


async def test_a_value_out_of_range_is_told_and_starts_nothing(mined: Place, starts: Starts) -> None:
    async with mined.open("mine") as person:
        await change(person, "mining.negatives", "77")
        fault = "mining.negatives = 77 is above 9. Use 5."
        assert fault in person.screen_text()
        await person.press("s")
        assert fault in person.said
        assert not starts.started


async def test_esc_forgets_what_was_typed_and_then_goes_back(mined: Place) -> None:
    async with mined.open("mine") as person:
        await person.press("enter", "9", "escape")
        assert value(person, "mining.negatives") == "5"
        assert person.place == "mine"
        await person.press("escape")
        assert person.place == "home"


async def test_moving_on_keeps_what_was_typed(mined: Place) -> None:
    async with mined.open("mine") as person:
        await person.press("enter", "backspace", "6", "down")
        assert value(person, "mining.negatives") == "6"
        assert form(person).selected.key == "mining.max_share"


async def test_everything_can_be_put_back(mined: Place) -> None:
    async with mined.open("mine") as person:
        await change(person, "mining.negatives", "3")
        await person.press("0")
        assert value(person, "mining.negatives") == "5"


async def test_a_letter_typed_into_a_value_is_no_key(mined: Place, starts: Starts) -> None:
    async with mined.open("generate") as person:
        await go_to(person, "generation.domain")
        await person.press("enter", "s", "q", "j")
        assert person.app.screen.query_one(Input).value == "sqj"
        assert not starts.started


async def test_the_line_below_names_the_keys_of_the_value_that_is_typed(empty: Place) -> None:
    async with empty.open("ingest") as person:
        footer = person.app.screen.query_one(FooterBar)
        assert "enter keep it  esc as before  tab completes" in str(footer.render())
        assert "f1 all keys" in str(footer.render())
        await person.press("escape")
        assert "s start  enter change" in str(footer.render())
        await person.press("down", "enter")
        assert "tab next" in str(footer.render())


async def test_what_is_left_out_on_a_short_screen_leaves_no_gap(measured: Place) -> None:
    async with measured.open("train") as person:
        await person.pilot.resize_terminal(80, 24)
        await person.settle()
        rows = [row.region.height for row in form(person).query(".field") if row.display]
        assert rows.count(1) >= len(rows) - 1


async def test_the_form_says_who_writes_and_why(mined: Place) -> None:
    async with mined.open("generate") as person:
        assert "Queries come from structural: no recorded.jsonl lies beside the corpus" in person.screen_text()
        (mined.project.path / "recorded.jsonl").write_text("")
        await person.press("right", "left")
        assert "Queries come from recorded" in person.screen_text()


async def test_a_provider_that_lacks_its_key_is_told_before_it_is_started(mined: Place) -> None:
    async with mined.open("generate") as person:
        await person.press("right")
        assert value(person, "generation.provider") == "anthropic"
        assert "anthropic cannot start: ANTHROPIC_API_KEY is not set." in person.screen_text()


async def test_queries_are_written_for_every_passage_only_where_asked(mined: Place, starts: Starts) -> None:
    async with mined.open("generate") as person:
        await person.press("s")
        assert "Every passage has queries already" in person.said
        await go_to(person, "for")
        await person.press("space", "s")
        [job] = starts.started
        assert job.spec.kind is JobKind.GENERATE
        assert job.spec.arguments["every"] is True


async def test_formats_are_taken_in_and_out(measured: Place, starts: Starts) -> None:
    async with measured.open("export") as person:
        await person.press("right", "space")
        assert value(person, "export.formats") == "jsonl, beir"
        await go_to(person, "run")
        await person.press("right")
        assert value(person, "run") == "none"
        await change(person, "name", "release-1")
        await person.press("s")
        [job] = starts.started
        assert job.spec.options["export"]["formats"] == ("jsonl", "beir")
        assert job.spec.arguments["run"] is None
        assert job.spec.arguments["name"] == "release-1"
        assert person.place == "export"


async def test_a_name_that_is_no_folder_s_is_refused(measured: Place, starts: Starts) -> None:
    async with measured.open("export") as person:
        await change(person, "name", "../out")
        await person.press("s")
        assert "is no name for a folder" in person.said
        assert not starts.started


async def test_an_export_shows_what_it_wrote(measured: Place) -> None:
    folder = measured.project.exports / "release-1"
    (folder / "model").mkdir(parents=True)
    (folder / "model" / "model.safetensors").write_bytes(b"x" * 90_000)
    (folder / "pairs.jsonl").write_text("{}\n" * 100)
    ended: list[fake.Event] = [fake.started(), fake.done(files=2)]
    fake.landed(measured.db, fake.job(measured.project, JobKind.EXPORT, "export", ended, name="release-1"))
    async with measured.open() as person:
        await person.press("X")
        shown = person.text("#exported")
        assert "release-1" in shown
        assert "model/" in shown
        assert "90 kB" in shown
        assert "pairs.jsonl" in shown


async def test_a_failed_export_says_why(measured: Place) -> None:
    fake.job(measured.project, JobKind.EXPORT, "export", [fake.started(), fake.failed("The disk is full.")], name="x")
    async with measured.open() as person:
        await person.press("X")
        assert "The disk is full." in person.text("#exported")


async def test_faulty_settings_open_no_form_and_say_every_fault(mined: Place) -> None:
    mined.project.settings_file.write_text("[mining]\nnegatives = 77\ndepht = 3\n")
    async with mined.open() as person:
        await person.press("M")
        assert person.place == "home"
        assert "mining.negatives = 77" in person.said
        assert "mining.depht" in person.said


async def test_each_form_is_explained_and_every_setting_says_why(measured: Place) -> None:
    for place in ("ingest", "generate", "mine", "export"):
        async with measured.open(place) as person:
            assert len(person.text("#about")) > 60
            for field in form(person).fields:
                assert field.why.endswith("."), field.key
