"""What a box wrote into its own log, dated by its clock and by ours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar

from netdoc.model.facts import Fact


class LogEvent(StrEnum):
    """What a line of a log means."""

    SYNC_LOST = "sync_lost"
    SYNC_UP = "sync_up"
    SIGNAL_LOST = "signal_lost"
    """The box lost the carrier itself: loss of signal."""
    TRAINING = "training"
    SESSION_DOWN = "session_down"
    SESSION_UP = "session_up"
    AUTH_REJECTED = "auth_rejected"
    NO_ANSWER = "no_answer"
    """PADI, PADR or LCP requests stayed unanswered."""
    PORT_DOWN = "port_down"
    """The Ethernet port between router and modem lost its carrier."""
    PORT_UP = "port_up"
    BOOT = "boot"
    REBOOT_ASKED = "reboot_asked"
    """Somebody or something ordered the restart: a person, a timer, the provider's remote management."""
    FIRMWARE = "firmware"
    WATCHDOG = "watchdog"
    """The box restarted itself because it hung."""
    POWER_LOST = "power_lost"
    POWER_BACK = "power_back"
    OVERLOAD = "overload"
    BATTERY_BAD = "battery_bad"
    WIRING = "wiring"
    """The box's own estimate that the in-house wiring costs it rate."""
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """One line of a log."""

    at: Annotated[datetime, "when, by our clock: the box's time less its offset"]
    event: Annotated[LogEvent, "what it means"]
    text: Annotated[str, "the line as the box wrote it"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceLog(Fact):
    """Lines of one box, oldest first. A box without a clock since its start dates nothing: its lines are left out."""

    KIND: ClassVar[str] = "DeviceLog"
    VERSION: ClassVar[int] = 1

    lines: Annotated[tuple[LogLine, ...], "oldest first"]
    clock_offset_s: Annotated[float | None, "the box's clock minus ours when it was read; absent: not known"] = None
    clock_bound_s: Annotated[float | None, "how exact that offset is, either way"] = None
    reaches_back_to: Annotated[datetime | None, "nothing earlier is in the log, by our clock"] = None
    remarks: Annotated[tuple[str, ...], "what was left out and why"] = ()
