"""The real name adapter towards servers on loopback: each resolver's address stands for a port of this machine."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from netdoc.errors import NotAnswered
from netdoc.ports import DnsAnswer
from probes.wire.dns import SystemDns
from tests.probes.wire.loopback import RealClock


@dataclass
class AtPort:
    """Implements `ports.Dns`.

    Attributes:
        ports: port by address; nothing is known of the others, and they are asked as they are.
        reach: hop limit from which on an address is reached; loopback itself knows no distance.
        arrived_ttl: what answers had left of their hop limit; None: what they really had.
        asked: (name, manner) of each question, in order.
    """

    ports: dict[str, int]
    reach: dict[str, int] = field(default_factory=dict)
    wait_s: float = 0.15
    arrived_ttl: int | None = None
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    async def ask(
        self, server: str, name: str, qtype: str, *, timeout_s: float, port: int = 53, **manner: Any
    ) -> DnsAnswer:
        """Ask the server on loopback; waiting is cut short."""
        self.asked.append((name, manner))
        ttl = manner.pop("ttl", None)
        if ttl is not None and ttl < self.reach.get(server, 64):
            raise NotAnswered(f"{server}: the hop limit ran out", failure="unreachable")
        address = "127.0.0.1" if server in self.ports else server
        answer = await SystemDns(RealClock()).ask(
            address, name, qtype, timeout_s=min(timeout_s, self.wait_s), port=self.ports.get(server, port), **manner
        )
        return answer if self.arrived_ttl is None else replace(answer, arrived_ttl=self.arrived_ttl)
