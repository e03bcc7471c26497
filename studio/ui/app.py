"""The app: one project, one database, the screens, and an ear for jobs. It decides nothing and computes nothing."""

import asyncio
import gc
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.screen import Screen
from textual.theme import Theme

from studio.domain.options import ReviewOptions
from studio.domain.records import Found
from studio.errors import StepFirstError, StudioError
from studio.project import Project
from studio.settings import reviewer
from studio.storage import corpus
from studio.storage.database import Database
from studio.ui.actions import bindings, everywhere, key_of, keys_of, places
from studio.ui.behind import Behind
from studio.ui.jobs import JobWatch
from studio.ui.leaving import leave_on_signals
from studio.ui.live import LiveWatch
from studio.ui.meaning import Meaning
from studio.ui.screens import open_screen
from studio.ui.theme import THEMES, terminal_colours

if TYPE_CHECKING:
    from studio.settings import Settings

__all__ = ["StudioApp"]


class StudioApp(App[None]):
    """The studio on one project. `first` names the screen to open on, `test_set` what to judge.

    Home stands below every other screen. Where the studio opens on another one, home is made once one goes back to it.
    With `live` a process beside it measures the dev rows as the person decides; with `meaning` another searches by it.
    """

    CSS_PATH = Path(__file__).with_name("studio.tcss")
    TITLE = "studio"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(everywhere.ACTIONS)]
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"

    def __init__(
        self,
        project: Project,
        db: Database,
        review: ReviewOptions,
        *,
        first: str = "home",
        test_set: str = "",
        live: bool = False,
        meaning: bool = False,
    ) -> None:
        super().__init__()
        self.project, self.db, self.review_options = project, db, review
        self.keymap = dict(review.keymap)
        self.jobs, self.live, self.behind = JobWatch(self), LiveWatch(self), Behind(db)
        self._meaning = Meaning(project, db) if meaning else None
        self._follows = live
        self._first, self.test_set = first, test_set
        self.told_blind = False
        """True once it was said in this sitting that some pairs are judged blind by everybody."""

    @property
    def reviewer(self) -> str:
        """Return the name written to every decision of this sitting."""
        return reviewer(self.review_options)

    @property
    def guidelines(self) -> Path:
        """Return where the project's guidelines are, or would be."""
        return self.project.path / self.review_options.guidelines

    def search(self, text: str) -> list[Found]:
        """Find passages by their words, quickly enough for every key."""
        return corpus.search(self.db, text)

    async def search_by_meaning(self, text: str) -> list[Found] | None:
        """Find passages by what they mean; None where nobody can tell, or not yet."""
        return await self._meaning.search(text) if self._meaning else []

    def on_mount(self) -> None:
        """Show the first screen, listen to jobs and to signals."""
        for theme in THEMES:
            self.register_theme(theme)
        self.theme_changed_signal.subscribe(self, self._take_colours)
        self.theme = self.review_options.theme if self.review_options.theme in self.available_themes else "studio-dark"
        self.set_keymap(self.keymap)
        self._put_signals_back = leave_on_signals(self.exit)
        self.db.spare_memory()
        self.push_screen(self._first_screen())
        self.jobs.start()
        self.call_after_refresh(self.run_worker, self._settle, exit_on_error=False)

    def _first_screen(self) -> Screen[None]:
        """Return the screen to open on: home where the one that was asked for cannot be opened."""
        try:
            return open_screen(self._first)
        except StudioError as error:
            self.say_error(error)
            return open_screen("home")

    async def on_unmount(self) -> None:
        """End what is read behind, and the processes beside; signals end this one as they did before."""
        self.behind.close()
        if self._meaning:
            await self._meaning.close()
        await self.live.close()
        self._put_signals_back()

    async def _settle(self) -> None:
        """After the first paint: let the collector pass over what stays, and check all of studio.toml."""
        if not gc.isenabled():  # off since the start of the command: a full collection stops keys for up to 100 ms
            gc.freeze()
            gc.set_threshold(200_000, 20, 50)  # 700, as usual, collects at every other key; 20,000 for 10 ms at a time
            gc.enable()
        if self._follows:
            self.live.start()
        try:
            await asyncio.to_thread(self.settings)
        except StudioError as error:
            self.say_error(error)

    def _take_colours(self, theme: Theme) -> None:
        """Let texts that say `green` or `red` wear the theme's own green and red."""
        if theme.dark:
            self.ansi_theme_dark = terminal_colours(theme)
        else:
            self.ansi_theme_light = terminal_colours(theme)

    def go(self, place: str) -> None:
        """Open a screen by name above home; the same name again stays."""
        if self._place == place:
            return
        try:
            screen = open_screen(place) if place != "home" else None
        except StudioError as error:
            self.say_error(error)
            return
        while len(self.screen_stack) > 2:
            self.go_back()
        if self._place != "home":
            self.go_back()
        if screen is not None:
            self.push_screen(screen)

    def review_pairs(self, numbers: Sequence[int]) -> None:
        """Open review on some pairs alone; without any, say so."""
        if not numbers:
            self.notify("No pair of this project stands behind that query.", markup=False)
            return

        from studio.ui.screens.review import ReviewScreen  # noqa: PLC0415 - loads when it is first opened

        self.push_screen(ReviewScreen(numbers=numbers))

    def judge(self, test_set: str) -> None:
        """Judge a test set, the newest one where none is named."""
        self.test_set = test_set
        if self._place == "judge":
            self.pop_screen()
        self.go("judge")

    def settings(self) -> "Settings":
        """Read studio.toml as it is now. Raises SettingsError."""
        from studio.settings import load  # noqa: PLC0415 - start-up of the screens

        return load(self.project.settings_file)

    def go_back(self) -> None:
        """Close the topmost screen, but never home."""
        if len(self.screen_stack) > 2:
            self.pop_screen()
        elif self._place != "home":
            self.switch_screen(open_screen("home"))

    @property
    def _place(self) -> str:
        return getattr(self.screen, "place", "")

    def say_error(self, error: StudioError) -> None:
        """Show what went wrong and what to do, long enough to read: the key of a step, where the error names one."""
        said = str(error)
        if isinstance(error, StepFirstError):
            step = next(action for action in places()["home"] if action.method == error.step)
            said = f"{error.lack} First {key_of(step, self.keymap)} on the home screen: {step.help}"
        self.notify(said, severity="error", timeout=12, markup=False)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return how far a dialog covers what is behind it, where a theme does not say."""
        return {"backdrop": "60%"}

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer every action of the screen and of the app in the command palette."""
        place = getattr(screen, "place", "")
        for action in (*places().get(place, ()), *everywhere.ACTIONS):
            target = self if action.place == "app" else screen
            yield SystemCommand(
                f"{action.footer}: {action.help}" if action.footer else action.help,
                keys_of(action, self.keymap),
                lambda method=action.method, target=target: self.call_later(self.run_action, method, target),
            )
        yield SystemCommand("Change the colour theme.", "", self.action_change_theme)

    def action_help(self) -> None:
        """Show all keys of this place."""
        from studio.ui.screens.help import HelpScreen  # noqa: PLC0415 - start-up of the screens

        self.push_screen(HelpScreen(self._place, self.keymap))

    def action_palette(self) -> None:
        """Search all commands."""
        self.action_command_palette()

    def action_review(self) -> None:
        """Go to review."""
        self.go("review")

    def action_train(self) -> None:
        """Go to training."""
        self.go("train")

    def action_leaderboard(self) -> None:
        """Go to the leaderboard."""
        self.go("leaderboard")

    def action_judge(self) -> None:
        """Go to judging."""
        self.go("judge")

    def action_export(self) -> None:
        """Go to export."""
        self.go("export")
