"""The modem's doors: programs of `tests/emulated`, all told from the one state file that the line keeps up to date.

Telnet (`broadcom_telnet`), SNMP (net-snmp with `dsl_mib`), TR-064 and a status page (`modem_http`).
"""

from __future__ import annotations

import sys
from ipaddress import IPv4Address
from pathlib import Path

from tests.emulated.dsl_mib import ROOTS
from tests.emulated.modem_http import TR064_PORT, WEB_PORT
from tests.lab import servers
from tests.lab.servers import Recipe

PORT = 23


def telnet(role: str, listen: IPv4Address, state: Path) -> Recipe:
    """Return how the office starts the modem's command line."""
    argv = (sys.executable, "-m", "tests.emulated.broadcom_telnet", "--bind", str(listen), "--port", str(PORT))
    return Recipe(role, (*argv, "--state", str(state)), (("tcp", str(listen), PORT),))


def http(role: str, listen: IPv4Address, state: Path, session: Path | None) -> Recipe:
    """Return how the office starts the modem's TR-064 and its status page."""
    argv = [sys.executable, "-m", "tests.emulated.modem_http", "--bind", str(listen), "--state", str(state)]
    argv += ["--session", str(session)] if session is not None else []
    return Recipe(role, tuple(argv), tuple(("tcp", str(listen), each) for each in (TR064_PORT, WEB_PORT)))


def snmp(role: str, listen: IPv4Address, state: Path, community: str) -> Recipe:
    """Return how the office starts the modem's SNMP agent: a real one, with the DSL line added to it."""
    helper = f"{sys.executable} -m tests.emulated.dsl_mib --state {state}"
    return servers.snmpd(state.parent, role, listen, community, helper, [".".join(map(str, each)) for each in ROOTS])


def write_whole(path: Path, text: str) -> None:
    """Write a file so that a reader meets the old text or the new one, never half of it."""
    fresh = path.with_suffix(".new")
    fresh.write_text(text)
    fresh.replace(path)
