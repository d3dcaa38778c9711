"""A saved walk that answers like the SNMP port, and keeps what was asked."""

from __future__ import annotations

from collections.abc import Sequence

from netdoc.model.capture import Capture
from netdoc.model.site import Device
from tests.probes.modems.eye import NOON


class Agent:
    """Answers from a walk, as the SNMP port does, and keeps what was asked."""

    def __init__(self, text: str) -> None:
        self._lines = [(tuple(int(n) for n in each.split("|")[0].split(".")), each) for each in text.splitlines()]
        self._lines.sort()
        self.asked: list[str] = []

    async def get(self, device: Device, oids: Sequence[str], *, timeout_s: float) -> Capture:
        self.asked += oids
        wanted = {tuple(int(n) for n in each.split(".")) for each in oids}
        return self._capture([line for oid, line in self._lines if oid in wanted])

    async def columns(self, device: Device, oids: Sequence[str], *, timeout_s: float) -> Capture:
        self.asked += oids
        starts = [tuple(int(n) for n in each.split(".")) for each in oids]
        return self._capture([line for oid, line in self._lines if any(oid[: len(each)] == each for each in starts)])

    def _capture(self, lines: list[str]) -> Capture:
        return Capture("".join(f"{each}\n" for each in lines).encode(), NOON, "router", "snmp")


class PortsOf:
    def __init__(self, snmp: Agent) -> None:
        self.snmp = snmp
