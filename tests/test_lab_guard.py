"""The guards of the test-suite themselves: no way out of the machine, no measuring outside a namespace."""

from __future__ import annotations

import asyncio
import re
import socket
import threading
from pathlib import Path

import pytest

from tests.lab.errors import LabError
from tests.lab.guard import SentOutside
from tests.lab.run import run_netdoc

TESTS = Path(__file__).parent
DIRECT = re.compile(
    r"""["']-m["'],\s*["']netdoc(\.cli[\w.]*)?["']      # python -m netdoc
      | (subprocess\.\w+|create_subprocess_exec|Popen)\(\s*\[?\s*["'](\S*/)?netdoc["']   # the program by its name
      | ["'](\S*/)?bin/netdoc["']                        # the program by its path
      | /\s*["']netdoc["']\s*\)?\s*,\s*\*?[\w"'\[]       # folder / "netdoc", arguments
    """,
    re.VERBOSE,
)


@pytest.mark.parametrize("address", ["192.0.2.1", "8.8.8.8", "10.0.0.1", "255.255.255.255"])
def test_a_test_cannot_reach_beyond_loopback(address: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        with pytest.raises(SentOutside, match="only loopback is open"):
            handle.connect((address, 53))
        with pytest.raises(SentOutside):
            handle.connect_ex((address, 53))
        with pytest.raises(SentOutside):
            handle.sendto(b"x", (address, 53))
        with pytest.raises(SentOutside):
            handle.sendmsg([b"x"], [], 0, (address, 53))


def test_an_event_loop_cannot_either() -> None:
    async def reach() -> None:
        await asyncio.open_connection("192.0.2.1", 80)

    with pytest.raises(SentOutside):
        asyncio.run(reach())


def test_no_name_is_looked_up() -> None:
    with pytest.raises(SentOutside, match="no name is looked up"):
        socket.getaddrinfo("www.example.com", 80)


def test_servers_on_loopback_work() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        answering = threading.Thread(target=lambda: server.accept()[0].sendall(b"hello"))
        answering.start()
        with socket.create_connection(server.getsockname(), timeout=2) as client:
            heard = client.recv(5)
        answering.join(timeout=2)

    assert heard == b"hello"


@pytest.mark.parametrize(
    "args", [["check"], ["check", "--json"], ["probe", "run", "dns"], ["site", "init"], ["doctor"], []]
)
def test_a_measuring_command_is_refused_outside_a_namespace(args: list[str], tmp_path: Path) -> None:
    with pytest.raises(LabError, match="give it a namespace"):
        run_netdoc(args, None, home=tmp_path)


def test_a_namespace_that_is_not_the_labs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LabError, match="not a namespace of the lab"):
        run_netdoc(["check"], "production", home=tmp_path)


def test_no_test_starts_netdoc_another_way() -> None:
    allowed = {TESTS / "lab/run.py", Path(__file__)}
    found = [
        f"{file.relative_to(TESTS)}: {match[0]}"
        for file in sorted(TESTS.rglob("*.py"))
        if file not in allowed
        for match in DIRECT.finditer(file.read_text())
    ]

    assert found == [], "use tests.lab.run.run_netdoc"


@pytest.mark.parametrize(
    "line",
    [
        'subprocess.run(["netdoc", "check"])',
        'subprocess.run([sys.executable, "-m", "netdoc", "check"])',
        'subprocess.Popen(["/usr/local/bin/netdoc", "check"])',
        'subprocess.run([str(scripts / "netdoc"), "check"])',
    ],
)
def test_the_search_for_direct_starts_finds_them(line: str) -> None:
    assert DIRECT.search(line)
