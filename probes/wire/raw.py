"""Raw packets by a child process that holds no right while it reads them: see `raw_worker`.

Whatever the worker does (crash, hang, nonsense, absence) is a gap about us, never evidence about the network.
scapy is loaded in the child only.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from netdoc.errors import CannotMeasure
from netdoc.model.capture import Capture
from netdoc.ports import Clock, Credential, Secrets
from probes.wire.tool import bounded, end, last_line, printable

WORKER = "probes.wire.raw_worker"
LIMIT_BYTES, LIMIT_ERROR_BYTES = 1_000_000, 16_000
START_S = 10.0
"""What starting Python and loading scapy may take on a slow and busy computer."""
ARP_S, PPPOE_S, ND_S, LOGIN_S = 5.0, 6.0, 7.0, 19.0
GENTLY_S = 1.5
"""What a worker that began a session is given to end it, before it is ended itself."""
STATUS = Path("/proc/self/status")
CAP_NET_RAW = 13
HINT = "run `sudo netdoc check` once: the right is given away before the first packet is read"


class SystemRaw:
    """`ports.Raw` on this computer."""

    def __init__(
        self, clock: Clock, secrets: Secrets | None = None, *, command: Sequence[str] = (), start_s: float = START_S
    ) -> None:
        self._clock, self._secrets, self._start_s = clock, secrets, start_s
        self._command = tuple(command) or (sys.executable, "-P", "-m", WORKER)

    async def dhcp(self, interface: str, *, listen_s: float) -> Capture:
        """Send one DISCOVER and gather the offers; see `ports.Raw`."""
        return await self._job("dhcp", interface, {"listen_s": listen_s}, listen_s)

    async def arp(self, interface: str, addresses: Sequence[str]) -> Capture:
        """Probe addresses; see `ports.Raw`."""
        return await self._job("arp", interface, {"addresses": list(addresses)}, ARP_S)

    async def pppoe(self, interface: str, vlans: Sequence[int | None]) -> Capture:
        """Send PADIs; see `ports.Raw`."""
        return await self._job("pppoe", interface, {"vlans": list(vlans)}, PPPOE_S)

    async def nd(self, interface: str) -> Capture:
        """Solicit routers; see `ports.Raw`."""
        return await self._job("nd", interface, {}, ND_S)

    async def login(self, interface: str, vlans: Sequence[int | None], *, user: str, entry: str) -> Capture:
        """Try one login and end its session; see `ports.Raw`."""
        held = self._secrets.find(entry) if self._secrets is not None else None
        found = held or Credential()
        user = user or found.user
        if not user or not found.password:
            raise CannotMeasure(
                "the login of the internet session is not known",
                hint="write [session] username = ... into the site file, and "
                f"[{printable(entry, 40)}] password = ... into secrets.toml (mode 0600)",
            )
        # the only way of the password: the worker's standard input
        orders = {"vlans": list(vlans), "user": user, "password": found.password}
        capture = await self._job("login", interface, orders, LOGIN_S, gently_s=GENTLY_S)
        _, at, realm = user.rpartition("@")
        told = {
            "login": {
                "mark": mark_of(user),
                "realm": printable(realm, 80) if at else None,
                "written": found.written_at.isoformat() if found.written_at is not None else None,
            }
        }
        return replace(capture, body=json.dumps(told).encode() + b"\n" + capture.body)

    async def _job(
        self, job: str, interface: str, orders: Mapping[str, Any], lasts_s: float, *, gently_s: float = 0.0
    ) -> Capture:
        if not may_open_packet_sockets():
            raise CannotMeasure("raw packets need a right that this user does not have", hint=HINT)
        argv = [*self._command, job, interface, *_user()]
        try:
            child = await asyncio.create_subprocess_exec(
                *argv,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                env=_environment(),
                start_new_session=True,
            )
        except (OSError, ValueError) as broken:
            raise CannotMeasure(f"the raw worker could not be started: {broken}") from broken
        ended = False
        try:
            async with asyncio.timeout(self._start_s + lasts_s):
                printed, complaint = await _talk(child, json.dumps(orders).encode() + b"\n")
                ended = len(printed) <= LIMIT_BYTES
                if ended:
                    await child.wait()
        except TimeoutError:
            raise CannotMeasure("the raw worker did not finish in time and was stopped") from None
        finally:
            if not ended:
                await _told_to_end(child, gently_s)
                await end(child)
        _whole(job, printed, complaint)
        return Capture(printed, self._clock.now(), "host", f"raw: {job} on {printable(interface, 20)}")


def mark_of(user: str) -> str:
    """Return a mark of a user name: the same for the same name, and too short to find a name by it."""
    return hashlib.sha256(b"netdoc session " + user.encode("utf-8", "surrogateescape")).hexdigest()[:8]


async def _told_to_end(child: asyncio.subprocess.Process, within_s: float) -> None:
    if within_s and child.returncode is None:
        with contextlib.suppress(ProcessLookupError, PermissionError, TimeoutError):
            child.terminate()
            async with asyncio.timeout(within_s):
                await child.wait()


async def _talk(child: asyncio.subprocess.Process, orders: bytes) -> tuple[bytes, bytes]:
    assert child.stdin is not None
    assert child.stdout is not None
    assert child.stderr is not None
    complaint = asyncio.create_task(bounded(child.stderr, LIMIT_ERROR_BYTES, drain=True))
    try:
        child.stdin.write(orders)
        child.stdin.close()
        printed = await bounded(child.stdout, LIMIT_BYTES, drain=False)
        return printed, b"" if len(printed) > LIMIT_BYTES else await complaint
    finally:
        complaint.cancel()


def _whole(job: str, printed: bytes, complaint: bytes) -> None:
    """Raise unless the worker said that it held no rights, and came to its end."""
    if len(printed) > LIMIT_BYTES:
        raise CannotMeasure("the raw worker printed more than 1 MB and was stopped")
    try:
        lines = [json.loads(each) for each in printed.decode("utf-8").splitlines()]
    except (ValueError, RecursionError):
        raise CannotMeasure("the raw worker talked nonsense") from None
    if not all(isinstance(each, dict) for each in lines):
        raise CannotMeasure("the raw worker talked nonsense")
    failed = next((str(each["failed"]) for each in lines if "failed" in each), None)
    if failed is not None:
        raise CannotMeasure(f"the raw worker: {printable(failed, 200)}")
    if not lines or lines[-1].get("end") != job:
        why = last_line(complaint) or "without a message"
        raise CannotMeasure(f"the raw worker ended too early: {why}", hint="is scapy installed? `pip install scapy`")
    if lines[0].get("rights") != "none":
        raise CannotMeasure("the raw worker did not say that it gave its rights away")


def may_open_packet_sockets() -> bool:
    """Return whether this process holds CAP_NET_RAW, by the kernel's own word."""
    try:
        status = STATUS.read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    held = next((line.split()[1] for line in status.splitlines() if line.startswith("CapEff:")), "0")
    return bool(int(held, 16) >> CAP_NET_RAW & 1)


def _user() -> list[str]:
    """Return, for a root whom sudo made one, who it was before."""
    user = os.environ.get("SUDO_UID", "")
    return [user] if user.isdecimal() and user != "0" else []


def _environment() -> dict[str, str]:
    """Only what Python needs to find this package; no home, so that scapy leaves no files there."""
    return {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": "/nonexistent",
        "LANG": "C",
        "LC_ALL": "C",
    }
