"""Reading the queries and judgments of a BEIR folder. Every broken line is named by file and number. Stores nothing."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from studio.errors import InputError

__all__ = ["Beir", "Judgments", "read"]

Judgments = Mapping[str, int]
_QRELS = ("qrels/test.tsv", "qrels.tsv")


@dataclass(frozen=True, slots=True)
class Beir:
    """Queries (text and style by id) and grades by query and unit."""

    folder: Path
    queries: Mapping[str, tuple[str, str]]
    judgments: Mapping[str, Judgments]


def read(folder: Path) -> Beir:
    """Read queries.jsonl and qrels/test.tsv (or qrels.tsv) of a folder; queries that nobody judged are left out."""
    if not folder.is_dir():
        raise InputError(f"{folder} is not a folder. Name one with queries.jsonl and qrels/test.tsv.")
    judgments = _judgments(_first(folder, _QRELS))
    queries = dict(_queries(_first(folder, ("queries.jsonl",))))
    if not judgments:
        raise InputError(f"{_first(folder, _QRELS)} holds no judgment.")
    if not judgments.keys() & queries.keys():
        raise InputError(f"No query of {folder / 'queries.jsonl'} is judged in {_first(folder, _QRELS)}.")
    return Beir(folder, {name: found for name, found in queries.items() if name in judgments}, judgments)


def _first(folder: Path, names: tuple[str, ...]) -> Path:
    for name in names:
        if (folder / name).is_file():
            return folder / name
    raise InputError(f"{folder} has no {' and no '.join(names)}. A BEIR folder has queries.jsonl and qrels/test.tsv.")


def _queries(file: Path) -> Iterator[tuple[str, tuple[str, str]]]:
    for number, line in _lines(file):
        try:
            row = json.loads(line)
        except ValueError as error:
            raise InputError(f"{file}, line {number} is not JSON: {error}. Mend or remove the line.") from error
        if not isinstance(row, dict) or "_id" not in row or not isinstance(row.get("text"), str):
            raise InputError(f"{file}, line {number} has no _id and text. Mend or remove the line.")
        if row["text"].strip():
            metadata = row.get("metadata")
            style = metadata.get("style") if isinstance(metadata, dict) else row.get("style")
            yield str(row["_id"]), (row["text"].strip(), style if isinstance(style, str) else "")


def _judgments(file: Path) -> dict[str, dict[str, int]]:
    judged: dict[str, dict[str, int]] = {}
    for number, line in _lines(file):
        cells = line.split("\t") if "\t" in line else line.split()
        if len(cells) == 4:  # TREC: query, iteration, unit, grade
            del cells[1]
        if len(cells) != 3:
            raise InputError(f"{file}, line {number} has {len(cells)} columns, not query, unit and grade.")
        query_id, unit_id, grade = (cell.strip() for cell in cells)
        if number == 1 and not _is_number(grade):
            continue
        if not _is_number(grade):
            raise InputError(f"{file}, line {number}: the grade {grade!r} is not a number. Mend or remove the line.")
        judged.setdefault(query_id, {})[unit_id] = max(0, int(float(grade)))
    return judged


def _is_number(text: str) -> bool:
    try:
        return abs(float(text)) < 1e6
    except ValueError:
        return False


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    try:
        text = file.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        broken = file.read_bytes()[: error.start].count(b"\n") + 1
        raise InputError(f"{file}, line {broken} is not UTF-8 text. Save the file as UTF-8.") from error
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}.") from error
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, line.rstrip("\r")
