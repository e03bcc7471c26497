"""The server behind `studio serve`: who may ask, the page, its scripts, and a socket for each tab.

Everything lies below a token that is new with every start, so a page of somebody else's can neither guess nor reach it.
Nothing is loaded from elsewhere: terminal and fonts are textual-serve's. It opens no project: the command that it is
given does.
"""

import asyncio
import html
import ipaddress
import secrets
import signal
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from string import Template

from aiohttp import web

from studio.browser.tab import Tab
from studio.errors import InputError

__all__ = ["Served", "is_loopback", "serve"]

_REFUSED = "This page opens only by the whole link that `studio serve` printed. Copy it from there.\n"
_PAGE = Path(__file__).with_name("page.html")
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'self' 'unsafe-inline'; img-src data:; connect-src 'self' ws: wss:; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_GOODBYE = 20.0
"""Seconds that open studios have to end in: longer than they are asked for."""
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, kw_only=True)
class Served:
    """What is served and where: `command` opens the studio on `title`; port 0 takes any free one."""

    command: Sequence[str]
    title: str
    host: str
    port: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))


def is_loopback(host: str) -> bool:
    """Return True where only this machine can reach a server on that host."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


async def serve(served: Served, tell: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM, then end what is open. `tell` gets the link once it can be opened.

    Raises InputError where host and port cannot be had.
    """
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    runner = web.AppRunner(_application(served), access_log=None, shutdown_timeout=_GOODBYE)
    await runner.setup()
    try:
        await web.TCPSite(runner, served.host, served.port).start()
        tell(_link(served, int(runner.addresses[0][1])))
        await stopped.wait()
    except OSError as error:
        raise InputError(
            f"{served.host}:{served.port} cannot be served on ({error.strerror}). Name another --port, or leave it out."
        ) from error
    finally:
        await runner.cleanup()


def _link(served: Served, port: int) -> str:
    host = f"[{served.host}]" if ":" in served.host else served.host
    return f"http://{host}:{port}/{served.token}/"


def _application(served: Served) -> web.Application:
    turn, sockets = asyncio.Lock(), set[web.WebSocketResponse]()
    page = Template(_PAGE.read_text("utf-8")).substitute(title=html.escape(served.title))

    @web.middleware
    async def gate(request: web.Request, handler: Handler) -> web.StreamResponse:
        given = request.path.removeprefix("/").partition("/")[0]
        if not secrets.compare_digest(given.encode(), served.token.encode()):
            return web.Response(status=403, text=_REFUSED, headers=_HEADERS)
        response = await handler(request)
        if not response.prepared:
            response.headers.update(_HEADERS)
        return response

    async def index(_: web.Request) -> web.Response:
        return web.Response(text=page, content_type="text/html")

    async def socket(request: web.Request) -> web.WebSocketResponse:
        opened = web.WebSocketResponse(heartbeat=15)
        await opened.prepare(request)
        sockets.add(opened)
        size = {side: _cells(request.query.get(side, ""), usual) for side, usual in (("width", 80), ("height", 24))}
        try:
            await Tab(opened, turn, **size).serve(served.command)
        finally:
            sockets.discard(opened)
        return opened

    async def close(_: web.Application) -> None:
        for opened in list(sockets):
            await opened.close()

    application = web.Application(middlewares=[gate])
    application.router.add_get(f"/{served.token}/", index)
    application.router.add_get(f"/{served.token}/ws", socket)
    application.router.add_static(f"/{served.token}/static", Path(str(files("textual_serve") / "static")))
    application.on_shutdown.append(close)
    return application


def _cells(text: str, usual: int) -> int:
    return int(text) if text.isdecimal() and 0 < int(text) < 1000 else usual
