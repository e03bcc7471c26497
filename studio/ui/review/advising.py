"""When the queue asks for advice, and what it gets: weights learned from decisions, diverse pairs, pairs like one.

Whether looking for what is wrong still pays is told by the last decisions, every time.

The work is another process's; this module says when it is worth it, and hands over what it needs. Draws nothing.
"""

import asyncio
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from studio.domain.learning import FEWEST_REJECTED, Learned
from studio.storage.ordering import Known

if TYPE_CHECKING:
    from studio.storage.database import Database

__all__ = ["Advising"]

_AGAIN, _MORE = 10, 5
"""It is learned anew after ten rejects, or a fifth more than there were: the more there are, the less ten change."""
_SPREAD = 500
_LIKE = 50


class Advising:
    """The advice of one sitting."""

    def __init__(self, db: "Database", project: Path) -> None:
        self._db, self._project = db, project
        self._learn_at = FEWEST_REJECTED
        self._spread_asked = False
        self.learned: Learned | None = None
        self.busy = False
        """True while advice is on its way: one at a time."""

    async def look(self, rejected: int, known: Known) -> Known | None:
        """Return what is known now, or None where that is nothing new; `rejected` is how many pairs are."""
        self.busy = True
        try:
            found = await self._look(rejected, known)
        finally:
            self.busy = False
        return found if found != known else None

    async def like(self, pair_no: int) -> list[int]:
        """Return the pairs nearest to one, which comes first; none where mining left no vectors."""
        from studio.jobs import advice  # noqa: PLC0415 - start-up of the screens

        if not self._vectors:
            return []
        with tempfile.TemporaryDirectory() as folder:
            return await advice.near(self._project, await self._queries(folder), pair_no, _LIKE)

    async def _look(self, rejected: int, known: Known) -> Known:
        from studio.jobs import advice  # noqa: PLC0415 - as above
        from studio.storage import examples, ordering  # noqa: PLC0415 - as above

        known = replace(known, searching=await asyncio.to_thread(ordering.searching, self._db))
        if rejected >= self._learn_at:
            self._learn_at = rejected + max(_AGAIN, rejected // _MORE)
            rows = await asyncio.to_thread(examples.decided_examples, self._db)
            self.learned = await advice.learned(self._project, rows) if rows else None
            weights, middle = (self.learned.weights, self.learned.middle) if self.learned else ((), 0.0)
            known = replace(known, weights=weights, middle=middle)
        if not self._spread_asked:
            self._spread_asked = True
            if self._vectors:
                with tempfile.TemporaryDirectory() as folder:
                    spread = await advice.spread(self._project, await self._queries(folder), _SPREAD)
                known = replace(known, spread=tuple(spread))
        return known

    async def _queries(self, folder: str) -> Path:
        from studio.storage import examples  # noqa: PLC0415 - as above

        path = Path(folder) / "queries.parquet"
        await asyncio.to_thread(examples.export_queries, self._db, path)
        return path

    @property
    def _vectors(self) -> bool:
        return any((self._project / "index" / "vectors").glob("*"))
