"""What `--json` prints of audits and of agreement among reviewers: stable keys, each with what it means.

As in `studio.cli.keys`; docs/json.md is made from both. Reads no database.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from studio.cli.keys import FORMAT

if TYPE_CHECKING:
    from studio.domain.agreement import Measured
    from studio.domain.audit import Audit
    from studio.domain.stopping import Bound

__all__ = ["AGREEMENT", "AUDIT", "AUDITS", "MEASURE", "STANDING", "agreement", "audits"]

AUDITS: Mapping[str, str] = {
    "format": "version of these keys",
    "project": "the project's name",
    "goal": "share of bad ones in the rest that the project can live with (review.goal)",
    "pairs": "what may be said of pairs, see below",
    "negatives": "what may be said of negatives, see below; `live` is null",
}

STANDING: Mapping[str, str] = {
    "unreviewed": "how many nobody looked at",
    "proposed": "how many an audit should draw to reach the goal",
    "live": "the bound by cards drawn at random in review: `draws`, `bad_draws`, `left`, `most_bad`, `share`; it holds "
    "at every moment with 95%; null where none was drawn",
    "audits": "list of audits, newest first, see below",
}

AUDIT: Mapping[str, str] = {
    "audit_id": "its name",
    "kind": "`pairs` or `negatives`",
    "started_at": "when it began, ISO 8601 with time zone",
    "reviewer": "who began it",
    "alpha": "chance that its bound is wrong; the audits of one kind share 5%",
    "pool": "how many nobody had looked at when it began",
    "drawn": "how many of them were drawn at random",
    "judged": "how many of these are judged",
    "bad": "how many of these were not plainly right: rejected, edited, skipped, nobody could tell",
    "finished": "true once all are judged: before, nothing may be said",
    "left": "how many of the pool nobody has looked at yet",
    "most_bad": "how many of those left are bad, at most; null before it is finished",
    "share": "the same as a share, 0 to 1; null before it is finished",
}

AGREEMENT: Mapping[str, str] = {
    "format": "version of these keys",
    "project": "the project's name",
    "of": "`pairs`, or `negatives` with --negatives: what is counted below",
    "reviewers": "names of those who answered some that others answered too",
    "pairs": "how many two or more answered",
    "groups": "independent groups of documents among them",
    "agreed": "share of these on which all say the same; null where there are none",
    "disagreements": "how many they differ on that nobody settled",
    "measures": "list of measures, see below",
}

MEASURE: Mapping[str, str] = {
    "measure": "`Cohen's kappa`, `Fleiss' kappa` or `Krippendorff's alpha`",
    "reviewers": "whom it is about",
    "value": "1 for full agreement, 0 for what chance would bring; null where it cannot be told",
    "ci_low": "lower end of its 95% interval, by group; null for one group",
    "ci_high": "upper end of its 95% interval, by group",
    "pairs": "pairs, or negatives, that it is about",
    "groups": "independent groups of documents among them",
}


def audits(
    project: str,
    goal: float,
    standing: "Mapping[str, tuple[int, int, Bound | None, Sequence[Audit]]]",
) -> dict[str, Any]:
    """Return what may be said of what nobody looked at; `standing` has a row of STANDING for pairs and negatives."""
    told = {
        kind: {
            "unreviewed": unreviewed,
            "proposed": proposed,
            "live": None if live is None else _live(live),
            "audits": [_audit(audit) for audit in found],
        }
        for kind, (unreviewed, proposed, live, found) in standing.items()
    }
    return {"format": FORMAT, "project": project, "goal": goal, **told}


def agreement(project: str, counts: Mapping[str, Any], measures: "Sequence[Measured]") -> dict[str, Any]:
    """Return how far reviewers agree; `counts` holds the keys of AGREEMENT between project and measures."""
    told = [
        {
            "measure": found.name,
            "reviewers": list(found.reviewers),
            "value": found.estimate.value,
            "ci_low": found.estimate.low,
            "ci_high": found.estimate.high,
            "pairs": found.estimate.pairs,
            "groups": found.estimate.groups,
        }
        for found in measures
    ]
    return {"format": FORMAT, "project": project, **counts, "measures": told}


def _live(live: "Bound") -> dict[str, Any]:
    return {name: getattr(live, name) for name in ("draws", "bad_draws", "left", "most_bad", "share")}


def _audit(audit: "Audit") -> dict[str, Any]:
    told = {key: getattr(audit, key) for key in AUDIT}
    return told if audit.finished else {**told, "most_bad": None, "share": None}
