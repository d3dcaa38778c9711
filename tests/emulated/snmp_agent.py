"""A real net-snmp agent on loopback that serves a saved walk (snmprec) below some points of the tree.

Run as a program this file is the agent's `pass_persist` helper: it answers get and getnext from the walk.
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
from collections.abc import Iterator, Sequence
from pathlib import Path

SNMPD = shutil.which("snmpd") or "/usr/sbin/snmpd"
COMMUNITY = "lab-community"
_TYPES = {"2": "integer", "4": "string", "4x": "octet", "6": "objectid", "64": "ipaddress"}
_TYPES |= {"65": "counter", "66": "gauge", "67": "timeticks", "70": "counter64"}


def load(lines: Sequence[str], roots: Sequence[str]) -> list[tuple[tuple[int, ...], str, str]]:
    """Return the objects below the roots, in order."""
    found = []
    for line in lines:
        oid, kind, raw = line.rstrip("\n").split("|", 2)
        if any(oid.startswith(f"{root}.") for root in roots):
            found.append((tuple(int(each) for each in oid.split(".")), _TYPES[kind], raw))
    return sorted(found)


def serve(walk: Sequence[tuple[tuple[int, ...], str, str]]) -> None:
    """Speak net-snmp's pass_persist protocol on standard input and output."""
    oids = [each[0] for each in walk]
    while command := sys.stdin.readline().strip():
        if command == "PING":
            reply = "PONG"
        else:
            asked = tuple(int(each) for each in sys.stdin.readline().strip().strip(".").split("."))
            place = bisect_right(oids, asked) if command == "getnext" else None
            if place is None:
                place = oids.index(asked) if asked in oids else len(oids)
            reply = "NONE" if place >= len(oids) else _reply(*walk[place])
        sys.stdout.write(f"{reply}\n")
        sys.stdout.flush()


def _reply(oid: tuple[int, ...], kind: str, raw: str) -> str:
    if kind == "octet":
        raw = " ".join(raw[place : place + 2] for place in range(0, len(raw), 2))
    return f".{'.'.join(str(each) for each in oid)}\n{kind}\n{raw}"


@contextlib.contextmanager
def agent(
    walk_file: Path, roots: Sequence[str], *, community: str = COMMUNITY, object_id: str = "1.3.6.1.4.1.8072.3.2.10"
) -> Iterator[int]:
    """Run the agent and give its port."""
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        config = Path(folder) / "snmpd.conf"
        helper = f"{sys.executable} {Path(__file__).resolve()} {walk_file} {' '.join(roots)}"
        lines = [f"rocommunity {community} 127.0.0.1", "sysDescr emulated modem", f"sysObjectID .{object_id}"]
        lines += [f"pass_persist -p 10 .{root} {helper}" for root in roots]
        config.write_text("\n".join(lines) + "\n")
        environment = {"SNMP_PERSISTENT_DIR": folder, "MIBS": "", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
        argv = [SNMPD, "-f", "-Lf", f"{folder}/log", "-C", "-c", str(config), "-p", f"{folder}/pid"]
        process = subprocess.Popen([*argv, f"udp:127.0.0.1:{port}"], env=environment, stdin=subprocess.DEVNULL)
        try:
            _wait(Path(folder) / "log")
            yield port
        finally:
            process.terminate()
            process.wait(5)


def _wait(log: Path) -> None:
    for _ in range(100):
        if log.exists() and "NET-SNMP version" in log.read_text():
            return
        time.sleep(0.05)
    raise AssertionError(f"snmpd did not start: {log.read_text() if log.exists() else 'no log'}")


if __name__ == "__main__":
    serve(load(Path(sys.argv[1]).read_text().splitlines(), sys.argv[2:]))
