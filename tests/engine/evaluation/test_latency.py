"""Latencies are those of single queries, warm."""

from studio.engine.evaluation.latency import Latency, measure_latency, one_after_the_other


def test_the_median_and_the_slow_end_are_measured_after_a_warm_up() -> None:
    now = 0.0
    calls: list[str] = []

    def call(query: str) -> None:
        nonlocal now
        now += 1.0 if len(calls) < 3 else 0.010 if query != "slow" else 0.100
        calls.append(query)

    queries = ["fast"] * 90
    queries[20:24] = ["slow"] * 4
    found = measure_latency(call, queries, clock=lambda: now)
    assert found is not None
    assert round(found.p50) == 10
    assert 10 < found.p95 <= 100.001
    assert len(calls) == 53


def test_without_queries_there_is_no_latency() -> None:
    assert measure_latency(len, []) is None


def test_steps_that_follow_one_another_add_up() -> None:
    assert one_after_the_other(Latency(1, 2), Latency(10, 20)) == (11, 22)
    assert one_after_the_other(None, Latency(1, 2)) is None
