"""Names made from content, so that the same content keeps its name and its decisions.

Nothing here reads files or knows where an identity is stored.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence

__all__ = ["asked_hash", "content_hash", "pair_id", "passage_id", "plain_query", "section_id", "slug", "text_hash"]

_SPACE = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[^a-z0-9]+")


def content_hash(*parts: str) -> str:
    """Return 16 hexadecimal digits of SHA-256 over the parts; ("ab", "c") differs from ("a", "bc")."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(str(len(data)).encode() + b":" + data)
    return digest.hexdigest()[:16]


def text_hash(text: str) -> str:
    """Hash of a text with white space folded and case ignored: equal for exact duplicates."""
    return content_hash(_SPACE.sub(" ", text).strip().casefold())


def plain_query(query: str) -> str:
    """Return a query without what makes no other query of it: case, white space, the mark at its end."""
    return " ".join(query.split()).casefold().rstrip("?!. ")


def asked_hash(query: str) -> str:
    """Hash of a query: equal for those that ask the same in the same words (see `plain_query`)."""
    return content_hash(plain_query(query))


def passage_id(document_id: str, heading_path: Sequence[str], text: str, occurrence: int = 0) -> str:
    """Name a passage by where it stands and what it says; `occurrence` tells repeats within one section apart."""
    return content_hash(document_id, json.dumps(list(heading_path), ensure_ascii=False), text, str(occurrence))


def pair_id(query: str, positive_passage_id: str) -> str:
    """Name a pair by the query as it was first written and the passage it was written for."""
    return content_hash(_SPACE.sub(" ", query).strip(), positive_passage_id)


def slug(heading: str) -> str:
    """Lower case, every run of other characters one hyphen: 'Queue-time limits' gives 'queue-time-limits'."""
    return _NOT_WORD.sub("-", heading.lower()).strip("-")


def section_id(document_id: str, heading_path: Iterable[str]) -> str:
    """Name a passage's section: 'cu-barrier.md#queue-time-limits', or the document where it has no heading."""
    headings = tuple(heading_path)
    return f"{document_id}#{slug(headings[-1])}" if headings else document_id
