"""How far reviewers agree beyond chance: Cohen's and Fleiss' kappa, Krippendorff's alpha, each with its interval.

Answers are names without an order. Every measure follows from a table that is a sum over pairs, so that its interval is
a jackknife that leaves out one group of documents at a time (Fleiss and Davies 1982), as wide as Student's t has it for
their number: pairs of one document are not independent. Written here because the libraries at hand give no interval by
group, and alpha or kappa alone. Knows neither reviewers nor storage.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

from studio.domain.statistics import t_quantile

__all__ = ["COHEN", "FLEISS", "KRIPPENDORFF", "Answers", "Estimate", "Measure", "Measured", "estimate", "measured"]

Table = Mapping[tuple[str, ...], float]


@dataclass(frozen=True, slots=True)
class Answers:
    """What reviewers said of one pair, and the group of documents that it belongs to."""

    group: str
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure: what one pair adds to its table, and what a table is worth (None where it says nothing)."""

    name: str
    added: Callable[[Sequence[str]], Iterable[tuple[tuple[str, ...], float]]]
    worth: Callable[[Table], float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A measure, 1 for full agreement and 0 for what chance would bring, and its 95% interval.

    None where it cannot be told: nobody differed in anything, or there is but one group.
    """

    value: float | None
    low: float | None
    high: float | None
    pairs: int
    groups: int


def estimate(measure: Measure, answers: Sequence[Answers]) -> Estimate:
    """Measure agreement over pairs; its interval leaves out one group at a time."""
    by_group: dict[str, dict[tuple[str, ...], float]] = defaultdict(lambda: defaultdict(float))
    whole: dict[tuple[str, ...], float] = defaultdict(float)
    for answer in answers:
        for key, weight in measure.added(answer.said):
            by_group[answer.group][key] += weight
            whole[key] += weight
    value = measure.worth(whole)
    low, high = _interval(value, [measure.worth(_without(whole, table)) for table in by_group.values()])
    return Estimate(value=value, low=low, high=high, pairs=len(answers), groups=len(by_group))


@dataclass(frozen=True, slots=True)
class Measured:
    """One measure among some reviewers."""

    name: str
    reviewers: tuple[str, ...]
    estimate: Estimate


def measured(pairs: Sequence[tuple[str, Mapping[str, str]]]) -> list[Measured]:
    """Measure agreement on pairs, each with its group and what each reviewer said by name: the broadest measure first.

    Cohen's kappa is told for every two reviewers, Fleiss' for the pairs that all of three or more answered.
    """
    everybody = tuple(sorted({name for _, said in pairs for name in said}))
    if not everybody:
        return []
    found = [
        Measured(
            KRIPPENDORFF.name,
            everybody,
            estimate(KRIPPENDORFF, [Answers(g, tuple(said.values())) for g, said in pairs]),
        )
    ]
    chosen = [(FLEISS, everybody)] if len(everybody) > 2 else []
    chosen += [(COHEN, two) for two in combinations(everybody, 2)]
    for measure, names in chosen:
        own = [Answers(group, tuple(said[n] for n in names)) for group, said in pairs if all(n in said for n in names)]
        if own:
            found.append(Measured(measure.name, names, estimate(measure, own)))
    return found


def _without(whole: Table, part: Table) -> Table:
    left = {key: count - part.get(key, 0.0) for key, count in whole.items()}
    return {key: count for key, count in left.items() if count > 1e-9}


def _interval(value: float | None, left_out: Sequence[float | None]) -> tuple[float | None, float | None]:
    known = [found for found in left_out if found is not None]
    if value is None or len(known) < 2 or len(known) < len(left_out):
        return None, None
    mean = sum(known) / len(known)
    error = math.sqrt((len(known) - 1) / len(known) * sum((found - mean) ** 2 for found in known))
    width = t_quantile(len(known) - 1) * error
    return max(-1.0, value - width), min(1.0, value + width)


def _zeros() -> defaultdict[str, float]:
    return defaultdict(float)


def _beyond_chance(observed: float, expected: float) -> float | None:
    return None if expected >= 1 - 1e-12 else (observed - expected) / (1 - expected)


def _cohen_added(said: Sequence[str]) -> Iterator[tuple[tuple[str, ...], float]]:
    one, other = said
    yield (one, other), 1.0


def _cohen(table: Table) -> float | None:
    total = sum(table.values())
    if not total:
        return None
    rows, columns = _zeros(), _zeros()
    for (one, other), count in table.items():
        rows[one] += count
        columns[other] += count
    observed = sum(count for (one, other), count in table.items() if one == other) / total
    return _beyond_chance(observed, sum(rows[name] * columns[name] for name in rows) / total**2)


def _fleiss_added(said: Sequence[str]) -> Iterator[tuple[tuple[str, ...], float]]:
    counts, raters = Counter(said), len(said)
    yield (), 1.0
    yield ("agree", ""), sum(count * (count - 1) for count in counts.values()) / (raters * (raters - 1))
    for name, count in counts.items():
        yield (name,), count / raters


def _fleiss(table: Table) -> float | None:
    pairs = table.get((), 0.0)
    if not pairs:
        return None
    shares = [count / pairs for key, count in table.items() if len(key) == 1]
    return _beyond_chance(table.get(("agree", ""), 0.0) / pairs, sum(share**2 for share in shares))


def _alpha_added(said: Sequence[str]) -> Iterator[tuple[tuple[str, ...], float]]:
    for one, other in permutations(said, 2):
        yield (one, other), 1 / (len(said) - 1)


def _alpha(table: Table) -> float | None:
    total = sum(table.values())
    if total <= 1:
        return None
    sums = _zeros()
    for (one, _), count in table.items():
        sums[one] += count
    differ = sum(count for (one, other), count in table.items() if one != other)
    by_chance = (total**2 - sum(count**2 for count in sums.values())) / (total - 1)
    return None if by_chance <= 1e-12 else 1 - differ / by_chance


COHEN = Measure("Cohen's kappa", _cohen_added, _cohen)
"""Two reviewers, each with their own habits (Cohen 1960). Takes pairs that both answered, in the same order."""

FLEISS = Measure("Fleiss' kappa", _fleiss_added, _fleiss)
"""Any reviewers, as many to every pair (Fleiss 1971)."""

KRIPPENDORFF = Measure("Krippendorff's alpha", _alpha_added, _alpha)
"""Any reviewers, two or more to a pair, as many as there are (Krippendorff 2011), nominal."""
