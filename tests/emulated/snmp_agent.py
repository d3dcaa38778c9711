"""A real net-snmp agent on loopback that serves a saved walk (snmprec) below some points of the tree.

Run as a program this file is the agent's `pass_persist` helper: it answers get and getnext from the walk.
`speak` is that protocol for any rows; `dsl_mib` serves an emulated modem's with it.
"""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

SNMPD = shutil.which("snmpd") or "/usr/sbin/snmpd"
SNMPD_WORDS = (SNMPD, "-f", "-I", "-hr_system", "-C")
"""In the foreground, with our configuration only, and without its own hrSystemUptime: that of this machine."""
INTERFACE_MODULES = ("ifTable", "ifXTable", "interface", "dot3StatsTable")
"""The agent's own word on the interfaces of this machine; switched off where a walk tells of others."""
COMMUNITY = "lab-community"
_TYPES = {"2": "integer", "4": "string", "4x": "octet", "6": "objectid", "64": "ipaddress"}
_TYPES |= {"65": "counter", "66": "gauge", "67": "timeticks", "70": "counter64"}

Row = tuple[tuple[int, ...], str, str]
"""(object, net-snmp's word for its type, value)."""


def load(lines: Sequence[str], roots: Sequence[str]) -> list[Row]:
    """Return the objects below the roots, in order."""
    found = []
    for line in lines:
        oid, kind, raw = line.rstrip("\n").split("|", 2)
        if any(oid.startswith(f"{root}.") for root in roots):
            found.append((tuple(int(each) for each in oid.split(".")), _TYPES[kind], raw))
    return sorted(found)


def speak(rows: Callable[[], Sequence[Row]]) -> None:
    """Speak net-snmp's pass_persist protocol on standard input and output; `rows`, in order, is asked each time."""
    while command := sys.stdin.readline().strip():
        if command == "PING":
            reply = "PONG"
        else:
            asked = tuple(int(each) for each in sys.stdin.readline().strip().strip(".").split("."))
            held = rows()
            oids = [each[0] for each in held]
            place = bisect_right(oids, asked) if command == "getnext" else None
            if place is None:
                place = oids.index(asked) if asked in oids else len(oids)
            reply = "NONE" if place >= len(oids) else _reply(*held[place])
        sys.stdout.write(f"{reply}\n")
        sys.stdout.flush()


def _reply(oid: tuple[int, ...], kind: str, raw: str) -> str:
    if kind == "octet":
        raw = " ".join(raw[place : place + 2] for place in range(0, len(raw), 2))
    return f".{'.'.join(str(each) for each in oid)}\n{kind}\n{raw}"


@contextlib.contextmanager
def agent(
    walk_file: Path,
    roots: Sequence[str],
    *,
    community: str = COMMUNITY,
    object_id: str = "1.3.6.1.4.1.8072.3.2.10",
    without: Sequence[str] = (),
) -> Iterator[int]:
    """Run the agent over a saved walk, `without` some of its own modules, and give its port."""
    helper = f"{sys.executable} {Path(__file__).resolve()} {walk_file} {' '.join(roots)}"
    with running(helper, roots, community=community, object_id=object_id, without=without) as port:
        yield port


@contextlib.contextmanager
def running(
    helper: str,
    roots: Sequence[str],
    *,
    community: str = COMMUNITY,
    object_id: str = "1.3.6.1.4.1.8072.3.2.10",
    without: Sequence[str] = (),
) -> Iterator[int]:
    """Run the agent with a `pass_persist` helper below some points of the tree and give its port."""
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        config = Path(folder) / "snmpd.conf"
        config.write_text(configuration(helper, roots, f"{community} 127.0.0.1", object_id))
        words = [",".join((each, *without)) if each == "-hr_system" else each for each in SNMPD_WORDS]
        argv = [*words, "-Lf", f"{folder}/log", "-c", str(config), "-p", f"{folder}/pid"]
        environment = environment_of(folder)
        process = subprocess.Popen([*argv, f"udp:127.0.0.1:{port}"], env=environment, stdin=subprocess.DEVNULL)
        try:
            _wait(Path(folder) / "log")
            yield port
        finally:
            process.kill()  # it may be waiting for a helper that does not answer
            process.wait(5)


def configuration(helper: str, roots: Sequence[str], community: str, object_id: str) -> str:
    """Return the agent's configuration; what the helper serves takes the place of the agent's own."""
    lines = [f"rocommunity {community}", "sysDescr emulated modem", f"sysObjectID .{object_id}"]
    return "\n".join([*lines, *(f"pass_persist -p 10 .{root} {helper}" for root in roots)]) + "\n"


def environment_of(folder: object) -> dict[str, str]:
    """Return what the agent and its helper need in their environment."""
    root = str(Path(__file__).parents[2])
    path = "/usr/sbin:/usr/bin:/sbin:/bin"
    return {"SNMP_PERSISTENT_DIR": str(folder), "MIBS": "", "PATH": path, "PYTHONPATH": root}


def _wait(log: Path) -> None:
    for _ in range(100):
        if log.exists() and "NET-SNMP version" in log.read_text():
            return
        time.sleep(0.05)
    raise AssertionError(f"snmpd did not start: {log.read_text() if log.exists() else 'no log'}")


if __name__ == "__main__":
    saved = load(Path(sys.argv[1]).read_text().splitlines(), sys.argv[2:])
    speak(lambda: saved)
