"""One line of the exchange form, read strictly: every error names the line and the field."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from netdoc.app.exchange_form import LINES, default_plane
from netdoc.errors import BadInput
from netdoc.model.capture import Capture
from netdoc.model.case import Case
from netdoc.model.codec import fact_from_plain, from_plain, parse_time
from netdoc.model.facts import Fact
from netdoc.model.facts.echo_block import UNREACHABLE, EchoBlock
from netdoc.model.observation import Gap, Missed, Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Site

_FARTHEST_US = 2**53
"""Some 285 years: beyond it sums of times are no longer exact."""


@dataclass(slots=True)
class Parsed:
    """A file's content. Places are `file:line`, for errors found later."""

    site: Site | None = None
    site_place: str = ""
    case: Case | None = None
    captures: dict[str, Capture] = field(default_factory=dict)
    observations: list[tuple[Observation, str]] = field(default_factory=list)


def parse_line(text: str, place: str, parsed: Parsed) -> None:
    """Read one line into `parsed`.

    Raises:
        BadInput: anything is wrong with it.
    """
    try:
        plain = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_unique)
    except BadInput as error:
        raise BadInput(error.message, where=place, hint=error.hint) from None
    except (ValueError, RecursionError) as error:
        reason = getattr(error, "msg", "") or type(error).__name__
        raise BadInput(
            f"not a whole line of JSON ({reason})",
            where=place,
            hint="one record a line; a file that ends in mid-line was cut off: export it again",
        ) from None
    if not isinstance(plain, dict):
        raise BadInput("expected an object", where=place, hint=f"records: {', '.join(LINES)}")
    kind = plain.pop("record", None)
    form = LINES.get(kind) if isinstance(kind, str) else None
    if form is None:
        raise BadInput(
            f"unknown record {str(kind)[:60]!r}", where=f"{place}: record", hint=f"records: {', '.join(LINES)}"
        )
    for name in plain:
        if name not in form.needed and name not in form.optional:
            known = ", ".join([*form.needed, *form.optional])
            raise BadInput(f"a {kind} has no field {name[:60]!r}", where=place, hint=f"known fields: {known}")
    for name in form.needed:
        if name not in plain:
            raise BadInput(f"a {kind} needs {name}", where=place, hint=form.needed[name])
    try:
        _READERS[kind](plain, place, parsed)
    except (OverflowError, RecursionError) as error:
        raise BadInput(f"a number or a time is out of range ({error})", where=place) from None


def _read_site(plain: Mapping[str, Any], place: str, parsed: Parsed) -> None:
    if parsed.site is not None:
        raise BadInput(f"a second site; the first is at {parsed.site_place}", where=place)
    parsed.site, parsed.site_place = from_plain(Site, plain["site"], f"{place}: site"), place
    if not parsed.site.id:
        raise BadInput("empty", where=f"{place}: site.id", hint="a short name, such as `office`")


def _read_case(plain: Mapping[str, Any], place: str, parsed: Parsed) -> None:
    if parsed.case is not None:
        raise BadInput("a second case", where=place)
    parsed.case = from_plain(Case, plain["case"], f"{place}: case")


def _read_capture(plain: Mapping[str, Any], place: str, parsed: Parsed) -> None:
    try:
        body = base64.b64decode(_text(plain, "body", place), validate=True)
    except (binascii.Error, ValueError):
        raise BadInput("not base64", where=f"{place}: body") from None
    source, method = _text(plain, "source", place), _text(plain, "method", place)
    capture = Capture(body, _time(plain, "taken_at", place), source, method)
    if _digest(plain, "digest", place) != capture.digest:
        raise BadInput(
            f"the bytes have the SHA-256 {capture.digest}",
            where=f"{place}: digest",
            hint="the capture was changed or cut off; the digest is of the bytes, not of the base64",
        )
    parsed.captures.setdefault(capture.digest, capture)


def _read_seen(plain: Mapping[str, Any], place: str, parsed: Parsed) -> None:
    fact = fact_from_plain(plain["fact"], f"{place}: fact")
    subject, at = _subject(plain, place), _time(plain, "at", place)
    if isinstance(fact, EchoBlock):
        _check_block(fact, at, place)
    seen = Seen(subject, at, fact, _cited(plain, place), _plane(plain, place, subject, fact), _reader(plain, place))
    parsed.observations.append((seen, place))


def _read_missed(plain: Mapping[str, Any], place: str, parsed: Parsed) -> None:
    subject, what = _subject(plain, place), _text(plain, "what", place)
    missed = Missed(
        subject,
        _time(plain, "at", place),
        what,
        _text(plain, "failure", place),
        _text(plain, "detail", place, ""),
        _cited(plain, place),
        _plane(plain, place, subject, what),
        _reader(plain, place),
    )
    parsed.observations.append((missed, place))


def _read_gap(plain: Mapping[str, Any], place: str, parsed: Parsed) -> None:
    start, end = _time(plain, "start", place), _time(plain, "end", place)
    if end < start:
        raise BadInput("before its start", where=f"{place}: end")
    what, why, hint = _text(plain, "what", place), _text(plain, "why", place), _text(plain, "hint", place, "")
    gap = Gap(_subject(plain, place), start, end, what, why, hint, _cited(plain, place), _reader(plain, place))
    parsed.observations.append((gap, place))


_READERS: Mapping[str, Callable[[Mapping[str, Any], str, Parsed], None]] = {
    "site": _read_site,
    "case": _read_case,
    "capture": _read_capture,
    "seen": _read_seen,
    "missed": _read_missed,
    "gap": _read_gap,
}


def _check_block(block: EchoBlock, at: datetime, place: str) -> None:
    if at != block.start:
        raise BadInput("the same instant as the block's start is meant", where=f"{place}: at", hint="make them equal")
    if not block.duration_s > 0:
        raise BadInput("must be more than 0", where=f"{place}: fact.duration_s")
    for index, series in enumerate(block.series):
        where = f"{place}: fact.series[{index}]"
        if series.period_us <= 0:
            raise BadInput("must be more than 0", where=f"{where}.period_us", hint="1000000 for one a second")
        if not -_FARTHEST_US < series.first_offset_us < _FARTHEST_US or series.period_us > _FARTHEST_US:
            raise BadInput("is out of range", where=f"{where}: first_offset_us or period_us", hint="microseconds")
        if series.rtt_us and min(series.rtt_us) < UNREACHABLE:
            raise BadInput(
                f"{min(series.rtt_us)} is no code",
                where=f"{where}.rtt_us",
                hint="-1 lost, -2 not sent, -3 answered «unreachable»; otherwise µs",
            )
        for name, pairs in (("late_us", series.late_us), ("unreachable_by", series.unreachable_by)):
            for pair in pairs:
                if not 0 <= pair[0] < len(series.rtt_us):
                    raise BadInput(
                        f"there is no sample {pair[0]}", where=f"{where}.{name}", hint="samples count from 0"
                    )


def _text(plain: Mapping[str, Any], name: str, place: str, default: str | None = None) -> str:
    value = plain.get(name, default)
    if not isinstance(value, str):
        raise BadInput("expected a text", where=f"{place}: {name}")
    return value


def _subject(plain: Mapping[str, Any], place: str) -> str:
    subject = _text(plain, "subject", place)
    if not subject:
        raise BadInput("empty", where=f"{place}: subject", hint="`modem`, `router`, `ladder` ...")
    return subject


def _reader(plain: Mapping[str, Any], place: str) -> str:
    return _text(plain, "reader", place, "")


def _time(plain: Mapping[str, Any], name: str, place: str) -> datetime:
    return parse_time(plain[name], f"{place}: {name}")


def _digest(plain: Mapping[str, Any], name: str, place: str) -> str:
    digest = _text(plain, name, place)
    if not re.fullmatch("[0-9a-f]{64}", digest):
        raise BadInput("expected 64 lower-case hex digits", where=f"{place}: {name}")
    return digest


def _cited(plain: Mapping[str, Any], place: str) -> str | None:
    return None if plain.get("capture") is None else _digest(plain, "capture", place)


def _plane(plain: Mapping[str, Any], place: str, subject: str, fact: Fact | str) -> Plane:
    if plain.get("plane") is None:
        return default_plane(subject, fact)
    try:
        return Plane(plain["plane"])
    except ValueError:
        raise BadInput(
            f"{str(plain['plane'])[:60]!r} is no plane",
            where=f"{place}: plane",
            hint=f"planes: {', '.join(each.value for each in Plane)}",
        ) from None


def _refuse_constant(name: str) -> float:
    raise BadInput(f"{name} is not a number", hint="leave the field out when it was not measured")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    if len(plain) < len(pairs):
        names = Counter(name for name, _ in pairs)
        raise BadInput(f"the field {names.most_common(1)[0][0][:60]!r} is there twice")
    return plain
