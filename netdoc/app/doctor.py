"""What this computer can measure: each lack with what it costs the verdict and the command that mends it.

Nothing is sent to any network. The parts run side by side, each in a thread of its own, and together get
`LONGEST_S`: a dead network drive or a hanging system service costs its own answer and no other.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from netdoc.app.doctor_clock import clock
from netdoc.app.doctor_desktop import desktop
from netdoc.app.doctor_disk import disk
from netdoc.app.doctor_look import Look
from netdoc.app.doctor_measuring import measuring, reporting
from netdoc.app.doctor_network import network
from netdoc.app.doctor_office import drivers, offices
from netdoc.app.doctor_power import power
from netdoc.app.doctor_record import Checked, Level, not_known
from netdoc.app.doctor_schedule import schedule
from netdoc.errors import NetdocError

LONGEST_S = 2.0

Part = Callable[[Look], Iterable[Checked]]

AREAS: Mapping[str, tuple[Part, ...]] = {
    "measuring": (measuring,),
    "network": (network,),
    "modems and offices": (drivers, offices),
    "clock": (clock,),
    "evidence": (disk,),
    "unattended": (schedule, power, desktop),
    "report": (reporting,),
}
"""Everything that is looked at, in the order shown."""


@dataclass
class _Running:
    """One part under way: what it found so far, and whether it is through."""

    area: str
    part: Part
    found: list[Checked] = field(default_factory=list)
    through: bool = False


def examine(look: Look, *, areas: Mapping[str, Sequence[Part]] = AREAS, longest_s: float = LONGEST_S) -> list[Checked]:
    """Look at everything and return what was found, area by area; nothing is sent to any network."""
    parts = [_Running(area, part) for area, several in areas.items() for part in several]
    all_through = threading.Event()
    for each in parts:
        # A daemon: a part that hangs in the kernel (a dead network drive) does not keep the program from ending.
        threading.Thread(target=_collect, args=(each, look, parts, all_through), daemon=True).start()
    all_through.wait(longest_s)
    found = []
    for each in parts:
        why = f"still waiting for the system after {longest_s:g} s"
        rest = () if each.through else (not_known(each.part.__name__, why),)
        found += [replace(checked, area=each.area) for checked in (*each.found, *rest)]
    return [_typed_by(look.computer.user_id, each) for each in found]


def worst(found: Sequence[Checked]) -> Level:
    """Return the worst level found."""
    order = list(Level)
    return min((each.level for each in found), key=order.index, default=Level.OK)


def _collect(running: _Running, look: Look, parts: Sequence[_Running], all_through: threading.Event) -> None:
    name = running.part.__name__
    try:
        for each in running.part(look):
            running.found.append(each)
    except NetdocError as known:
        running.found.append(not_known(name, known.message, known.hint))
    except Exception as unexpected:
        # One broken look must not hide the others; it is told as what it is.
        why = f"looking failed: {type(unexpected).__name__}: {str(unexpected)[:200]}"
        running.found.append(not_known(name, why, "report this"))
    running.through = True
    if all(each.through for each in parts):
        all_through.set()


def _typed_by(user_id: int, checked: Checked) -> Checked:
    """Return the finding with commands as this user types them: root, who may have no sudo, needs none."""
    if user_id != 0:
        return checked
    return replace(checked, commands=tuple(each.replace("sudo ", "") for each in checked.commands))
