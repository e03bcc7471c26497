from studio.ui.review.pace import Pace


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def decide_every(seconds: float, times: int) -> list[bool]:
    clock = Clock()
    pace = Pace(clock)
    answers = []
    for _ in range(times):
        answers.append(pace.decided())
        clock.now += seconds
    return answers


def test_four_decisions_within_a_second_are_a_burst() -> None:
    assert decide_every(0.2, 4) == [False, False, False, True]


def test_a_burst_is_told_once_for_every_four_decisions() -> None:
    assert decide_every(0.2, 8) == [False, False, False, True, False, False, False, True]


def test_quick_reading_is_no_burst() -> None:
    assert not any(decide_every(0.5, 20))


def test_the_pace_is_told_from_the_third_decision_on() -> None:
    clock = Clock()
    pace = Pace(clock)
    for _ in range(2):
        pace.decided()
        clock.now += 6
    assert pace.per_minute() is None
    pace.decided()
    assert pace.per_minute() == 10


def test_a_break_does_not_slow_the_pace() -> None:
    clock = Clock()
    pace = Pace(clock)
    for gap in (6, 6, 3600, 6):
        pace.decided()
        clock.now += gap
    pace.decided()
    assert pace.per_minute() == 10
