"""Which groups are held out. Decides by hashing names; it does not know pairs, files or tables."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from studio.domain.options import SplitOptions
from studio.domain.pairs import Split

__all__ = ["assign", "most_held_out", "side_of"]

_RANK = {Split.TRAIN: 0, Split.DEV: 1, Split.TEST: 2}


def position(group_id: str, seed: int) -> float:
    """Return where a group stands between 0 and 1: by its name and the seed alone."""
    digest = hashlib.sha256(f"{seed}\0{group_id}".encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def side_of(group_id: str, options: SplitOptions) -> Split:
    """Return the side of a group that has none yet."""
    place = position(group_id, options.seed)
    if place < options.test:
        return Split.TEST
    return Split.DEV if place < options.test + options.dev else Split.TRAIN


def most_held_out(sides: Iterable[Split]) -> Split:
    """Return the most held-out of some sides: test before dev before train."""
    return max(sides, key=_RANK.__getitem__, default=Split.TRAIN)


def assign(groups: Mapping[str, str], known: Mapping[str, Split], options: SplitOptions) -> dict[str, Split]:
    """Return the side of every group.

    `groups` says for each document its group, `known` the side a document had before. A group one of whose
    documents had a side keeps it, the most held-out of several; a new one is assigned by its hash.
    With three groups or more no side stays empty unless its share is 0.
    """
    members: dict[str, list[Split]] = {}
    for document, group in groups.items():
        sides = members.setdefault(group, [])
        if document in known:
            sides.append(known[document])
    result = {group: most_held_out(sides) if sides else side_of(group, options) for group, sides in members.items()}
    if len(result) >= 3:
        fresh = {group for group, sides in members.items() if not sides}
        for wanted, share in ((Split.TEST, options.test), (Split.DEV, options.dev), (Split.TRAIN, 1.0)):
            if share and wanted not in result.values():
                _fill(result, wanted, fresh, options.seed)
    return result


def _fill(sides: dict[str, Split], wanted: Split, fresh: Collection[str], seed: int) -> None:
    """Give an empty side one group of a side that has several.

    New groups come first, then training ones; one that was assigned before may only become more held out.
    """
    sizes = Counter(sides.values())
    donors = [
        group
        for group, side in sides.items()
        if sizes[side] > 1 and (group in fresh or most_held_out((side, wanted)) is wanted)
    ]
    if donors:
        chosen = min(donors, key=lambda g: (g not in fresh, sides[g] is not Split.TRAIN, position(g, seed)))
        sides[chosen] = wanted
