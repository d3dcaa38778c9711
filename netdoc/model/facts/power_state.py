"""What a UPS says of the mains, its load and its battery."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from netdoc.model.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerState(Fact):
    """Polling misses short transfers: that no event was seen is weak evidence; `line_bads` counts them all."""

    KIND: ClassVar[str] = "PowerState"
    VERSION: ClassVar[int] = 1

    on_battery: Annotated[bool | None, "fed from its battery"] = None
    on_battery_s: Annotated[int | None, "since it went on battery"] = None
    charge_pct: Annotated[float | None, "charge of the battery"] = None
    runtime_s: Annotated[int | None, "how long the battery would last"] = None
    load_pct: Annotated[float | None, "load, of what it is rated for"] = None
    input_v: Annotated[float | None, "mains voltage"] = None
    line_bads: Annotated[int | None, "how often the mains left its limits, counted by the UPS"] = None
    overloaded: Annotated[bool | None, "it says that it carries too much"] = None
    battery_bad: Annotated[bool | None, "it says that its battery must be replaced, or failed its own test"] = None
    output_on: Annotated[bool | None, "false when it has switched off what hangs on it"] = None
    last_transfer: Annotated[str | None, "why it last went on battery, in its own words"] = None
    status: Annotated[str | None, "the state in its own words (`OL CHRG`)"] = None
    remarks: Annotated[tuple[str, ...], "what was left out and why"] = ()
