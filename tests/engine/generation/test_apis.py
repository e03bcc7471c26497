"""The real SDKs against a local server that speaks their wire formats."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from studio.engine.generation.provider import Answer, NoAnswer, ProviderError, Request, Unreachable
from studio.engine.generation.providers.anthropic import Claude
from studio.engine.generation.providers.openai import Compatible
from tests.engine.generation.helpers import passage, passages, reasons, run
from tests.fakes.llm_server import Behaviour, Cut, Garbage, LlmServer, Reply, Slow, Status, queries

Api = Claude | Compatible
Make = Callable[..., Api]


@pytest.fixture
def server() -> Iterator[LlmServer]:
    with LlmServer(key="sk-right") as running:
        yield running


@pytest.fixture(params=["anthropic", "openai"])
def make(request: pytest.FixtureRequest, server: LlmServer) -> Make:
    def made(*, key: str = "sk-right", retries: int = 2, timeout: float = 30.0, url: str = "") -> Api:
        if request.param == "anthropic":
            return Claude("claude-test", key, base_url=url or server.url, retries=retries, timeout=timeout)
        return Compatible("gpt-test", key, base_url=f"{url or server.url}/v1", retries=retries, timeout=timeout)

    return made


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long the SDKs would have waited; they do not."""
    waits: list[float] = []
    monkeypatch.setattr(time, "sleep", waits.append)
    return waits


def ask(api: Api) -> Answer:
    return api.ask(question(api))


def question(api: Api) -> Request:
    return api.prompt.build(passage(1), {"keyword": 1, "need": 1}, "Engineers.")


def test_a_prompt_goes_out_and_its_text_comes_back_with_tokens(make: Make, server: LlmServer) -> None:
    answer = ask(make())
    assert answer == Answer(text=queries("keyword", "question", "need"), input_tokens=100, output_tokens=20)
    body = server.seen[0].body
    assert "Passage number 1" in server.seen[0].user
    assert not {"temperature", "top_p", "top_k"} & set(body)


def test_structured_output_is_asked_for_in_the_api_s_own_way(make: Make, server: LlmServer) -> None:
    api = make()
    ask(api)
    body = server.seen[0].body
    if isinstance(api, Claude):
        assert body["output_config"]["format"] == {"type": "json_schema", "schema": question(api).schema}
        assert server.seen[0].path == "/v1/messages"
    else:
        assert body["response_format"]["json_schema"]["schema"] == question(api).schema
        assert body["response_format"]["json_schema"]["strict"] is True
        assert server.seen[0].path == "/v1/chat/completions"


def test_a_full_house_is_waited_for_as_long_as_it_says(make: Make, server: LlmServer, slept: list[float]) -> None:
    server.script.extend([Status(429, headers={"retry-after": "7"}), Status(429, headers={"retry-after": "1"})])
    assert ask(make()).text
    assert slept == [7.0, 1.0]
    assert len(server.seen) == 3


@pytest.mark.parametrize("hiccup", [Status(500), Status(503), Status(529, "overloaded"), Cut()])
def test_hiccups_and_cut_connections_are_tried_again(
    make: Make, server: LlmServer, slept: list[float], hiccup: Status | Cut
) -> None:
    server.script.extend([hiccup, hiccup])
    assert ask(make()).text
    assert len(server.seen) == 3


def test_a_server_that_stays_broken_costs_this_request_alone(make: Make, server: LlmServer, slept: list[float]) -> None:
    server.script.extend([Status(500, "boom")] * 3)
    with pytest.raises(NoAnswer, match=r"refused the request .*boom"):
        ask(make())
    assert ask(make()).text


def test_a_wrong_key_is_one_sentence_that_names_the_variable(make: Make) -> None:
    api = make(key="sk-wrong")
    with pytest.raises(
        ProviderError, match=rf"refused the key in {api.key_name} .*Set {api.key_name} to a key"
    ) as told:
        ask(api)
    assert "sk-wrong" not in str(told.value)


def test_an_unknown_model_is_one_sentence(make: Make, server: LlmServer) -> None:
    server.script.append(Status(404, "model: nope"))
    with pytest.raises(ProviderError, match=r"knows no model '(claude|gpt)-test'.*generation\.model"):
        ask(make())


@pytest.mark.parametrize("status", [Status(402, "pay"), Status(400, "Your credit balance is too low")])
def test_an_empty_account_ends_the_step(make: Make, server: LlmServer, status: Status) -> None:
    server.script.extend([status] * 3)
    with pytest.raises((ProviderError, NoAnswer), match=r"wants to be paid|credit balance"):
        ask(make())


def test_a_connection_that_is_cut_every_time_is_told(make: Make, server: LlmServer, slept: list[float]) -> None:
    server.script.extend([Cut()] * 3)
    with pytest.raises(Unreachable, match="cannot be reached"):
        ask(make())


def test_nobody_at_the_other_end_is_told(make: Make) -> None:
    with pytest.raises(Unreachable, match="cannot be reached"):
        ask(make(url="http://127.0.0.1:9", retries=0))


def test_an_answer_that_takes_too_long_is_told(make: Make, server: LlmServer) -> None:
    slow = Slow(threading.Event(), Reply("late"))
    server.script.append(slow)
    with pytest.raises(Unreachable, match=r"no answer within 0\.2 seconds"):
        ask(make(retries=0, timeout=0.2))
    slow.until.set()


@pytest.mark.parametrize(
    "garbage",
    [
        Garbage(),
        Garbage(b"{]", "application/json"),
        Garbage(b"{}", "application/json"),
        Garbage(b"[]", "application/json"),
    ],
)
def test_a_page_of_a_gateway_is_no_answer(make: Make, server: LlmServer, garbage: Garbage) -> None:
    server.script.append(garbage)
    with pytest.raises(NoAnswer):
        ask(make(retries=0))


def test_a_refusal_is_recognised(make: Make, server: LlmServer) -> None:
    server.script.append(Reply("", "refusal"))
    assert ask(make()).stop == "refusal"


def test_empty_and_overlong_answers_come_back_as_what_they_are(make: Make, server: LlmServer) -> None:
    server.script.extend([Reply(""), Reply('{"queries": [', "length")])
    assert [ask(make()), ask(make())] == [
        Answer(text="", input_tokens=100, output_tokens=20),
        Answer(text='{"queries": [', stop="length", input_tokens=100, output_tokens=20),
    ]


def test_the_whole_step_lives_with_everything_a_server_can_do(
    make: Make, server: LlmServer, slept: list[float], tmp_path: Path
) -> None:
    script: list[Behaviour] = [
        Reply("no JSON"),
        Reply(queries("need")),
        Status(429, headers={"retry-after": "1"}),
        Cut(),
        Reply(""),
        Reply(""),
    ]
    server.script.extend([*script, Reply("", "refusal")])
    result = run(passages(5), make(), tmp_path / "answers.sqlite", concurrency=1)
    assert result.counts["passages"] == 3
    assert [reason.split(":")[0] for reason in reasons(result)] == ["no query", "no query"]
    requests = len(server.seen)
    again = run(passages(5), make(), tmp_path / "answers.sqlite", concurrency=3)
    assert again.counts["passages"] == 4
    assert len(server.seen) == requests + 1, "the empty answer alone is asked for again"
    third = run(passages(5), make(), tmp_path / "answers.sqlite", concurrency=3)
    assert third.queries.equals(again.queries)
    assert len(server.seen) == requests + 1


@pytest.mark.parametrize(
    ("refuses", "kept"), [(set(), "json_schema"), ({"json_schema"}, "json_object"), ({"response_format"}, None)]
)
def test_a_gateway_is_asked_in_the_plainest_way_that_it_needs_and_only_tested_once(
    refuses: set[str], kept: str | None
) -> None:
    with LlmServer(refuses=refuses) as server:
        api = Compatible("m", "", base_url=f"{server.url}/v1")
        for _ in range(3):
            assert ask(api).text
        forms = [(seen.body.get("response_format") or {}).get("type") for seen in server.seen]
        assert forms[-3:] == [kept] * 3
        assert len(forms) == 3 + {"json_schema": 0, "json_object": 1, None: 2}[kept]


@pytest.mark.parametrize(
    ("refuses", "keys"), [(set(), {"effort", "format"}), ({"effort"}, {"format"}), ({"output_config"}, set())]
)
def test_claude_is_asked_without_what_an_older_model_or_gateway_refuses(refuses: set[str], keys: set[str]) -> None:
    with LlmServer(refuses=refuses) as server:
        api = Claude("claude-test", "sk", base_url=server.url)
        for _ in range(2):
            assert ask(api).text
        assert set(server.seen[-1].body.get("output_config", {})) == keys


def test_a_request_that_is_refused_in_every_way_costs_itself_alone() -> None:
    with LlmServer() as server:
        api = Compatible("m", "", base_url=f"{server.url}/v1")
        server.script.extend([Status(400, "the prompt is too long")] * 3)
        with pytest.raises(NoAnswer, match="too long"):
            ask(api)
        assert ask(api).text
        assert server.seen[-1].body["response_format"]["type"] == "json_schema"
