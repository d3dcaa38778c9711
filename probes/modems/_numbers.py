"""Numbers as boxes print them, read strictly: what is not wholly a number is None, never a part of it.

Leading zeros, missing decimals and glued units are refused, because that is what a damaged line looks like. A blank
behind a sign (`- 2.6`) is met where boxes pad one digit to two, in transmit powers, and accepted only there.
"""

from __future__ import annotations

import re

_WHOLE = r"(?:0|[1-9][0-9]{0,19})"
_WHOLE_PAIR = re.compile(rf"\s*({_WHOLE})\s+({_WHOLE})\s*")
_TENTH = r"(-?)((?:0|[1-9][0-9]{0,3})\.[0-9])"
_PADDED_TENTH = r"(-(?= ?[0-9]\.)|-(?=[0-9])|)((?:(?<=-) )?(?:0|[1-9][0-9]{0,3})\.[0-9])"
_TENTH_PAIR = re.compile(rf"\s*{_TENTH}\s+{_TENTH}\s*")
_PADDED_TENTH_PAIR = re.compile(rf"\s*{_PADDED_TENTH}\s+{_PADDED_TENTH}\s*")
_DURATION = re.compile(
    rf"(?:({_WHOLE}) days? )?(?:({_WHOLE}) hours? )?(?:({_WHOLE}) min )?({_WHOLE}) secs?",
)
_DAY_S, _HOUR_S, _MINUTE_S = 86_400, 3_600, 60


def whole(text: str) -> int | None:
    """Return a whole number without sign, or None."""
    text = text.strip()
    return int(text) if re.fullmatch(_WHOLE, text) else None


def signed(text: str) -> int | None:
    """Return a whole number with or without sign, or None."""
    text = text.strip()
    return int(text) if re.fullmatch(rf"-?{_WHOLE}", text) else None


def whole_pair(text: str) -> tuple[int, int] | None:
    """Return two whole numbers from two columns, or None when there are not exactly two."""
    found = _WHOLE_PAIR.fullmatch(text)
    return None if found is None else (int(found[1]), int(found[2]))


def tenth_pair(text: str, *, padded: bool = False) -> tuple[float, float] | None:
    """Return two numbers with exactly one decimal each from two columns, or None; `padded` allows `- 2.6`."""
    found = (_PADDED_TENTH_PAIR if padded else _TENTH_PAIR).fullmatch(text)
    return None if found is None else (_signed(found[1], found[2]), _signed(found[3], found[4]))


def _signed(sign: str, digits: str) -> float:
    return float(sign + digits.strip())


def duration_s(text: str) -> int | None:
    """Return seconds from `1 days 3 hours 54 min 41 sec`, in which units may be missing, or None."""
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        return None
    days, hours, minutes, seconds = (int(each or 0) for each in found.groups())
    return days * _DAY_S + hours * _HOUR_S + minutes * _MINUTE_S + seconds


_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,3})(?:\.[0-9]{1,2})?")
_CLOCK = re.compile(rf"({_WHOLE}):([0-5][0-9]):([0-5][0-9])")


def decimal(text: str) -> float | None:
    """Return a number of at most four digits with sign and up to two decimals, or None."""
    text = text.strip()
    return float(text) if _DECIMAL.fullmatch(text) else None


def clock_s(text: str) -> int | None:
    """Return seconds from `138:53:20` (hours, minutes, seconds), or None."""
    found = _CLOCK.fullmatch(text.strip())
    return None if found is None else int(found[1]) * _HOUR_S + int(found[2]) * _MINUTE_S + int(found[3])
