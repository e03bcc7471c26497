"""Slices: which queries belong together, what is compared, and what is told of those that got worse."""

import random

from studio.domain.slices import WAYS, Asked, slices, worsened


def asked(number: int, after: float, *, style: str = "keyword", text: str = "queue time", **more: object) -> Asked:
    values: dict[str, object] = {
        "query_id": f"q{number}",
        "text": text,
        "style": style,
        "document": "Barrier",
        "group": f"g{number}",
        "overlap": 0.6,
        "before": 0.5,
        "after": after,
        **more,
    }
    return Asked(**values)  # type: ignore[arg-type]  # Asked's own names


def test_each_style_is_compared_by_itself_the_greatest_loss_first() -> None:
    queries = [asked(n, 0.7) for n in range(3)] + [asked(n, 0.4, style="question") for n in range(3, 5)]
    first, second = slices(queries, "style")
    assert (first.name, first.compared.queries, first.compared.groups) == ("question", 2, 2)
    assert (round(first.before, 9), round(first.after, 9), round(first.compared.difference, 9)) == (0.5, 0.4, -0.1)
    assert (second.name, second.compared.won) == ("keyword", 3)


def test_bands_stand_in_their_order_and_hold_their_ends() -> None:
    shares = [
        (0.0, "under a quarter"),
        (0.25, "a quarter to half"),
        (0.5, "half to three quarters"),
        (0.75, "three quarters or more"),
        (None, "an unknown share"),
    ]
    for overlap, name in shares:
        [found] = slices([asked(1, 0.5, overlap=overlap)], "overlap")
        assert found.name == name
    all_of_them = slices([asked(n, 0.5, overlap=overlap) for n, (overlap, _) in enumerate(reversed(shares))], "overlap")
    assert [found.name for found in all_of_them] == [name for _, name in shares]
    for words, name in ((3, "1 to 3 words"), (4, "4 to 7 words"), (12, "8 to 12 words"), (13, "13 words or more")):
        [found] = slices([asked(1, 0.5, text=" ".join("w" * words))], "length")
        assert found.name == name


def test_queries_of_one_group_are_one_voice() -> None:
    [found] = slices([asked(n, 0.1, group="g") for n in range(40)], "style")
    assert (found.compared.groups, found.compared.ci_low, found.compared.ci_high) == (1, -1.0, 1.0)


def test_a_kind_that_lost_throughout_got_worse_for_certain() -> None:
    queries = [asked(n, 0.7, style="question") for n in range(40)] + [asked(n, 0.4) for n in range(40, 80)]
    [fall] = worsened(slices(queries, "style"))
    assert (fall.kind, fall.certain, fall.queries) == ("keyword queries", True, 40)


def test_a_drop_is_stated_where_groups_are_too_few_to_be_sure() -> None:
    queries = [asked(n, 0.7, style="question") for n in range(40)] + [asked(n, 0.47) for n in range(40, 45)]
    [fall] = worsened(slices(queries, "style"))
    assert (fall.kind, fall.certain, fall.groups) == ("keyword queries", False, 5)


def test_a_drop_is_stated_too_where_groups_are_enough_and_the_interval_is_not() -> None:
    noisy = [asked(n, 0.9 if n % 2 else 0.06) for n in range(40)]
    [fall] = worsened(slices([*noisy, *(asked(n, 0.9, style="question") for n in range(40, 80))], "style"))
    assert (fall.kind, fall.certain) == ("keyword queries", False)


def test_of_a_dozen_kinds_one_is_called_worse_by_chance_in_at_most_one_row_of_twenty() -> None:
    draw, alarms, told = random.Random(4), 0, 0
    for _ in range(60):
        shared = [draw.gauss(0, 0.08) for _ in range(60)]
        queries = [
            asked(
                number,
                0.5 + shared[number % 60] + draw.choice([0.0, draw.gauss(0, 0.25)]),
                style=draw.choice(["keyword", "question", "need"]),
                text=" ".join("w" * draw.randint(1, 15)),
                overlap=draw.random(),
                group=f"g{number % 60}",
            )
            for number in range(240)
        ]
        falls = worsened([each for by in WAYS if by != "document" for each in slices(queries, by)])
        alarms += any(fall.certain for fall in falls)
        told += any(not fall.certain for fall in falls)
    assert alarms <= 6  # three and two standard errors of 60 rows
    assert told > 30, "a drop that may be chance is not kept silent"


def test_less_than_the_margin_is_no_fall_and_the_whole_is_no_kind() -> None:
    queries = [asked(n, 0.7, style="question") for n in range(5)] + [asked(n, 0.495) for n in range(5, 9)]
    assert worsened(slices(queries, "style")) == ()
    assert worsened(slices([asked(n, 0.1) for n in range(40)], "style")) == ()
    assert worsened(slices([asked(1, 0.1), asked(2, 0.9, document="Etch")], "document")) == ()
