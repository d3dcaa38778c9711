"""What a person saw or a vendor said."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar

from netdoc.model.facts import Fact


class Witness(StrEnum):
    """Who says it."""

    OPERATOR = "operator"
    TELCO = "telco"
    ISP = "isp"
    VENDOR = "vendor"


class Light(StrEnum):
    """What a lamp of the modem did."""

    STEADY = "steady"
    BLINKING = "blinking"
    OFF = "off"
    RED = "red"


@dataclass(frozen=True, slots=True, kw_only=True)
class Testimony(Fact):
    """Weighed as a plane of its own; a vendor's statement counts only with a ticket."""

    KIND: ClassVar[str] = "Testimony"
    VERSION: ClassVar[int] = 1

    witness: Annotated[Witness, "who says it"]
    says: Annotated[str, "the statement, quoted"]
    admits: Annotated[str | None, "fault id the speaker admits to (`loop.noise`), when the statement does"] = None
    denies: Annotated[str | None, "fault id or segment the speaker denies (`loop`)"] = None
    ticket: Annotated[str | None, "ticket number"] = None
    person: Annotated[str | None, "who was spoken to, or who saw it"] = None
    light_power: Annotated[Light | None, "the modem's power lamp, as seen at that instant"] = None
    light_dsl: Annotated[Light | None, "the modem's DSL lamp: steady in sync, blinking or off without"] = None
    light_internet: Annotated[Light | None, "the internet lamp: steady or flickering while the session is up"] = None
    light_ethernet: Annotated[Light | None, "the lamp of the port to the router"] = None
