"""The DSL line of a Sagemcom from its data model.

Units: rates kbit/s; margins, attenuations and powers tenths. The rate is the «actual» one, above the net rate where
retransmission is on. Units with a Lantiq chip exchange the attenuations, and signal with line attenuation; the
LATN values of their test parameters are right. Where the chip is not told, attenuations are left out.

Source: behaviour of public clients on F@ST 5364 and Speedport Pro; Broadband Forum TR-181 DSL.Line, DSL.Channel.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from netdoc.model.facts.dsl_line import DslLine
from probes.modems._json import Scalar, whole_number
from probes.modems._link_words import is_adsl, profile, standard, state
from probes.modems._plausible import Gate
from probes.modems._text import printable

Fields = Mapping[str, Scalar]
SIDES = (("down", "Downstream", "ds"), ("up", "Upstream", "us"))
_BROADCOM = ("A2p", "B2p")
"""How the firmware of Broadcom's DSL chips begins: these exchange nothing."""
LINE_PAIRS = (
    ("es", "ErroredSecs", "TxErroredSecs"),
    ("ses", "SeverelyErroredSecs", "TxSeverelyErroredSecs"),
    ("uas", "UnavailableSeconds", None),
    ("lof", "LossOfFraming", None),
)
CHANNEL_PAIRS = (
    ("crc", "XTURCRCErrors", "XTUCCRCErrors"),
    ("fec", "XTURFECErrors", "XTUCFECErrors"),
    ("hec", "XTURHECErrors", "XTUCHECErrors"),
)
_SECTIONS = ("Total", "Showtime", "LastShowtime", "CurrentDay", "QuarterHour")
_ACTUAL = "the rates are the «actual» ones of the box: with retransmission they lie above the net rate"


def read_line(line: Fields, channel: Fields, *, whole: bool) -> DslLine:
    """Return the line.

    Args:
        line: fields of `Device/DSL/Lines/Line`.
        channel: fields of its channel.
        whole: nothing of the answer is missing; counters and attenuations need that, to be told from other ones.
    """
    gate = Gate()
    word = text(line, "LinkStatus") or text(line, "Status")
    sync = state(gate, word)
    used = text(line, "StandardUsed")
    mode = None if used is None else standard(used) or used
    found: dict[str, Any] = {}
    for side, name, _ in SIDES if sync is not None else ():
        for kind, fields, key in (("rate", channel, f"{name}CurrRate"), ("attainable", line, f"{name}MaxBitRate")):
            field = f"{kind}_{side}_kbps"
            found[field] = gate.rate_kbps(field, whole_number(fields.get(key)), f"{key} {fields.get(key)}", sync=sync)
    if found.get("rate_down_kbps") is not None or found.get("rate_up_kbps") is not None:
        gate.remarks.append(_ACTUAL)
    if sync:
        found |= _levels(line, gate)
        found |= _attenuations(line, gate, adsl=is_adsl(mode), whole=whole)
    return DslLine(
        sync=sync,
        status=word,
        mode=mode,
        profile=profile(text(line, "CurrentProfile") or ""),
        **found,
        showtime_s=whole_number(line.get("Stats/ShowtimeStart")) if sync else None,
        **(_counters(line, channel, gate) if whole else {}),
        remarks=tuple(gate.remarks),
    )


def _levels(line: Fields, gate: Gate) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for side, name, _ in SIDES:
        margin, power = _tenths(line, f"{name}NoiseMargin"), _tenths(line, f"{name}Power")
        found[f"margin_{side}_db"] = gate.margin_db(f"margin_{side}_db", *margin)
        found[f"power_{side}_dbm"] = gate.power_dbm(f"power_{side}_dbm", *power)
    return found


def _attenuations(line: Fields, gate: Gate, *, adsl: bool, whole: bool) -> dict[str, Any]:
    told = {side: _tenths(line, f"{name}Attenuation") for side, name, _ in SIDES}
    tested = {side: _tenths(line, f"TestParams/LATN{short}") for side, _, short in SIDES}
    raw = ", ".join(each[1] for each in told.values())
    if not whole or all(value is None for value, _ in told.values()):
        return {}
    chip, firmware = text(line, "ModemChip"), text(line, "FirmwareVersion") or ""
    both = all(value is not None for value, _ in tested.values())
    exchanged = (chip or "").lower() == "lantiq"
    if exchanged and both:
        gate.remarks.append(f"attenuation: LATN of the test parameters, because boxes with this chip exchange «{raw}»")
        told = tested
    elif exchanged:
        gate.left_out("attenuation", raw, "boxes with a Lantiq chip exchange down and up")
        return {}
    elif chip is None and not firmware.startswith(_BROADCOM):
        gate.left_out("attenuation", raw, "some boxes of the family exchange down and up, and this one names no chip")
        return {}
    return {
        f"attenuation_{side}_db": gate.attenuation_db(
            f"attenuation_{side}_db", *told[side], zero_is_nothing=side == "up" and not adsl
        )
        for side in told
    }


def _counters(line: Fields, channel: Fields, gate: Gate) -> dict[str, Any]:
    """Totals; a box that keeps none (no key with `Total` in it) is read by the counters of this showtime."""
    keeps_totals = any(key.startswith("Stats/Total") for key in (*line, *channel))
    section = "Total" if keeps_totals else "Showtime"
    if incomplete(line, channel):
        gate.remarks.append("counters: a section of them is missing in this answer, so none is read")
        return {}
    age_s = whole_number(line.get(f"Stats/{section}Start"))
    found: dict[str, Any] = {"counter_age_s": age_s}
    for fields, pairs in ((line, LINE_PAIRS), (channel, CHANNEL_PAIRS)):
        for name, *keys in pairs:
            places = [None if key is None else f"Stats/{section}/{key}" for key in keys]
            near, far = (None if place is None else whole_number(fields.get(place)) for place in places)
            raw = ", ".join(f"{place} {fields[place]}" for place in places if place is not None and place in fields)
            if keeps_totals and _below_its_part(fields, keys):
                gate.left_out(name, raw, "a total that is less than its own part since the line came up")
                continue
            found |= gate.pair(name, (near, far), raw, counted_at="near", age_s=age_s)
    retrains = whole_number(line.get("Stats/Total/LinkRetrain"))
    found["retrains"] = gate.count("retrains", retrains, f"LinkRetrain {retrains}")
    return found


def incomplete(line: Fields, channel: Fields) -> bool:
    """Return whether a section of counters is missing that should be there.

    What stands in a section may then be that of its neighbour, where lines of a saved text were lost.
    """
    told = {name for name in _SECTIONS if any(key.startswith(f"Stats/{name}/") for key in line)}
    begun = {name for name in _SECTIONS if f"Stats/{name}Start" in line}
    beside = {name for name in _SECTIONS if any(key.startswith(f"Stats/{name}/") for key in channel)}
    return not begun <= told or (bool(beside) and beside != told)


def _below_its_part(fields: Fields, keys: Sequence[str | None]) -> bool:
    for key in keys:
        total = whole_number(fields.get(f"Stats/Total/{key}"))
        part = whole_number(fields.get(f"Stats/Showtime/{key}"))
        if total is not None and part is not None and total < part:
            return True
    return False


def _tenths(fields: Fields, key: str) -> tuple[float | None, str]:
    value = whole_number(fields.get(key))
    return None if value is None else value / 10, f"{key} {fields.get(key)}"


def text(fields: Fields, key: str) -> str | None:
    """Return a text made safe to print, or None where there is none."""
    value = fields.get(key)
    return printable(value, 80) if isinstance(value, str) and value.strip() else None
