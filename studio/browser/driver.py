"""Textual's driver for the web, which also ends the studio once its server is gone. Knows nothing of the server."""

import os
import signal

from textual.drivers.web_driver import WebDriver

__all__ = ["BrowserDriver"]


class BrowserDriver(WebDriver):
    """Reads keys from a pipe. Where the pipe ends first, nobody could ever leave, and the project would stay locked."""

    def run_input_thread(self) -> None:
        """Read until the studio is left; ask it to end where the other side has ended."""
        super().run_input_thread()
        if not self.exit_event.is_set():
            os.kill(os.getpid(), signal.SIGTERM)
