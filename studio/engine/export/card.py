"""What is said of an export in words: the model card and the dataset card. Pure text from figures; writes no file."""

from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["dataset_card", "leaderboard_table", "model_card"]


def _front_matter(lines: Mapping[str, str]) -> str:
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in lines.items()) + "---\n\n"


def _figure(value: float | None, digits: int = 3) -> str:
    return (
        "-"
        if value is None
        else f"{value:.{digits}f}".replace("0.", ".", 1)
        if abs(value) < 1
        else f"{value:.{digits}f}"
    )


def leaderboard_table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return a Markdown table of leaderboard rows, one block a test set."""
    blocks = []
    for test_set in dict.fromkeys(row["test_set"] for row in rows):
        own = sorted((r for r in rows if r["test_set"] == test_set), key=lambda r: -r["ndcg_10"])
        lines = [
            f"### {own[0].get('title') or test_set}: {own[0]['queries']} queries, {own[0]['groups']} groups\n",
            "| row | dimensions | NDCG@10 | difference | 95% interval | p | MRR@10 | Recall@100 |",
            "|---|---|---|---|---|---|---|---|",
        ]
        for row in own:
            interval = "-" if row["ci_low"] is None else f"{row['ci_low']:+.3f} to {row['ci_high']:+.3f}"
            difference = "-" if row["difference"] is None else f"{row['difference']:+.3f}"
            figures = (_figure(row[name]) for name in ("p_value", "mrr_10", "recall_100"))
            cells = (row["name"], row["dimensions"] or "-", _figure(row["ndcg_10"]), difference, interval, *figures)
            lines.append("| " + " | ".join(map(str, cells)) + " |")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def model_card(
    *,
    name: str,
    base: str,
    dataset_hash: str,
    pairs: int,
    settings: Mapping[str, Any],
    rows: Sequence[Mapping[str, Any]],
    extra: Mapping[str, str],
) -> str:
    """Return the card of a fine-tuned model: what it is, how to load it, what it was trained on, what was measured."""
    head = {
        "library_name": "sentence-transformers",
        "pipeline_tag": "sentence-similarity",
        "base_model": base,
        **extra,
    }
    chosen = "\n".join(f"- {key}: {value}" for key, value in settings.items())
    return (
        _front_matter(head)
        + f"# {name}\n\nA retrieval model fine-tuned from {base} on queries of its own domain.\n\n"
        + "```python\nfrom sentence_transformers import SentenceTransformer\n\n"
        + 'model = SentenceTransformer("path/to/this/folder")\n'
        + 'queries = model.encode_query(["a question"])\npassages = model.encode_document(["a passage"])\n'
        + "scores = model.similarity(queries, passages)\n```\n\n"
        + f"## Data\n\n{pairs} pairs, dataset hash `{dataset_hash}`.\n\n## Settings\n\n{chosen}\n\n"
        + "## Measured\n\nDifferences are NDCG@10 against the base; intervals and p by a paired test over groups of "
        + f"documents. The rows read each test set after training ended.\n\n{leaderboard_table(rows)}\n"
    )


def dataset_card(*, name: str, dataset_hash: str, counts: Mapping[str, int], formats: Sequence[str]) -> str:
    """Return the card of an exported dataset, with the configurations that `datasets.load_dataset` reads."""
    suffix = "parquet" if "parquet" in formats else "jsonl"
    shapes = [shape for shape in ("pairs", "triplets", "n-tuples") if counts.get(f"{shape}.{suffix}")]
    head = "---\n"
    if shapes:
        head += "configs:\n" + "".join(f"- config_name: {shape}\n  data_files: {shape}.{suffix}\n" for shape in shapes)
    rows = "\n".join(f"| {file} | {count} |" for file, count in counts.items())
    return (
        head
        + f"---\n\n# {name}\n\nQueries and the passages that answer them, with hard negatives. "
        + f"Dataset hash `{dataset_hash}`.\n\n| file | rows |\n|---|---|\n{rows}\n\n"
        + "Every line says who wrote its query, what was decided about it, by whom, and what was measured.\n"
    )
