"""Search by meaning for the screens: asks the warm process beside them, and reads the passages that it names.

It loads no model and draws nothing. While that process is cold there is no answer; without mining nothing is near.
"""

import asyncio
from typing import TYPE_CHECKING

from studio.domain.records import Found
from studio.storage import corpus

if TYPE_CHECKING:
    from studio.jobs.search import Searcher
    from studio.project import Project
    from studio.storage.database import Database

__all__ = ["Meaning"]


class Meaning:
    """One project's search by meaning; the process starts with the first question."""

    def __init__(self, project: "Project", db: "Database") -> None:
        self._project, self._db = project, db
        self._searcher: Searcher | None = None

    async def search(self, text: str) -> list[Found] | None:
        """Return the passages nearest to a text, best first; none where nothing was mined.

        None where nobody can tell yet, or a newer text came.
        """
        from studio.jobs import search  # noqa: PLC0415 - start-up of the screens

        if search.mined(self._project.path) is None:
            return []
        if self._searcher is None:
            self._searcher = search.Searcher(self._project.path, command=search.SEARCHER)
        hits = await self._searcher.search(text)
        if hits is None:
            return None
        return await asyncio.to_thread(corpus.named, self._db, [hit.passage_id for hit in hits], text)

    async def close(self) -> None:
        """End the process."""
        if self._searcher is not None:
            await self._searcher.close()
