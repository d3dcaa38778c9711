"""A port asked in the protocol that is spoken there, as calls and tunnels need it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from netdoc.model.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class PortAnswer(Fact):
    """One round at one port. `Seen.subject` is `port_NAME`; the plane tells by which way it was asked.

    A port is silent where neither an answer nor a refusal came. That proves little by itself: a server may answer no
    such question at all. Only one that did answer, before or over another way, is missed.
    """

    KIND: ClassVar[str] = "PortAnswer"
    VERSION: ClassVar[int] = 1

    target: Annotated[str, "host, port and protocol: `sip.example.net:5060/udp`"]
    asks: Annotated[str, "what was asked: `sip`, `ike`, `openvpn`, `stun`, `dns`, `ntp` or `tcp`"]
    tried: Annotated[int, "how often it was asked"]
    answered: Annotated[int, "of these: answered as the protocol wants it"] = 0
    refused: Annotated[int, "of these: the host itself said that nobody listens there"] = 0
    barred: Annotated[int, "of these: somebody else on the way said that it may or can not pass"] = 0
    barred_by: Annotated[str | None, "address of who said so last"] = None
    address: Annotated[str | None, "address asked; absent where the host has no address now"] = None
    what: Annotated[str, "what the office needs it for: `vpn`, `telephony`, or empty"] = ""

    @property
    def silent(self) -> bool:
        """Asked twice or more, and neither the host nor the protocol answered."""
        return self.tried >= LEAST and self.answered == 0 and self.refused == 0


LEAST = 2
