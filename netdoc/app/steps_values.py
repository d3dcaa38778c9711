"""Values read off a modem's page by phone: what a person read out, without the page's bytes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from netdoc.app.steps import OPERATOR, READER
from netdoc.app.steps_text import one_line
from netdoc.diagnosis.incidents import find_incidents
from netdoc.errors import BadInput
from netdoc.model.evidence import Evidence
from netdoc.model.facts import Fact
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.testimony import Testimony, Witness
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane

SUBJECT = "modem"
REMARK = "read out by a person, without the page's bytes"
LONGEST_UPTIME_S = 10 * 365 * 86_400
RATE_KBPS = (64, 2_000_000)
"""Slowest and fastest that any DSL trains at, with room (own)."""
DB = {"margin": (-20.0, 60.0), "attenuation": (0.0, 110.0)}
SURELY_BEFORE_S = 2 * 86_400
"""A start within the last day is taken for an incident of its own: it must be exact (own)."""
NEAR = timedelta(minutes=5)
_UNITS = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "min": 60, "s": 1}
_PART = re.compile(r"(\d{1,6})\s*(w|d|h|min|m|s)")
_CLOCK = re.compile(r"(?:(\d{1,5})\s*d(?:ays?)?,?\s*)?(\d{1,4}):(\d{2})(?::(\d{2}))?")


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time as read, and how exact that is: `12d` is good to a day."""

    seconds: int
    exact_s: int


def parse_length(text: str, option: str) -> Length:
    """Return a length as pages print it: `3h12m`, `12d`, `5 d 10 h 52 min 53 s`, `17:52:10`, `2d 03:10`.

    Raises:
        BadInput: it is none, or longer than any box runs.
    """
    shown = " ".join(text.lower().split())
    clock = _CLOCK.fullmatch(shown)
    parts = _PART.findall(shown)
    if clock is not None and int(clock[3]) < 60 and int(clock[4] or 0) < 60:
        days, hours, minutes, seconds = (int(each or 0) for each in clock.groups())
        found = Length(((days * 24 + hours) * 60 + minutes) * 60 + seconds, 1 if clock[4] else 60)
    elif parts and re.sub(r"[\s,]", "", _PART.sub("", shown)) == "" and _falling([unit for _, unit in parts]):
        found = Length(sum(int(count) * _UNITS[unit] for count, unit in parts), _UNITS[parts[-1][1]])
    else:
        raise BadInput(
            f"{text[:60]!r} is not a length of time", where=option, hint="write 3h12m, 12d, 5d10h52m or 17:52:10"
        )
    if found.seconds > LONGEST_UPTIME_S:
        raise BadInput(f"{text[:60]!r} is longer than any box runs", where=option, hint="check the units")
    return found


def parse_rate(text: str, option: str) -> int:
    """Return kbit/s from `39999`, `39.9M` or `512k`.

    Raises:
        BadInput: no number, or no rate that a DSL line has.
    """
    found = re.fullmatch(r"(\d{1,7}(?:[.,]\d{1,3})?)\s*(k|m)?(?:bit/s|bps)?", text.strip().lower())
    if found is None:
        raise BadInput(
            f"{text[:60]!r} is not a rate", where=option, hint="write kbit/s, 39999, or Mbit/s with an M, 39.9M"
        )
    kbps = round(float(found[1].replace(",", ".")) * (1000 if found[2] == "m" else 1))
    if not RATE_KBPS[0] <= kbps <= RATE_KBPS[1]:
        raise BadInput(
            f"{kbps} kbit/s is no rate of a DSL line", where=option,
            hint=f"the number is in kbit/s; if {found[1]} are Mbit/s, write {found[1]}M",
        )  # fmt: skip
    return kbps


def values(
    given: Mapping[str, object],
    at: datetime,
    *,
    showtime: Length | None = None,
    uptime: Length | None = None,
    evidence: Evidence | None = None,
    who: str | None = None,
    present: str | None = None,
    note: str | None = None,
) -> tuple[tuple[Seen[Fact], ...], tuple[str, ...]]:
    """Return the facts, and what a person should know of them.

    Args:
        given: fields of `DslLine`, and `model` and `firmware` of `DeviceState`; None for what was not read.
        at: when it was read.
        showtime: how long the line has been in sync.
        uptime: how long the modem has been running.
        evidence: all that is stored: a length that is good to an hour or a day is left out where the hour decides
            who is at fault.
        who, present, note: kept as a statement beside the values.

    Raises:
        BadInput: nothing was read, or a value contradicts another or is impossible.
    """
    read = {name: value for name, value in given.items() if value is not None}
    box = {
        name: one_line(str(read.pop(name)), f"--{name}", longest=100) for name in ("model", "firmware") if name in read
    }
    if not read and not box and showtime is None and uptime is None:
        raise BadInput("no value is given", hint="give what was read: --sync yes --margin-down 6.1 --showtime 3h12m")
    _plausible(read, showtime, uptime)
    warnings: list[str] = []
    kept = {"showtime": showtime, "uptime": uptime}
    lost: dict[str, tuple[str, ...]] = {}
    for name, length in kept.items():
        if length is not None and (why := _too_coarse(length, at, evidence)):
            warnings.append(f"--{name}: {why}")
            lost[name] = (f"{name}: {why}",)
    found: list[Seen[Fact]] = []
    if read or showtime is not None:
        line = DslLine(
            sync=read.pop("sync", None),  # type: ignore[arg-type]
            showtime_s=None if showtime is None or "showtime" in lost else showtime.seconds,
            remarks=(REMARK, *lost.get("showtime", ())),
            **read,  # type: ignore[arg-type]
        )
        found.append(_read(at, line))
    if box or uptime is not None:
        up_s = None if uptime is None or "uptime" in lost else uptime.seconds
        found.append(_read(at, DeviceState(uptime_s=up_s, remarks=(REMARK, *lost.get("uptime", ())), **box)))  # type: ignore[arg-type]
    if who is not None or present is not None or note is not None:
        words = ["values read off the modem's page"]
        words += [one_line(note, "--note")] if note is not None else []
        words += [f"present: {one_line(present, '--present', longest=100)}"] if present is not None else []
        person = None if who is None else one_line(who, "--who", longest=100)
        fact = Testimony(witness=Witness.OPERATOR, says="; ".join(words), person=person)
        found.append(Seen(OPERATOR, at, fact, plane=Plane.OPERATOR, reader=READER))
    return tuple(found), tuple(warnings)


def _read(at: datetime, fact: Fact) -> Seen[Fact]:
    return Seen(SUBJECT, at, fact, plane=Plane.OPERATOR, reader=READER)


def _plausible(read: Mapping[str, object], showtime: Length | None, uptime: Length | None) -> None:
    for name, value in read.items():
        limits = DB.get(name.partition("_")[0])
        if limits is not None and isinstance(value, float) and not limits[0] <= value <= limits[1]:
            raise BadInput(
                f"{value:g} dB is impossible", where=f"--{name.removesuffix('_db').replace('_', '-')}",
                hint="check the point: 61 on the page may be tenths of a dB, 6.1",
            )  # fmt: skip
    if read.get("sync") is False:
        told = [name for name in read if name.startswith("rate_")]
        if showtime is not None or told:
            what = "--showtime" if showtime is not None else f"--{told[0].removesuffix('_kbps').replace('_', '-')}"
            raise BadInput(
                "a line that is not in sync has none", where=what,
                hint="leave it out, or say --sync yes; some pages go on showing the last one",
            )  # fmt: skip
    if showtime is not None and uptime is not None and showtime.seconds >= uptime.seconds + uptime.exact_s:
        raise BadInput(
            "the line cannot have been in sync for longer than the modem has been running", where="--showtime",
            hint="check which of the two times is which",
        )  # fmt: skip


def _too_coarse(length: Length, at: datetime, evidence: Evidence | None) -> str:
    """Return why a length is left out, or nothing.

    One that is good to an hour or a day gives a start that is wrong by as much. That is harmless where the start
    lies before everything else that is known, and a false accusation where an incident lies in that hour.
    """
    if length.exact_s <= _UNITS["m"]:
        return ""
    unit = "a day" if length.exact_s >= _UNITS["d"] else "an hour"
    ask = "read hours and minutes too"
    if length.seconds < SURELY_BEFORE_S:
        return f"left out: it is good to {unit} only, and the hour decides; {ask}"
    latest = at - timedelta(seconds=length.seconds)
    earliest = latest - timedelta(seconds=length.exact_s)
    if evidence is None or latest + NEAR < evidence.start:
        return ""
    read_before = bool(evidence.readings(DslLine, end=latest)), bool(evidence.readings(DeviceState, end=latest))
    if any(read_before):
        return f"left out: it is good to {unit} only, and the modem was read before then; {ask}"
    near = [each for each in find_incidents(evidence)[0] if each.start <= latest + NEAR and earliest - NEAR <= each.end]
    if not near:
        return ""
    when = f"{near[0].start:%Y-%m-%d %H:%M} UTC"
    return f"left out: it is good to {unit} only, and an incident lies in there ({when}); {ask}"


def _falling(units: Sequence[str]) -> bool:
    lengths = [_UNITS[each] for each in units]
    return lengths == sorted(lengths, reverse=True) and len(set(lengths)) == len(lengths)
