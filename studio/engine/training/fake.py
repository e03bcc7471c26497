"""A transformer so small that it learns in a second: for tests here and of whoever trains.

It knows no language: its weights are random, its words are those that it is given.
"""

import re
from collections.abc import Iterable
from pathlib import Path

__all__ = ["tiny_model"]

_WORD = re.compile(r"\w+|[^\w\s]")


def tiny_model(
    folder: Path,
    texts: Iterable[str],
    *,
    dimensions: int = 32,
    max_tokens: int = 64,
    kind: str = "bert",
    dropout: float = 0.1,
) -> Path:
    """Save a transformers model (`bert` or `roberta`, not a sentence-transformers one) to `folder`."""
    import torch  # noqa: PLC0415 - seconds to import
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors  # noqa: PLC0415 - as above
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast, RobertaConfig, RobertaModel  # noqa: PLC0415

    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    words = sorted({word for text in texts for word in _WORD.findall(text.lower())})
    vocabulary = {word: number for number, word in enumerate([*special, *words])}
    pad, unknown, start, end, mask = special
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token=unknown))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{start} $A {end}", special_tokens=[(name, vocabulary[name]) for name in (start, end)]
    )
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token=pad, unk_token=unknown, cls_token=start, sep_token=end, mask_token=mask
    ).save_pretrained(folder)
    shape = {
        "vocab_size": len(vocabulary),
        "hidden_size": dimensions,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "intermediate_size": 2 * dimensions,
        "pad_token_id": 0,
        "hidden_dropout_prob": dropout,
        "attention_probs_dropout_prob": dropout,
    }
    torch.manual_seed(0)
    made = (
        RobertaModel(RobertaConfig(**shape, max_position_embeddings=max_tokens + 1))
        if kind == "roberta"
        else BertModel(BertConfig(**shape, max_position_embeddings=max_tokens))
    )
    made.save_pretrained(folder)
    return folder
