"""What a person did on site: it splits the timeline into arms."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar

from netdoc.model.facts import Fact


class Socket(StrEnum):
    """Where the modem is plugged in."""

    DESK = "desk"
    TEST = "test"


class Action(StrEnum):
    """The kind of a step, as `netdoc step` names it."""

    SWAP_MODEM = "swap-modem"
    """Another modem, or the first one again."""
    TEST_SOCKET = "test-socket"
    """The modem moved to the telco's test socket, or back."""
    LAPTOP_AT_MODEM = "laptop-at-modem"
    """The measuring computer took the router's place, or gave it back."""
    FILTER_OUT = "filter-out"
    """Filters, splitters, extensions and phones came off the line, or on again."""
    WIRED = "wired"
    """The measuring computer went from Wi-Fi to a cable, or back."""
    OTHER_DEVICE = "other-device"
    """Another device asked the same question."""
    UPS_BYPASS = "ups-bypass"
    """The modem was fed from the wall instead of the UPS, or through it again."""
    QUIET_LINE = "quiet-line"
    """Somebody listened to the line: dial tone, noise, crackle."""


class Outcome(StrEnum):
    """What a momentary test showed."""

    WORKS = "works"
    FAILS = "fails"
    NOISY = "noisy"
    """A crackle, hum or no dial tone."""
    QUIET = "quiet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step(Fact):
    """The arrangement that holds from `Seen.at` until the next step. Fields left out keep their last value."""

    KIND: ClassVar[str] = "Step"
    VERSION: ClassVar[int] = 1

    did: Annotated[str, "what was done, in words"]
    action: Annotated[Action | None, "which kind of step; absent for one told in words alone"] = None
    socket: Annotated[Socket | None, "where the modem is plugged in from now on"] = None
    socket_label: Annotated[str | None, "which socket that is, in words (`hall, behind the cupboard`)"] = None
    modem: Annotated[str | None, "name or serial of the modem in use from now on"] = None
    replaced: Annotated[str | None, "name or serial of the modem that came out, where this step swapped it"] = None
    modem_proven: Annotated[bool | None, "that modem was shown to hold another line"] = None
    adapter: Annotated[str | None, "name or serial of the power adapter that feeds the modem from now on"] = None
    filters_off: Annotated[bool | None, "nothing but the modem hangs on the line from now on"] = None
    behind_ups: Annotated[bool | None, "the modem is fed through the UPS from now on"] = None
    at_modem: Annotated[bool | None, "the measuring computer is plugged into the modem itself from now on"] = None
    outcome: Annotated[Outcome | None, "what a momentary test showed"] = None
    power_cycled: Annotated[str | None, "device that this step restarted (`modem`, `router`)"] = None
    changed: Annotated[str | None, "setting that this step changed, on which device"] = None
    who: Annotated[str | None, "who did it"] = None
    present: Annotated[str | None, "who else was there, or on the phone"] = None
