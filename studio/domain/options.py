"""The options of every step: one frozen type each, with its defaults and ranges.

`studio.toml` is validated into these, job specs carry them, the engine takes them. They know no file and no step.
"""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from annotated_types import Ge, Le

__all__ = [
    "ADAPTER",
    "UNTRAINED",
    "CorpusOptions",
    "EvaluationOptions",
    "ExportOptions",
    "GenerationOptions",
    "IndexOptions",
    "JudgingOptions",
    "MiningOptions",
    "ModelOptions",
    "ReviewOptions",
    "Sides",
    "SplitOptions",
    "TrainingOptions",
    "Use",
]

Use = Literal["accepted", "not_rejected"]
"""Which pairs count: accepted ones alone, or all that nobody rejected."""
Sides = Literal["train", "all"]
"""Whose pairs a run learns: those of documents that are not held out, or of all."""


@dataclass(frozen=True, kw_only=True)
class ModelOptions:
    """The base model that is measured, mined with and fine-tuned."""

    base: str = "sentence-transformers/all-MiniLM-L6-v2"
    """Hub id or folder of a sentence-transformers or transformers model."""
    query_prompt: str = ""
    """Text put before every query; empty leaves it to `prompts`."""
    passage_prompt: str = ""
    """Text put before every passage; empty leaves it to `prompts`."""
    prompts: Literal["auto", "written"] = "auto"
    """`auto` takes a prompt that is empty above from the model's own files or the registry; `written` takes none."""
    device: str = "auto"
    """`auto`, `cpu`, `cuda`, `cuda:1` or `mps`."""


@dataclass(frozen=True, kw_only=True)
class CorpusOptions:
    """How documents are cut into passages."""

    max_tokens: Annotated[int, Ge(32), Le(512)] = 512
    """Longest passage in tokens of the base model, title and headings included; never above what the model reads."""
    overlap_tokens: Annotated[int, Ge(0), Le(128)] = 0
    """Tokens repeated from the end of the previous passage where a section has to be cut."""
    near_duplicate: Annotated[float, Ge(0.5), Le(1.0)] = 0.85
    """Estimated Jaccard similarity of word shingles from which two passages count as near duplicates."""
    text_column: str = "text"
    """Column that holds the text in JSONL, CSV and Parquet."""
    title_column: str = "title"
    """Column that holds the title, where there is one."""
    id_column: str = "_id"
    """Column that names the record, where there is one."""
    source_code: bool = True
    """Read source code too, cut at what it declares."""


@dataclass(frozen=True, kw_only=True)
class GenerationOptions:
    """Who writes the queries, and how many."""

    provider: Literal["auto", "anthropic", "openai", "local", "recorded", "structural"] = "auto"
    """`auto` takes the best that is available: recorded, anthropic, openai, local, structural."""
    model: str = ""
    """Model name for anthropic and openai, hub id or folder for local; empty takes the provider's default."""
    base_url: str = ""
    """Endpoint of an OpenAI-compatible gateway."""
    api_key_env: str = ""
    """Name of the environment variable that holds the key; empty takes ANTHROPIC_API_KEY or OPENAI_API_KEY."""
    recorded: str = ""
    """JSONL file with passage_id, style and query for the recorded provider; empty looks beside the corpus."""
    queries_per_passage: Annotated[int, Ge(1), Le(20)] = 3
    """Queries asked for each passage, spread over the styles."""
    styles: tuple[str, ...] = ("keyword", "question", "need")
    """Styles of query to write."""
    concurrency: Annotated[int, Ge(1), Le(64)] = 4
    """Requests in flight at once."""
    domain: str = ""
    """One sentence for the prompt about who searches and what for."""


@dataclass(frozen=True, kw_only=True)
class MiningOptions:
    """How hard negatives are found."""

    negatives: Annotated[int, Ge(1), Le(9)] = 5
    """Hard negatives kept for each pair."""
    pool: Annotated[int, Ge(0), Le(50)] = 15
    """Further candidates kept to replace a negative from."""
    depth: Annotated[int, Ge(10), Le(1000)] = 100
    """Candidates looked at for each query, in dense and in BM25 search."""
    max_share: Annotated[float, Ge(0.5), Le(1.0)] = 0.95
    """TopK-PercPos: a negative may score at most this share of the positive's score; above it is a suspect."""
    same_meaning: Annotated[float, Ge(0.7), Le(1.0)] = 0.93
    """Cosine from which two queries count as the same question."""
    neighbours: Annotated[int, Ge(0), Le(5)] = 1
    """Passages before and after the positive in its document that are never negatives."""


@dataclass(frozen=True, kw_only=True)
class ReviewOptions:
    """How a person reviews."""

    reviewer: str = ""
    """Name written to every decision; empty takes the login name."""
    guidelines: str = "guidelines.md"
    """Markdown file in the project that `g` shows."""
    theme: str = "studio-dark"
    """Colour theme: `studio-dark`, `studio-light`, `studio-contrast` (every text at least 7:1), or one of Textual's."""
    goal: Annotated[float, Ge(0.001), Le(0.5)] = 0.05
    """Share of bad pairs in what nobody looked at that you can live with: audits are made as large as that takes."""
    overlap: Annotated[float, Ge(0.0), Le(1.0)] = 0.1
    """Share of all pairs that every reviewer of a packet gets, to see how far they agree."""
    blind: Annotated[float, Ge(0.0), Le(1.0)] = 0.0
    """Share of all pairs that every name judges in one project, each without what the others said; 0 hides nothing."""
    keymap: dict[str, str] = field(default_factory=dict)
    """Keys by action id, such as `accept = "a,enter"`."""
    grades: bool = False
    """Let f5 to f8 say how well a passage answers: 0 rejects the pair, 1 to 3 accept it with that grade."""
    live: bool = True
    """Let a process beside the screens measure dev rows as you decide, of up to 300,000 pairs; it needs memory."""


@dataclass(frozen=True, kw_only=True)
class SplitOptions:
    """What is held out. A group of documents keeps its side when others are added."""

    dev: Annotated[float, Ge(0.0), Le(0.4)] = 0.3
    """Share of groups that steer training: by a third of their queries, the others of which are trained on."""
    test: Annotated[float, Ge(0.0), Le(0.4)] = 0.15
    """Share of groups that nothing is chosen on."""
    seed: int = 13
    """Seed of the assignment."""


@dataclass(frozen=True, kw_only=True)
class TrainingOptions:
    """How a run is trained. Epochs, batch size and learning rate of 0 are the recipe's own."""

    recipe: Literal["lists", "pairs"] = "lists"
    """`lists`: the query encoder learns the enriched index's rankings; `pairs`: contrast within batches, both sides."""
    teacher: str = "enriched"
    """With `lists`: `enriched` (the index with BM25), `grades` (people's decisions too), or a cross-encoder's name."""
    towers: Literal["query", "both"] = "query"
    """With `lists`: `both` first lets an encoder of passages learn the enriched vectors; the index is built anew."""
    passage_epochs: Annotated[int, Ge(1), Le(50)] = 5
    """With both towers: passes over all passages, which are most of the time that such a run takes."""
    epochs: Annotated[int, Ge(0), Le(50)] = 0
    """Passes over the dataset; 0 takes 9 for lists, 1 for pairs."""
    max_steps: Annotated[int, Ge(0)] = 0
    """Steps after which a run ends, however many its epochs would take; 0 sets no limit."""
    batch_size: Annotated[int, Ge(0), Le(4096)] = 0
    """Pairs a batch, with `pairs` each a negative to all others; 0 takes 64 for lists, 32 for pairs."""
    mini_batch: Annotated[int, Ge(0), Le(4096)] = 0
    """Texts that go through the model at once, gradients cached: same loss, less memory, slower; 0 takes all."""
    processes: Annotated[int, Ge(1), Le(64)] = 1
    """Processes that share every batch, one a card where there are cards; the model is the one that one would train."""
    ray: str = ""
    """Address of a Ray cluster to train on, such as `head:6379`; empty trains on this machine."""
    learning_rate: Annotated[float, Ge(0.0), Le(1e-2)] = 0.0
    """Peak learning rate; 0 takes 3e-4 for lists, 2e-5 for pairs."""
    warmup: Annotated[float, Ge(0.0), Le(0.5)] = 0.1
    """Share of the steps in which the learning rate rises."""
    weight_decay: Annotated[float, Ge(0.0), Le(1.0)] = 0.01
    """AdamW's weight decay."""
    frozen: Annotated[int, Ge(-1), Le(100)] = -1
    """Lower parts that do not learn: 1 the embeddings, 2 the first layer too ...; -1 takes 1 for lists, 0 for pairs."""
    dropout: Annotated[float, Ge(-1.0), Le(0.9)] = -1.0
    """Share of a layer's values left out at random in each step; -1 takes none for pairs, the base's own for lists."""
    precision: Literal["auto", "float32", "bfloat16"] = "auto"
    """What steps are computed in, weights stay float32; `auto`: bfloat16 on a CUDA card that has it, else float32."""
    weights: Literal["full", "lora"] = "full"
    """`lora` trains low-rank changes of the linear layers, added to the weights at the end: less memory and change."""
    lora_rank: Annotated[int, Ge(1), Le(512)] = 16
    """Rank of these changes: lower learns and forgets less."""
    merge: Literal["recipe", "yes", "no"] = "recipe"
    """Draw weights back to the base's as far as dev allows; `recipe`: not for lists, whose gain no dev set sees."""
    negatives: Annotated[int, Ge(0), Le(9)] = 0
    """Hard negatives of each pair that enter its batch, with `pairs`."""
    symmetric: bool = False
    """With `pairs`: passages are to find their queries too, as queries find their passages."""
    guide: str = ""
    """With `pairs`: a model (hub id or folder) that masks negatives it ranks above the positive (GIST); empty: none."""
    dimensions: tuple[int, ...] = (384, 256, 128, 64)
    """Where vectors may be cut, up to the model's own, which is always in; a run of lists can be cut anywhere."""
    max_tokens: Annotated[int, Ge(16), Le(8192)] = 256
    """Longest input in training and at evaluation; never above what the model reads."""
    eval_steps: Annotated[int, Ge(0)] = 0
    """Steps between evaluations on the dev set; 0 takes a fifth of the run."""
    use: Use = "not_rejected"
    """Train on accepted pairs alone, or on all that nobody rejected."""
    sides: Sides = "train"
    """Documents that teach: `train` leaves the held-out ones for proof, `all` none; people's queries prove it then."""
    seed: int = 13
    """Seed of batch order and of the head, where there is one."""
    report_to: Literal["none", "trackio", "wandb", "tensorboard"] = "none"
    """Where loss, gradient, learning rate and dev figures go beside the studio; its package must be installed."""


@dataclass(frozen=True, kw_only=True)
class IndexOptions:
    """How queries enrich the index of the passages that they answer."""

    use: Use = "not_rejected"
    """Enrich with accepted pairs alone, or with all that nobody rejected."""
    query_weight: Annotated[float, Ge(0.0), Le(10.0)] = 1.0
    """Weight of the mean of a passage's queries in its vector; its own words have 1."""
    neighbours: Annotated[int, Ge(0), Le(50)] = 4
    """Nearest passages that lend a passage some of their score."""
    neighbour_weight: Annotated[float, Ge(0.0), Le(0.9)] = 0.3
    """Share of a passage's score that comes from its neighbours."""
    dense_weight: Annotated[float, Ge(0.0), Le(1.0)] = 0.75
    """Weight of the dense z-score beside BM25's in an enriched row."""


@dataclass(frozen=True, kw_only=True)
class EvaluationOptions:
    """What the leaderboard measures."""

    dimensions: tuple[int, ...] = (384, 256, 128, 64)
    """Dimensions at which dense rows are measured; those above the model's own are left out."""
    precisions: tuple[Literal["int8", "binary"], ...] = ("int8", "binary")
    """Precisions at which rows of one vector a passage are measured as well, at full dimensions; `[]` for none."""
    dense_weight: Annotated[float, Ge(0.0), Le(1.0)] = 0.7
    """Weight of the dense z-score in a fused row; BM25's is the rest."""
    draws: Annotated[int, Ge(100), Le(1_000_000)] = 10_000
    """Draws of the randomisation test and of the bootstrap interval."""
    seed: int = 13
    """Seed of both."""


@dataclass(frozen=True, kw_only=True)
class JudgingOptions:
    """What people judge of a test set of their own."""

    depth: Annotated[int, Ge(1), Le(100)] = 10
    """Passages pooled of each row for every query: what is below is counted as not relevant."""


ADAPTER, UNTRAINED = "adapter", "base"
"""What stands in a run's place where the base with its adapter, or the base as it is, is exported."""


@dataclass(frozen=True, kw_only=True)
class ExportOptions:
    """What is written to exports/."""

    formats: tuple[Literal["jsonl", "parquet", "beir"], ...] = ("jsonl", "parquet", "beir")
    """Formats of the dataset."""
    run: str = ""
    """Run whose model is exported: empty the best, `base` the base, `adapter` that with its adapter, `none` none."""
    binary: bool = False
    """Turn the model for an index of signs, a bit a dimension; at full size its scores stay, cut it keeps less."""
    extra: dict[str, str] = field(default_factory=dict)
    """Lines added to the model card's front matter."""
