"""Reference values beside the line's own, each with where it comes from: a figure without a source convinces nobody.

None of these is a limit of a standard. They are printed as what they are, and no rule judges by them.
"""

from __future__ import annotations

from dataclasses import dataclass

WITHIN, OUTSIDE, NO_FLAG = "within", "▲ outside", "no limit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A range a value is compared with; a missing bound is not compared."""

    words: str
    source: str
    least: float | None = None
    most: float | None = None

    def flag(self, value: float | None) -> str:
        """Return whether a value lies within; nothing is flagged that was not read."""
        if value is None or (self.least is None and self.most is None):
            return NO_FLAG
        low = self.least is not None and value < self.least
        high = self.most is not None and value > self.most
        return OUTSIDE if low or high else WITHIN


_THUMB = "rule of thumb in many public lists, no standard"

MARGIN = Reference(
    words="6 dB or more",
    least=6.0,
    source=f"{_THUMB}; not valid where the operator holds the line at 3 to 6 dB on purpose",
)
ATTENUATION = Reference(words="up to 50 dB", most=50.0, source=f"{_THUMB}; it only tells how long the line is")
RETRAINS = Reference(
    words="up to 3 a day", most=3.0, source="a provider's published fault checklist calls 1 to 3 a day not unexpected"
)
CRC_DOWN = Reference(
    words="up to 2 a minute",
    most=2.0,
    source="published by UK providers for lines set for speed; other profiles differ",
)
SES = Reference(
    words="none agreed", source="RFC 5650: a second with 18 or more CRC anomalies, or with loss of signal or framing"
)
UAS = Reference(
    words="none agreed", source="RFC 5650: begins with 10 severely errored seconds in a row; a retrain counts"
)
ES = Reference(words="none agreed", source="RFC 5650: a second with at least one CRC anomaly; a few a day are normal")
NONE = Reference(words="none", source="")
