"""`studio serve`, with a real server and the messages of a page."""

import re
import signal

import aiohttp
import pytest

from studio.storage import queue
from studio.storage.database import Database
from studio.storage.opening import ProjectLockedError
from tests.browser.conftest import Serving, opened, tab


@pytest.mark.parametrize(
    "path", ["", "/", "/wrong/", "/wrong/ws", "/wrong/static/js/textual.js", "/static/js/textual.js"]
)
async def test_without_the_token_there_is_one_sentence(serving: Serving, path: str) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.get(serving.without_token + path, allow_redirects=False) as found,
    ):
        assert found.status == 403
        assert (
            await found.text() == "This page opens only by the whole link that `studio serve` printed. "
            "Copy it from there.\n"
        )


@pytest.mark.parametrize("path", ["/ws", "/wrong/ws"])
async def test_no_socket_without_the_token(serving: Serving, path: str) -> None:
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await session.ws_connect(serving.without_token + path)
    assert refused.value.status == 403


async def test_the_page_and_all_that_it_loads_come_from_this_server(serving: Serving) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.get(serving.link) as found:
            page = await found.text()
            assert "default-src 'self'" in found.headers["Content-Security-Policy"]
        assert not re.search(r"https?:|//", page.replace("<!DOCTYPE html>", "").replace("/^http/", ""))
        loaded = re.findall(r'(?:src|href)="(static/[^"]+)"|url\("([^"]+)"\)', page)
        assert len(loaded) == 4
        for name in ("".join(found) for found in loaded):
            async with session.get(serving.link + name) as part:
                assert part.status == 200, name


async def test_a_key_decides_leaving_says_so_and_the_decision_stays(serving: Serving) -> None:
    async with tab(serving.link) as page:
        await page.until("left 12")
        await page.type("a")
        await page.until("✓ 1")
        await page.type("q")
        await page.until("Decided in this sitting: 1 pair, 100% of 1 accepted.")
        await page.until("Press enter to open it again.")
    with opened(serving.project) as db:
        assert queue.counts(db).accepted == 1


async def test_a_second_tab_is_told_and_opens_once_the_first_is_left(serving: Serving) -> None:
    async with tab(serving.link) as first:
        await first.until("left 12")
        async with tab(serving.link) as second:
            await second.until("The studio is open in another tab or window.")
            await first.type("q")
            await first.until("You left the studio.")
            await second.until("left 12")
            await first.type("\r")
            await first.until("The studio is open in another tab or window.")
        await first.until("left 12")


async def test_who_holds_the_project_is_told_in_the_browser(serving: Serving) -> None:
    with Database.open(serving.project.database):
        async with tab(serving.link) as page:
            await page.until("is open in process")
            await page.until("Press enter to open it again.")
    async with tab(serving.link) as page:
        await page.until("left 12")


def _interrupt(serving: Serving) -> int:
    serving.process.send_signal(signal.SIGINT)
    return serving.process.wait(30)


async def test_ctrl_c_ends_the_studio_in_the_browser_too(serving: Serving) -> None:
    async with tab(serving.link) as page:
        await page.until("left 12")
        assert _interrupt(serving) == 0
        Database.open(serving.project.database).close()


async def test_a_killed_server_leaves_no_studio_behind(serving: Serving) -> None:
    async with tab(serving.link) as page:
        await page.until("left 12")
        with pytest.raises(ProjectLockedError):
            Database.open(serving.project.database)
        serving.process.kill()
    opened(serving.project).close()
