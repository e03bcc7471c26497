"""Waiting for what a key began: shared by everybody who presses keys in a test."""

from contextlib import suppress
from typing import Any

from textual.pilot import Pilot
from textual.worker import WorkerCancelled


async def workers_done(pilot: Pilot[Any]) -> None:
    """Wait until messages are handled and the workers that they began have ended."""
    await pilot.pause()
    while running := [worker for worker in pilot.app.workers if not worker.is_finished]:
        with suppress(WorkerCancelled):  # a newer look took its place
            await pilot.app.workers.wait_for_complete(running)
    await pilot.pause()
