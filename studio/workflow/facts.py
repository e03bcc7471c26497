"""What is known of a run as labelled texts, the same for `studio run` and for the run's screen. Reads nothing."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from studio.domain.wording import plural
from studio.settings import toml_value
from studio.workflow.runs import Record

__all__ = ["facts", "settings"]


def facts(record: Record) -> Iterator[tuple[str, str]]:
    """Yield what is known of a run but for its settings and its numbers, which each reader shows in its own way.

    Each label has at most nine letters; names, notes and titles are as people wrote them.
    """
    run = record.run
    yield "run", " · ".join(run.names) + (" · pinned" if run.pinned else "") + (" · archived" if run.archived else "")
    if run.note:
        yield "note", run.note
    yield "state", f"{record.state}: {record.why}" if record.why else record.state
    yield "made", _moment(run.created_at)
    if record.ended_at:
        yield "ended", _moment(record.ended_at)
    yield "base", run.base
    yield "dataset", run.dataset_hash + (f", {plural(record.dataset.pairs, 'pair')}" if record.dataset else "")
    if record.merged:
        yield "weights", record.merged
    if record.everyday:
        yield "everyday", record.everyday.removeprefix("everyday ")


def settings(record: Record) -> Iterator[tuple[str, str, str]]:
    """Yield section, key and value of each setting that the run recorded, the value as studio.toml has it."""
    for section, values in record.run.settings.items():
        for key, value in (values if isinstance(values, Mapping) else {}).items():
            yield section, key, toml_value(value)


def _moment(at: datetime) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M}"
