"""The keys of what `--json` prints, each with what it means. docs/json.md is made from this module.

Keys are added, never renamed or removed, while `FORMAT` stays what it is. Fills none of them: see `studio.cli.scripts`.
"""

from collections.abc import Mapping

__all__ = [
    "COMPARE",
    "FALL",
    "FORMAT",
    "GAIN",
    "JOB",
    "JUDGING",
    "LEADERBOARD",
    "MODEL",
    "ROW",
    "ROW_KEPT",
    "ROW_VERDICT",
    "RUN",
    "SETTINGS",
    "SLICE",
    "STALE",
    "STATUS",
    "TEST_SET",
    "VERDICT",
]

FORMAT = 1

ROW: Mapping[str, tuple[str, str]] = {
    "name": ("name", "what the leaderboard calls it, such as `run-03 + BM25`"),
    "kind": ("kind", "`base`, `bm25`, `run` or `fused`; more kinds may come"),
    "run_id": ("run_id", "the run measured, empty for base and BM25"),
    "test_set": ("test_set", "name of the test set"),
    "queries": ("queries", "queries measured"),
    "groups": ("groups", "independent groups of documents among them"),
    "dimensions": ("dimensions", "dimensions of the vectors, 0 for BM25"),
    "precision": ("precision", "how the index stores passages' vectors: `float32`, `int8` or `binary`"),
    "ndcg@10": ("ndcg_10", "mean NDCG@10, 0 to 1"),
    "mrr@10": ("mrr_10", "mean reciprocal rank, 0 to 1"),
    "recall@10": ("recall_10", "mean recall in the first 10, 0 to 1"),
    "recall@100": ("recall_100", "mean recall in the first 100, 0 to 1"),
    "map@100": ("map_100", "mean average precision over the first 100, 0 to 1"),
    "judged@10": ("judged_10", "share of the first 10 that somebody judged"),
    "difference": ("difference", "NDCG@10 minus the base's at its full dimensions; null for the base"),
    "ci_low": ("ci_low", "lower end of its 95% interval, by group"),
    "ci_high": ("ci_high", "upper end of its 95% interval, by group"),
    "p_value": ("p_value", "paired randomisation test by group, two-sided, not adjusted"),
    "detectable": ("detectable", "the difference that these two rows could show with 80% power"),
    "won": ("won", "queries better than under the base"),
    "lost": ("lost", "queries worse than under the base"),
    "latency_p50": ("latency_p50", "milliseconds to encode a query, median; null where nothing is encoded"),
    "latency_p95": ("latency_p95", "the same, 95th percentile"),
    "bytes_per_million": ("bytes_per_million", "index storage for a million passages"),
    "model_hash": ("model_hash", "hash of the model's weights"),
    "settings_hash": ("settings_hash", "hash of the settings that were measured with"),
    "seed": ("seed", "seed of test and interval"),
    "row_id": ("row_id", "name of this row, a hash of all of the above that can change it"),
}
"""Key, attribute of `studio.domain.leaderboard.Row`, meaning."""

TEST_SET: Mapping[str, str] = {
    "test_set": "its name",
    "title": "what the leaderboard calls it",
    "purpose": "`dev` where it steers training, `test` where nothing is chosen on it",
    "source": "`generated`, `beir` or `human`",
    "unit": "what is judged: `passage`, `section` or `document`",
    "queries": "queries in it",
    "groups": "independent groups of documents among them",
    "answered": "queries that some unit answers: those that are measured",
    "content_hash": "hash of queries and judgments",
    "looks": "how often it was measured on",
}

LEADERBOARD: Mapping[str, str] = {
    "format": "version of these keys",
    "project": "the project's name",
    "test_sets": "list of test sets, see below",
    "rows": "list of rows, every size of vectors one of its own, see below",
    "gains": "list of what runs gained over bases untouched, see below",
}

GAIN: Mapping[str, tuple[str, str]] = {
    "row_id": ("row_id", "the row that gained, a run's at its full dimensions"),
    "name": ("name", "what the leaderboard calls it"),
    "test_set": ("test_set", "name of the test set"),
    "over": (
        "over",
        "`own base`: what the run was trained from; `best untouched base`: chosen on the dev set, never on the others",
    ),
    "base": ("base", "name of that base's row"),
    "base_ndcg@10": ("base_ndcg_10", "the base's NDCG@10, untouched"),
    "difference": ("difference", "the row's NDCG@10 minus the base's"),
    "ci_low": ("ci_low", "lower end of its 95% interval, by group"),
    "ci_high": ("ci_high", "upper end of its 95% interval, by group"),
    "p_value": ("p_value", "paired randomisation test by group, two-sided, not adjusted"),
}
"""Key, attribute of `studio.domain.gains.Gain`, meaning."""

VERDICT: Mapping[str, str] = {
    "said": "`better`, `not worse` (the interval rules out a loss of .01), `can't tell yet` or `worse`",
    "sentence": "the same in one sentence, with the kinds of query that got worse",
    "p_holm": "the p-value, adjusted by Holm for all rows ever compared on the test set, shown or not",
    "family": "how many rows those are",
    "more_queries_difference": "judged queries still wanted to find a difference as large as this one, with 80% power; "
    "0 where there are enough, null where no number would do",
    "more_queries_margin": "the same to rule out a loss of .01",
    "worse_for": "list of kinds of query that got worse, see below; null where the figures of each query are gone",
}

FALL: Mapping[str, tuple[str, str]] = {
    "kind": ("kind", "which queries: a style, a length, or how many of their words the answer holds"),
    "difference": ("difference", "their mean difference in NDCG@10"),
    "queries": ("queries", "how many they are"),
    "groups": ("groups", "independent groups of documents among them"),
    "certain": ("certain", "true where Holm's p over all kinds is below .05, over groups enough"),
}
"""Key, attribute of `studio.domain.verdict.Fall`, meaning."""

COMPARE: Mapping[str, str] = {
    "format": "version of these keys",
    "project": "the project's name",
    "row": "the row, see above; its difference, interval, p-value, won and lost are against the reference",
    "reference": "the row that it is compared with",
    "verdict": "what may be said of it, see above",
    "slices": "by `style`, `overlap`, `document` and `length`, or by the one asked for: list of slices, see below",
}

SLICE: Mapping[str, str] = {
    "name": "which queries",
    "queries": "how many they are",
    "groups": "independent groups of documents among them",
    "reference_ndcg@10": "mean NDCG@10 of the reference over them",
    "ndcg@10": "mean NDCG@10 of the row",
    "difference": "the row's less the reference's",
    "ci_low": "lower end of its 95% interval, by group",
    "ci_high": "upper end of its 95% interval, by group",
}

MODEL: Mapping[str, str] = {
    "hub_id": "its name on the hub",
    "family": "its family",
    "dimensions": "dimensions of its vectors",
    "tokens": "the longest input that it reads; null where any length will do",
    "query_prompt": "text that goes before a query, from the model's own files where they are here",
    "passage_prompt": "text that goes before a passage",
    "pooling": "how token vectors become one: `mean` or `cls`",
    "licence": "its licence",
    "source": "the model card",
    "unverified": "facts that could not be confirmed: `prompts`, `pooling`, `tokens`, `dimensions`, `licence`",
    "here": "true where its weights are on this machine",
    "note": "what else is worth knowing",
}

STATUS: Mapping[str, str] = {
    "format": "version of these keys",
    "project": "`name`, `path` and `base` of the project",
    "prompts": "what goes before texts: `query`, `passage`, and who says so: `source` is `settings`, `model`, "
    "`registry`, `none` or `unknown`",
    "counts": "the funnel: documents, passages, queries, reviewed, accepted, rejected, negatives, suspects, runs ...",
    "rest": "share of bad ones among the pairs that nobody looked at, at most; null where nothing was drawn at random",
    "dataset": "`hash` and `examples` of the newest dataset; null where there is none",
    "best": "the best run: `run_id`, `test_set`, `ndcg@10`, `difference`, `real`, `verdict`, see above; null if none",
    "next": "what brings the project forward most: `step`, `sentence`, `minutes`",
    "test_sets": "list of test sets, see above, each with `judging`, see below",
    "problems": "what the last jobs could not use: list of `step`, `subject`, `reason`",
    "jobs": "list of jobs, oldest first, see below",
}

RUN: Mapping[str, str] = {
    "run_id": "its id, such as `run-03`",
    "name": "the name that a person gave it, empty where nobody did",
    "note": "what a person wrote of it",
    "pinned": "true where it stands before all others",
    "archived": "true where it is put away: not measured again",
    "deleted": "true where its model and job are gone; its figures stay",
    "state": "that of its job, see below, or `deleted`",
    "why": "why it failed or stopped, one sentence; empty otherwise",
    "created_at": "when it was made, ISO 8601 with time zone",
    "ended_at": "when its job ended; null while it has not",
    "job_id": "name of its job",
    "base": "the model that was trained",
    "dataset": "hash of the dataset that it was trained on",
    "path": "folder of its model in the project",
    "model_hash": "hash of the model's weights, empty until it is measured",
    "settings": "its settings by section",
    "summary": "what its job counted at its end",
    "figures": "list of what was measured of it: `title` and `purpose` of the test set, `dimensions`, `ndcg_10`, "
    "`difference` against the base with `ci_low` and `ci_high`",
    "command": "the command line that trains it again",
}

SETTINGS: Mapping[str, str] = {
    "format": "version of these keys",
    "settings": "list of every setting: `key`, `value`, and `source`, which is `default`, `studio.toml` or "
    "`command line`",
    "saved": "names of saved training settings",
}

ROW_VERDICT = "what may be said of it against the base, see below; null for the base"
"""What `verdict` means in a row."""

ROW_KEPT = "share of the same row's NDCG@10 at full dimensions in float32 that it keeps; null for that one"
"""What `kept` means in a row."""

STALE = "true where its test set was judged further since: measure it again"
"""What `stale` means in a row."""

JUDGING: Mapping[str, tuple[str, str]] = {
    "pooled": ("pooled", "passages to judge, over all its queries"),
    "judged": ("judged", "of these, passages that were judged"),
    "unjudged": ("left", "of these, passages that nobody judged yet"),
    "queries_finished": ("finished", "queries of which every pooled passage is judged"),
    "queries_unanswered": ("unanswered", "of these, queries that no passage answers"),
}
"""Key, attribute of `studio.domain.judging.Judging`, meaning."""

JOB: Mapping[str, str] = {
    "job_id": "its name, and that of its folder in jobs/",
    "kind": "`ingest`, `generate`, `mine`, `train`, `evaluate`, `pool` or `export`",
    "title": "what it does, for people",
    "state": "`queued`, `running`, `paused`, `stopped` (killed; can be resumed), `done`, `failed` or `cancelled`",
    "created_at": "when it was made, ISO 8601 with time zone",
    "stage": "what it is doing, empty before it began",
    "done": "units of the stage that are finished",
    "total": "units of the stage",
    "eta": "seconds left in the stage; null where it cannot be told",
    "error": "why it failed or stopped, one sentence",
    "summary": "what a finished job counted",
}
