"""`ubus call dsl metrics`: the driver's values as JSON, also where the text is cut off.

Near and downstream belong together. A pair of objects (upstream and downstream, near and far) is trusted only where
both stand there and one names keys of the other in the same order: then no lost or moved line can have carried a value
from one to the other.
"""

from __future__ import annotations

from collections.abc import Sequence

from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from probes.modems._json import Scalar, Tree, number, whole_number
from probes.modems._lantiq import Pair, Values, kbps, levels, rates
from probes.modems._openwrt_text import NO_AGE, NO_CRC
from probes.modems._plausible import Gate
from probes.modems._text import printable

_SHOWTIME, _SHOWTIME_NUMBER = "Showtime with TC-Layer sync", 7
_NO_SYNC = frozenset(
    (
        "Not initialized",
        "Exception",
        "Idle request",
        "Idle",
        "Silent request",
        "Silent",
        "Handshake",
        "Bonding CLR",
        "Full init",
        "Short init entry",
        "Discovery",
        "Training",
        "Analysis",
        "Exchange",
        "Lowpower L3",
        "Disabled",
        "T1413",
        "Orderly shutdown request",
        "Orderly shutdown",
    )
)
_NOT_IN_BOTH = frozenset({"vector"})
_ERRORS: tuple[tuple[str, str], ...] = (
    ("es", "es"),
    ("ses", "ses"),
    ("uas", "uas"),
    ("loss", "los"),
    ("lofs", "lof"),
    ("hec", "hec"),
)
_ERRORS += (("cv_c", "crc"), ("fec_c", "fec"))


def read_metrics(tree: Tree) -> tuple[DslLine, DeviceState | None]:
    """Return the line, and the chip as a box.

    Units in the JSON: bit/s, dB, dBm, seconds, microseconds of delay. `fecs` are seconds, no blocks, and `crc_p` counts
    packets: neither is read.
    """
    gate = Gate()
    root = tree.values
    sync = _sync(root.get(("up",)), root.get(("state",)), root.get(("state_num",)), gate)
    up, down = _objects(tree, ("upstream",), ("downstream",))
    uptime_s = whole_number(root.get(("uptime",)))
    line = DslLine(
        sync=sync,
        status=_word(root.get(("state",))),
        mode=None if sync is False else _word(root.get(("mode",))),
        profile=None if sync is False else _word(root.get(("profile",))),
        showtime_s=uptime_s if sync and uptime_s is not None and uptime_s > 0 else None,
        **rates(gate, sync, "rate", (kbps(_count(down, "data_rate")), kbps(_count(up, "data_rate")))),
        **rates(gate, sync, "attainable", (kbps(_count(down, "attndr")), kbps(_count(up, "attndr")))),
        **levels(
            gate,
            sync,
            margin=_levels(down, up, "snr"),
            attenuation=_levels(down, up, "latn"),
            power=_levels(down, up, "actatp"),
        ),
        **_counters(tree, gate),
        remarks=tuple(gate.remarks),
    )
    chip, firmware = _word(root.get(("chipset",))), _word(root.get(("firmware_version",)))
    if chip is None and firmware is None:
        return line, None
    remarks = ("model and firmware are those of the DSL chip",)
    return line, DeviceState(model=chip, firmware=firmware, remarks=remarks)


def _sync(up: Scalar, state: Scalar, state_number: Scalar, gate: Gate) -> bool | None:
    told: set[bool | None] = set()
    if isinstance(up, bool):
        told.add(up)
    if isinstance(state, str):
        told.add(True if state == _SHOWTIME else False if state in _NO_SYNC else None)
    if (which := whole_number(state_number)) is not None:
        told.add(which == _SHOWTIME_NUMBER)
    if len(told) == 1:
        return told.pop()
    if told:
        shown = printable(f"up {up}, state {state}, state_num {state_number}")
        gate.left_out("sync", shown, "neither in sync nor out of it for certain")
    return None


def _objects(tree: Tree, first: tuple[str, ...], second: tuple[str, ...]) -> tuple[Values, Values]:
    """Return the values of two objects that stand one after the other; empty where they do not match."""
    held: list[Values] = [
        {str(path[-1]): value for path, value in tree.values.items() if path[:-1] == where} for where in (first, second)
    ]
    one, two = ([key for key in each if key not in _NOT_IN_BOTH] for each in held)
    if not (one and two and (_in_order(one, two) or _in_order(two, one))):
        return {}, {}
    return held[0], held[1]


def _in_order(few: Sequence[str], many: Sequence[str]) -> bool:
    """Return whether all of a few keys are among many, in the same order."""
    rest = iter(many)
    return all(key in rest for key in few)


def _counters(tree: Tree, gate: Gate) -> Values:
    near, far = _objects(tree, ("errors", "near"), ("errors", "far"))
    found: Values = {}
    for key, name in _ERRORS:
        ends = (_count(near, key), _count(far, key))
        if ends != (None, None):
            found |= gate.pair(name, ends, f"{key} {ends[0]} / {ends[1]}", counted_at="near")
    for key, field in (("rx_uncorrected_protected", "rtx_uncorrected_down"), ("leftrs", "leftrs_down")):
        value = _count(near, key)
        found[field] = gate.count(field, value, f"{key} {value}")
    if near:
        gate.remarks.append(NO_AGE)
        if "cv_c" not in near:
            gate.remarks.append(NO_CRC)
    return found


def _levels(down: Values, up: Values, key: str) -> Pair:
    return _level(down.get(key)), _level(up.get(key))


def _level(value: Scalar) -> float | None:
    found = number(value)
    return None if found is None else round(found, 1)


def _count(held: Values, key: str) -> int | None:
    value = whole_number(held.get(key))
    return value if value is not None and value >= 0 else None


def _word(value: Scalar) -> str | None:
    return printable(value) if isinstance(value, str) and value.strip() else None
