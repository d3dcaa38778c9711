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
