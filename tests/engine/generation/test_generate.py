import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest

from studio.engine.generation.answers import Answers
from studio.engine.generation.generate import PROBLEMS, QUERIES
from studio.engine.generation.pool import in_order
from studio.engine.generation.prompt import Instructions
from studio.engine.generation.provider import Answer, NoAnswer, ProviderError, Request, Unreachable
from studio.engine.progress import Interrupted, Silent
from studio.errors import StudioError
from tests.engine.generation.helpers import THREE, Scripted, passage, passages, reasons, run
from tests.fakes.llm_server import queries


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "index" / "answers.sqlite"


def fail(error: Exception) -> Scripted:
    def answer(request: Request) -> str:
        raise error

    return Scripted(answer)


def test_every_query_carries_passage_style_source_model_and_prompt_version(cache: Path) -> None:
    result = run(passages(2), Scripted(), cache)
    assert result.queries.schema == QUERIES
    assert result.problems.schema == PROBLEMS
    assert result.queries.row(0) == (
        passage(0).passage_id,
        "keyword Passage number 0 about subject0.",
        "keyword",
        "scripted",
        "model-1",
        Instructions().version,
    )
    assert result.counts["queries"] == 6
    assert (result.counts["input_tokens"], result.counts["output_tokens"]) == (20, 10)


def test_results_stand_in_the_order_of_passages_whoever_answers_first(cache: Path) -> None:
    last_came = threading.Event()

    def answer(request: Request) -> str:
        if "number 0 " in request.user:
            last_came.wait(10)
        if "number 7 " in request.user:
            last_came.set()
        return queries("need", about=request.passage.text)

    result = run(passages(8), Scripted(answer), cache, concurrency=4, styles=("need",), queries_per_passage=1)
    assert result.queries["passage_id"].to_list() == [one.passage_id for one in passages(8)]


def test_no_more_requests_are_under_way_than_the_provider_stands(cache: Path) -> None:
    together = threading.Semaphore(2)

    def answer(request: Request) -> str:
        assert together.acquire(blocking=False)
        try:
            return queries(*request.wanted)
        finally:
            together.release()

    run(passages(30), Scripted(answer, parallel=2), cache, concurrency=16)


def test_nothing_is_asked_twice(cache: Path) -> None:
    first, second = Scripted(), Scripted()
    before = run(passages(5), first, cache)
    after = run(passages(6), second, cache)
    assert [len(first.asked), len(second.asked)] == [5, 1]
    assert after.queries.head(15).equals(before.queries)
    assert (after.counts["asked"], after.counts["kept"], after.counts["input_tokens"]) == (1, 5, 10)


def test_two_passages_that_read_the_same_are_asked_once_even_at_the_same_time(cache: Path) -> None:
    one = passage(1)
    twins = [passage(1, one.text, document=f"copy{number}") for number in range(8)]
    provider = Scripted()
    result = run(twins, provider, cache, concurrency=8, queries_per_passage=3)
    assert len(provider.asked) == 1
    assert result.counts["passages"] == 8


@pytest.mark.parametrize("change", ["model", "name", "domain", "styles"])
def test_another_model_provider_or_prompt_is_another_question(cache: Path, change: str) -> None:
    run(passages(1), Scripted(), cache)
    other = Scripted()
    options: dict[str, Any] = {}
    if change in {"model", "name"}:
        setattr(other, change, "other")
    else:
        options = {"domain": "Cooks."} if change == "domain" else {"styles": ("need",)}
    run(passages(1), other, cache, **options)
    assert len(other.asked) == 1


def test_an_answer_is_kept_before_anybody_reads_it(cache: Path) -> None:
    run(passages(1), Scripted(lambda _: "nonsense"), cache)
    with sqlite3.connect(cache) as connection:
        assert connection.execute("SELECT count(*) FROM answers WHERE text = 'nonsense'").fetchone() == (2,)
    connection.close()


def test_an_empty_answer_is_told_and_asked_for_again_next_time(cache: Path) -> None:
    assert "could not be read" in reasons(run(passages(1), Scripted(lambda _: " "), cache))[0]
    assert run(passages(1), Scripted(lambda _: queries("need")), cache).counts["queries"] == 1


def test_an_answer_that_cannot_be_read_is_asked_for_once_more_and_then_told(cache: Path) -> None:
    mended = Scripted(lambda request: queries("need") if "could not be used" in request.user else "sorry")
    assert run(passages(1), mended, cache).counts["queries"] == 1
    assert len(mended.asked) == 2
    hopeless = Scripted(lambda _: "sorry", model="model-2")
    assert "could not be read. It was neither JSON" in reasons(run(passages(1), hopeless, cache))[0]
    again = Scripted(lambda _: "sorry", model="model-2")
    run(passages(1), again, cache)
    assert [len(hopeless.asked), len(again.asked)] == [2, 0]


def test_a_refusal_is_told_and_not_asked_again(cache: Path) -> None:
    provider = Scripted(lambda _: Answer(text="", stop="refusal"))
    assert reasons(run(passages(1), provider, cache)) == ["no query: model-1 refused to write any."]
    run(passages(1), provider, cache)
    assert len(provider.asked) == 1


def test_an_answer_that_was_cut_off_is_asked_for_again(cache: Path) -> None:
    provider = Scripted(lambda _: Answer(text='{"queries": [{"style": "need", "que', stop="length"))
    assert "too long" in reasons(run(passages(1), provider, cache))[0]
    assert len(provider.asked) == 2


def test_a_passage_that_nobody_would_search_for_is_told(cache: Path) -> None:
    assert "seems worth a search" in reasons(run(passages(1), Scripted(lambda _: '{"queries": []}'), cache))[0]


def test_one_failed_request_costs_its_passage_alone_and_is_asked_again_next_time(cache: Path) -> None:
    def answer(request: Request) -> str:
        if "number 2 " in request.user:
            raise NoAnswer("the server broke (500).")
        return queries(*request.wanted)

    result = run(passages(5), Scripted(answer), cache)
    assert result.counts["passages"] == 4
    assert result.problems.rows() == [(passage(2).passage_id, "no query: the server broke (500).")]
    again = Scripted()
    assert run(passages(5), again, cache).counts["passages"] == 5
    assert len(again.asked) == 1


def test_asking_ends_where_nothing_comes_back_any_more(cache: Path) -> None:
    broken = fail(NoAnswer("broken (500)."))
    with pytest.raises(StudioError, match=r"last 10 requests to scripted got no answer: broken"):
        run(passages(2000), broken, cache, concurrency=2)
    assert len(broken.asked) < 1000
    gone = fail(Unreachable("nobody there."))
    with pytest.raises(StudioError, match="last 3 requests"):
        run(passages(100), gone, cache, concurrency=2)


def test_a_refused_key_ends_the_step_at_once(cache: Path) -> None:
    provider = fail(ProviderError("the key is wrong."))
    with pytest.raises(ProviderError, match="the key is wrong"):
        run(passages(1000), provider, cache, concurrency=4)
    assert len(provider.asked) <= 8


def test_stopping_begins_nothing_new_keeps_what_is_under_way_and_goes_on_from_there(cache: Path) -> None:
    stop = threading.Event()

    def answer(request: Request) -> str:
        if "number 3 " in request.user:
            stop.set()
        return queries(*request.wanted)

    first = Scripted(answer)
    with pytest.raises(Interrupted):
        run(passages(200), first, cache, Silent(stop=stop.is_set), concurrency=2)
    assert 4 <= len(first.asked) < 200
    second = Scripted()
    assert run(passages(200), second, cache).counts["passages"] == 200
    assert len(first.asked) + len(second.asked) == 200


def test_a_request_that_hangs_does_not_hold_up_a_stop() -> None:
    forever, begun = threading.Event(), threading.Event()

    def work(item: int) -> int:
        begun.set()
        forever.wait(60)
        return item

    assert list(in_order(work, [1, 2, 3], 2, begun.is_set, grace=0.05)) == []
    forever.set()


def test_a_provider_that_costs_nothing_is_not_kept(cache: Path) -> None:
    provider = Scripted(costs=False)
    run(passages(2), provider, cache)
    run(passages(2), provider, cache)
    assert len(provider.asked) == 4


def test_what_a_provider_could_not_use_is_in_the_report(cache: Path) -> None:
    result = run(passages(1), Scripted(unused=[("recorded.jsonl", "line 3 is no JSON.")]), cache)
    assert result.problems.rows() == [("recorded.jsonl", "line 3 is no JSON.")]


def test_a_damaged_file_of_answers_is_a_sentence(cache: Path) -> None:
    cache.parent.mkdir()
    cache.write_bytes(b"this is no database" * 1000)
    with pytest.raises(StudioError, match=r"answers\.sqlite is damaged"):
        run(passages(1), Scripted(), cache)


def test_a_full_disk_is_a_sentence(cache: Path) -> None:
    provider = Scripted()
    request = provider.prompt.build(passage(1), {"need": 1}, "")
    with Answers(cache) as answers:
        answers._connection.execute("PRAGMA max_page_count = 3")
        with pytest.raises(StudioError, match=r"could not be used \(database or disk is full\)\. Make room"):
            answers.put("key", provider, request, Answer(text="x" * 100_000))


def test_queries_are_spread_over_the_styles(cache: Path) -> None:
    result = run(passages(60), Scripted(), cache, queries_per_passage=1)
    counts = dict(result.queries["style"].value_counts().iter_rows())
    assert set(counts) == set(THREE)
    assert min(counts.values()) >= 10
