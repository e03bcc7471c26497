"""An export is there whole or not at all, says what it holds, and carries a model that loads."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from huggingface_hub import RepoCard

from studio.engine.export import export as exporting
from studio.engine.export.source import ModelSource
from studio.engine.progress import Interrupted, Silent
from studio.engine.training.fake import tiny_model
from studio.errors import InputError
from tests.engine.export import data
from tests.engine.export.conftest import Exports

SETTINGS = {
    "model": {"base": "/home/ada/models/base-v1", "query_prompt": ""},
    "training": {"epochs": 1, "dimensions": [384, 128], "learning_rate": 2e-05},
}


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from sentence_transformers import SentenceTransformer

    folder = tmp_path_factory.mktemp("model")
    base = tiny_model(folder / "base", ["some words to know"])
    SentenceTransformer(str(base), device="cpu").save_pretrained(str(folder / "run-01"), create_model_card=False)
    return folder / "run-01"


def source(path: Path, **changes: Any) -> ModelSource:
    small = data.row("run-01", precision="int8", ndcg_10=0.733)
    rows = pl.DataFrame([data.row("run-01"), small, data.row("base a|b", kind="base", ndcg_10=0.66, difference=None)])
    known = {"name": "run-01", "path": path, "base": "/home/ada/models/base-v1", "settings": SETTINGS, "rows": rows}
    return ModelSource(**{**known, **changes})


def head(card: Path) -> dict[str, Any]:
    """Return a card's front matter as the hub reads it."""
    return vars(RepoCard(card.read_text(encoding="utf-8")).data)


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_everything_that_is_written_is_listed_with_its_rows_and_size(exported: Exports, trained: Path) -> None:
    result = exported(model=source(trained))
    listed = {file.path: file for file in result.written}
    model = {path for path in files(result.folder) if path.startswith("model/")}
    assert files(result.folder) - model == {*listed, "README.md", "beir/README.md"} - {"model"}
    assert listed["pairs/train.parquet"].rows == 6
    assert listed["beir/qrels/test.tsv"].rows == 3
    assert all(file.bytes > 0 for file in result.written)
    assert listed["model"].bytes > 10_000


def test_the_model_loads_and_its_card_holds_leaderboard_and_hashes(exported: Exports, trained: Path) -> None:
    from sentence_transformers import SentenceTransformer

    def encoded(path: Path) -> Any:
        model = SentenceTransformer(str(path), device="cpu")
        return model.encode_query(["words"]).tolist(), model.encode_document(["some words"]).tolist()

    merged = "alpha 0.5, the smallest of them"
    chosen = "The best of 4 runs on tickets."
    made = source(trained, dataset_hash="feed", model_hash="beef", merged=merged, chosen=chosen)
    folder = exported(model=made).folder / "model"
    assert encoded(folder) == encoded(trained)
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert "| run-01 | 384 | .734 | +.071 | -.024 to +.118 | <.001 | .004 | .800 | .900 | 1.000 |" in card
    assert "| run-01 | 384 int8 | .733 |" in card
    assert "| base a\\|b | 384 | .660 | - |" in card
    assert "### engineers' questions: 120 queries, 61 groups; read 3 times so far" in card
    assert "resampling groups of documents; p is of a row alone, by Holm of all rows ever compared" in card
    assert "\n\nThe best of 4 runs on tickets.\n\n" in card
    assert "Trained on the dataset `feed`." in card
    assert "`a81f00000000abcd`" in card
    assert "`beef`" in card
    assert "- training.dimensions: 384, 128" in card
    assert f"Merging with the base: {merged}." in card
    facts = json.loads((folder / "studio.json").read_text())
    assert (facts["run"], facts["dataset_hash"], facts["model_hash"]) == ("run-01", "feed", "beef")
    assert facts["merged"] == merged


def test_the_card_of_a_model_turned_for_signs_shows_how_and_no_figure_of_another_size(
    exported: Exports, trained: Path
) -> None:
    from sentence_transformers import SentenceTransformer

    sized = [
        data.row("run-01"),
        data.row("run-01", precision="binary", ndcg_10=0.721),
        data.row("run-01", precision="int8", ndcg_10=0.733),
        data.row("run-01", dimensions=128, ndcg_10=0.717),
        data.row("BM25", kind="bm25", dimensions=0, ndcg_10=0.6),
    ]
    rotation = np.eye(32, dtype=np.float32)[:, ::-1].copy()
    folder = exported(model=source(trained, rows=pl.DataFrame(sized), rotation=rotation)).folder / "model"
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert [figure for figure in (".734", ".721", ".733", ".717", ".600") if figure in card] == [".734", ".721", ".600"]
    assert json.loads((folder / "studio.json").read_text())["turned_for"] == "binary"
    texts = ["some", "words", "to", "know", "some words", "to know", "words to", "know some"]
    queries = SentenceTransformer(str(folder), device="cpu").encode_query(texts[:3])
    example = card.split("```python\n")[2].split("```")[0].replace('["a passage"]', "texts")
    known = {"model": SentenceTransformer(str(folder), device="cpu"), "queries": queries, "texts": texts}
    exec(example, known)  # noqa: S102 - what the card tells its reader to run
    assert [hits[0]["corpus_id"] for hits in known["found"]] == [0, 1, 2]


def test_the_models_files_can_be_read_by_others(exported: Exports, trained: Path) -> None:
    (trained / "model.safetensors").chmod(0o600)
    folder = exported(model=source(trained)).folder / "model"
    assert (folder / "model.safetensors").stat().st_mode & 0o040 == (folder / "README.md").stat().st_mode & 0o040


def test_nothing_exported_names_a_folder_of_this_machine(exported: Exports, trained: Path) -> None:
    folder = exported(model=source(trained)).folder
    for path in ("README.md", "model/README.md", "model/studio.json"):
        text = (folder / path).read_text(encoding="utf-8")
        assert "/home/ada" not in text
        assert str(folder.parent) not in text
    assert "base_model" not in head(folder / "model" / "README.md")
    assert "base-v1" in (folder / "model" / "README.md").read_text(encoding="utf-8")


def test_a_base_from_the_hub_is_named_in_the_cards_head(exported: Exports, trained: Path) -> None:
    extra = {"license": "apache-2.0", "note": "yes: a # colon 🧪", "language": "no"}
    card = head(exported(model=source(trained, base="org/model-v1"), extra=extra).folder / "model" / "README.md")
    assert card["base_model"] == "org/model-v1"
    assert {key: card[key] for key in extra} == extra
    assert card["library_name"] == "sentence-transformers"


def test_sets_that_steered_training_come_last_and_say_so(exported: Exports, trained: Path) -> None:
    rows = pl.DataFrame(
        [data.row("run-01", test_set="dev", test_set_title="held out", purpose="dev", ndcg_10=0.9), data.row("run-01")]
    )
    card = (exported(model=source(trained, rows=rows)).folder / "model" / "README.md").read_text(encoding="utf-8")
    assert card.index("### engineers' questions") < card.index("### held out")
    assert "groups; training and settings were steered by it" in card


def test_the_card_says_what_the_model_gained_over_bases_untouched(exported: Exports, trained: Path) -> None:
    gain = {"name": "run-01", "test_set": "engineers", "base_ndcg_10": 0.6, "ci_low": 0.02, "ci_high": 0.1}
    gains = [
        {**gain, "over": "own base", "base": "base own", "difference": 0.06, "p_value": 0.0001},
        {**gain, "over": "best untouched base", "base": "base a|b", "difference": -0.01, "p_value": 0.4},
    ]
    card = (exported(model=source(trained, gains=gains)).folder / "model" / "README.md").read_text(encoding="utf-8")
    assert "chosen on the dev set, never on a test set" in card
    assert "| run-01 | engineers | base own, own base | .600 | +.060 | +.020 to +.100 | <.001 |" in card
    assert "| run-01 | engineers | base a\\|b, best untouched base | .600 | -.010 | +.020 to +.100 | .400 |" in card


def test_the_card_says_in_sentences_what_got_better_and_what_got_worse(exported: Exports, trained: Path) -> None:
    said = "tickets: run-01 is better than base, by +.071. Worse for keyword queries (-.030)."
    everyday = "everyday queries outside the field (general set): NDCG@10 .845, the base .903"
    made = source(trained, verdicts=[said], everyday=everyday)
    card = (exported(model=made).folder / "model" / "README.md").read_text(encoding="utf-8")
    assert f"\n\n- {said}\n- {everyday}\n\n### engineers' questions" in card


def test_a_model_that_was_never_measured_has_a_card_too(exported: Exports, trained: Path) -> None:
    empty = pl.DataFrame([data.row("run-01")]).clear()
    card = exported(model=source(trained, rows=empty)).folder / "model" / "README.md"
    assert "Nothing was measured." in card.read_text(encoding="utf-8")


def test_the_datasets_card_says_what_is_there_and_what_was_left_out(exported: Exports) -> None:
    frame = data.examples(
        negatives=[["n"] if i else [] for i in range(12)], negative_ids=[["p"] if i else [] for i in range(12)]
    )
    result = exported(frame)
    assert result.left_out == {"pairs": 0, "triplets": 1, "n-tuples": 1}
    card = (result.folder / "README.md").read_text(encoding="utf-8")
    assert "`a81f00000000abcd`" in card
    assert "1 have too few negatives for triplets" in card
    assert "| pairs/train.parquet | 6 |" in card
    assert [config["config_name"] for config in head(result.folder / "README.md")["configs"]] == [
        "pairs",
        "triplets",
        "n-tuples",
    ]


def test_an_export_as_beir_alone_has_a_card_without_configurations(exported: Exports) -> None:
    folder = exported(formats=("beir",)).folder
    assert "configs" not in head(folder / "README.md")
    assert head(folder / "beir" / "README.md")["configs"][0]["config_name"] == "corpus"


def test_exporting_again_replaces_what_was_there(exported: Exports, trained: Path) -> None:
    first = exported(model=source(trained)).folder
    (first / "left over.txt").touch()
    again = exported(data.examples(10), formats=("jsonl",)).folder
    assert again == first
    assert files(again) == {"README.md"} | {
        f"{shape}/{side}.jsonl" for shape in ("pairs", "triplets", "n-tuples") for side in ("train", "dev", "test")
    }
    assert [path.name for path in first.parent.iterdir()] == ["first"]


def test_a_half_written_export_is_never_seen(
    exported: Exports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files(exported(formats=("parquet",)).folder)
    seen: list[list[str]] = []

    def full(*_: Any) -> None:
        seen.append([path.name for path in (tmp_path / "exports").iterdir() if not path.name.startswith(".")])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(exporting, "write_beir", full)
    with pytest.raises(OSError, match="No space left"):
        exported()
    assert seen == [["first"]]
    assert files(tmp_path / "exports" / "first") == before
    assert [path.name for path in (tmp_path / "exports").iterdir()] == ["first"]


def test_stopped_between_two_formats_it_leaves_the_last_export(exported: Exports, tmp_path: Path) -> None:
    before = files(exported(formats=("parquet",)).folder)
    answers = iter([False, True])
    with pytest.raises(Interrupted):
        exported(reporter=Silent(stop=lambda: next(answers)))
    assert files(tmp_path / "exports" / "first") == before
    assert [path.name for path in (tmp_path / "exports").iterdir()] == ["first"]


def test_without_a_pair_there_is_nothing_to_export(exported: Exports, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no pair to export"):
        exported(data.examples().clear())
    assert not (tmp_path / "exports").exists()


def test_a_model_that_is_gone_is_told_before_anything_is_written(
    exported: Exports, trained: Path, tmp_path: Path
) -> None:
    gone = tmp_path / "models" / "run-01"
    with pytest.raises(InputError, match=f"The model of run-01 is not at {gone}"):
        exported(model=source(gone))
    assert not (tmp_path / "exports").exists()
    shutil.copytree(trained, gone)
    assert exported(model=source(gone)).folder.exists()
