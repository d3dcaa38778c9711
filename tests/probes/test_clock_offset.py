"""The comparison with other clocks: whom it asks, what it falls back to, and what it makes of hostile answers."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netdoc.errors import CannotMeasure, NetdocError, NotAnswered
from netdoc.model.capture import Capture
from netdoc.model.facts.clock_offset import ClockOffset, ClockSource
from netdoc.model.observation import Gap, Missed, Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Rung, RungKind, Service, Site
from netdoc.ports import Ports
from probes.clock_offset import CHRONY, HINT, PROBE, TIMESYNC
from tests.emulated.sntp_server import Answer
from tests.netdoc.app.replay import ReplayTool, World

AT = datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)
NONCE = bytes(range(8))
GOOD = Answer()
SITE = Site(id="here", time_servers=("a.example.net", "b.example.net", "c.example.net"))
ANCHORS = (
    Rung(id="anchor_1", kind=RungKind.ANCHOR, address="192.0.2.1", method="icmp"),
    Rung(id="anchor_2", kind=RungKind.ANCHOR, address="192.0.2.2", method="tcp:443"),
    Rung(id="anchor_3", kind=RungKind.ANCHOR, address="192.0.2.3", method="tcp:80"),
    Rung(id="anchor_4", kind=RungKind.ANCHOR, address="192.0.2.4", method="tcp:53"),
)
SERVICES = (
    Service(name="mail", address="mail.example.net", port=443),
    Service(name="app", address="192.0.2.9", port=8443, layer="http", tls=True, server_name="app.example.net"),
)


def sntp_note(answer: Answer = GOOD, took_us: int = 40_000, **changes: object) -> dict[str, object]:
    """Return the note of an exchange of which half the time went each way."""
    half_s = took_us / 2e6
    reply = answer.packet(bytes(40) + NONCE, AT.timestamp() + half_s, AT.timestamp() + half_s)
    note: dict[str, object] = {
        "netdoc": "sntp/1", "server": "a.example.net", "address": "192.0.2.1", "port": 123, "nonce": NONCE.hex(),
        "sent": "2026-03-01T12:00:00.250000Z", "took_us": took_us, "reply": reply.hex(), "passed_over": 0,
    }  # fmt: skip
    return note | changes


def date_note(
    date: str = "Sun, 01 Mar 2026 12:00:00 GMT", took_us: int = 40_000, **changes: object
) -> dict[str, object]:
    note: dict[str, object] = {
        "netdoc": "http_date/1", "host": "192.0.2.3", "port": 80, "tls": False, "sent": "2026-03-01T12:00:00.250000Z",
        "took_us": took_us, "status": 200, "date": date, "age": "",
    }  # fmt: skip
    return note | changes


def read(note: object, method: str = "sntp: a.example.net") -> Observation:
    body = note if isinstance(note, bytes) else json.dumps(note).encode()
    (found,) = PROBE.read(SITE, [Capture(body, AT, "a.example.net", method)])
    return found


def fact(note: object, method: str = "sntp: a.example.net") -> ClockOffset:
    found = read(note, method)
    assert isinstance(found, Seen) and isinstance(found.fact, ClockOffset)
    return found.fact


def test_the_four_times_give_offset_round_trip_and_bound() -> None:
    told = fact(sntp_note(Answer(ahead_s=-3.2, root_delay_s=0.030, root_dispersion_s=0.012, held_s=0)))

    assert told == ClockOffset(
        source=ClockSource.SNTP,
        server="a.example.net",
        offset_s=told.offset_s,
        bound_s=told.bound_s,
        stratum=2,
        rtt_ms=pytest.approx(40, abs=0.001),
    )
    assert told.offset_s == pytest.approx(3.2, abs=1e-5)
    assert told.bound_s == pytest.approx(0.020 + 0.015 + 0.012, abs=2e-4)


@given(st.floats(-1e9, 1e9), st.floats(0, 20), st.floats(0, 20), st.floats(0, 5), st.floats(0, 1), st.floats(0, 1))
def test_the_truth_lies_within_the_bound_however_uneven_the_way(
    ahead_s: float, out_s: float, back_s: float, held_s: float, delay_s: float, dispersion_s: float
) -> None:
    answer = Answer(ahead_s=ahead_s, root_delay_s=delay_s, root_dispersion_s=dispersion_s)
    received_s = AT.timestamp() + out_s
    reply = answer.packet(bytes(40) + NONCE, received_s, received_s + held_s)
    told = fact(sntp_note(took_us=round((out_s + held_s + back_s) * 1e6), reply=reply.hex()))

    assert told.offset_s is not None and told.bound_s is not None
    assert abs(told.offset_s + ahead_s) <= told.bound_s + 1e-5


def test_a_server_after_the_turn_of_2036_is_understood() -> None:
    later = "2036-02-07T06:28:20.000000Z"
    received_s = datetime(2036, 2, 7, 6, 28, 20, tzinfo=UTC).timestamp()
    reply = Answer(ahead_s=3.0).packet(bytes(40) + NONCE, received_s, received_s)

    told = fact(sntp_note(took_us=0, sent=later, reply=reply.hex()))

    assert told.offset_s == pytest.approx(-3.0, abs=1e-5)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Answer(stratum=0, reference=b"RATE"), "kiss-o'-death RATE"),
        (Answer(stratum=0, reference=b"\x1b[2J"), "kiss-o'-death ?[2J"),
        (Answer(stratum=16), "stratum 16"),
        (Answer(leap=3), "follows no time itself"),
        (Answer(mode=3), "none to our question"),
        (Answer(version=0), "none to our question"),
        (Answer(origin=bytes(8)), "none to our question"),
        (Answer(root_delay_s=60.0), "wrong by up to 30 s"),
    ],
)
def test_an_answer_without_a_time_is_missed_with_the_reason(answer: Answer, why: str) -> None:
    found = read(sntp_note(answer))

    assert isinstance(found, Missed)
    assert (found.subject, found.failure, found.plane) == ("host", "error", Plane.PATH)
    assert why in found.detail and found.capture is not None


@pytest.mark.parametrize(
    ("date", "offset_s"),
    [
        ("Sun, 01 Mar 2026 12:00:00 GMT", 0.25 + 0.02 - 0.5),
        ("Sun, 01 Mar 2026 11:59:57 GMT", 3.25 + 0.02 - 0.5),
        ("Mon, 02 Mar 2026 12:00:00 GMT", -86_400 + 0.25 + 0.02 - 0.5),
    ],
)
def test_a_web_servers_date_is_good_to_a_second(date: str, offset_s: float) -> None:
    told = fact(date_note(date), "http_date: 192.0.2.3")

    assert (told.source, told.server, told.stratum) == (ClockSource.HTTP_DATE, "192.0.2.3", None)
    assert told.offset_s == pytest.approx(offset_s)
    assert told.bound_s == pytest.approx(1.02, abs=1e-5)


@pytest.mark.parametrize(
    "changes",
    [
        {"date": ""},
        {"date": "yesterday"},
        {"date": "Sun, 31 Feb 2026 12:00:00 GMT"},
        {"date": "Sun, 01 Mar 2026 12:00:61 GMT"},
        {"date": "Sunday, 01-Mar-26 12:00:00 GMT"},
        {"age": "30"},
        {"age": None},
    ],
)
def test_a_date_that_is_none_or_out_of_a_cache_is_missed(changes: Mapping[str, object]) -> None:
    found = read(date_note() | changes, "http_date: 192.0.2.3")

    assert isinstance(found, Missed) and found.failure == "error"


TRACKING = (
    b"C0000207,192.0.2.7,3,1772366400.123456789,0.000250000,-0.000012000,0.000100000,-12.345,0.001,0.120,0.020000000,"
    b"0.003000000,64.2,Normal\n"
)
SHOWN = (
    b"FallbackNTPServers=ntp.example.net\nServerName=ntp.example.net\nServerAddress=192.0.2.7\n"
    b"NTPMessage={ Leap=0, Version=4, Mode=4, Stratum=2, Precision=-25, RootDelay=4.165ms, RootDispersion=3.982ms, "
    b"Reference=C0000207, Ignored=no, PacketCount=9, Jitter=1.2ms }\nFrequency=-3812749\n"
)
BY_CHRONY, BY_TIMESYNC = f"tool: {' '.join(CHRONY)}", f"tool: {' '.join(TIMESYNC)}"


def test_chrony_states_its_bound_and_timesyncd_only_whom_it_follows() -> None:
    assert fact(TRACKING, BY_CHRONY) == ClockOffset(
        source=ClockSource.TIME_SERVICE,
        server="chrony, by 192.0.2.7",
        bound_s=pytest.approx(0.01325, abs=2e-6),
        stratum=3,
    )
    assert fact(SHOWN, BY_TIMESYNC) == ClockOffset(
        source=ClockSource.TIME_SERVICE, server="systemd-timesyncd, by ntp.example.net", stratum=2
    )
    (seen,) = PROBE.read(SITE, [Capture(TRACKING, AT, "host", BY_CHRONY)])
    assert isinstance(seen, Seen) and seen.plane is Plane.HOST


@pytest.mark.parametrize(
    ("printed", "method"),
    [
        (b"00000000,,0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,1.0,1.0,0.0,Not synchronised\n", BY_CHRONY),
        (b"7F7F0101,,16,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,Normal\n", BY_CHRONY),
        (TRACKING.replace(b"0.003000000", b"nan"), BY_CHRONY),
        (TRACKING.replace(b"0.003000000", b"-900"), BY_CHRONY),
        (b"506 Cannot talk to daemon\n", BY_CHRONY),
        (b"", BY_CHRONY),
        (b"ServerName=\nNTPMessage={ Leap=0, Stratum=0 }\n", BY_TIMESYNC),
        (SHOWN.replace(b"Leap=0", b"Leap=3"), BY_TIMESYNC),
        (b"\xff\x00" * 50, BY_TIMESYNC),
    ],
)
def test_a_time_service_that_follows_nobody_is_a_gap_and_blames_nobody(printed: bytes, method: str) -> None:
    assert isinstance(read(printed, method), Gap)


@dataclass
class Clocks:
    """`ports.Times` from a table: a note, or what is raised."""

    answers: Mapping[str, dict[str, object] | NetdocError]
    asked: list[str] = field(default_factory=list)

    async def sntp(self, server: str, *, port: int = 123, timeout_s: float) -> Capture:
        return self._answer(f"{server}:{port}", server, f"sntp: {server}")

    async def http_date(self, host: str, port: int, *, tls: bool, name: str = "", timeout_s: float) -> Capture:
        return self._answer(f"{'https' if tls else 'http'}://{name}@{host}:{port}", host, f"http_date: {host}")

    def _answer(self, asked: str, whom: str, method: str) -> Capture:
        self.asked.append(asked)
        told = self.answers.get(whom, NotAnswered(f"{whom} did not answer", failure="timeout"))
        if isinstance(told, NetdocError):
            raise told
        return Capture(json.dumps(told).encode(), AT, whom, method)


def ask(
    clocks: Clocks, site: Site = SITE, by_timedatectl: bytes | None = None, **files: bytes
) -> Sequence[Observation]:
    world = World(files={path.replace("__", "/"): body for path, body in files.items()})
    ports = replace(world.ports(), times=clocks, tool=cast(ReplayTool, Printed(by_timedatectl)))
    return PROBE.read(site, asyncio.run(_collected(site, ports)))


async def _collected(site: Site, ports: Ports) -> Sequence[Capture]:
    return await PROBE.collect(site, ports)


@dataclass
class Printed:
    """`ports.Tool`: chrony answers; timedatectl only where it is told what."""

    by_timedatectl: bytes | None = None

    async def run(self, argv: Sequence[str], *, timeout_s: float) -> Capture:
        if argv[0] != "chronyc":
            if self.by_timedatectl is None:
                raise CannotMeasure("timedatectl is not installed")
            return Capture(self.by_timedatectl, AT, "host", f"tool: {' '.join(argv)}")
        return Capture(TRACKING, AT, "host", f"tool: {' '.join(argv)}")


def test_all_servers_are_asked_and_a_silent_one_costs_only_its_own_answer() -> None:
    clocks = Clocks({"a.example.net": sntp_note(), "b.example.net": CannotMeasure("no name", hint="look")})

    seen, gap, missed = ask(clocks)

    assert clocks.asked == ["a.example.net:123", "b.example.net:123", "c.example.net:123"]
    assert isinstance(seen, Seen)
    assert isinstance(gap, Gap) and (gap.why, gap.hint) == ("no name", "look")
    assert isinstance(missed, Missed) and missed.failure == "timeout"
    assert all(each.capture is not None for each in (seen, gap, missed))


def test_where_no_time_server_answers_web_servers_that_are_asked_anyway_tell_their_date() -> None:
    clocks = Clocks({"192.0.2.3": date_note("Sun, 01 Mar 2026 12:00:00 GMT")})
    site = replace(SITE, rungs=ANCHORS, services=SERVICES)

    found = ask(clocks, site)

    assert clocks.asked[3:] == [
        "https://192.0.2.2@192.0.2.2:443", "http://192.0.2.3@192.0.2.3:80", "https://app.example.net@192.0.2.9:8443",
    ]  # fmt: skip
    assert [type(each).__name__ for each in found] == ["Missed"] * 4 + ["Seen", "Missed"]


def test_where_a_time_server_answers_no_web_server_is_asked() -> None:
    clocks = Clocks({"b.example.net": sntp_note()})

    ask(clocks, replace(SITE, rungs=ANCHORS))

    assert len(clocks.asked) == 3


def test_where_only_useless_time_servers_answer_web_servers_are_asked_too() -> None:
    clocks = Clocks(dict.fromkeys(SITE.time_servers, sntp_note(Answer(stratum=16))))

    ask(clocks, replace(SITE, rungs=ANCHORS))

    assert len(clocks.asked) == 5


def test_without_any_clock_to_ask_nobody_is_asked_and_the_gap_says_what_to_do() -> None:
    clocks = Clocks({})

    (gap,) = ask(clocks, Site(id="here"))

    assert isinstance(gap, Gap)
    assert (gap.what, gap.hint, clocks.asked) == ("ClockOffset", HINT, [])
    assert "no time server is known" in gap.why


def test_the_time_service_is_asked_only_while_it_runs() -> None:
    running = {"__proc__17__comm": b"chronyd\n", "__proc__18__comm": b"systemd-timesyn\n", "__proc__self": b"no"}
    clocks = Clocks({"a.example.net": sntp_note()})

    assert len(ask(clocks)) == 3
    own = ask(clocks, **running)[3:]
    assert [each.fact.server for each in own if isinstance(each, Seen) and isinstance(each.fact, ClockOffset)] == [
        "chrony, by 192.0.2.7"
    ]


def test_built_in_servers_that_stand_in_no_file_are_asked_of_the_running_timesyncd() -> None:
    clocks = Clocks({"ntp.example.net": sntp_note()})

    found = ask(clocks, Site(id="here"), by_timedatectl=SHOWN, __proc__18__comm=b"systemd-timesyn\n")

    assert clocks.asked == ["ntp.example.net:123"]
    assert [type(each).__name__ for each in found] == ["Seen", "Seen"]


HOSTILE = st.one_of(
    st.binary(max_size=200),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
        lambda inner: st.dictionaries(
            st.sampled_from(["reply", "nonce", "sent", "took_us", "server", "host", "date", "age", "why"]), inner
        ),
        max_leaves=8,
    ).map(lambda told: json.dumps(told).encode()),
)


@given(HOSTILE, st.sampled_from(["sntp: x", "http_date: x", BY_CHRONY, BY_TIMESYNC, "clock_offset: not answered"]))
def test_whatever_bytes_a_note_holds_they_are_read_or_refused_in_words(body: bytes, method: str) -> None:
    try:
        found = PROBE.read(SITE, [Capture(body, AT, "x", method)])
    except NetdocError:
        return
    for each in found:
        if isinstance(each, Seen) and isinstance(each.fact, ClockOffset):
            assert each.fact.bound_s is None or 0 < each.fact.bound_s < 100


@given(st.binary(min_size=48, max_size=80))
def test_whatever_a_server_answers_a_bound_is_never_nothing_nor_endless(reply: bytes) -> None:
    ours = reply[:24] + NONCE + reply[32:]
    found = read(sntp_note(reply=ours.hex()))

    if isinstance(found, Seen):
        assert isinstance(found.fact, ClockOffset)
        assert found.fact.bound_s is not None and 0 < found.fact.bound_s < 20
        assert found.fact.offset_s is not None and abs(found.fact.offset_s) <= 2**31
    else:
        assert isinstance(found, Missed) and all(each.isprintable() for each in found.detail)


def test_reading_many_answers_takes_no_time() -> None:
    captures = [Capture(json.dumps(sntp_note()).encode(), AT, "a", "sntp: a")] * 1000
    began = time.process_time()

    assert len(PROBE.read(SITE, captures)) == 1000
    assert time.process_time() - began < 2
