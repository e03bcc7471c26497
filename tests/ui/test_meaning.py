"""Search by meaning reads what the process beside names, and says nothing where that knows nothing."""

import asyncio
import sys

import pytest

from studio.domain.records import Found
from studio.jobs import search
from studio.storage import corpus
from studio.ui.meaning import Meaning
from tests.ui.conftest import Place

ANSWERS = """
import json, sys
for line in sys.stdin:
    asked = json.loads(line)
    print(json.dumps({"id": asked["id"], "hits": HITS}), flush=True)
"""


async def asked(place: Place, monkeypatch: pytest.MonkeyPatch, hits: object) -> list[Found] | None:
    monkeypatch.setattr(search, "SEARCHER", (sys.executable, "-c", ANSWERS.replace("HITS", repr(hits))))
    (place.project.jobs / "1-mine-1" / "outputs").mkdir(parents=True)
    meaning = Meaning(place.project, place.db)
    try:
        async with asyncio.timeout(30):
            while (found := await meaning.search("cobalt liner")) is None and hits is not None:
                await asyncio.sleep(0.05)
        return found
    finally:
        await meaning.close()


async def test_passages_are_read_in_the_order_in_which_they_are_named(
    mined: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = corpus.search(mined.db, "cobalt liner")
    names = [hit.passage_id for hit in reversed(words)]
    found = await asked(mined, monkeypatch, [[name, 0.5] for name in ["gone", *names]])
    assert found == list(reversed(words))


async def test_without_an_index_nobody_can_tell(mined: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    assert await asked(mined, monkeypatch, None) is None


async def test_where_nothing_was_mined_nothing_is_near_and_no_process_starts(mined: Place) -> None:
    meaning = Meaning(mined.project, mined.db)
    assert await meaning.search("cobalt liner") == []
    assert meaning._searcher is None
