"""`dsl_control status`, `dsl_control lucistat` and the text of LuCI's DSL page, as one `DslLine`.

Down stands first, near before far. The script divides tenths by hand and loses the sign of values between -1 and 0;
what the driver did not give is printed as 0. Its «FECS» are corrected blocks on some versions and seconds on others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from probes.modems._json import Tree
from probes.modems._lantiq import STATES, Pair, Values, kbps, levels, rates, sync_of
from probes.modems._numbers import whole
from probes.modems._plausible import Gate
from probes.modems._text import only, printable, the_labelled

_STATE = re.compile(r"(UP|DOWN)(?: \[0x([0-9a-f]{1,8})(?:: [\w ]+)?\])?")
_DB = r"(-?(?:0|[1-9][0-9]{0,2})(?:\.[0-9])?) dBm?"
_DBS = re.compile(rf"(?:Down: )?{_DB} / (?:Up: )?{_DB}")
_RATE = r"(0|[1-9][0-9]{0,5})(?:\.([0-9]{3}))? ([kKmM])b(?:it)?/s"
_RATES = re.compile(rf"(?:Down: )?{_RATE} / (?:Up: )?{_RATE}")
_ENDS = re.compile(r"(?:Near: )?([0-9]+) / (?:Far: )?([0-9]+)")
_UPTIME = re.compile(r"(?:([0-9]+)d )?(?:([0-9]+)h )?(?:([0-9]+)m )?([0-9]+)s")
_ERRORS: tuple[tuple[str, str], ...] = (
    ("Errored seconds (ES)", "es"),
    ("Severely Errored Seconds (SES)", "ses"),
    ("Unavailable Seconds (UAS)", "uas"),
)
_ERRORS += (("Loss of Signal Seconds (LOSS)", "los"), ("Header Error Code Errors (HEC)", "hec"))
_FLAT = re.compile(r"dsl\.(\w+)=\"?([^\"]*)\"?")
NO_CRC = (
    "CRC_P counts packets of the data path and FECS differs by version: neither is the line's CRC or FEC, so not read"
)
NO_AGE = "the counters run since the DSL driver started; since when is not said"


def flat_values(lines: Sequence[str]) -> dict[str, str]:
    """Return the values of `lucistat` by their key; one told in two ways is left out."""
    found: dict[str, list[str]] = {}
    for line in lines:
        if (each := _FLAT.fullmatch(line.strip())) is not None:
            found.setdefault(each[1], []).append(each[2])
    return {key: value for key, values in found.items() if (value := only(values)) is not None}


def flat_of(tree: Tree) -> dict[str, str]:
    """Return the same from LuCI's JSON (`getDSLStatus`), wherever in it these keys stand."""
    found: dict[str, str] = {}
    for name in {str(path[-1]) for path in tree.values}:
        value = only([str(each) for each in tree.named(name)])
        if value is not None:
            found[name] = value
    if (code := whole(found.get("line_state_num", found.get("line_state_detail", "")))) is not None:
        found["line_state_num"] = hex(code)
        found["line_state_detail"] = STATES.get(code, hex(code))
    return found


def read_text(lines: Sequence[str]) -> tuple[DslLine, DeviceState | None]:
    """Return the line, and the chip as a box."""
    gate = Gate()
    state = _STATE.fullmatch(the_labelled(lines, "Line State") or "")
    code = None if state is None or state[2] is None else int(state[2], 16)
    sync = _sync(None if state is None else state[1], code, gate)
    satn = _db(lines, "Signal Attenuation (SATN)", gate, signed=False)
    latn = _db(lines, "Line Attenuation (LATN)", gate, signed=False)
    line = DslLine(
        sync=sync,
        status=None if state is None else printable(state[0]),
        mode=_word(lines, "Line Mode", sync),
        profile=_word(lines, "Profile", sync),
        showtime_s=_uptime_s(lines) if sync else None,
        **rates(gate, sync, "rate", _kbps(lines, "Data Rate")),
        **rates(gate, sync, "attainable", _kbps(lines, "Max. Attainable Data Rate (ATTNDR)")),
        **levels(
            gate,
            sync,
            margin=_margin(lines, satn, latn, gate),
            attenuation=latn,
            power=_db(lines, "Aggregate Transmit Power (ACTATP)", gate),
            zero_is_nothing=True,
        ),
        **_counters(lines, gate),
        remarks=tuple(gate.remarks),
    )
    return line, _chip(the_labelled(lines, "Chipset"), the_labelled(lines, "Firmware Version"))


def read_flat(held: Mapping[str, str]) -> tuple[DslLine, DeviceState | None]:
    """Return the same from `lucistat`, where every direction and end has a key of its own."""
    gate = Gate()
    number = held.get("line_state_num", "")
    code = int(number, 16) if re.fullmatch(r"0x[0-9a-f]{1,8}", number) else None
    sync = _sync(held.get("line_state"), code, gate)
    detail = held.get("line_state_detail")

    def pair(name: str, *, signed: bool = True) -> Pair:
        return _signs(name, (_tenths(held.get(f"{name}_down")), _tenths(held.get(f"{name}_up"))), gate, signed)

    def bits(name: str) -> tuple[int | None, int | None]:
        return kbps(whole(held.get(f"{name}_down", ""))), kbps(whole(held.get(f"{name}_up", "")))

    counters: Values = {}
    for key, name in (("es", "es"), ("ses", "ses"), ("uas", "uas"), ("loss", "los"), ("hec", "hec")):
        ends = (whole(held.get(f"errors_{key}_near", "")), whole(held.get(f"errors_{key}_far", "")))
        if ends != (None, None):
            counters |= gate.pair(name, ends, f"{key} {ends[0]} / {ends[1]}", counted_at="near")
    if counters:
        gate.remarks += [NO_AGE, NO_CRC]
    latn = pair("line_attenuation", signed=False)
    margin = pair("noise_margin")
    line = DslLine(
        sync=sync,
        status=printable(detail) if detail else None,
        mode=None if sync is False else (printable(held["line_mode_s"]) if held.get("line_mode_s") else None),
        profile=None if sync is False else (printable(held["profile_s"]) if held.get("profile_s") else None),
        showtime_s=(whole(held.get("line_uptime", "")) or None) if sync else None,
        **rates(gate, sync, "rate", bits("data_rate")),
        **rates(gate, sync, "attainable", bits("max_data_rate")),
        **levels(gate, sync, margin=margin, attenuation=latn, power=pair("actatp"), zero_is_nothing=True),
        **counters,
        remarks=tuple(gate.remarks),
    )
    return line, _chip(held.get("chipset"), held.get("firmware_version"))


def _sync(word: str | None, code: int | None, gate: Gate) -> bool | None:
    by_code = sync_of(code)
    by_word = {"UP": True, "DOWN": False}.get(word or "")
    if code is None:
        return by_word
    if by_word is not None and by_code is not None and by_word != by_code:
        gate.left_out("sync", f"{word} [0x{code:x}]", "the box contradicts itself")
        return None
    if by_code is None:
        gate.left_out("sync", f"0x{code:x} {STATES.get(code, '')}".strip(), "neither in sync nor out of it")
    return by_code


def _word(lines: Sequence[str], label: str, sync: bool | None) -> str | None:
    word = the_labelled(lines, label)
    return None if word is None or word == "-" or sync is False else printable(word)


def _uptime_s(lines: Sequence[str]) -> int | None:
    seconds = whole(the_labelled(lines, "Line Uptime Seconds") or "")
    if seconds is not None:
        return seconds or None
    found = _UPTIME.fullmatch(the_labelled(lines, "Line Uptime") or "")
    if found is None:
        return None
    days, hours, minutes, rest = (int(each or 0) for each in found.groups())
    return days * 86_400 + hours * 3_600 + minutes * 60 + rest


def _kbps(lines: Sequence[str], label: str) -> tuple[int | None, int | None]:
    found = _RATES.fullmatch(the_labelled(lines, label) or "")
    if found is None:
        return None, None
    return _in_kbps(found[1], found[2], found[3]), _in_kbps(found[4], found[5], found[6])


def _in_kbps(count: str, thousandths: str | None, unit: str) -> int | None:
    if unit.lower() == "m":
        return None if thousandths is None else int(count) * 1_000 + int(thousandths)
    return int(count) if thousandths is None else None


def _db(lines: Sequence[str], label: str, gate: Gate, *, signed: bool = True) -> Pair:
    found = _DBS.fullmatch(the_labelled(lines, label) or "")
    return (None, None) if found is None else _signs(label, (float(found[1]), float(found[2])), gate, signed)


def _signs(what: str, pair: Pair, gate: Gate, signed: bool) -> Pair:
    """Leave out what may have lost its minus: values that can be negative, printed between 0 and 1."""
    if not signed:
        return pair
    for each in pair:
        if each is not None and 0 < each < 1:
            gate.left_out(what, f"{each:g}", "the script prints values between -1 and 0 without their sign")
    down, up = (None if each is not None and 0 < each < 1 else each for each in pair)
    return down, up


def _tenths(text: str | None) -> float | None:
    return float(text) if text is not None and re.fullmatch(r"-?(?:0|[1-9][0-9]{0,2})\.[0-9]", text) else None


def _margin(lines: Sequence[str], satn: Pair, latn: Pair, gate: Gate) -> Pair:
    """Return the margins, unless they look like attenuations and the signal attenuations like margins.

    LuCI's page of 2016 exchanged the two labels (luci pull request 703); the script itself does not.
    """
    margin = _db(lines, "Noise Margin (SNR)", gate)
    if (the_labelled(lines, "Noise Margin (SNR)") or "").startswith("Down:"):
        return margin
    for level, signal, loss in zip(margin, satn, latn, strict=True):
        if signal is None or loss is None:
            return None, None
        if level is not None and abs(level - loss) + 3 < abs(signal - loss):
            gate.left_out("margin", f"SNR {level:g}, SATN {signal:g}, LATN {loss:g}", "SNR and SATN look exchanged")
            return None, None
    return margin


def _counters(lines: Sequence[str], gate: Gate) -> Values:
    found: Values = {}
    for label, name in _ERRORS:
        raw = the_labelled(lines, label)
        ends = _ENDS.fullmatch(raw or "")
        if ends is not None:
            found |= gate.pair(name, (whole(ends[1]), whole(ends[2])), f"{label}: {raw}", counted_at="near")
    if found:
        gate.remarks += [NO_AGE, NO_CRC]
    return found


def _chip(chipset: str | None, firmware: str | None) -> DeviceState | None:
    if not chipset and not firmware:
        return None
    return DeviceState(
        model=printable(chipset) if chipset else None,
        firmware=printable(firmware) if firmware else None,
        remarks=("model and firmware are those of the DSL chip",),
    )
