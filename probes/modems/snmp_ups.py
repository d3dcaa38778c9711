"""UPS by SNMP: UPS-MIB (RFC 1628), APC PowerNet and CyberPower's tree, live or from a saved walk.

Source: RFC 1628, PowerNet-MIB; captures of nine UPSes (ABB, APC, CE+T, CyberPower, Delta, Eaton, Generex, Orvaldi,
Riello).
"""

from __future__ import annotations

from collections.abc import Sequence

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts import Fact
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.site import Device
from netdoc.plugin import Driver, Score
from netdoc.ports import Ports
from probes.modems._box_mib import BOX_COLUMNS, CYBERPOWER, POWERNET, UPS
from probes.modems._dsl_mib import dotted
from probes.modems._snmp_box import BOX_SCALARS, read_box
from probes.modems._snmp_kind import WalkKind, walk_kind
from probes.modems._snmprec import Walk, walk_of
from probes.modems._ups_state import read_rfc1628
from probes.modems._ups_trees import read_cyberpower, read_powernet

TIMEOUT_S = 10.0
_PHASES = ("upsInputFrequency", "upsInputVoltage", "upsOutputVoltage", "upsOutputPercentLoad")
_RFC1628 = ("upsIdentManufacturer", "upsIdentModel", "upsIdentUPSSoftwareVersion")
_POWERNET = ("", "upsBasicIdentModel", "upsAdvIdentFirmwareRevision")
_CYBERPOWER = ("", "cpsIdentModel", "cpsIdentFirmware")
_ABB = ("abbIdentManufacturer", "abbIdentModel", "abbIdentVersion")


def recognises(body: bytes) -> Score:
    """Return how sure it is that this is a walk of a UPS."""
    return Score.CERTAIN if walk_kind(body) is WalkKind.UPS else Score.NO


async def collect(device: Device, ports: Ports) -> Sequence[Capture]:
    """Ask for the scalars of the three trees, and for the phases and alarms of a UPS-MIB."""
    names = [
        each
        for each in BOX_COLUMNS
        if each.startswith(("ups", "cps", "abb")) and each not in (*_PHASES, "upsAlarmDescr")
    ]
    scalars = [dotted(each, 0) for each in (*BOX_SCALARS, *names)]
    told = await ports.snmp.get(device, scalars, timeout_s=TIMEOUT_S)
    rows = [dotted(each) for each in (*_PHASES, "upsAlarmDescr")]
    return [told, await ports.snmp.columns(device, rows, timeout_s=TIMEOUT_S)]


def read(captures: Sequence[Capture]) -> Sequence[Fact]:
    """Return the power and the box.

    Units: volts whole or in tenths, minutes or hundredths of seconds, by the tree and by the evidence in the answer.

    Raises:
        UnreadableCapture: no object of a UPS in the answers.
    """
    walk = walk_of(captures)
    if walk.has_below(UPS):
        return read_rfc1628(walk), _box(walk, _RFC1628)
    if walk.has_below(POWERNET):
        return read_powernet(walk, whole=len(captures) > 1), _box(walk, _POWERNET)
    if walk.has_below(CYBERPOWER):
        return read_cyberpower(walk), _box(walk, _CYBERPOWER)
    raise UnreadableCapture(
        "snmp_ups: the walk holds no object of a UPS (UPS-MIB, PowerNet or CyberPower)",
        hint="some cards want the UPS-MIB switched on; NUT on the computer beside the UPS is another way",
    )


def _box(walk: Walk, identity: tuple[str, ...]) -> DeviceState:
    """Return the UPS by its own names; sysDescr tells of the card."""
    card = read_box(walk, card=True)
    maker, model, firmware = (walk.text(each, 0) if each else None for each in identity)
    own_maker, own_model, own_firmware = (walk.text(each, 0) for each in _ABB)
    agent = walk.text("upsIdentAgentSoftwareVersion", 0)
    return DeviceState(
        vendor=maker or own_maker or card.vendor,
        model=model or own_model,
        firmware=firmware or own_firmware,
        uptime_s=card.uptime_s,
        remarks=(*card.remarks, f"software of the card: {agent}") if agent else card.remarks,
    )


DRIVER = Driver(
    id="snmp_ups",
    title="UPS by SNMP (UPS-MIB, APC PowerNet, CyberPower)",
    recognises=recognises,
    collect=collect,
    read=read,
    transport="snmp",
    min_interval_s=20.0,
)
