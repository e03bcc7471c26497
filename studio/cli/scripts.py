"""What `--json` prints, as `studio.cli.keys` says what each key means. Reads no database."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from studio.cli.keys import FALL, FORMAT, GAIN, JUDGING, ROW, TEST_SET
from studio.domain.board import kept

if TYPE_CHECKING:
    from studio.bases import Known, Prompts
    from studio.domain.board import Told
    from studio.domain.gains import Gain
    from studio.domain.judging import Judging
    from studio.domain.leaderboard import Row, TestSet
    from studio.domain.overview import Overview
    from studio.domain.records import Problem
    from studio.domain.slices import By, Slice
    from studio.jobs.folder import JobFolder
    from studio.project import Project
    from studio.settings import InForce
    from studio.workflow.runs import Record

__all__ = [
    "compare",
    "job",
    "leaderboard",
    "model",
    "print_json",
    "run",
    "settings",
    "status",
]


def leaderboard(
    project: str,
    test_sets: "Sequence[TestSet]",
    rows: "Sequence[Row]",
    gains: "Sequence[Gain]" = (),
    *,
    stale: "Collection[str]" = (),
    told: "Sequence[Told]" = (),
) -> dict[str, Any]:
    """Return the leaderboard under its documented keys; `stale` names rows by their id, `told` holds the verdicts."""
    verdicts = {each.row.row_id: _told(each) for each in told}
    shares = {
        row_id: share
        for found in test_sets
        for row_id, share in kept([row for row in rows if row.test_set == found.test_set]).items()
    }
    return {
        "format": FORMAT,
        "project": project,
        "test_sets": [_test_set(found) for found in test_sets],
        "rows": [
            {
                **_row(row),
                "kept": shares.get(row.row_id),
                "stale": row.row_id in stale,
                "verdict": verdicts.get(row.row_id),
            }
            for row in rows
        ],
        "gains": [{key: getattr(gain, name) for key, (name, _) in GAIN.items()} for gain in gains],
    }


def compare(project: str, told: "Told", slices: "Mapping[By, Sequence[Slice]]") -> dict[str, Any]:
    """Return a row beside another under the documented keys."""
    return {
        "format": FORMAT,
        "project": project,
        "row": _row(told.row),
        "reference": _row(told.reference),
        "verdict": _told(told),
        "slices": {by: [_slice(each) for each in found] for by, found in slices.items()},
    }


def status(
    project: "Project",
    overview: "Overview",
    test_sets: "Sequence[tuple[TestSet, Judging | None]]",
    problems: "Sequence[Problem]",
    jobs: "Sequence[JobFolder]",
    *,
    prompts: "Prompts",
    told: "Told | None" = None,
) -> dict[str, Any]:
    """Return where a project stands under its documented keys; `told` is what may be said of its best run."""
    from studio.domain.overview import next_step

    best, step = overview.best, next_step(overview)
    return {
        "format": FORMAT,
        "project": {"name": project.name, "path": str(project.path), "base": project.base},
        "prompts": {"query": prompts.query, "passage": prompts.passage, "source": prompts.source},
        "counts": {key: value for key, value in asdict(overview).items() if type(value) is int},
        "rest": overview.rest,
        "dataset": {"hash": overview.dataset_hash, "examples": overview.dataset_examples}
        if overview.dataset_hash
        else None,
        "best": None
        if best is None
        else {
            "run_id": best.run_id,
            "test_set": best.test_set,
            "ndcg@10": best.ndcg_10,
            "difference": best.difference,
            "real": best.real,
            "verdict": _told(told) if told else None,
        },
        "next": {"step": step.name, "sentence": step.sentence, "minutes": step.minutes},
        "test_sets": [{**_test_set(found), "judging": _judging(judging)} for found, judging in test_sets],
        "problems": [{"step": found.step, "subject": found.subject, "reason": found.reason} for found in problems],
        "jobs": [job(found) for found in jobs],
    }


def _row(row: "Row") -> dict[str, Any]:
    return {key: getattr(row, name) for key, (name, _) in ROW.items()}


def _told(told: "Told") -> dict[str, Any]:
    verdict = told.verdict
    falls = verdict.falls
    return {
        "said": str(verdict.said),
        "sentence": told.sentence,
        "p_holm": verdict.p_value,
        "family": verdict.family,
        "more_queries_difference": verdict.more_queries("difference"),
        "more_queries_margin": verdict.more_queries("margin"),
        "worse_for": None
        if falls is None
        else [{key: getattr(fall, name) for key, (name, _) in FALL.items()} for fall in falls],
    }


def _slice(found: "Slice") -> dict[str, Any]:
    compared = found.compared
    return {
        "name": found.name,
        "queries": compared.queries,
        "groups": compared.groups,
        "reference_ndcg@10": found.before,
        "ndcg@10": found.after,
        "difference": compared.difference,
        "ci_low": compared.ci_low,
        "ci_high": compared.ci_high,
    }


def _test_set(found: "TestSet") -> dict[str, Any]:
    return {key: getattr(found, key) for key in TEST_SET}


def _judging(found: "Judging | None") -> dict[str, int] | None:
    return None if found is None else {key: getattr(found, name) for key, (name, _) in JUDGING.items()}


def model(found: "Known") -> dict[str, Any]:
    """Return an entry of the registry under its documented keys."""
    entry = found.entry
    return {
        "hub_id": entry.hub_id,
        "family": entry.family,
        "dimensions": entry.dimensions,
        "tokens": entry.tokens,
        "query_prompt": found.query,
        "passage_prompt": found.passage,
        "pooling": entry.pooling,
        "licence": entry.licence,
        "source": entry.source,
        "unverified": list(entry.unverified),
        "here": found.here,
        "note": entry.note,
    }


def job(found: "JobFolder") -> dict[str, Any]:
    """Return a job under its documented keys."""
    from studio.jobs import ending
    from studio.jobs import folder as folders
    from studio.jobs.spec import JobState

    latest, state = folders.latest(found), folders.state(found)
    progress, ended = latest.progress, latest.ended
    return {
        "job_id": found.spec.job_id,
        "kind": str(found.spec.kind),
        "title": found.spec.title,
        "state": str(state),
        "created_at": found.spec.created_at.isoformat(),
        "stage": progress.stage if progress else "",
        "done": progress.done if progress else 0,
        "total": progress.total if progress else 0,
        "eta": progress.eta if progress and ended is None else None,
        "error": ended.error if ended else ending.gone(found) if state is JobState.STOPPED else "",
        "summary": ended.summary if ended else {},
    }


def run(found: "Record", command: str) -> dict[str, Any]:
    """Return a run under its documented keys; `command` is the line that repeats it."""
    of = found.run
    return {
        "run_id": of.run_id,
        "name": of.name,
        "note": of.note,
        "pinned": of.pinned,
        "archived": of.archived,
        "deleted": of.deleted,
        "state": found.state,
        "why": found.why,
        "created_at": of.created_at.isoformat(),
        "ended_at": found.ended_at.isoformat() if found.ended_at else None,
        "job_id": of.job_id,
        "base": of.base,
        "dataset": of.dataset_hash,
        "path": str(of.path),
        "model_hash": of.model_hash,
        "settings": of.settings,
        "summary": dict(found.told),
        "figures": [asdict(figure) for figure in found.figures],
        "command": command,
    }


def settings(found: "Sequence[InForce]", saved: Sequence[str]) -> dict[str, Any]:
    """Return the settings in force under their documented keys."""
    return {"format": FORMAT, "settings": [asdict(each) for each in found], "saved": list(saved)}


def print_json(value: Mapping[str, Any]) -> None:
    """Print JSON that any reader takes: no NaN, no escapes beyond what is needed."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False, default=_plain))


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
