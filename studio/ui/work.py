"""Starting, pausing, resuming and cancelling jobs for a screen: in a thread, so that no key waits.

Faults become a sentence on the screen. What a job does is prepared by `studio.workflow`; this module draws nothing.
"""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from studio.errors import StudioError
from studio.jobs.spec import JobState

if TYPE_CHECKING:
    from studio.jobs.folder import JobFolder
    from studio.jobs.line import Place
    from studio.ui.app import StudioApp
    from studio.ui.shelf import JobView

__all__ = ["begin", "cancel", "finish", "move", "pause_or_resume"]

Prepare = Callable[[], "JobFolder"]


async def begin(app: "StudioApp", prepare: Prepare) -> "JobFolder | None":
    """Prepare a job and start its worker; None, and a sentence on the screen, where that cannot be."""
    try:
        job = await asyncio.to_thread(_started, prepare)
    except StudioError as error:
        app.say_error(error)
        return None
    app.notify(f"{job.spec.title}: started", timeout=3, markup=False)
    await app.jobs.look()
    return job


async def pause_or_resume(app: "StudioApp", view: "JobView") -> None:
    """Pause a job that runs or waits; start one again that was paused, stopped, cancelled or failed."""
    from studio.jobs import supervisor  # noqa: PLC0415 - start-up of the screens

    try:
        if view.active:
            supervisor.pause(view.folder)
            app.notify("It pauses at its next checkpoint. p resumes it.", timeout=4, markup=False)
        elif view.state is JobState.DONE:
            app.notify(f"{view.spec.title}: done already", timeout=3, markup=False)
        else:
            await asyncio.to_thread(supervisor.resume, view.folder)
    except StudioError as error:
        app.say_error(error)
    await app.jobs.look()


async def cancel(app: "StudioApp", view: "JobView") -> None:
    """Ask a job to stop; what it finished is kept."""
    from studio.jobs import supervisor  # noqa: PLC0415 - as above

    try:
        supervisor.cancel(view.folder)
        app.notify("It finishes its step, keeps what it has and stops.", timeout=4, markup=False)
    except StudioError as error:
        app.say_error(error)
    await app.jobs.look()


async def finish(app: "StudioApp", view: "JobView") -> None:
    """Have a run end with the best model that it has."""
    from studio.jobs import supervisor  # noqa: PLC0415 - as above

    try:
        await asyncio.to_thread(supervisor.finish, view.folder)
        app.notify("It ends with the best model so far, and measures that.", timeout=4, markup=False)
    except StudioError as error:
        app.say_error(error)
    await app.jobs.look()


async def move(app: "StudioApp", view: "JobView", to: "Place") -> None:
    """Give a job that waits for its turn another place in line."""
    from studio.jobs import line  # noqa: PLC0415 - as above

    try:
        await asyncio.to_thread(line.move, view.folder, to)
    except StudioError as error:
        app.say_error(error)
    await app.jobs.look()


def _started(prepare: Prepare) -> "JobFolder":
    from studio.jobs import supervisor  # noqa: PLC0415 - as above

    job = prepare()
    supervisor.start(job)
    return job
