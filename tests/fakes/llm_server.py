"""A local server that speaks the wire format of Anthropic's messages and of OpenAI's chat completions.

Real SDKs are pointed at it by `base_url` (`server.url` for Anthropic, `server.url + "/v1"` for OpenAI). What it does is
scripted: each behaviour in `script` serves one request, in order of arrival; else it answers `answer(user)`.
It keeps every request that it saw. Nothing in it sleeps: what is slow waits for an event that the test sets.
"""

import json
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

__all__ = ["Behaviour", "Cut", "Garbage", "LlmServer", "Reply", "Seen", "Slow", "Status", "queries"]


@dataclass(frozen=True)
class Reply:
    """Answers with this text. `stop` is `end`, `length` or `refusal`."""

    text: str
    stop: str = "end"


@dataclass(frozen=True)
class Status:
    """Answers with an error of the API."""

    code: int
    message: str = "scripted"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Cut:
    """Promises a whole answer and closes the connection in the middle of it."""


@dataclass(frozen=True)
class Garbage:
    """Answers 200 with a body that is no JSON of the API."""

    body: bytes = b"<html>gateway</html>"
    kind: str = "text/html"


@dataclass(frozen=True)
class Slow:
    """Answers once `until` is set; `begun` is set as soon as the request is there."""

    until: threading.Event
    then: Reply
    begun: threading.Event = field(default_factory=threading.Event)


Behaviour = Reply | Status | Cut | Garbage | Slow


@dataclass(frozen=True)
class Seen:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def user(self) -> str:
        """The text of the last user message."""
        return str(self.body["messages"][-1]["content"])


def queries(*styles: str, about: str = "the thing") -> str:
    """A well-formed answer with one query for each style."""
    return json.dumps({"queries": [{"style": style, "query": f"{style} {about}"} for style in styles]})


class LlmServer:
    """The server; used as a context manager."""

    def __init__(
        self, answer: Callable[[str], str] | None = None, *, key: str = "", refuses: set[str] | None = None
    ) -> None:
        """`key` is the only one accepted where it is given; `refuses` names fields that are answered with 400."""
        self.answer = answer or (lambda _: queries("keyword", "question", "need"))
        self.key = key
        self.refuses = refuses or set()
        self.script: deque[Behaviour] = deque()
        self.seen: list[Seen] = []
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def next(self, seen: Seen) -> Behaviour:
        """Keep a request and say how it is served."""
        with self._lock:
            self.seen.append(seen)
            if self.key and self.key not in (seen.headers.get("x-api-key") or seen.headers.get("authorization", "")):
                return Status(401, "invalid x-api-key")
            for name in self.refuses:
                if name in json.dumps(seen.body):
                    return Status(400, f"{name}: Extra inputs are not permitted")
            return self.script.popleft() if self.script else Reply(self.answer(seen.user))

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                length = int(self.headers.get("content-length", 0))
                body = json.loads(self.rfile.read(length) or b"{}")
                headers = {name.lower(): value for name, value in self.headers.items()}
                behaviour = server.next(Seen(self.path, headers, body))
                if isinstance(behaviour, Slow):
                    behaviour.begun.set()
                    behaviour.until.wait(30)
                    behaviour = behaviour.then
                self._serve(behaviour, str(body.get("model", "")))

            def _serve(self, behaviour: Behaviour, model: str) -> None:
                messages = self.path.endswith("/messages")
                if isinstance(behaviour, Status):
                    fault = {"type": "error", "message": behaviour.message}
                    error = {"type": "error", "error": fault} if messages else {"error": fault}
                    self._send(behaviour.code, json.dumps(error).encode(), headers=behaviour.headers)
                elif isinstance(behaviour, Garbage):
                    self._send(200, behaviour.body, kind=behaviour.kind)
                elif isinstance(behaviour, Cut):
                    whole = json.dumps(_message(Reply("cut"), model)).encode()
                    self._send(200, whole[: len(whole) // 2], length=len(whole))
                    self.close_connection = True
                elif isinstance(behaviour, Reply):
                    made = _message(behaviour, model) if messages else _completion(behaviour, model)
                    self._send(200, json.dumps(made).encode())

            def _send(
                self,
                code: int,
                body: bytes,
                *,
                kind: str = "application/json",
                length: int | None = None,
                headers: Mapping[str, str] | None = None,
            ) -> None:
                self.send_response(code)
                self.send_header("content-type", kind)
                self.send_header("content-length", str(len(body) if length is None else length))
                for name, value in (headers or {}).items():
                    self.send_header(name, value)
                self.end_headers()
                try:
                    self.wfile.write(body)
                except OSError:
                    self.close_connection = True  # the client has given up waiting

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in the base class
                """Say nothing."""

        return Handler


def _message(reply: Reply, model: str) -> dict[str, Any]:
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": [
            {"type": "thinking", "thinking": "hm", "signature": "x"},
            {"type": "text", "text": reply.text},
        ]
        if reply.text
        else [],
        "stop_reason": {"end": "end_turn", "length": "max_tokens"}.get(reply.stop, reply.stop),
        "stop_sequence": None,
        "usage": {"input_tokens": 100, "output_tokens": 20},
    }


def _completion(reply: Reply, model: str) -> dict[str, Any]:
    refused = reply.stop == "refusal"
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": model,
        "choices": [
            {
                "index": 0,
                "message": {
                    "role": "assistant",
                    "content": None if refused else reply.text,
                    "refusal": "I will not." if refused else None,
                },
                "finish_reason": {"end": "stop", "length": "length"}.get(reply.stop, "stop"),
                "logprobs": None,
            }
        ],
        "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120},
    }
