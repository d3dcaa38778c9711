"""UPS by NUT: over its network protocol without a login, or from saved `upsc` output.

`upsc` names no unit: charge and load are percent, the runtime is in seconds, voltages in volts. NUT has no counter of
bad mains and no clock of the UPS.

Source: captures of APC Back-UPS ES 700, CS 650, XS 1000M (usbhid-ups) and Smart-UPS 1000 (snmp-ups); the NUT
developer guide for the words of `ups.status`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts import Fact
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.power_state import PowerState
from netdoc.model.site import Device
from netdoc.plugin import Driver, Score
from netdoc.ports import Ports
from probes.modems._nut_text import KNOWN_WORDS, NOT_TOLD, OWN_DOING, Several, likeness, number, variables
from probes.modems._plausible import Gate
from probes.modems._text import lines_of, printable

TIMEOUT_S = 15.0
GREATEST_LOAD_PCT = 200.0
GREATEST_RUNTIME_S = 7 * 86_400
"""A week on a small office's battery is no runtime but a mark for «not known» (own)."""
NOT_KNOWN_S = frozenset({65_535, 65_535 * 60})
LEAST_MAINS_V = 40.0
"""A UPS that runs on the mains and measures less has no sensor (own)."""
GREATEST_MAINS_V = 500.0
_FAILED = re.compile(r"(?<!no )\b(?:fail|error|bad|replace)", re.IGNORECASE)
_PASSED = re.compile(r"ok|passed|done and passed|no trouble found|test passed|battery test passed", re.IGNORECASE)
_RUNNING = re.compile(r"\bin progress\b", re.IGNORECASE)


def recognises(body: bytes) -> Score:
    """Return how sure it is that these are the variables of a UPS."""
    lines, of_nut, with_status = likeness(body[:200_000].decode("latin-1"))
    if with_status and lines > 2:
        return Score.CERTAIN
    if of_nut and lines > 3:
        return Score.LIKELY
    return Score.MAYBE if of_nut and lines > 1 else Score.NO


async def collect(device: Device, ports: Ports) -> Sequence[Capture]:
    """Ask upsd for all variables of the UPS, in one session."""
    return [await ports.nut.variables(device, timeout_s=TIMEOUT_S)]


def read(captures: Sequence[Capture]) -> Sequence[Fact]:
    """Return the power and the box.

    Units: percent, seconds, volts, as NUT defines them. `output_on` and `overloaded` follow from the words of
    `ups.status` only where each word is known; `on_battery` is None while the UPS tests or calibrates itself,
    because that tells nothing of the mains.

    Raises:
        UnreadableCapture: no variables of a UPS in the answer, or those of several.
    """
    body = b"\n".join(each.body for each in captures)
    lines = lines_of(body)
    if not body.endswith(b"\n"):
        lines = lines[:-1]  # a status of several words may be cut behind any
    try:
        told = variables(lines)
    except Several as several:
        raise UnreadableCapture(
            f"nut: the answer holds {len(several.names)} UPSes: {printable(str(several))}",
            hint="save the variables of one: `upsc NAME@HOST > ups.txt`",
        ) from several
    if not any(name.startswith(("ups.", "battery.", "input.")) for name in told):
        raise UnreadableCapture(
            "nut: the answer holds no variables of a UPS",
            hint="save what `upsc NAME@HOST` prints; «Data stale» means that NUT's driver has lost the UPS",
        )
    return (_power(told), _box(told))


def _power(told: Mapping[str, str]) -> PowerState:
    gate = Gate()
    status = told.get("ups.status", "")
    words = frozenset(status.split())
    unknown = sorted(words - KNOWN_WORDS)
    whole = bool(words) and not unknown and not words & NOT_TOLD
    if unknown:
        gate.left_out("ups.status", status, "a word that NUT does not define")
    if alarm := told.get("ups.alarm"):
        gate.remarks.append(f"alarm: {printable(alarm)}")
    return PowerState(
        on_battery=_on_battery(told, words, gate),
        charge_pct=_between("battery.charge", told, 0, 100, gate),
        runtime_s=_runtime_s(told, words, gate),
        load_pct=_between("ups.load", told, 0, GREATEST_LOAD_PCT, gate),
        input_v=_input_v(told, words, gate),
        overloaded=True if "OVER" in words else False if whole else None,
        battery_bad=_battery_bad(told, words),
        output_on=_output_on(words, whole),
        last_transfer=_text(told, "input.transfer.reason"),
        status=_text(told, "ups.status"),
        remarks=tuple(gate.remarks),
    )


def _on_battery(told: Mapping[str, str], words: frozenset[str], gate: Gate) -> bool | None:
    status = told.get("ups.status", "")
    if words & NOT_TOLD or ("OL" in words) == ("OB" in words):
        if words:
            gate.left_out("on_battery", status, "does not tell mains from battery")
        return None
    if (words >= {"OL", "DISCHRG"} and not words & OWN_DOING) or words >= {"OB", "CHRG"}:
        gate.left_out("on_battery", status, "mains and battery contradict each other")
        return None
    if words & OWN_DOING or ("OB" in words and _RUNNING.search(told.get("ups.test.result", ""))):
        gate.left_out("on_battery", status, "the UPS tests itself, which tells nothing of the mains")
        return None
    return "OB" in words


def _output_on(words: frozenset[str], whole: bool) -> bool | None:
    if "OFF" in words:
        return False
    return True if whole and words & {"OL", "OB", "BYPASS"} else None


def _battery_bad(told: Mapping[str, str], words: frozenset[str]) -> bool | None:
    test = told.get("ups.test.result", "")
    if "RB" in words or _FAILED.search(test):
        return True
    return False if _PASSED.fullmatch(test) else None


def _runtime_s(told: Mapping[str, str], words: frozenset[str], gate: Gate) -> int | None:
    raw = told.get("battery.runtime", "")
    value = number(raw)
    if value is None:
        return None
    if value < 0 or value > GREATEST_RUNTIME_S or value in NOT_KNOWN_S:
        gate.left_out("battery.runtime", raw, "not a possible value")
        return None
    if value == 0 and "OB" not in words:
        gate.left_out("battery.runtime", raw, "0 s while the mains feed it means not known")
        return None
    return round(value)


def _input_v(told: Mapping[str, str], words: frozenset[str], gate: Gate) -> float | None:
    raw = told.get("input.voltage", "")
    value = number(raw)
    if value is None:
        if "input.L1-N.voltage" in told:
            gate.left_out("input.voltage", told["input.L1-N.voltage"], "one of three phases")
        return None
    if not 0 <= value <= GREATEST_MAINS_V:
        gate.left_out("input.voltage", raw, "not a possible value")
        return None
    if value < LEAST_MAINS_V and "OB" not in words:
        gate.left_out("input.voltage", raw, "the mains feed it, so this is a sensor that is not there")
        return None
    return value


def _between(name: str, told: Mapping[str, str], least: float, most: float, gate: Gate) -> float | None:
    raw = told.get(name, "")
    value = number(raw)
    if value is not None and not least <= value <= most:
        gate.left_out(name, raw, f"not a possible value ({least:g} to {most:g})")
        return None
    return value


def _box(told: Mapping[str, str]) -> DeviceState:
    uptime = number(told.get("device.uptime"))
    return DeviceState(
        vendor=_text(told, "device.mfr") or _text(told, "ups.mfr"),
        model=_text(told, "device.model") or _text(told, "ups.model"),
        firmware=_text(told, "ups.firmware"),
        uptime_s=round(uptime) if uptime is not None and uptime > 0 else None,
    )


def _text(told: Mapping[str, str], name: str) -> str | None:
    value = told.get(name)
    return printable(value) if value else None


DRIVER = Driver(
    id="nut",
    title="UPS by Network UPS Tools (upsd, upsc)",
    recognises=recognises,
    collect=collect,
    read=read,
    transport="nut",
    min_interval_s=20.0,
)
