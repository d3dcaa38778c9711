"""What the Lantiq (Intel, MaxLinear) DSL driver tells, whichever way it is asked: states, levels, the box's clock.

Source: the driver's line states as OpenWrt's `dsl_control` and `dsl_cpe_ubus.c` name them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from probes.modems._plausible import Gate

Values = dict[str, Any]
Pair = tuple[float | None, float | None]
"""(down, up)."""

STATES: Mapping[int, str] = {
    0x0: "not initialized",
    0x1: "exception",
    0x10: "not updated",
    0xFF: "idle request",
    0x100: "idle",
    0x1FF: "silent request",
    0x200: "silent",
    0x300: "handshake",
    0x380: "full_init",
    0x3C0: "short init entry",
    0x400: "discovery",
    0x500: "training",
    0x600: "analysis",
    0x700: "exchange",
    0x800: "showtime_no_sync",
    0x801: "showtime_tc_sync",
    0x900: "fastretrain",
    0xA00: "lowpower_l2",
    0xD00: "resync",
}
SHOWTIME, NO_TC = 0x801, 0x800
_NO_SYNC = frozenset(STATES) - {SHOWTIME, NO_TC, 0x10, 0x900, 0xA00, 0xD00}
_PROC_UPTIME = re.compile(r"([0-9]+)\.[0-9][0-9] [0-9]+\.[0-9][0-9]")


def sync_of(state: int | None) -> bool | None:
    """Return whether a line state is showtime; None where it is neither that nor a loss of it."""
    if state == SHOWTIME:
        return True
    return False if state in _NO_SYNC else None


def levels(
    gate: Gate, sync: bool | None, *, margin: Pair, attenuation: Pair, power: Pair, zero_is_nothing: bool = False
) -> Values:
    """Return the level fields of a `DslLine`.

    Args:
        gate: where what is left out is noted.
        sync: in sync; none is read unless that is certain.
        margin, attenuation: down and up in dB.
        power: down and up in dBm; left out where upstream exceeds downstream, because the driver is known to
            exchange the two on VDSL2.
        zero_is_nothing: the source prints 0.0 for a value that the driver did not give.
    """
    if sync is not True:  # what is printed then may be left over, or 0
        return {}
    found: Values = {}
    down, up = power
    if down is not None and up is not None and up > down:
        gate.left_out("power", f"{down:g} / {up:g} dBm", "the driver may have exchanged the directions")
        power = (None, None)
    for place, side in enumerate(("down", "up")):
        level, loss, sent = margin[place], attenuation[place], power[place]
        if zero_is_nothing:
            level, sent = (None if each == 0 else each for each in (level, sent))
        found[f"margin_{side}_db"] = gate.margin_db(f"margin_{side}_db", level, f"SNR {level}")
        key = f"attenuation_{side}_db"
        found[key] = gate.attenuation_db(key, loss, f"LATN {loss}", zero_is_nothing=True)
        found[f"power_{side}_dbm"] = gate.power_dbm(f"power_{side}_dbm", sent, f"ACTATP {sent}")
    return found


def kbps(bits_per_s: int | None) -> int | None:
    """Return a rate in kbit/s, rounded."""
    return None if bits_per_s is None else (bits_per_s + 500) // 1_000


def rates(gate: Gate, sync: bool | None, name: str, pair: tuple[int | None, int | None]) -> Values:
    """Return the fields `<name>_down_kbps` and `<name>_up_kbps` from kbit/s; none where sync is not certain."""
    if sync is None:
        return {}
    return {
        (key := f"{name}_{side}_kbps"): gate.rate_kbps(key, value, f"{value} kbit/s", sync=sync)
        for side, value in zip(("down", "up"), pair, strict=True)
    }


def uptime_s(lines: Sequence[str]) -> int | None:
    """Return the box's uptime from an answer that holds a line of /proc/uptime, or None."""
    found = {int(each[1]) for line in lines if (each := _PROC_UPTIME.fullmatch(line.strip()))}
    return found.pop() if len(found) == 1 else None
