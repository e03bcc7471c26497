"""The studio in a real browser, where there is one: keys of the keyboard reach the card, and nothing is missing."""

import asyncio
import importlib.util
import shutil
from pathlib import Path

import pytest

from studio.storage import queue
from tests.browser.conftest import Serving, opened

_CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
_FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)

pytestmark = [
    pytest.mark.skipif(_CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.skipif(importlib.util.find_spec("playwright") is None, reason="playwright is not installed"),
]


async def test_keys_decide_in_chromium(serving: Serving, tmp_path: Path) -> None:
    from playwright.async_api import Page, async_playwright

    async def changes(page: Page, before: bytes) -> bytes:
        """Return the picture once it is another and stays so."""
        async with asyncio.timeout(30):
            seen = before
            while True:
                await asyncio.sleep(0.3)
                now: bytes = await page.screenshot()
                if now == seen != before:
                    return now
                seen = now

    complaints: list[str] = []
    async with async_playwright() as driver:
        browser = await driver.chromium.launch_persistent_context(
            tmp_path / "profile", executable_path=_CHROMIUM, headless=True, args=_FLAGS
        )
        page = await browser.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("requestfailed", lambda failed: complaints.append(failed.url))
        await page.goto(serving.link)
        await page.wait_for_selector("body.-first-byte")
        picture = await changes(page, b"")
        for key in "jaau":
            await page.keyboard.press(key)
            picture = await changes(page, picture)
        await browser.close()
    assert complaints == []
    assert await asyncio.to_thread(_accepted, serving) == 1


def _accepted(serving: Serving) -> int:
    with opened(serving.project) as db:
        return queue.counts(db).accepted
