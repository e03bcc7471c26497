"""What `studio serve` refuses, warns of and hands on. The server itself is tests/browser's."""

import importlib.util
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from studio.browser import server
from studio.browser.server import Served, is_loopback
from studio.storage.database import Database
from tests.cli.conftest import RunCommand


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[Served]:
    """Return what would be served, without doing so."""
    found: list[Served] = []

    async def keep(wanted: Served, tell: Callable[[str], None]) -> None:
        found.append(wanted)
        tell("http://127.0.0.1:1/token/")

    monkeypatch.setattr(server, "serve", keep)
    return found


def test_the_link_is_printed_and_the_studio_opens_on_review(
    studio: RunCommand, project: Path, served: list[Served]
) -> None:
    ran = studio("serve", "--project", project, "--set", "review.reviewer=ada")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "Open http://127.0.0.1:1/token/ in a browser. Ctrl-C ends the studio there too.\n"
    assert served[0].command[2:] == [
        *("studio.cli", "open", "--place", "review", "--project", str(project), "--set=review.reviewer=ada")
    ]
    assert len(served[0].token) >= 32


def test_every_start_has_a_token_of_its_own(studio: RunCommand, project: Path, served: list[Served]) -> None:
    for _ in range(2):
        studio("serve", "home", "--project", project)
    assert served[0].token != served[1].token
    assert "home" in served[0].command


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "example.org"])  # noqa: S104 - refused
def test_hosts_that_others_reach_are_refused(
    studio: RunCommand, project: Path, served: list[Served], host: str
) -> None:
    ran = studio("serve", "--project", project, "--host", host)
    assert ran.code == 2
    assert f"--host {host} can be reached from other machines" in ran.err
    assert "--beyond-this-machine" in ran.err
    assert served == []


def test_where_it_is_allowed_a_warning_says_what_that_means(
    studio: RunCommand, project: Path, served: list[Served]
) -> None:
    ran = studio("serve", "--project", project, "--host", "0.0.0.0", "--beyond-this-machine")  # noqa: S104 - faked
    assert ran.code == 0
    assert ran.err.startswith("Warning: whoever reaches 0.0.0.0 and has the link reads these documents")
    assert served[0].host == "0.0.0.0"  # noqa: S104 - as above


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_loopback_is_known(host: str) -> None:
    assert is_loopback(host)


def test_without_its_package_it_says_what_to_install(
    studio: RunCommand, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    ran = studio("serve", "--project", project)
    assert ran.code == 2
    assert "Run `pip install 'retrieval-studio[serve]'`." in ran.err


def test_a_project_that_is_open_elsewhere_is_told_at_once(
    studio: RunCommand, project: Path, served: list[Served]
) -> None:
    import subprocess
    import sys

    code = "import sys; from pathlib import Path; from studio.storage.database import Database;"
    code += "db = Database.open(Path(sys.argv[1]), create=True); print('open', flush=True); sys.stdin.read()"
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(project / "studio.duckdb")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "open\n"
    ran = studio("serve", "--project", project)
    holder.communicate(timeout=30)
    assert ran.code == 2
    assert f"is open in process {holder.pid}" in ran.err
    assert served == []
    Database.open(project / "studio.duckdb").close()


def test_a_port_that_is_taken_is_one_sentence(studio: RunCommand, project: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = studio("serve", "--project", project, "--port", str(port))
    assert ran.code == 2
    assert f"127.0.0.1:{port} cannot be served on" in ran.err
    assert ran.err.count("\n") == 1
