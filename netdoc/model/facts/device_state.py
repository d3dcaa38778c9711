"""A box about itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from netdoc.model.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceState(Fact):
    """The box's clock: compare boot instants (time of reading - uptime), never uptimes."""

    KIND: ClassVar[str] = "DeviceState"
    VERSION: ClassVar[int] = 1

    vendor: Annotated[str | None, "maker"] = None
    model: Annotated[str | None, "type name"] = None
    firmware: Annotated[str | None, "software version"] = None
    uptime_s: Annotated[int | None, "since the box started"] = None
    reboot_reason: Annotated[str | None, "the box's own word for its last restart"] = None
    load_pct: Annotated[float | None, "processor load"] = None
    mains_powered: Annotated[bool | None, "false for a laptop on battery or a box behind a UPS"] = None
    remarks: Annotated[tuple[str, ...], "what was left out and why"] = ()
