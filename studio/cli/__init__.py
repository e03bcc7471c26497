"""The command line: every action of the TUI has a command, and both run the same jobs.

Commands are thin and load when they are called: `studio --help` imports click and little else. `studio.cli.edge` alone
writes errors and decides on exit codes.
"""

import sys

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> None:
    """Run a command and leave with its exit code: 0 done, 1 failed work, 2 bad usage or input, 130 Ctrl-C."""
    try:
        from studio.cli.edge import run

        code = run(sys.argv[1:] if arguments is None else arguments)
    except KeyboardInterrupt:  # before or after the command itself
        code = 130
    sys.exit(code)
