"""How right the measuring computer's clock is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from netdoc.model.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockReading(Fact):
    """The operating system's own view of its clock."""

    KIND: ClassVar[str] = "ClockReading"
    VERSION: ClassVar[int] = 1

    synchronised: Annotated[bool | None, "the system says that its clock follows a time server"] = None
    bound_s: Annotated[float | None, "greatest error the system admits"] = None
    source: Annotated[str, "who said so (`adjtimex`)"] = "adjtimex"
