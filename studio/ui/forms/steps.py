"""The fields of every step's form: which settings matter to a person, and one line of why for each.

Defaults, ranges and choices are not written here: they come from the settings.
"""

from collections.abc import Sequence

from studio import bases
from studio.domain.options import ADAPTER
from studio.domain.recipes import RECIPES
from studio.domain.records import Dataset
from studio.settings import Settings
from studio.ui.forms.fields import Field, Kind, setting
from studio.ui.shelf import JobView

__all__ = [
    "BASE",
    "COLUMN",
    "COLUMNS",
    "CURATED",
    "DATASET",
    "EVERY",
    "EXPORT_ABOUT",
    "FOR",
    "GENERATE_ABOUT",
    "INGEST_ABOUT",
    "LIMIT",
    "MINE_ABOUT",
    "NAME",
    "PATH",
    "QUERIES_ABOUT",
    "REPORT_TO",
    "RUN",
    "WEIGHTS",
    "dataset_chosen",
    "export_fields",
    "generate_fields",
    "ingest_fields",
    "limit_hint",
    "mine_fields",
    "queries_fields",
    "run_chosen",
    "train_fields",
]

PATH = "path"
BASE = "base"
DATASET = "dataset"
CURATED = "as curated now"
NAME = "name"
RUN = "run"
REPORT_TO = "training.report_to"
WEIGHTS = "training.weights"
COLUMN = "column"
LIMIT = "limit"
COLUMNS = ("corpus.text_column", "corpus.title_column", "corpus.id_column")
FOR = "for"
EVERY = "every passage"
_RUNS = {"": "the best run", "none": "none"}
WANTING = "passages without queries"

INGEST_ABOUT = (
    "Reads text, Markdown, HTML, PDF, DOCX, JSONL, CSV, Parquet and BEIR corpus.jsonl into passages. "
    "Done again after edits, only what changed changes, and decisions on unchanged passages stay."
)
GENERATE_ABOUT = (
    "Writes the queries that a person might type to find each passage. Answers are kept by content: "
    "what was paid for once is never asked for again."
)
MINE_ABOUT = (
    "Ranks every query's own passage, and finds passages that look relevant to it and are not. "
    "What scores too close to the positive becomes a suspect: trained on only once a person confirms it."
)
QUERIES_ABOUT = (
    "Brings queries that people asked, to be judged as a test set: one a line, CSV, TSV, JSONL, or a search log. "
    "Repeats are merged, the most frequent come first, and nothing is ever trained on them."
)
EXPORT_ABOUT = (
    "Writes the curated pairs, each with where it came from, and a model with its leaderboard on its card. "
    "Others load them with datasets.load_dataset and SentenceTransformer."
)


def ingest_fields(settings: Settings) -> Sequence[Field]:
    """Return the lines of the ingest form."""
    return (
        Field(
            key=PATH,
            label="documents",
            why="A folder or a file. Documents are named by their path below it, so name the same one next time.",
            value="",
            kind=Kind.PATH,
            empty="type a path; tab completes it",
        ),
        setting("corpus.text_column", "The column to read. It must be there in every record.", settings),
        setting("corpus.title_column", "Shown above each passage and searched with it, where there is one.", settings),
        setting("corpus.id_column", "Names the record. Without it a record is its file and row.", settings),
        setting(
            "corpus.max_tokens",
            "Short passages are found more precisely, long ones answer more. Never above what the base model reads.",
            settings,
            label="longest passage",
        ),
        setting(
            "corpus.overlap_tokens",
            "Repeats the end of a passage in the next one, so that no sentence loses its context where it was cut.",
            settings,
            label="overlap",
        ),
        setting(
            "corpus.near_duplicate",
            "Above this likeness two passages are twins: kept on one side of the split, never each other's negatives.",
            settings,
            label="near duplicate",
        ),
    )


def limit_hint(last: JobView | None) -> str:
    """Return how long passages came to be at the last ingest and why; nothing where that is not known."""
    ended, log = (last.latest.ended, last.latest.log) if last else (None, None)
    limit = ended.summary.get("passage_limit") if ended else None
    return log.message if limit and log and str(limit) in log.message else ""


def generate_fields(settings: Settings) -> Sequence[Field]:
    """Return the lines of the generate form."""
    return (
        setting(
            "generation.provider",
            "auto takes the first that is there: recorded, anthropic, openai, local, structural.",
            settings,
        ),
        setting(
            "generation.model",
            "Which model writes. Larger ones write queries that are less like the passage.",
            settings,
            empty="the provider's default",
        ),
        setting(
            "generation.queries_per_passage",
            "More queries train better until they repeat each other; each one costs an answer.",
            settings,
            label="queries per passage",
        ),
        setting(
            "generation.styles",
            "People search in different ways. Every style named here is written in turn.",
            settings,
        ),
        setting(
            "generation.domain",
            "One sentence on who searches and for what: it makes queries sound like theirs.",
            settings,
            label="who searches",
            empty="nobody said",
        ),
        Field(
            key=FOR,
            label="for",
            why="Passages that have queries already are left alone unless asked for.",
            value=WANTING,
            default=WANTING,
            kind=Kind.CHOICE,
            choices=(WANTING, EVERY),
        ),
        setting("generation.base_url", "Endpoint of an OpenAI-compatible gateway.", settings, empty="OpenAI's own"),
        setting("generation.concurrency", "Requests in flight at once; lower it if the provider complains.", settings),
    )


def mine_fields(settings: Settings) -> Sequence[Field]:
    """Return the lines of the mine form."""
    return (
        setting("mining.negatives", "How many of the best are kept for each pair.", settings),
        setting(
            "mining.max_share",
            "A negative scores at most this share of the positive's score; above it, it may well be an answer.",
            settings,
            label="highest share",
        ),
        setting("mining.depth", "How deep to look. Deeper finds negatives for pairs that are short of them.", settings),
        setting("mining.pool", "Kept in reserve: r takes the next one in review.", settings),
        setting(
            "mining.same_meaning",
            "Queries at least this alike ask the same: their passages are never each other's negatives.",
            settings,
        ),
        setting(
            "mining.neighbours",
            "Passages beside the positive in its document often answer too: they are never negatives.",
            settings,
        ),
        setting(
            "model.query_prompt",
            "What goes before a query. Empty takes the prompt that the base was trained with.",
            settings,
            empty=_shown(bases.prompts(settings.model).query),
        ),
        setting(
            "model.passage_prompt",
            "What goes before a passage.",
            settings,
            empty=_shown(bases.prompts(settings.model).passage),
        ),
        setting("model.device", "auto takes a GPU where there is one.", settings),
    )


def train_fields(settings: Settings, datasets: Sequence[Dataset] = (), base: str = "") -> Sequence[Field]:
    """Return the lines of the train form; `datasets` can be replayed, `base` is another one than the project's."""
    return (
        Field(
            key=BASE,
            label="base",
            why="The model that is trained: a hub id, or the folder of one.",
            value=base or settings.model.base,
            default=settings.model.base,
        ),
        Field(
            key=DATASET,
            label="dataset",
            why="The pairs as they stand now, or those of an earlier run once more, as on another base.",
            value=CURATED,
            default=CURATED,
            kind=Kind.CHOICE,
            choices=(CURATED, *(f"{found.dataset_hash} · {found.pairs:,} pairs" for found in datasets)),
        ),
        setting(
            "training.recipe",
            "lists: queries learn the enriched index's rankings, passages stay. pairs: both learn by contrast.",
            settings,
        ),
        setting("training.teacher", "With lists: enriched, grades (people's decisions), or a cross-encoder.", settings),
        setting("training.towers", "With lists: both sides learn, for more time and an index anew.", settings),
        setting("training.epochs", f"{_own('epochs')} Many passes over few pairs memorise them.", settings),
        setting("training.batch_size", f"{_own('batch_size')} Larger needs more memory.", settings),
        setting("training.learning_rate", f"{_own('learning_rate')} Higher forgets sooner.", settings),
        setting("training.negatives", "With pairs: hard negatives that enter with each; one costs time.", settings),
        setting(WEIGHTS, "lora learns low-rank changes of the weights: less memory; needs the package peft.", settings),
        setting("training.merge", "Nearer the base's, weights forget less; no dev set sees what lists gain.", settings),
        setting("training.use", "Accepted pairs alone are cleaner; all that nobody rejected are more.", settings),
        setting(
            "training.dimensions",
            "Trained to be cut there (Matryoshka): 128 dimensions need a third of the storage of 384.",
            settings,
        ),
        setting("training.max_tokens", "Longer passages are cut there. Time grows with it.", settings),
        setting("training.eval_steps", "Steps between looks at the dev set; 0 takes a fifth of the run.", settings),
        setting("training.warmup", "Share of the steps in which the learning rate rises.", settings),
        setting("training.seed", "Another seed shows how much of a difference is luck.", settings),
        setting(REPORT_TO, "A dashboard that follows runs beside the studio; its package must be installed.", settings),
        setting("model.device", "auto takes a GPU where there is one.", settings),
    )


def _own(setting: str) -> str:
    """Say what a setting of 0 is with each recipe."""
    return f"0 takes {', '.join(f'{getattr(recipe, setting):g} with {name}' for name, recipe in RECIPES.items())}."


def export_fields(settings: Settings, runs: Sequence[str]) -> Sequence[Field]:
    """Return the lines of the export form; `runs` are those whose model can be exported."""
    known = (*_RUNS.values(), *runs, ADAPTER)
    asked = _RUNS.get(settings.export.run, settings.export.run)
    run = asked if asked in known else _RUNS[""]
    return (
        setting("export.formats", "jsonl and parquet load with datasets; beir is for other evaluators.", settings),
        Field(
            key=RUN,
            label="model",
            why="Whose model goes with the dataset, as a sentence-transformers folder with a card.",
            value=run,
            default=run,
            kind=Kind.CHOICE,
            choices=known,
        ),
        setting("training.use", "Accepted pairs alone, or all that nobody rejected.", settings, label="pairs"),
        Field(
            key=NAME,
            label="name",
            why="The folder in exports/. An export of the same name is replaced.",
            value="",
            empty="the dataset's hash and the run",
        ),
    )


def queries_fields(settings: Settings) -> Sequence[Field]:
    """Return the lines of the form that takes queries from a file."""
    return (
        Field(
            key=PATH,
            label="file",
            why="Text with one query a line, CSV, TSV or JSONL. A column called count says how often each was asked.",
            value="",
            kind=Kind.PATH,
            empty="type a path; tab completes it",
        ),
        Field(
            key=COLUMN,
            label="column",
            why="The column that holds the query.",
            value="",
            empty="text or query",
        ),
        Field(
            key=LIMIT,
            label="most",
            why="The most frequent ones are taken. 30 to 50 judged queries tell most.",
            value="50",
            default="50",
            empty="all of them",
        ),
        Field(
            key=NAME,
            label="name",
            why="The test set. One that is judged here already gets what is new.",
            value="",
            empty="the file's name",
        ),
        setting("judging.depth", "Deeper finds more of what is relevant, and is more to judge.", settings),
    )


def dataset_chosen(value: str) -> str:
    """Return the hash of the dataset that was chosen; nothing for the pairs as they stand now."""
    return "" if value == CURATED else value.partition(" ")[0]


def run_chosen(value: str) -> str:
    """Return what the settings call the model that was chosen."""
    return next((key for key, shown in _RUNS.items() if shown == value), value)


def _shown(prompt: str) -> str:
    return repr(prompt) if prompt else "none"
