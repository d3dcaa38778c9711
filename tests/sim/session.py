"""The internet session that the router holds: when it fell, when it came back, and what the router says of it."""

from __future__ import annotations

import random
from collections.abc import Sequence

from tests.sim.line import SimLine, Span, merged, within
from tests.sim.office import SimOffice
from tests.sim.story import Episode, Trouble

LINK_NOTICED_S = 2.0
"""From a port without link to a session that is given up."""


class Session:
    """One story's session. It falls at once with its cable, and with a silent line only after its timers."""

    def __init__(self, office: SimOffice, story: Sequence[Episode], line: SimLine, dice: random.Random) -> None:
        self._began_s = -float(office.plan.session_age_s)
        survives_s = office.manners.session_survives_s
        silent = [*line.down, *_spans(story, Trouble.ACCESS_GONE)]
        lost: list[tuple[Span, str]] = [
            ((start + survives_s, end), "ERROR_ISP_TIME_OUT")
            for start, end in merged(silent)
            if end - start > survives_s
        ]
        unplugged = [*_spans(story, Trouble.CABLE_OUT), *line.box_off]
        lost += [((start + LINK_NOTICED_S, end), "ERROR_NO_CARRIER") for start, end in unplugged]
        lost += [(span, "ERROR_ISP_DISCONNECT") for span in _spans(story, Trouble.SESSION_DOWN)]
        dial_s = office.manners.dial_s
        back = [((start, _after(end, line.down) + dice.uniform(*dial_s)), why) for (start, end), why in lost]
        self.down = merged([span for span, _ in back])
        """Without a session, in order."""
        self._why = {start: why for (start, _), why in back}

    def up(self, true_s: float) -> bool:
        """Tell whether the session carries packets."""
        return not within(self.down, true_s)

    def told(self, true_s: float) -> dict[str, object]:
        """Return the state in the words of `tests.emulated.igd`, instants in true seconds."""
        ended = [each for each in self.down if each[0] <= true_s]
        up = self.up(true_s)
        since = (ended[-1][1] if ended else self._began_s) if up else None
        why = self._why.get(ended[-1][0], "ERROR_NONE") if ended else "ERROR_NONE"
        return {"status": "Connected" if up else "Disconnected", "last_error": why, "up_since": since, "ppp": True}


def _spans(story: Sequence[Episode], trouble: Trouble) -> list[Span]:
    return [(each.start_s, each.end_s) for each in story if each.trouble is trouble]


def _after(end_s: float, line_down: Sequence[Span]) -> float:
    """Return when there is a line to dial over."""
    return max([end_s, *(end for start, end in line_down if start <= end_s < end)])
