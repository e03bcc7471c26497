"""A cross-encoder reads candidates once, and its scores are the list that a query is taught."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from studio.engine.progress import Interrupted, Silent
from studio.engine.retrieval import reranked as room
from studio.engine.retrieval.reranked import READ, CrossEncoderTeacher
from studio.engine.retrieval.teacher import Lessons
from studio.engine.training.fake import tiny_model
from studio.errors import InputError

QUERIES = [f"question {number}" for number in range(4)]
PASSAGES = [f"passage about thing {number}" for number in range(40)]
FIRST = Lessons(np.tile(np.arange(40), (4, 1)), np.full((4, 40), 0.025, np.float32))


def cross_encoder(folder: Path, labels: int = 1) -> Path:
    """Save a cross-encoder that knows no language."""
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    tiny_model(folder, [*QUERIES, *PASSAGES])
    config = BertConfig.from_pretrained(folder, num_labels=labels)
    BertForSequenceClassification(config).save_pretrained(folder)
    AutoTokenizer.from_pretrained(folder).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return cross_encoder(tmp_path_factory.mktemp("reader"))


def taught(cache: Path, model: Path | str, reporter: Silent | None = None) -> Lessons:
    teacher = CrossEncoderTeacher(name=str(model), device="cpu", cache=cache, reporter=reporter or Silent())
    return teacher.correct(FIRST, QUERIES, PASSAGES)


def test_places_stand_in_the_order_of_the_scores_and_their_shares_add_up(tmp_path: Path, model: Path) -> None:
    from sentence_transformers import CrossEncoder
    from torch import nn

    lessons = taught(tmp_path, model)
    assert lessons.places.shape == (4, READ)
    assert np.allclose(lessons.weights.sum(1), 1, atol=1e-5)
    assert (np.diff(lessons.weights, axis=1) <= 0).all()
    reader = CrossEncoder(str(model), device="cpu", activation_fn=nn.Identity())
    scores = reader.predict([(QUERIES[2], PASSAGES[place]) for place in lessons.places[2]], show_progress_bar=False)
    assert (np.diff(scores) <= 1e-6).all()


def test_a_pair_is_read_once_also_where_the_reading_was_cut_off(
    tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    load = room._loaded

    def counting(*names: str) -> Any:
        reader = load(*names)
        predict = reader.predict

        def told(pairs: list[Any], **more: Any) -> Any:
            read.append(len(pairs))
            return predict(pairs, **more)

        reader.predict = told
        return reader

    monkeypatch.setattr(room, "_loaded", counting)
    stopped = Silent()
    stopped.stop = lambda: True
    with pytest.raises(Interrupted):
        taught(tmp_path, model, stopped)
    assert 0 < sum(read) < 4 * READ
    taught(tmp_path, model)
    assert sum(read) == 4 * READ
    taught(tmp_path, model)
    assert sum(read) == 4 * READ


def test_a_model_with_several_scores_a_pair_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not give each pair one score"):
        taught(tmp_path, cross_encoder(tmp_path / "classes", labels=3))


def test_a_name_that_is_neither_a_folder_nor_an_id_is_refused_by_its_setting(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"training\.teacher = 'nobody here'"):
        taught(tmp_path, "nobody here")
