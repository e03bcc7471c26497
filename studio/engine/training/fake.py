"""A transformer so small that it learns in a second: for tests here and of whoever trains.

It knows no language: its weights are random, its words are those that it is given.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from transformers import PreTrainedModel

__all__ = ["Kind", "tiny_model"]

_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")

_WORD = re.compile(r"\w+|[^\w\s]")


Kind = Literal["bert", "roberta", "xlm-roberta", "mpnet", "modernbert", "static"]
"""Families of encoders that can be made from a configuration alone, and the one that has no transformer."""


def tiny_model(
    folder: Path,
    texts: Iterable[str],
    *,
    dimensions: int = 32,
    max_tokens: int = 64,
    kind: Kind = "bert",
    dropout: float = 0.1,
) -> Path:
    """Save a model of one family to `folder`.

    All but `static` are transformers models with dropout, not sentence-transformers ones: they name no pooling.
    """
    import torch  # noqa: PLC0415 - seconds to import
    from transformers import PreTrainedTokenizerFast  # noqa: PLC0415 - as above

    tokenizer, size = _tokenizer(texts)
    torch.manual_seed(0)
    if kind == "static":
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - as above
        from sentence_transformers.sentence_transformer.modules import StaticEmbedding  # noqa: PLC0415 - as above

        static = StaticEmbedding(tokenizer, embedding_dim=dimensions)
        SentenceTransformer(modules=[static], device="cpu").save_pretrained(str(folder), create_model_card=False)
        return folder
    pad, unknown, start, end, mask = _SPECIAL
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token=pad, unk_token=unknown, cls_token=start, sep_token=end, mask_token=mask
    ).save_pretrained(folder)
    _transformer(kind, size, dimensions, max_tokens, dropout).save_pretrained(folder)
    return folder


def _tokenizer(texts: Iterable[str]) -> "tuple[Tokenizer, int]":
    """Return a tokenizer that knows the words of some texts, and how many it knows."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors  # noqa: PLC0415 - as above

    words = sorted({word for text in texts for word in _WORD.findall(text.lower())})
    vocabulary = {word: number for number, word in enumerate([*_SPECIAL, *words])}
    _, unknown, start, end, _ = _SPECIAL
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token=unknown))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{start} $A {end}", special_tokens=[(name, vocabulary[name]) for name in (start, end)]
    )
    return tokenizer, len(vocabulary)


def _transformer(kind: Kind, vocabulary: int, dimensions: int, max_tokens: int, dropout: float) -> "PreTrainedModel":
    import transformers  # noqa: PLC0415 - seconds to import

    shape = {
        "vocab_size": vocabulary,
        "hidden_size": dimensions,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "intermediate_size": 2 * dimensions,
        "pad_token_id": 0,
        "hidden_dropout_prob": dropout,
        "attention_probs_dropout_prob": dropout,
    }
    shifted = {**shape, "max_position_embeddings": max_tokens + 1}  # these leave the place of the padding unused
    made: PreTrainedModel
    if kind == "roberta":
        made = transformers.RobertaModel(transformers.RobertaConfig(**shifted))
    elif kind == "xlm-roberta":
        made = transformers.XLMRobertaModel(transformers.XLMRobertaConfig(**shifted))
    elif kind == "mpnet":
        made = transformers.MPNetModel(transformers.MPNetConfig(**{**shifted, "pad_token_id": 1}))
    elif kind == "modernbert":
        rotary = {**shape, "cls_token_id": 2, "sep_token_id": 3, "bos_token_id": 2, "eos_token_id": 3}
        made = transformers.ModernBertModel(transformers.ModernBertConfig(**rotary, max_position_embeddings=max_tokens))
    else:
        made = transformers.BertModel(transformers.BertConfig(**shape, max_position_embeddings=max_tokens))
    return made
