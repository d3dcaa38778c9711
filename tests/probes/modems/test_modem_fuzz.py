"""Damaged captures: a reader reads the same value, reads nothing, or refuses; it never reads another number."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.dsl_history import DslHistory
from netdoc.plugin import Driver
from probes.modems import broadcom, snmp_dsl
from tests.emulated.broadcom_text import BoxState, driver_text

pytestmark = pytest.mark.slow

SHARED = Path(__file__).parents[4] / "shared" / "captures"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
COUNTERS = {
    "total": {"FEC": (990_000, 870), "CRC": (5_210, 440), "ES": (812, 97), "SES": (64, 5), "UAS": (310, 290)},
    "since_link": {"FEC": (380_000, 410), "CRC": (2_110, 150), "ES": (301, 42), "SES": (21, 2)},
    "latest_15": {"FEC": (1_500, 3), "CRC": (17, 4), "ES": (9, 2)},
    "previous_15": {"FEC": (2_600, 8), "CRC": (29, 6), "ES": (13, 5)},
    "latest_day": {"FEC": (51_000, 70), "CRC": (391, 33), "ES": (88, 17), "SES": (7, 1)},
    "previous_day": {"FEC": (72_000, 90), "CRC": (480, 41), "ES": (103, 19), "SES": (11, 3), "UAS": (31, 31)},
}
NUMBERS = (int, float)
AGENT_CLOCK = ("DeviceState", "uptime_s")


def broadcom_texts() -> list[bytes]:
    state = BoxState(NOON.timestamp() - 400_000, NOON.timestamp() - 300_000, counters=COUNTERS)  # type: ignore[arg-type]
    texts = [driver_text(state, NOON.timestamp()).encode()]
    folder = SHARED / "broadcom-cli"
    return texts + [each.read_bytes() for each in sorted(folder.glob("*")) if broadcom.recognises(each.read_bytes())]


def walks() -> list[bytes]:
    here = Path(__file__).parents[2] / "captures" / "snmp_dsl"
    texts = [each.read_bytes() for each in sorted(here.glob("*/*.snmprec"))]
    shared = [SHARED / "snmp-dsl" / name for name in ("draytek_vdsl.snmprec", "juniper-srx-adsl-line-mib.txt")]
    return texts + [each.read_bytes() for each in shared if each.exists()]


Numbers = dict[tuple[Any, ...], float]


def numbers(driver: Driver, body: bytes) -> Numbers:
    """Return every number of every fact by where it stands; bins by their start."""
    found: Numbers = {}
    try:
        facts = driver.read([Capture(body, NOON, "modem", "file")])
    except UnreadableCapture:
        return found
    for fact in facts:
        if isinstance(fact, DslHistory):
            for each in fact.bins:
                found |= {("bin", fact.bin_s, each.start, name): value for name, value in numeric(each)}
        else:
            found |= {(fact.KIND, name): value for name, value in numeric(fact)}
    return found


def numeric(record: Any) -> list[tuple[str, float]]:
    held = [(each.name, getattr(record, each.name)) for each in dataclasses.fields(record)]
    return [(name, value) for name, value in held if isinstance(value, NUMBERS)]


@cache
def numbers_of_the_whole(driver: Driver, body: bytes) -> Numbers:
    return numbers(driver, body)


def agrees(driver: Driver, body: bytes, damaged: bytes) -> None:
    whole, left = numbers_of_the_whole(driver, body), numbers(driver, damaged)
    left.pop(AGENT_CLOCK, None)  # without the box's own clock that of the agent is taken, and a remark says so
    different = {where: (value, whole.get(where)) for where, value in left.items() if whole.get(where) != value}
    assert different == {}


SOURCES = [(broadcom.DRIVER, text) for text in broadcom_texts()] + [(snmp_dsl.DRIVER, text) for text in walks()]
source = pytest.mark.parametrize(("driver", "body"), SOURCES, ids=[f"{d.id}-{n}" for n, (d, _) in enumerate(SOURCES)])
fuzzed = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@source
def test_a_capture_cut_anywhere_yields_no_other_number(driver: Driver, body: bytes) -> None:
    step = max(1, len(body) // 600)
    for length in range(0, len(body), step):
        agrees(driver, body, body[:length])


@source
@fuzzed
@given(data=st.data())
def test_dropped_lines_yield_no_other_number(driver: Driver, body: bytes, data: st.DataObject) -> None:
    lines = body.splitlines(keepends=True)
    dropped = data.draw(st.sets(st.integers(0, len(lines) - 1), max_size=len(lines)))
    agrees(driver, body, b"".join(each for place, each in enumerate(lines) if place not in dropped))


@source
def test_a_dropped_stretch_of_lines_yields_no_other_number(driver: Driver, body: bytes) -> None:
    lines = body.splitlines(keepends=True)
    step = max(1, len(lines) // 40)
    for first in range(0, len(lines), step):
        for length in (1, 2, 5, 9, 17, 40):
            agrees(driver, body, b"".join(lines[:first] + lines[first + length :]))


@source
@fuzzed
@given(data=st.data())
def test_repeated_lines_yield_no_other_number(driver: Driver, body: bytes, data: st.DataObject) -> None:
    lines = body.splitlines(keepends=True)
    first = data.draw(st.integers(0, len(lines) - 1))
    length = data.draw(st.integers(1, 60))
    where = data.draw(st.sampled_from([first, first + length, len(lines)]))
    agrees(driver, body, b"".join(lines[:where] + lines[first : first + length] + lines[where:]))


@source
@pytest.mark.parametrize("window", [4, 12, 40, 10_000])
def test_shuffled_lines_yield_no_other_number(driver: Driver, body: bytes, window: int) -> None:
    """Two lines of one name exchanged between two sections leave no trace, so chance shuffles, not worst cases."""
    lines = body.splitlines(keepends=True)
    for seed in range(40):
        chance = Random(seed)
        first = chance.randrange(max(1, len(lines) - window))
        stretch = lines[first : first + window]
        chance.shuffle(stretch)
        agrees(driver, body, b"".join(lines[:first] + stretch + lines[first + window :]))


@source
@fuzzed
@given(data=st.data())
def test_flipped_bytes_outside_the_values_yield_no_other_number(
    driver: Driver, body: bytes, data: st.DataObject
) -> None:
    damaged = bytearray(body)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(body) - 1))
        if is_value(body, place):
            continue
        damaged[place] = data.draw(st.integers(0, 255).filter(lambda octet: octet not in b"-0123456789"))
    agrees(driver, body, bytes(damaged))


def is_value(body: bytes, place: int) -> bool:
    """Whether a byte is a digit, a sign or the point of a number, or stands directly beside one.

    Digits and signs are not written either: they would be a value of their own.
    """
    around = body[max(0, place - 1) : place + 2]
    return any(chr(octet).isdigit() or octet in b"-." for octet in around)


@pytest.mark.parametrize(
    "make", [lambda size: b"\xf0#>" * size, lambda size: b"1.3.6|2|" * size, lambda size: b"\n" * size]
)
def test_long_garbage_is_refused_quickly(make: Callable[[int], bytes]) -> None:
    body = make(400_000)

    assert numbers(broadcom.DRIVER, body) == {}
    assert numbers(snmp_dsl.DRIVER, body) == {}
