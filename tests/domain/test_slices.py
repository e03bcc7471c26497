"""Slices: which queries belong together, what is compared, and what is told of those that got worse."""

from studio.domain.slices import Asked, slices, worsened


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


def test_a_kind_whose_interval_lies_below_zero_got_worse_for_certain() -> None:
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


def test_less_than_the_margin_is_no_fall_and_the_whole_is_no_kind() -> None:
    queries = [asked(n, 0.7, style="question") for n in range(5)] + [asked(n, 0.495) for n in range(5, 9)]
    assert worsened(slices(queries, "style")) == ()
    assert worsened(slices([asked(n, 0.1) for n in range(40)], "style")) == ()
    assert worsened(slices([asked(1, 0.1), asked(2, 0.9, document="Etch")], "document")) == ()
