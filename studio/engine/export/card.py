"""What is said of an export in words: the model card and the dataset card. Pure text from figures; writes no file."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any

import polars as pl

from studio.domain.figures import interval, p_value, score, signed
from studio.domain.leaderboard import size_words
from studio.domain.wording import times
from studio.engine.export.dataset import PROVENANCE
from studio.engine.export.source import ModelSource
from studio.engine.export.words import front_matter, line, table

__all__ = ["beir_card", "dataset_card", "leaderboard_table", "model_card", "public_name"]

_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")
_COLUMNS = (
    "row",
    "dimensions",
    "NDCG@10",
    "difference",
    "95% interval",
    "p",
    "p by Holm",
    "MRR@10",
    "Recall@10",
    "Recall@100",
)
_BINARY = """Its vectors are turned for an index of signs, a bit a dimension. At full size they score as they did;
cut to fewer dimensions they keep little. Passages are found by the signs that differ least, then scored again by the
float query:

```python
from sentence_transformers.util.quantization import semantic_search_usearch

signs = model.encode_document(["a passage"], precision="binary")
found, _ = semantic_search_usearch(queries, corpus_embeddings=signs, corpus_precision="binary", rescore_multiplier=4)
```

"""
_DTYPES: Mapping[object, str] = {pl.String: "string", pl.Boolean: "bool", pl.Int64: "int64", pl.Float64: "float64"}


def public_name(base: str) -> str:
    """Return what a base model may be called outside this machine: its hub id, or its folder's own name."""
    return base if _HUB_ID.fullmatch(base) else PurePath(base).name or base


def leaderboard_table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return a Markdown table of leaderboard rows, one block a test set; sets that steered training come last."""
    sets = dict.fromkeys(row["test_set"] for row in rows)
    steered = {row["test_set"]: row.get("purpose") == "dev" for row in rows}
    blocks = []
    for test_set in sorted(sets, key=lambda name: steered[name]):
        own = sorted((row for row in rows if row["test_set"] == test_set), key=lambda row: -row["ndcg_10"])
        title = line(own[0].get("test_set_title") or own[0].get("title") or test_set)
        note = "; training and settings were steered by it" if steered[test_set] else _looks(own[0].get("looks"))
        head = f"### {title}: {own[0]['queries']} queries, {own[0]['groups']} groups{note}\n\n"
        blocks.append(head + table(_COLUMNS, map(_cells, own)))
    return "\n\n".join(blocks) or "Nothing was measured."


def _looks(number: int | None) -> str:
    """Say how often a test set was read: whoever looks often enough finds something on it."""
    return f"; read {times(number)} so far" if number else ""


def _cells(row: Mapping[str, Any]) -> tuple[object, ...]:
    sure = (p_value(row["p_value"]), p_value(row.get("p_holm")))
    difference = (signed(row["difference"]), interval(row["ci_low"], row["ci_high"], "to"), *sure)
    others = (score(row[name]) for name in ("mrr_10", "recall_10", "recall_100"))
    size = size_words(row["dimensions"], row.get("precision", "float32"))
    return (row["name"], size, score(row["ndcg_10"]), *difference, *others)


def model_card(model: ModelSource, *, exported_hash: str, extra: Mapping[str, str]) -> str:
    """Return the card of a fine-tuned model: what it is, how to load it, what it was trained on, what was measured.

    `exported_hash` names the dataset that lies beside it, `extra` are lines of its front matter.
    """
    called, turned = public_name(model.base), model.rotation is not None
    rows = model.rows.to_dicts()
    if turned:
        rows = [row for row in rows if _as_turned(row, rows)]
    head: dict[str, object] = {
        "library_name": "sentence-transformers",
        "pipeline_tag": "sentence-similarity",
        "tags": ["sentence-transformers", "sentence-similarity", "feature-extraction"],
        **({"base_model": called} if _HUB_ID.fullmatch(model.base) else {}),
        **extra,
    }
    listed = "\n".join(f"- {key}: {value}" for key, value in _flat(model.settings))
    weights = f"\n\nWeights: `{line(model.model_hash)}`." if model.model_hash else ""
    beside = (
        f" The dataset exported beside it is `{line(exported_hash)}`: the pairs of every side, as they stood then."
        if exported_hash and exported_hash != model.dataset_hash
        else ""
    )
    return (
        front_matter(head)
        + f"# {line(model.name)}\n\n"
        + (model.about or f"A retrieval model fine-tuned from {line(called)} on queries of its own domain.")
        + f"{weights}\n\n"
        + "```python\nfrom sentence_transformers import SentenceTransformer\n\n"
        + 'model = SentenceTransformer("path/to/this/folder")\n'
        + 'queries = model.encode_query(["a question"])\npassages = model.encode_document(["a passage"])\n'
        + "scores = model.similarity(queries, passages)\n```\n\n"
        + _BINARY * turned
        + (f"## Data\n\nTrained on the dataset `{line(model.dataset_hash)}`.{beside}\n\n" if not model.about else "")
        + f"## Settings\n\n{listed}\n\n"
        + (f"Merging with the base: {line(model.merged)}.\n\n" if model.merged else "")
        + "## Measured\n\nDifferences are NDCG@10 against the base at its full dimensions, with intervals and p by "
        + "resampling groups of documents; p is of a row alone, by Holm of all rows ever compared on the set, those of "
        + "other runs among them. Test sets were read after training ended.\n\n"
        + (f"{line(model.chosen)}\n\n" if model.chosen else "")
        + "".join(f"- {line(said)}\n" for said in (*model.verdicts, model.everyday) if said)
        + "\n" * bool(model.verdicts or model.everyday)
        + f"{leaderboard_table(rows)}\n"
        + (f"\n{_gained(model.gains)}\n" if model.gains else "")
    )


def _as_turned(row: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether a figure is one of a model turned for signs too: at full size, in float32 or as signs."""
    own = max(each["dimensions"] for each in rows if each["name"] == row["name"])
    return bool(row["dimensions"] == own) and row.get("precision", "float32") != "int8"


def _gained(gains: Sequence[Mapping[str, Any]]) -> str:
    """Return a table of what the model gained over bases that nobody trained."""
    cells = (
        (
            gain["name"],
            gain["test_set"],
            f"{gain['base']}, {gain['over']}",
            score(gain["base_ndcg_10"]),
            signed(gain["difference"]),
            interval(gain["ci_low"], gain["ci_high"], "to"),
            p_value(gain["p_value"]),
        )
        for gain in gains
    )
    return (
        "### Gains over bases untouched\n\nThe best untouched base was chosen on the dev set, never on a test set; p "
        "is not adjusted.\n\n" + table(("row", "test set", "over", "its NDCG@10", "gain", "95% interval", "p"), cells)
    )


def _flat(settings: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in settings.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            told = public_name(value) if key == "base" and isinstance(value, str) else value
            told = ", ".join(map(str, told)) if isinstance(told, list | tuple) else told
            yield f"{prefix}{key}", line(told) or '""'


def dataset_card(
    *,
    name: str,
    dataset_hash: str,
    files: Mapping[str, Mapping[str, str]],
    schemas: Mapping[str, Mapping[str, pl.DataType]],
    counts: Mapping[str, int],
    left_out: Mapping[str, int],
    unseen: Mapping[str, int],
) -> str:
    """Return the card of an exported dataset, with the configurations that `datasets.load_dataset` reads.

    `files` holds for each shape the file of each side, `schemas` the columns of each shape, `counts` rows by file,
    `unseen` how many pairs were accepted unseen under each claim.
    """
    head: dict[str, object] = {"task_categories": ["text-retrieval"], "tags": ["sentence-transformers"]}
    if files:
        head["dataset_info"] = [{"config_name": shape, "features": _features(schemas[shape])} for shape in files]
        head["configs"] = [_config(shape, of, default=not i) for i, (shape, of) in enumerate(files.items())]
    short = [f"{count} have too few negatives for {shape}" for shape, count in left_out.items() if count]
    columns = table(("column", "what it says"), ((key, value.says) for key, value in PROVENANCE.items()))
    return (
        front_matter(head)
        + f"# {line(name)}\n\nQueries and the passages that answer them, with hard negatives. Dataset `{dataset_hash}`."
        + (f" Of its examples {', '.join(short)}." if short else "")
        + "".join(f"\n\n{count} pairs were accepted unseen: {line(claim)}." for claim, count in unseen.items())
        + f"\n\n{table(('file', 'rows'), counts.items())}\n\n{_usage(files, counts)}"
        + f"Every line of pairs, triplets and n-tuples says where it came from:\n\n{columns}\n"
    )


def beir_card(splits: Sequence[str]) -> str:
    """Return the card of the BEIR folder; `qrels` are tables and are read with `csv`."""
    configs = [_config(name, {name: f"{name}.jsonl"}, default=name == "corpus") for name in ("corpus", "queries")]
    return (
        front_matter({"configs": configs})
        + "# BEIR\n\nA corpus, queries and judgments in the layout of BEIR (Thakur et al. 2021). "
        + f"Judged sides: {', '.join(splits)}. A judgment of 1 says that a passage answers the query, 1 to 3 how well "
        + "where a reviewer graded it; passages without one were not judged. A query that training asks is judged on "
        + "no other side.\n"
    )


def _config(name: str, files: Mapping[str, str], *, default: bool) -> dict[str, object]:
    data_files = [{"split": split, "path": path} for split, path in files.items()]
    return {"config_name": name, "data_files": data_files, **({"default": True} if default else {})}


def _features(schema: Mapping[str, pl.DataType]) -> list[dict[str, object]]:
    return [
        {"name": name, "sequence": _DTYPES[dtype.inner.base_type()]}
        if isinstance(dtype, pl.List)
        else {"name": name, "dtype": _DTYPES[type(dtype)]}
        for name, dtype in schema.items()
    ]


def _usage(files: Mapping[str, Mapping[str, str]], counts: Mapping[str, int]) -> str:
    lines = []
    if files:
        shape = "triplets" if "triplets" in files else "pairs"
        texts = '"query", "positive", "negative"' if shape == "triplets" else '"query", "positive"'
        lines += [
            f'{shape} = load_dataset("path/to/this/folder", "{shape}", split="train")',
            f"train_dataset = {shape}.select_columns([{texts}])  # what a SentenceTransformerTrainer reads",
        ]
    qrels = next((path for path in counts if path.endswith(".tsv")), None)
    if qrels:
        lines += [
            'corpus = load_dataset("path/to/this/folder/beir", "corpus", split="corpus")',
            f'qrels = load_dataset("csv", data_files="path/to/this/folder/{qrels}", delimiter="\\t", split="train")',
        ]
    return "```python\nfrom datasets import load_dataset\n\n" + "\n".join(lines) + "\n```\n\n" if lines else ""
