"""What a time stamp tells of this computer's own clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netdoc.cli._session import say
from netdoc.cli._text import paragraph, safe

if TYPE_CHECKING:
    from netdoc.app.stamping import Stamped

NOTICED_S = 20.0
"""A reply's way takes up to 15 s, and a token's time may be whole seconds."""


def tell_clock(made: Stamped) -> None:
    """Say where this computer's clock and the authority's differ by more than a reply's way explains."""
    ahead = made.clock_ahead_s
    if ahead is None or abs(ahead) <= NOTICED_S:
        return
    where = "ahead of" if ahead > 0 else "behind"
    told = f"this computer's clock is {abs(ahead):.0f} s {where} that of {made.tsa}: `netdoc doctor` looks at the clock"
    say(paragraph(safe(told), indent="  ", first=""))
