"""IPv4 beside IPv6: connections to one service over both, in turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from netdoc.model.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressFamilies(Fact):
    """`Seen.subject` is the service's rung. A family without an address of the service is not tried.

    A try that was refused counts as answered: somebody there said no, so the way there works.
    """

    KIND: ClassVar[str] = "AddressFamilies"
    VERSION: ClassVar[int] = 1

    target: Annotated[str, "name and port, `app.example.net:443`"]
    v4_tried: Annotated[int, "connections tried over IPv4"] = 0
    v4_answered: Annotated[int, "of these: connected, or refused by the service"] = 0
    v6_tried: Annotated[int, "connections tried over IPv6; none where the service or this computer has no IPv6"] = 0
    v6_answered: Annotated[int, "of these: connected, or refused by the service"] = 0
    v6_no_way: Annotated[int, "of these: this computer, or somebody on the way, said that there is no way there"] = 0

    @property
    def v6_fails(self) -> bool:
        """IPv6 never answered, IPv4 always did, each tried twice or more."""
        v6, v4 = self.v6_tried >= LEAST and self.v6_answered == 0, self.v4_tried >= LEAST
        return v6 and v4 and self.v4_answered == self.v4_tried

    @property
    def v4_fails(self) -> bool:
        """IPv4 never answered, IPv6 always did, each tried twice or more."""
        v4, v6 = self.v4_tried >= LEAST and self.v4_answered == 0, self.v6_tried >= LEAST
        return v4 and v6 and self.v6_answered == self.v6_tried


LEAST = 2
