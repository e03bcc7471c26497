"""Documents and passages in the database. Knows no file format: frames come in and go out as Parquet."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, get_args

from studio.domain.corpus import Passage, State
from studio.domain.options import SplitOptions
from studio.domain.pairs import Split
from studio.domain.records import Found, Landed, Problem
from studio.domain.splits import assign
from studio.storage import jobs, offshoots
from studio.storage.database import Database, UnknownNameError
from studio.storage.derived import fold_again
from studio.storage.names import numbers
from studio.storage.values import frame

__all__ = [
    "Sizes",
    "export_known",
    "export_passages",
    "land_ingest",
    "neighbours",
    "passage",
    "passages",
    "problems",
    "roots",
    "search",
    "sizes",
    "split",
]

_WORD = re.compile(r"\w+(?:[-./]\w+)*")


class Sizes(NamedTuple):
    """How many documents, passages and pairs are active."""

    documents: int
    passages: int
    pairs: int


def sizes(db: Database) -> Sizes:
    """Count what is active in the corpus."""
    return Sizes(*db.all("corpus_counts")[0])


def export_known(db: Database, path: Path) -> int:
    """Write what the corpus holds (document_id, source, content_hash, root) for the ingest job; return the number."""
    return db.do("export_known", path=str(path))


def export_passages(db: Database, path: Path) -> int:
    """Write every active passage as a PASSAGES frame, in document order; return the number."""
    return db.do("export_passages", path=str(path))


def land_ingest(db: Database, outputs: Path, job_id: str, split_options: SplitOptions) -> Landed:
    """Take over an ingest job's outputs: add, change, retire, regroup and assign splits, in one transaction.

    Passages that vanished are retired, never deleted: their pairs are hidden and come back with them.
    """
    documents_frame, passages_frame = frame(outputs, "documents"), frame(outputs, "passages")
    groups_frame, problems_frame = frame(outputs, "groups"), frame(outputs, "problems")

    def work() -> dict[str, int]:
        db.do("retire_documents", documents=documents_frame)
        db.do("retire_passages", documents=documents_frame)
        db.do("wake_passages", passages=passages_frame)
        awaited = db.one("awaited_passages", passages=passages_frame) is not None
        db.do("add_passages", passages=passages_frame)
        db.do("put_documents", documents=documents_frame)
        db.do("group_documents", groups=groups_frame)
        db.do("mark_duplicates", groups=groups_frame)
        split(db, split_options)
        if awaited:
            fold_again(db)
        db.do("replace_problems", step="ingest")
        found = db.do("add_ingest_problems", problems=problems_frame, job_id=job_id)
        counts = dict.fromkeys(get_args(State), 0)
        counts |= dict(db.all("ingest_states", documents=documents_frame))
        return counts | {"passages": sizes(db).passages, "problems": found}

    return jobs.land_once(db, job_id, "ingest", work)


def split(db: Database, options: SplitOptions) -> None:
    """Give every group its side: the one it has, unless the options changed since; then all are assigned anew."""
    recorded = db.one("split_recorded")
    value = repr((options.dev, options.test, options.seed))
    rows = db.all("sides")
    groups = {document_id: group_id for document_id, group_id, _ in rows}
    keep = recorded is not None and recorded[0] == value
    known = {document_id: Split(side) for document_id, _, side in rows if side} if keep else {}
    sides = assign(groups, known, options)
    with db.transaction():
        db.do("set_sides", groups=list(sides), splits=[side.value for side in sides.values()])
        db.do("record_split", value=value)
        db.do("follow_documents")
        db.do("follow_passages")
        offshoots.follow(db)


def roots(db: Database) -> list[str]:
    """Return the folders and files that were ingested."""
    return [row[0] for row in db.all("roots")]


def passage(db: Database, passage_id: str) -> Passage:
    """Return a passage, retired ones too. Raises UnknownNameError."""
    row = db.one("passage", passage_id=passage_id)
    if row is None:
        raise UnknownNameError(f"There is no passage {passage_id} in this project.")
    return _passage(row)


def passages(db: Database, document_id: str) -> list[Passage]:
    """Return the active passages of a document in their order."""
    return [_passage(row) for row in db.all("passages_of", document_id=document_id)]


def neighbours(db: Database, passage_id: str, reach: int = 1) -> tuple[list[Passage], list[Passage]]:
    """Return the active passages up to `reach` before and after one in its document: what was read last is known."""
    known: dict[tuple[str, int], tuple[list[Passage], list[Passage]]] = db.while_unwritten("neighbours", dict)
    found = known.get((passage_id, reach))
    if found is None:
        found = _neighbours(db, passage_id, reach)
        known.clear()
        known[passage_id, reach] = found
    return found


def _neighbours(db: Database, passage_id: str, reach: int) -> tuple[list[Passage], list[Passage]]:
    passage_no = numbers(db, "passage", (passage_id,)).get(passage_id)
    found = [_passage(row) for row in db.all("neighbours", passage_no=passage_no, reach=reach)]
    here = next((each for each in found if each.passage_id == passage_id), None) or passage(db, passage_id)
    before = [each for each in found if each.ordinal < here.ordinal]
    return before, [each for each in found if each.ordinal > here.ordinal]


def search(db: Database, text: str, limit: int = 20) -> list[Found]:
    """Find active passages that hold the words of a text, best first: quick enough to run as a person types."""
    words = _words(text)
    if not words:
        return []
    with db.all_cores():
        return [_found(row, words) for row in db.all("search", words=words, limit=limit)]


def named(db: Database, passage_ids: Sequence[str], text: str) -> list[Found]:
    """Return those of some passages that are active, in the order given, as a search for a text found them."""
    words = _words(text)
    found = {row[0]: _found(row, words) for row in db.all("named", passage_ids=list(passage_ids))}
    return [found[name] for name in passage_ids if name in found]


def _words(text: str) -> list[str]:
    return list(dict.fromkeys(_WORD.findall(text.lower())))[:12]


def problems(db: Database, step: str = "") -> list[Problem]:
    """Return what the last landed jobs could not use, of one step where it is given."""
    return [
        Problem(job_id=job_id, step=of, subject=subject, reason=reason)
        for job_id, of, subject, reason in db.all("problems", step=step)
    ]


def _passage(row: Sequence[Any]) -> Passage:
    passage_id, document_id, ordinal, title, heading_path, text, start, end, tokens, group_id, duplicate_of = row
    return Passage(
        passage_id=passage_id,
        document_id=document_id,
        ordinal=ordinal,
        title=title,
        heading_path=tuple(heading_path),
        text=text,
        start=start,
        end=end,
        tokens=tokens,
        group_id=group_id,
        duplicate_of=duplicate_of,
    )


def _found(row: Sequence[Any], words: Sequence[str]) -> Found:
    passage_id, document_id, title, heading_path, text = row
    whole = " ".join((title, *heading_path, text)).lower()
    return Found(
        passage_id=passage_id,
        document_id=document_id,
        title=title,
        heading_path=tuple(heading_path),
        text=text,
        matched=sum(word in whole for word in words),
    )
