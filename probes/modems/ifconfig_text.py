"""`ifconfig` of a Linux box, saved or asked by telnet where the site names this driver: octets of the DSL transport.

Source: captures of D-Link DSL-G225 and Zyxel VMG1312-B10D. The driver `broadcom` asks for it along with the line.
"""

from __future__ import annotations

from collections.abc import Sequence

from netdoc.errors import CannotMeasure, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts import Fact
from netdoc.model.site import Device
from netdoc.plugin import Driver, Score
from netdoc.ports import Ports
from probes.modems._ifconfig import HEAD, interfaces
from probes.modems._text import lines_of

IDENTITY = "ifconfig_text"
COMMAND = "ifconfig"
TIMEOUT_S = 45.0


def recognises(body: bytes) -> Score:
    """Return how sure it is that this is the answer."""
    lines = body[:200_000].decode("latin-1").splitlines()
    heads = sum(HEAD.fullmatch(each.rstrip()) is not None for each in lines)
    return Score.LIKELY if heads and any(each.strip().startswith("RX bytes:") for each in lines) else Score.NO


async def collect(device: Device, ports: Ports) -> Sequence[Capture]:
    """Ask for the interfaces; only of a box for which the site names this driver, as any Linux box answers it.

    Raises:
        CannotMeasure: the site does not name this driver.
    """
    if device.driver != IDENTITY:
        raise CannotMeasure(f"{device.id}: every Linux box has ifconfig", hint=f"name the driver {IDENTITY} to ask it")
    return await ports.shell.run(device, (COMMAND,), timeout_s=TIMEOUT_S)


def read(captures: Sequence[Capture]) -> Sequence[Fact]:
    """Return the counters of the DSL transport.

    Raises:
        UnreadableCapture: there is none.
    """
    facts = [fact for each in captures if recognises(each.body) for fact in interfaces(lines_of(each.body))]
    if not facts:
        raise UnreadableCapture(
            "ifconfig_text: no single DSL transport in use (ptm0, atm0) with all its lines",
            hint="save the whole answer of `ifconfig`",
        )
    return facts


DRIVER = Driver(
    id=IDENTITY,
    title="ifconfig text of DSL boxes",
    recognises=recognises,
    collect=collect,
    read=read,
    transport="telnet",
)
