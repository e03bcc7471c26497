"""The judging screen's texts."""

from studio.domain.judging import Judging
from studio.ui.judging import view

HALF = Judging(queries=40, finished=12, unanswered=1, pooled=900, judged=300)


def test_the_time_left_stays_in_the_bar_where_there_is_no_room_for_the_rest() -> None:
    said = view.bar("tickets of 2026", 12, HALF, 10.0, 90)
    assert said == "tickets of 2026 · query 13 of 40 · 12 judged · 600 passages left · about 60 min"
    assert view.bar("tickets of 2026", 12, HALF, 10.0, 66) == (
        "query 13 of 40 · 12 judged · 600 passages left · about 60 min"
    )
    assert view.bar("tickets of 2026", 12, HALF, 10.0, 54) == "query 13 of 40 · 600 passages left · about 60 min"
    assert view.bar("tickets of 2026", 12, HALF, None, 0) == "query 13 of 40"
