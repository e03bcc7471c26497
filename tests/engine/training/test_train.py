"""What a run leaves and what it says: a model that loads, the best one, and figures for a person."""

import math
import socket
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from studio.engine.progress import Interrupted, Silent
from studio.engine.training.pairs import Pairs
from studio.engine.training.train import keep_best, matryoshka_dimensions
from studio.errors import InputError
from tests.engine.training import data
from tests.engine.training.runner import run


def loaded(path: Path) -> Any:
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(path), device="cpu")


def dev_set(*figures: float) -> Any:
    """Return a dev set that says what it is told to, the base's figure first."""
    given = iter(figures)
    return lambda _: {"ndcg@10": next(given)}


def test_a_trained_model_loads_and_finds_more_than_its_base(tmp_path: Path, base: Path) -> None:
    result = run(tmp_path, base, Silent(), epochs=4)
    model = loaded(tmp_path / "run-01")
    assert model.get_embedding_dimension() == 32
    assert data.closeness(model)["ndcg@10"] == pytest.approx(result.best_dev)
    assert result.best_dev > result.base_dev + 0.1  # type: ignore[operator]  # there is a dev set
    assert (result.learnt["pairs"], result.learnt["negatives"], result.dimensions) == (60, 1, (32, 16))


def test_the_model_of_the_best_evaluation_is_kept(tmp_path: Path, base: Path) -> None:
    reporter = Silent()
    weights: list[float] = []

    def score(model: Any) -> dict[str, float]:
        weights.append(float(model[0].model.embeddings.word_embeddings.weight.detach().abs().sum()))
        return {"ndcg@10": [0.2, 0.5, 0.7, 0.6][len(weights) - 1]}

    result = run(tmp_path, base, reporter, score=score)
    kept = float(loaded(tmp_path / "run-01")[0].model.embeddings.word_embeddings.weight.detach().abs().sum())
    assert (result.best_step, result.best_dev, result.base_dev) == (8, 0.7, 0.2)
    assert kept == pytest.approx(weights[2], rel=1e-6)
    assert "kept the model of step 8: NDCG@10 .700 on the dev set, the base .200" in reporter.messages


def test_a_run_that_does_not_help_says_so(tmp_path: Path, base: Path) -> None:
    reporter = Silent()
    run(tmp_path, base, reporter, score=dev_set(0.8, 0.5, 0.6), epochs=1)
    assert "training did not help there" in reporter.messages[-1]


def test_without_a_dev_set_the_last_step_is_kept(tmp_path: Path, base: Path) -> None:
    result = run(tmp_path, base, Silent(), dev=False, epochs=1)
    assert (result.best_step, result.steps, result.best_dev, result.base_dev) == (6, 6, None, None)


def test_figures_are_told_for_every_step_and_every_evaluation(tmp_path: Path, base: Path) -> None:
    reporter = Silent()
    run(tmp_path, base, reporter, epochs=1)
    losses = {step: values for step, values in reporter.metrics if "loss" in values}
    assert list(losses) == [1, 2, 3, 4, 5, 6]
    assert set(losses[6]) == {"loss", "grad_norm", "learning_rate", "pairs_per_second", "memory_gb"}
    assert 1 < losses[6]["pairs_per_second"] < 100_000
    assert [step for step, values in reporter.metrics if "dev_ndcg@10" in values] == [0, 4, 6]
    assert all("dev_ndcg@10_16" in values for _, values in reporter.metrics if "dev_ndcg@10" in values)


def test_the_rate_rises_over_the_first_steps_to_what_was_asked_and_falls_evenly(tmp_path: Path, base: Path) -> None:
    reporter = Silent()
    run(tmp_path, base, reporter, epochs=1, dev=False, learning_rate=6e-3, warmup=0.5)
    rates = [values["learning_rate"] for _, values in reporter.metrics if "loss" in values]
    assert rates == pytest.approx([0.0, 2e-3, 4e-3, 6e-3, 4e-3, 2e-3])


def test_decay_draws_weights_towards_nought(tmp_path: Path, base: Path) -> None:
    free, drawn = (
        run(tmp_path / str(decay), base, Silent(), epochs=1, dev=False, learning_rate=1e-2, weight_decay=decay).path
        for decay in (0.0, 0.9)
    )
    assert _norm(drawn) < 0.999 * _norm(free)


def _norm(model: Path) -> float:
    from safetensors.torch import load_file

    return math.hypot(*(float(weight.norm()) for weight in load_file(model / "model.safetensors").values()))


def test_the_dev_set_is_read_five_times_where_nothing_else_is_asked(tmp_path: Path, base: Path) -> None:
    reporter = Silent()
    run(tmp_path, base, reporter, eval_steps=0, batch_size=6, epochs=1)
    assert [step for step, values in reporter.metrics if "dev_ndcg@10" in values] == [0, 2, 4, 6, 8, 10]


def test_what_a_run_does_is_said_in_sentences(tmp_path: Path, base: Path) -> None:
    reporter = Silent()
    run(tmp_path, base, reporter, epochs=1)
    assert reporter.messages[0] == "60 pairs, each with 1 hard negative"
    assert reporter.messages[1] == (
        "6 steps in 1 epoch, batches of 10 pairs, dimensions 32, 16, 64 tokens at most, on cpu; "
        "the dev set is read every 4 steps"
    )
    assert reporter.messages[2].startswith("the base: NDCG@10 .")
    assert reporter.messages[3].startswith("step 4: NDCG@10 .")


def test_too_few_pairs_are_refused_with_what_to_do(tmp_path: Path, base: Path) -> None:
    with pytest.raises(InputError, match=r"7 pairs to train on; at least 8 are needed\. Generate more queries"):
        run(tmp_path, base, Silent(), examples=data.few(7))
    with pytest.raises(InputError, match=r"0 pairs to train on \(9 more pairs cannot be told from any other"):
        run(tmp_path, base, Silent(), examples=data.few(9, query=["the same"] * 9))


def test_near_duplicates_that_are_named_are_not_negatives_of_one_another(tmp_path: Path, base: Path) -> None:
    found = Pairs.of(
        data.examples(),
        model=data.model_options(base),
        options=data.training_options(epochs=1),
        duplicates={"p1": "p0"},
    )
    assert found.learnt["answering"] == 1


@pytest.mark.parametrize("after", [1, 3])
def test_a_cancelled_run_stops_within_a_step_and_leaves_a_model_that_loads(
    tmp_path: Path, base: Path, after: int
) -> None:
    reporter = Silent()
    reporter.stop = lambda: sum("loss" in values for _, values in reporter.metrics) >= after
    with pytest.raises(Interrupted):
        run(tmp_path, base, reporter)
    assert sum("loss" in values for _, values in reporter.metrics) <= after + 1
    kept = keep_best(tmp_path / "work", tmp_path / "run-01")
    assert kept is not None
    assert kept.step == after + 1
    assert loaded(tmp_path / "run-01").encode("word1 word2").shape == (32,)


def test_cancelled_before_the_first_checkpoint_there_is_no_model_to_keep(tmp_path: Path, base: Path) -> None:
    def interrupted(_: Any) -> dict[str, float]:
        raise Interrupted

    with pytest.raises(Interrupted):
        run(tmp_path, base, Silent(), score=interrupted)
    assert keep_best(tmp_path / "work", tmp_path / "run-01") is None


def test_the_model_keeps_the_prompts_and_the_length_it_was_trained_with(tmp_path: Path, base: Path) -> None:
    options = data.model_options(base, query_prompt="word1 ", passage_prompt="word2 ")
    run(tmp_path, base, Silent(), model=options, max_tokens=20, epochs=1, dev=False)
    model = loaded(tmp_path / "run-01")
    assert (model.prompts["query"], model.prompts["document"]) == ("word1 ", "word2 ")
    assert model.max_seq_length == 20
    assert model.encode_query("word3") == pytest.approx(model.encode("word1 word3", prompt=""), abs=1e-6)


def test_a_model_without_sentence_transformers_files_is_pooled_by_the_mean(tmp_path: Path) -> None:
    long = " ".join(f"word{number}" for number in range(110))
    frame = data.examples().with_columns(positive=pl.format("{} {}", pl.col("positive"), pl.lit(long)))
    path = data.base(tmp_path / "roberta", kind="roberta")
    reporter = Silent()
    run(tmp_path, path, reporter, examples=frame, max_tokens=8192, epochs=1, dev=False)
    model = loaded(tmp_path / "run-01")
    assert "mean" in (tmp_path / "run-01" / "1_Pooling" / "config.json").read_text()
    assert model.max_seq_length == 64
    assert "64 tokens at most" in reporter.messages[1]


def test_weights_in_half_precision_are_trained_in_single(tmp_path: Path, base: Path) -> None:
    import torch
    from sentence_transformers import SentenceTransformer

    half = SentenceTransformer(str(base), device="cpu", model_kwargs={"dtype": torch.bfloat16})
    half.save_pretrained(str(tmp_path / "half"), create_model_card=False)
    assert loaded(tmp_path / "half")[0].model.dtype == torch.bfloat16
    result = run(tmp_path, tmp_path / "half", Silent(), epochs=4)
    assert loaded(tmp_path / "run-01")[0].model.dtype == torch.float32
    assert result.best_dev > result.base_dev + 0.1  # type: ignore[operator]  # there is a dev set


def test_steps_in_bfloat16_learn_about_the_same_and_leave_weights_in_single(tmp_path: Path, base: Path) -> None:
    import torch
    from safetensors.torch import load_file

    figures = {}
    for precision in ("auto", "bfloat16"):
        reporter = Silent()
        run(tmp_path / precision, base, reporter, precision=precision)
        figures[precision] = [values["loss"] for _, values in reporter.metrics if "loss" in values]
        weights = load_file(tmp_path / precision / "run-01" / "model.safetensors")
        assert {weight.dtype for weight in weights.values()} == {torch.float32}
    assert figures["auto"] != figures["bfloat16"]
    assert figures["bfloat16"] == pytest.approx(figures["auto"], rel=0.05)


def test_a_model_that_reads_any_length_is_trained_too(tmp_path: Path, base: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_dim=32)], device="cpu").save_pretrained(
        str(tmp_path / "static"), create_model_card=False
    )
    reporter = Silent()
    result = run(tmp_path, tmp_path / "static", reporter, epochs=3, learning_rate=0.05)
    assert "tokens" not in reporter.messages[1]
    assert result.best_dev > result.base_dev  # type: ignore[operator]  # there is a dev set
    assert loaded(tmp_path / "run-01").encode("word1").shape == (32,)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note every attempt to reach another machine."""
    tried: list[str] = []

    def refuse(*where: Any, **_: Any) -> None:
        tried.append(str(where))
        raise OSError("no network in this test")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    return tried


def test_training_prints_nothing_and_asks_no_other_machine(
    tmp_path: Path, base: Path, calls: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    run(tmp_path, base, Silent(), epochs=1)
    captured = capfd.readouterr()
    assert captured.out == ""
    assert "it/s" not in captured.err
    assert not calls
    assert not list((tmp_path / "run-01").glob("README*"))


def test_pairs_that_crowd_one_another_out_are_told_as_a_warning(tmp_path: Path, base: Path) -> None:
    frame = data.examples(duplicate_key=["one group"] * 30 + [None] * 30)
    reporter = Silent()
    run(tmp_path, base, reporter, examples=frame, epochs=1, dev=False)
    assert "Batches hold 2 pairs on average, not 10" in reporter.messages[2]


@pytest.mark.parametrize(
    ("wanted", "own", "kept"), [((384, 256, 64), 384, (384, 256, 64)), ((384, 128), 256, (256, 128)), ((), 32, (32,))]
)
def test_the_models_own_dimension_is_always_learnt(wanted: tuple[int, ...], own: int, kept: tuple[int, ...]) -> None:
    assert matryoshka_dimensions(wanted, own) == kept


@pytest.mark.parametrize(
    "options", [{"symmetric": True}, {"guide": "base", "negatives": 0}], ids=["both ways", "guided"]
)
def test_other_contrasts_learn_too(tmp_path: Path, base: Path, options: dict[str, Any]) -> None:
    chosen = {**options, "guide": str(base) if "guide" in options else ""}
    result = run(tmp_path, base, Silent(), epochs=4, **chosen)
    plain = run(tmp_path / "plain", base, Silent(), epochs=4, negatives=chosen.get("negatives", 1))
    assert result.best_dev > result.base_dev  # type: ignore[operator]  # there is a dev set
    texts = [text for text, _ in data.TEXTS]
    ours, theirs = (loaded(found.path).encode(texts) for found in (result, plain))
    assert abs(ours - theirs).max() > 1e-4


def test_a_guide_that_is_not_there_is_told(tmp_path: Path, base: Path) -> None:
    with pytest.raises(InputError, match="is not there"):
        run(tmp_path, base, Silent(), guide=str(tmp_path / "nowhere"))
