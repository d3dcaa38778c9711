"""The same destination asked over another way to the internet, past the office's router and line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from netdoc.model.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondPath(Fact):
    """One round to one destination. `Seen.subject` is its rung; the plane is `second_path`.

    Told only of rounds in which something answered over there: where nothing does, the second way itself is down,
    which is a gap and blames nobody.
    """

    KIND: ClassVar[str] = "SecondPath"
    VERSION: ClassVar[int] = 1

    interface: Annotated[str, "network interface of the measuring computer"]
    target: Annotated[str, "address asked"]
    method: Annotated[str, "`icmp`, `tcp:PORT` or `dns`, as really used"]
    sent: Annotated[int, "probes that left"]
    answered: Annotated[int, "of these: answered within 2 s"]

    @property
    def failed(self) -> bool:
        """Nothing came back, of three probes or more."""
        return self.sent >= LEAST and self.answered == 0

    @property
    def worked(self) -> bool:
        """Most came back."""
        return self.answered > self.sent / 2


LEAST = 3
