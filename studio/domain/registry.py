"""Known base models: prompts, pooling, token limit, dimensions and licence, each with where the fact was read.

Facts were read on model cards, in their hub folders, and in the model tables of MTEB; one that could not be confirmed
is named in `unverified`, and is shown as such. A model's own files, once they are on this machine, outrank this table.
Knows no file and loads nothing.
"""

import re
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Literal

__all__ = ["REGISTRY", "Entry", "Fact", "base_names", "find"]

Fact = Literal["prompts", "pooling", "tokens", "dimensions", "licence"]

_HUB = "https://huggingface.co/"
_SEARCHING = "Represent this sentence for searching relevant passages: "
_PLAIN = "sentence-transformers puts mean pooling over a model that names none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is known of one model. `tokens` is None where any length is read, `relatives` matches siblings by name.

    Siblings share prompts, pooling and licence; their dimensions and tokens are their own, so 0 stands for not known.
    """

    hub_id: str
    family: str
    dimensions: int
    tokens: int | None
    pooling: str
    licence: str
    query_prompt: str = ""
    passage_prompt: str = ""
    relatives: str = ""
    note: str = ""
    unverified: tuple[Fact, ...] = ()

    @property
    def source(self) -> str:
        """The model card."""
        return _HUB + self.hub_id

    @property
    def name(self) -> str:
        """The model's name without its owner."""
        return self.hub_id.rpartition("/")[2]


REGISTRY: tuple[Entry, ...] = (
    Entry(
        hub_id="sentence-transformers/all-MiniLM-L6-v2",
        family="MiniLM",
        dimensions=384,
        tokens=256,
        pooling="mean",
        licence="apache-2.0",
        note="comes with the extra `offline`",
    ),
    Entry(
        hub_id="MongoDB/mdbr-leaf-ir",
        family="LEAF",
        dimensions=768,
        tokens=512,
        pooling="mean",
        licence="apache-2.0",
        query_prompt=_SEARCHING,
        note="a dense layer follows the pooling: 384 to 768 dimensions",
        unverified=("pooling",),
    ),
    Entry(
        hub_id="Snowflake/snowflake-arctic-embed-s",
        family="Arctic",
        dimensions=384,
        tokens=512,
        pooling="cls",
        licence="apache-2.0",
        query_prompt=_SEARCHING,
        relatives=r"snowflake-arctic-embed-(xs|m|l)",
    ),
    Entry(
        hub_id="ibm-granite/granite-embedding-small-english-r2",
        family="Granite",
        dimensions=384,
        tokens=8192,
        pooling="cls",
        licence="apache-2.0",
        note="ModernBERT",
    ),
    Entry(
        hub_id="ibm-granite/granite-embedding-english-r2",
        family="Granite",
        dimensions=768,
        tokens=8192,
        pooling="cls",
        licence="apache-2.0",
        note="ModernBERT",
    ),
    Entry(
        hub_id="BAAI/bge-small-en-v1.5",
        family="BGE",
        dimensions=384,
        tokens=512,
        pooling="cls",
        licence="mit",
        query_prompt=_SEARCHING,
        relatives=r"bge-(base|large)-en-v1\.5",
    ),
    Entry(
        hub_id="thenlper/gte-small",
        family="GTE",
        dimensions=384,
        tokens=512,
        pooling="mean",
        licence="mit",
        relatives=r"gte-(base|large)",
        unverified=("pooling", "licence"),
    ),
    Entry(
        hub_id="Alibaba-NLP/gte-modernbert-base",
        family="GTE",
        dimensions=768,
        tokens=8192,
        pooling="cls",
        licence="apache-2.0",
        note="ModernBERT",
    ),
    Entry(
        hub_id="intfloat/e5-small-v2",
        family="E5",
        dimensions=384,
        tokens=512,
        pooling="mean",
        licence="mit",
        query_prompt="query: ",
        passage_prompt="passage: ",
        relatives=r"e5-(base|large)(-v2)?|e5-small|multilingual-e5-(small|base|large)",
    ),
    Entry(
        hub_id="lightonai/DenseOn",
        family="DenseOn",
        dimensions=768,
        tokens=512,
        pooling="cls",
        licence="apache-2.0",
        query_prompt="query: ",
        passage_prompt="document: ",
        note="ModernBERT; its card says 512 tokens, MTEB 8,192",
        unverified=("prompts", "tokens"),
    ),
    Entry(
        hub_id="google/embeddinggemma-300m",
        family="Gemma",
        dimensions=768,
        tokens=2048,
        pooling="mean",
        licence="gemma",
        query_prompt="task: search result | query: ",
        passage_prompt="title: none | text: ",
        note="two dense layers follow the pooling; the licence has to be accepted on the hub",
    ),
    Entry(
        hub_id="sentence-transformers/static-retrieval-mrl-en-v1",
        family="static",
        dimensions=1024,
        tokens=None,
        pooling="mean",
        licence="apache-2.0",
        note="no transformer: a table of token vectors, very quick on a CPU",
    ),
    Entry(
        hub_id="google-bert/bert-base-uncased",
        family="plain BERT",
        dimensions=768,
        tokens=512,
        pooling="mean",
        licence="apache-2.0",
        note=_PLAIN,
    ),
    Entry(
        hub_id="FacebookAI/roberta-base",
        family="plain RoBERTa",
        dimensions=768,
        tokens=512,
        pooling="mean",
        licence="mit",
        note=_PLAIN,
        unverified=("licence",),
    ),
    Entry(
        hub_id="FacebookAI/xlm-roberta-base",
        family="plain XLM-R",
        dimensions=768,
        tokens=512,
        pooling="mean",
        licence="mit",
        note=_PLAIN,
    ),
)
"""Every entry, in the order in which it is shown."""


def find(base: str) -> Entry | None:
    """Return what is known of a model by its hub id or the name of its folder; None where nothing is.

    A sibling of an entry has that entry's prompts, pooling and licence, none of them confirmed for itself.
    """
    name = re.split(r"[/\\]", base.rstrip("/\\"))[-1].lower()
    known = next((entry for entry in REGISTRY if entry.name.lower() == name), None)
    if known is not None or not name:
        return known
    sibling = next((entry for entry in REGISTRY if entry.relatives and re.fullmatch(entry.relatives, name)), None)
    if sibling is None:
        return None
    unverified: tuple[Fact, ...] = ("prompts", "pooling", "tokens", "dimensions", "licence")
    hub_id = base if re.fullmatch(r"[\w.-]+/[\w.-]+", base) else f"{sibling.hub_id.partition('/')[0]}/{name}"
    return replace(sibling, hub_id=hub_id, dimensions=0, tokens=0, note="", unverified=unverified)


def base_names(base: str) -> tuple[str, str]:
    """Return what a leaderboard calls a model untouched: in short, and where another one has that name."""
    path = PurePath(base)
    return f"base {path.name or base}", f"base {'/'.join(path.parts[-2:]) or base}"
