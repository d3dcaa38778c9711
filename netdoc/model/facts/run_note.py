"""What befell one run of netdoc: bookkeeping, evidence neither for nor against anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar

from netdoc.model.facts import Fact


class RunEvent(StrEnum):
    """What happened."""

    SKIPPED = "skipped"
    """This run measured nothing, because another one was measuring."""
    LOCK_BROKEN = "lock_broken"
    """The run before this one left its lock behind: it was killed, or the computer was switched off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunNote(Fact):
    """A run that met another one, or what was left of it."""

    KIND: ClassVar[str] = "RunNote"
    VERSION: ClassVar[int] = 1

    event: Annotated[RunEvent, "what happened"]
    command: Annotated[str | None, "command of the other run (`run`, `watch`, `check`)"] = None
    since: Annotated[datetime | None, "when the other run began"] = None
    pid: Annotated[int | None, "process of the other run"] = None
    why: Annotated[str, "how the other run was found to be alive or gone"] = ""
