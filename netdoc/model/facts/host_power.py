"""Where the measuring computer's own current comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from netdoc.model.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class HostPower(Fact):
    """Told of a computer with a battery only. It names nobody: a person may have pulled its plug.

    It is no `PowerState`, which is a UPS's word: what hangs on this battery is this computer alone.
    """

    KIND: ClassVar[str] = "HostPower"
    VERSION: ClassVar[int] = 1

    on_battery: Annotated[bool | None, "it runs on its battery: no charger gives anything"] = None
    charge_pct: Annotated[int | None, "charge of its battery"] = None
