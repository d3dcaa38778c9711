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


@dataclass(frozen=True, slots=True, kw_only=True)
class Step(Fact):
    """The arrangement that holds from `Seen.at` until the next step. Fields left out keep their last value."""

    KIND: ClassVar[str] = "Step"
    VERSION: ClassVar[int] = 1

    did: Annotated[str, "what was done, in words"]
    socket: Annotated[Socket | None, "where the modem is plugged in from now on"] = None
    modem: Annotated[str | None, "name or serial of the modem in use from now on"] = None
    modem_proven: Annotated[bool | None, "that modem was shown to hold another line"] = None
    power_cycled: Annotated[str | None, "device that this step restarted (`modem`, `router`)"] = None
    changed: Annotated[str | None, "setting that this step changed, on which device"] = None
    who: Annotated[str | None, "who did it"] = None
