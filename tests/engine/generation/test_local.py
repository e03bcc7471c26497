"""Tiny models with random weights, built here: what they write is nonsense, how they are asked is not."""

from pathlib import Path

import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from studio.engine.generation.provider import NoAnswer, ProviderError
from studio.engine.generation.providers.local import Local
from tests.engine.generation.helpers import passage, passages, run

WORDS = ["copper", "barrier", "window", "clean", "hours", "keyword", "question", "need", ":", "via", "drift"]


def tokenizer(folder: Path) -> int:
    from transformers import PreTrainedTokenizerFast

    vocabulary = {word: number for number, word in enumerate(["<pad>", "<s>", "</s>", "<unk>", *WORDS])}
    backend = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))  # noqa: S106 - no password
    backend.pre_tokenizer = pre_tokenizers.Whitespace()
    special = {"pad_token": "<pad>", "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"}
    PreTrainedTokenizerFast(tokenizer_object=backend, **special).save_pretrained(folder)
    return len(vocabulary)


@pytest.fixture(scope="module")
def causal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import torch
    from transformers import GPT2Config, GPT2LMHeadModel

    folder = tmp_path_factory.mktemp("causal")
    size = tokenizer(folder)
    torch.manual_seed(1)
    config = GPT2Config(
        vocab_size=size, n_positions=256, n_embd=16, n_layer=1, n_head=2, bos_token_id=1, eos_token_id=2, pad_token_id=0
    )
    GPT2LMHeadModel(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def seq2seq(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import torch
    from transformers import T5Config, T5ForConditionalGeneration

    folder = tmp_path_factory.mktemp("seq2seq")
    size = tokenizer(folder)
    torch.manual_seed(1)
    config = T5Config(
        vocab_size=size,
        d_model=16,
        d_kv=8,
        d_ff=16,
        num_layers=1,
        num_heads=2,
        decoder_start_token_id=0,
        pad_token_id=0,
        eos_token_id=2,
    )
    T5ForConditionalGeneration(config).save_pretrained(folder)
    return folder


def test_a_causal_model_goes_on_from_the_first_style(causal: Path) -> None:
    local = Local(str(causal), device="cpu")
    request = local.prompt.build(passage(1), {"need": 1}, "")
    answer = local.ask(request)
    assert answer.text.startswith("need: ")
    assert answer.output_tokens > 0
    assert local.ask(request) == answer


def test_a_seq2seq_model_writes_style_by_style_and_as_many_as_are_wanted(seq2seq: Path, tmp_path: Path) -> None:
    local = Local(str(seq2seq), device="cpu")
    answer = local.ask(local.prompt.build(passage(1), {"need": 2, "keyword": 1}, ""))
    assert [line.split(":")[0] for line in answer.text.splitlines()] == ["need", "need", "keyword"]
    result = run(passages(2), local, tmp_path / "answers.sqlite", concurrency=4)
    assert set(result.queries["model"]) <= {str(seq2seq)}
    assert run(passages(2), local, tmp_path / "answers.sqlite").counts["asked"] == 0


def test_a_prompt_longer_than_the_model_reads_is_cut_at_its_beginning(causal: Path) -> None:
    local = Local(str(causal), device="cpu")
    assert local.ask(local.prompt.build(passage(1, "copper " * 3000), {"need": 1}, "")).input_tokens <= 256


def test_a_model_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    local = Local(str(tmp_path / "empty"))
    with pytest.raises(ProviderError, match=r"cannot be loaded .*Name a folder or hub id"):
        local.ask(local.prompt.build(passage(1), {"need": 1}, ""))


def test_a_model_that_breaks_while_it_writes_costs_its_passage_alone(
    causal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("out of memory")

    monkeypatch.setattr("studio.engine.generation.providers.local._generate", broken)
    local = Local(str(causal), device="cpu")
    with pytest.raises(NoAnswer, match="out of memory"):
        local.ask(local.prompt.build(passage(1), {"need": 1}, ""))
