"""The gate: an impossible value becomes None plus a remark that names the raw text. Bounds stand here only.

Bounds and their sources:
- Margin -15 to 40 dB: own, around what real lines show (36 dB on a capped G.DMT line is the highest in our
  captures); the widest range a MIB allows (-64 to 63 dB, RFC 5650) would let a ten-times error through.
- Attenuation 0 to 80 dB: own; no DSL holds sync beyond. RFC 5650 allows 127.
- Power -31 to 31 dBm: range of the actual aggregate transmit power, RFC 5650.
- Rate up to 2 Gbit/s: own; G.fast (G.9701) ends below.
- The sentinels 500 (power, AVM) and -273 (a missing sensor) lie outside every range, in tenths or whole.
- A seconds counter cannot exceed the time over which it was counted (one second for rounding), nor twenty years.
"""

from __future__ import annotations

from typing import Any

from netdoc.model.counters import STUCK
from netdoc.model.facts.dsl_line import COUNTED_PAIRS

MARGIN_DB = (-15.0, 40.0)
ATTENUATION_DB = (0.0, 80.0)
POWER_DBM = (-31.0, 31.0)
GREATEST_RATE_KBPS = 2_000_000
ROUNDING_S = 1
LONGEST_S = 20 * 365 * 86_400
"""No box has counted for longer; own, after the 1984634515 s that a Vigor 130 tells of its far end."""
SENTINELS = STUCK
"""Whole numbers that mean «not available», «out of range» or «stuck», whatever the field."""
AVM_POWER_OFFSET = 500
"""AVM adds 500 to its powers in tenths of dBm: 500 itself is «not available»."""
NO_SENSOR = -273
"""Temperature of a sensor that is not there."""
STATE_UNKNOWN = "rates and levels: the line's state is not told, so they may be left over from before, and none is read"
"""Remark of families whose boxes print old values while the line is down."""
SECONDS = frozenset({"es", "ses", "uas"})
"""Counters of seconds among the pairs; losses of signal and framing are seconds or events, by the box."""


class Gate:
    """Lets values through, or notes why not. One per capture."""

    def __init__(self) -> None:
        self.remarks: list[str] = []

    def left_out(self, what: str, raw: str, why: str) -> None:
        """Note that a value was left out, with its raw text."""
        remark = f"{what}: {why} (the box says «{raw}»)"
        if remark not in self.remarks:
            self.remarks.append(remark)

    def margin_db(self, what: str, value: float | None, raw: str) -> float | None:
        """Return a noise margin in dB, or None."""
        return self._between(what, value, raw, MARGIN_DB, "dB")

    def attenuation_db(
        self, what: str, value: float | None, raw: str, *, zero_is_nothing: bool = False
    ) -> float | None:
        """Return an attenuation in dB, or None; 0.0 is none where the box prints that for «not measured»."""
        if value == 0 and zero_is_nothing:
            self.left_out(what, raw, "0.0 dB means not measured here")
            return None
        return self._between(what, value, raw, ATTENUATION_DB, "dB")

    def power_dbm(self, what: str, value: float | None, raw: str) -> float | None:
        """Return a transmit power in dBm, or None."""
        return self._between(what, value, raw, POWER_DBM, "dBm")

    def rate_kbps(self, what: str, value: int | None, raw: str, *, sync: bool | None) -> int | None:
        """Return a rate in kbit/s, or None: 0 is no rate, and without sync there is none."""
        if value is None or value == 0:
            return None
        if value in SENTINELS or value > GREATEST_RATE_KBPS:
            self.left_out(what, raw, "not a possible rate")
            return None
        if sync is False:
            self.left_out(what, raw, "left over from before, the line is not in sync")
            return None
        return value

    def count(self, what: str, value: int | None, raw: str) -> int | None:
        """Return a counter, or None where it stands at a sentinel."""
        if value in SENTINELS:
            self.left_out(what, raw, "a counter standing at its limit, or marked invalid")
            return None
        return value

    def seconds(self, what: str, value: int | None, raw: str, *, age_s: int | None) -> int | None:
        """Return a counter of seconds, or None where it exceeds the time it was counted over."""
        value = self.count(what, value, raw)
        if value is not None and value > LONGEST_S:
            self.left_out(what, raw, "more seconds than any box has counted")
            return None
        if value is not None and age_s is not None and value > age_s + ROUNDING_S:
            self.left_out(what, raw, f"more seconds than the {age_s} s over which they were counted")
            return None
        return value

    def pair(
        self,
        name: str,
        values: tuple[int | None, int | None],
        raw: str,
        *,
        counted_at: str | None,
        age_s: int | None = None,
    ) -> dict[str, Any]:
        """Return the fields of one pair of counters of a `DslLine`, and the end that counted it.

        Args:
            name: one of COUNTED_PAIRS.
            values: down, up.
            raw: the text they stand in.
            counted_at: `near` when the modem told both, `far` when the DSLAM did, None when that is not known.
            age_s: seconds over which they were counted, where known; limits ES, SES and UAS.
        """
        assert name in COUNTED_PAIRS, name
        found: dict[str, Any] = {}
        for side, value in zip(("down", "up"), values, strict=True):
            field = f"{name}_{side}"
            if name in SECONDS:
                found[field] = self.seconds(field, value, raw, age_s=age_s)
            else:
                found[field] = self.count(field, value, raw)
        if any(each is not None for each in found.values()):
            found[f"{name}_counted_at"] = counted_at
        return found

    def _between(
        self, what: str, value: float | None, raw: str, bounds: tuple[float, float], unit: str
    ) -> float | None:
        if value is None:
            return None
        if not bounds[0] <= value <= bounds[1]:
            self.left_out(what, raw, f"not a possible value ({bounds[0]:g} to {bounds[1]:g} {unit})")
            return None
        return value
