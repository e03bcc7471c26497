"""The query encoder learns the enriched index's rankings; passages stay where they are."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from studio.domain.options import IndexOptions, TrainingOptions
from studio.engine.progress import Interrupted, Silent
from studio.engine.retrieval.axes import principal_axes
from studio.engine.retrieval.encoder import encode_with
from studio.engine.retrieval.teacher import Lessons, Teacher
from studio.engine.training.lists import Lists
from studio.engine.training.merge import Judge
from studio.engine.training.train import TrainResult, train
from studio.errors import InputError
from tests.engine.training import data
from tests.engine.training.outcomes import vectors

DIMENSIONS = (16, 8)
OPTIONS = TrainingOptions(recipe="lists", epochs=6, batch_size=10, learning_rate=3e-3, frozen=0, merge="no")


def lists(folder: Path, base: Path, examples: pl.DataFrame | None = None, *, teacher: Teacher | None = None) -> Lists:
    return Lists.of(
        data.examples() if examples is None else examples,
        data.passages(),
        model=data.model_options(base),
        index=IndexOptions(),
        cache=folder / "index",
        work=folder / "work",
        teacher=teacher,
        reporter=Silent(),
    )


def run(folder: Path, base: Path, reporter: Silent | None = None, **more: Any) -> TrainResult:
    material = lists(folder, base)

    def score(model: Any) -> dict[str, float]:
        found = encode_with(model, material.queries) @ material.passages.T
        return {"ndcg@10": float((found.argmax(1) == np.arange(len(found))).mean())}

    arguments = {"options": OPTIONS, "score": score, **more}
    return train(
        material,
        model=data.model_options(base),
        work=folder / "work",
        target=folder / "run-01",
        reporter=reporter or Silent(),
        **arguments,
    )


def test_queries_come_nearer_to_what_answers_them_and_passages_stay(tmp_path: Path, base: Path) -> None:
    result = run(tmp_path, base)
    assert result.best_dev is not None
    assert result.base_dev is not None
    assert result.best_dev > result.base_dev
    texts = data.passages()["text"].to_list()
    before, after = vectors(base, texts), vectors(tmp_path / "run-01" / "passages", texts)
    assert np.allclose(before @ before.T, after @ after.T, atol=1e-5)
    asked = data.examples()["query"].to_list()
    assert not np.allclose(vectors(base, asked) @ before.T, vectors(tmp_path / "run-01" / "queries", asked) @ after.T)


def test_the_passages_vectors_are_in_the_cache_before_anyone_asks(tmp_path: Path, base: Path) -> None:
    from studio.engine.retrieval import models
    from studio.engine.retrieval.vectors import VectorCache, text_keys

    run(tmp_path, base)
    texts = data.passages()["text"].to_list()
    side = tmp_path / "run-01" / "passages"
    kept, found = VectorCache(tmp_path / "index", models.weights_hash(side)).read(text_keys(texts))
    assert found.all()
    assert np.allclose(kept, vectors(side, texts), atol=1e-5)


def test_a_run_s_vectors_can_be_cut_where_the_settings_say_as_by_principal_axes(tmp_path: Path, base: Path) -> None:
    run(tmp_path, base)
    texts = data.passages()["text"].to_list()
    before, after = vectors(base, texts), vectors(tmp_path / "run-01" / "passages", texts)
    principal = before @ principal_axes(before)
    for size in DIMENSIONS:
        assert np.allclose(after[:, :size] @ after[:, :size].T, principal[:, :size] @ principal[:, :size].T, atol=1e-5)


def test_a_run_that_was_begun_with_other_axes_goes_on_with_those(
    tmp_path: Path, base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr("studio.engine.training.lists.principal_axes", lambda of: np.eye(of.shape[1], dtype=np.float32))
        begun = lists(tmp_path, base)
    gone_on = lists(tmp_path, base)
    assert np.array_equal(gone_on.axes, begun.axes)
    assert np.array_equal(gone_on.passages, begun.passages)
    assert not np.allclose(lists(tmp_path / "anew", base).axes, begun.axes, atol=1e-2)


def test_a_run_that_was_cut_off_goes_on_to_the_same_model(tmp_path: Path, base: Path) -> None:
    run(tmp_path / "whole", base)
    reporter = Silent()
    reporter.stop = lambda: sum("loss" in values for _, values in reporter.metrics) >= 7
    with pytest.raises(Interrupted):
        run(tmp_path / "cut", base, reporter)
    run(tmp_path / "cut", base)
    asked = data.examples()["query"].to_list()
    whole, cut = (vectors(tmp_path / name / "run-01" / "queries", asked) for name in ("whole", "cut"))
    assert np.allclose(whole, cut, atol=1e-5)


def test_low_rank_changes_learn_lists_too(tmp_path: Path, base: Path) -> None:
    options = TrainingOptions(**{**vars(OPTIONS), "weights": "lora", "epochs": 12, "learning_rate": 1e-2})
    result = run(tmp_path, base, options=options)
    assert result.best_dev is not None
    assert result.base_dev is not None
    assert result.best_dev > result.base_dev


def test_what_the_dev_set_does_not_miss_is_drawn_back_to_the_base(tmp_path: Path, base: Path) -> None:
    from studio.engine.retrieval import models
    from studio.engine.retrieval.turned import axes_of

    reporter = Silent()
    figures = iter([0.4, 0.5, 0.5, 0.5, 0.5])
    judge = Judge(score=lambda _: [next(figures)] * 3, groups=["a", "b", "c"])
    options = TrainingOptions(**{**vars(OPTIONS), "merge": "yes"})
    result = run(tmp_path, base, reporter, options=options, judge=judge)
    assert (result.share, result.merged[:8]) == (0.25, "alpha 0.")
    assert result.best_dev == 0.5
    asked = data.examples()["query"].to_list()
    merged, trained = tmp_path / "run-01" / "queries", run(tmp_path / "all", base).path / "queries"
    axes = lists(tmp_path, base).axes
    assert np.array_equal(axes_of(models.load(merged, "cpu")), axes)
    start = vectors(base, asked) @ axes
    assert np.linalg.norm(vectors(merged, asked) - start) < np.linalg.norm(vectors(trained, asked) - start)


def test_left_to_itself_it_keeps_all_that_was_trained_and_says_why(tmp_path: Path, base: Path) -> None:
    def asked(_: Any) -> list[float]:
        raise AssertionError("the dev set was to choose")

    options = TrainingOptions(**{**vars(OPTIONS), "merge": "recipe"})
    result = run(tmp_path, base, options=options, judge=Judge(score=asked, groups=["a", "b", "c"]))
    assert result.share == 1
    assert "a dev set of written queries does not see what lists teach" in result.merged


def test_a_teacher_corrects_the_lists_once_for_all_attempts(tmp_path: Path, base: Path) -> None:
    told: list[int] = []

    class Turning:
        """Says that the last place of each list is the best."""

        name = "somebody"

        def correct(self, first: Lessons, queries: Sequence[str], _passages: Sequence[str]) -> Lessons:
            told.append(len(queries))
            return Lessons(first.places[:, ::-1], first.weights)

    plain = lists(tmp_path / "plain", base)
    corrected = [lists(tmp_path, base, teacher=Turning()) for _ in range(2)]
    assert told == [data.PASSAGES]
    assert all((found.lessons.places == plain.lessons.places[:, ::-1]).all() for found in corrected)
    assert "corrected by somebody" in corrected[0].told()


def test_queries_taken_from_their_passage_teach_unlike_written_ones(tmp_path: Path, base: Path) -> None:
    def weights(name: str, **columns: list[str]) -> list[float]:
        two_each = [f"p{number // 2}" for number in range(data.PASSAGES)]
        found = lists(tmp_path / name, base, data.examples(positive_id=two_each, **columns)).lessons.weights
        return [round(weight, 6) for weight in found.ravel().tolist()]

    taken, of_person = ["structural"] * data.PASSAGES, ["another"] * data.PASSAGES
    written = weights("written")
    assert weights("taken", source=taken) != written
    assert weights("edited", source=taken, original_query=of_person) == written
    assert weights("found", source=taken, positive_from=of_person) == written


def test_pairs_whose_passage_is_gone_are_left_out(tmp_path: Path, base: Path) -> None:
    examples = data.examples(positive_id=["p0", "gone"] + [f"p{i}" for i in range(2, data.PASSAGES)])
    assert lists(tmp_path, base, examples).learnt == {"pairs": data.PASSAGES - 1}


def test_too_few_queries_are_refused_in_a_sentence(tmp_path: Path, base: Path) -> None:
    material = lists(tmp_path, base, data.examples().head(3))
    with pytest.raises(InputError, match=r"3 pairs to train on; at least 8 are needed\. Generate more"):
        train(
            material,
            model=data.model_options(base),
            options=OPTIONS,
            score=None,
            work=tmp_path / "work",
            target=tmp_path / "run-01",
            reporter=Silent(),
        )
