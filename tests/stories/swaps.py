"""Offices in which it drops, somebody changes one thing, and it is silent, or is not."""

from __future__ import annotations

from netdoc.model.facts.silence_plan import SilencePlan
from netdoc.model.facts.step import Action, Socket
from netdoc.model.plane import Plane
from tests.stories.office import BEYOND, RUNGS, Office, at

FEW = tuple(each for each in RUNGS if each.id in ("router", "first_hop", "anchor_1", "anchor_2"))
"""A ladder that is quickly built."""
OLD_START = -200_000.0
SIX = tuple(300.0 + 600 * k for k in range(6))
STEP = 3900.0
"""When the thing is changed: six drops in 65 minutes before it need 42 minutes of silence after it."""


def quiet_office(minutes: int) -> Office:
    """Return an office with a short ladder and nothing wrong."""
    return Office(minutes=minutes, rungs=FEW)


def drops(office: Office, *times: float, kind: str = "lost", length: float = 60.0) -> Office:
    """Let it drop at these times; the modem lost sync, held it, restarted by itself, or told nothing."""
    for index, t in enumerate(times):
        end = t + length + 3 * index
        office.fails(t, end, *BEYOND)
        if kind == "lost":
            office.line(end + 20, end - 5).box(end + 20, OLD_START)
        if kind == "held":
            office.line(end + 20, OLD_START).box(end + 20, OLD_START)
        if kind == "restarted":
            office.line(end + 20, end - 5).box(end + 20, t - 1)
    return office


def clean_line(office: Office, start: float, end: float, *, margin: float = 7.5, every: float = 300.0) -> Office:
    """Let the modem be read with counters that stand still."""
    t = start
    while t <= end:
        office.line(t, OLD_START, crc_down=10, es_down=2, ses_down=0, margin_down_db=margin)
        t += every
    return office


def planned(office: Office, seconds: float, needed_s: int, **fields: object) -> Office:
    """Fix a silence beforehand."""
    values: dict[str, object] = {"drops_before": 6, "watched_before_s": 3900, "needed_s": needed_s, **fields}
    return office.sees(seconds, "operator", SilencePlan(**values), Plane.OPERATOR)  # type: ignore[arg-type]


def moved(silent_min: int = 60, *, kind: str = "lost", before: tuple[float, ...] = SIX, **fields: object) -> Office:
    """Return an office that drops six times at the desk, and whose modem is then moved to the test socket."""
    office = quiet_office(65 + silent_min)
    step: dict[str, object] = {"socket": Socket.TEST, **fields}
    return drops(office, *before, kind=kind).step(STEP, **step)


def swapped(
    silent_min: int = 60, *, kind: str = "lost", back: bool = False, adapter: bool = True, **fields: object
) -> Office:
    """Return an office that drops six times with SN-1 and then has the proven SN-2; put back, it drops again."""
    minutes = 65 + silent_min + (40 if back else 0)
    office = quiet_office(minutes).step(1, action=Action.TEST_SOCKET, socket=Socket.DESK, modem="SN-1", adapter="AD-1")
    drops(office, *SIX, kind=kind)
    step: dict[str, object] = {"modem": "SN-2", "modem_proven": True, **fields}
    office.step(STEP, **(step | ({"adapter": "AD-2"} if adapter else {})))
    if back:
        again = STEP + silent_min * 60
        office.step(again, modem="SN-1", adapter="AD-1", modem_proven=False)
        drops(office, again + 600, again + 1300, kind=kind)
    return office


__all__ = [
    "OLD_START", "SIX", "STEP", "at", "clean_line", "drops", "moved", "planned", "quiet_office", "swapped",
]  # fmt: skip
