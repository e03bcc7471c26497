"""The base models: what is told of each, marking, adding, a bake-off, and training from one."""

from pathlib import Path

import pytest

from studio.domain.registry import REGISTRY
from studio.jobs.spec import JobKind
from studio.ui.actions.models import ACTIONS
from studio.ui.screens.models import ModelsScreen
from studio.workflow import train
from tests.ui.conftest import Place, Starts


@pytest.fixture(autouse=True)
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give an empty hub cache."""
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """Return the folder of another base, as far as screens look at one."""
    folder = tmp_path / "e5-small-v2"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"weights")
    return folder


def test_every_action_is_handled() -> None:
    for action in ACTIONS:
        assert hasattr(ModelsScreen, f"action_{action.method}"), action.id


async def test_every_known_model_is_listed_with_what_is_not_verified(measured: Place) -> None:
    async with measured.open("models", size=(200, 50)) as person:
        lines = person.lines("#models")
        for entry in REGISTRY:
            assert any(entry.hub_id in line for line in lines), entry.hub_id
        assert "512?" in next(line for line in lines if "DenseOn" in line)
        while "DenseOn" not in person.text(".detail"):
            await person.press("j")
        detail = person.text(".detail")
        assert "not verified: prompts, tokens" in detail
        assert "https://huggingface.co/lightonai/DenseOn" in detail


async def test_a_model_is_added_and_measured_untouched(measured: Place, starts: Starts, other: Path) -> None:
    async with measured.open("leaderboard") as person:
        await person.press("B")
        assert person.place == "models"
        await person.press("s")
        assert "Mark a model" in person.said
        await person.press("space")
        assert "always measured" in person.said
        await person.press("i")
        await person.type(str(other))
        await person.press("enter")
        assert "prompts: query 'query: ', passage 'passage: '" in person.text(".detail")
        await person.press("s")
        [job] = starts.started
        assert job.spec.kind is JobKind.EVALUATE
        assert job.spec.arguments["bases"] == [str(other)]
        assert person.place == "home"


async def test_a_finished_bake_off_says_which_base_to_take_and_lists_what_was_measured_first(baked: Place) -> None:
    async with baked.open("models") as person:
        await person.settle()
        assert "bge-small-en-v1.5 is better than all-MiniLM-L6-v2, by +.078" in person.text("#models-said")
        assert "enter on it trains it" in person.text("#models-said")
        first, own, third = person.lines("#models")[:3]
        assert "BAAI/bge-small-en-v1.5" in first
        assert ".741" in first
        assert " = " in own
        assert ".663" in own
        assert "house-model" in third
        assert "the project's base" in person.text(".detail"), "the selection stays where it was"
        await person.press("k")
        assert "dev .741, place 1 of 3 untouched · better, +.078" in person.text(".detail")


async def test_home_says_of_a_finished_bake_off_which_key_tells_what_came_of_it(baked: Place) -> None:
    async with baked.open() as person:
        await person.look()
        assert "6 rows, 2 test sets: B says which base to take" in person.screen_text()


async def test_the_leaderboard_says_how_to_train_from_a_base_that_is_not_the_projects(baked: Place) -> None:
    async with baked.open("leaderboard") as person:
        assert "B trains from it" in person.text("#board-note")
        await person.press("j")
        assert "B trains" not in person.text("#board-note")
        await person.press("B")
        assert person.place == "models"


async def test_before_a_bake_off_the_screen_says_how_to_hold_one(mined: Place) -> None:
    async with mined.open("models") as person:
        assert "space marks, s measures" in person.text("#models-said")
        assert "dev" not in person.text("#models-head")


async def test_a_base_is_taken_to_the_train_form_and_trained(
    mined: Place, starts: Starts, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train, "FEWEST_TO_TRAIN", 1)
    async with mined.open("models") as person:
        await person.press("i")
        await person.type(str(other))
        await person.press("enter", "enter")
        assert person.place == "train"
        assert "384 dimensions · 512 tokens · mean pooling · mit · on this machine" in person.screen_text()
        await person.press("s")
        [job] = starts.started
        assert job.spec.options["model"]["base"] == str(other)
        assert job.spec.options["model"]["query_prompt"] == "query: "
        assert job.spec.options["reference"]["base"] == mined.project.base


async def test_an_earlier_dataset_is_replayed_from_the_form(
    mined: Place, starts: Starts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train, "FEWEST_TO_TRAIN", 1)
    async with mined.open("train") as person:
        await person.press("s")
    async with mined.open("train") as person:
        await person.press("down", "right", "s")
        first, second = starts.started
        assert first.spec.arguments["dataset_hash"] == second.spec.arguments["dataset_hash"]
