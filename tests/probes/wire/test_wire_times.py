"""Time servers and web servers' dates, asked over loopback: what is taken for an answer, and how long it may take."""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
import time
from collections.abc import Sequence
from typing import Any

import pytest

from netdoc.errors import CannotMeasure, NotAnswered
from netdoc.model.facts.clock_offset import ClockOffset
from netdoc.model.observation import Missed, Seen
from netdoc.model.site import Site
from probes.clock_offset import read
from probes.wire.times import SPARED_S, SystemTimes
from tests.emulated.sntp_server import (
    Answer,
    Manner,
    after,
    echoing,
    kissing,
    silent,
    sntp_server,
    well_mannered,
    wrong_origin,
)
from tests.probes.wire.loopback import CERTIFICATE, RealClock, in_loop

SITE = Site(id="here")


def ask(manner: Manner, *, timeout_s: float = 1.0) -> ClockOffset | Missed:
    with sntp_server(manner) as server:
        capture = asyncio.run(SystemTimes(RealClock()).sntp("127.0.0.1", port=server.port, timeout_s=timeout_s))
    (found,) = read(SITE, [capture])
    if isinstance(found, Seen):
        assert isinstance(found.fact, ClockOffset)
        return found.fact
    assert isinstance(found, Missed)
    return found


@pytest.mark.parametrize("ahead_s", [0.0, 3.2, -3.2, -86_400.0, 10 * 365 * 86_400.0])
def test_a_good_server_tells_how_far_our_clock_is_off_and_how_exactly(ahead_s: float) -> None:
    fact = ask(well_mannered(Answer(ahead_s=ahead_s)))

    assert isinstance(fact, ClockOffset)
    assert fact.offset_s is not None and fact.bound_s is not None and fact.rtt_ms is not None
    assert abs(fact.offset_s + ahead_s) <= fact.bound_s
    assert 0.010 <= fact.bound_s <= 0.010 + fact.rtt_ms / 2000 + 0.001  # half its root delay, and its dispersion
    assert (fact.source, fact.stratum) == ("sntp", 2)
    assert fact.server.startswith("127.0.0.1:")


def test_time_that_the_server_keeps_the_question_is_no_time_under_way() -> None:
    fact = ask(well_mannered(Answer(held_s=0.2)))

    assert isinstance(fact, ClockOffset)
    assert fact.rtt_ms is not None and fact.rtt_ms < 150
    assert fact.offset_s is not None and fact.bound_s is not None and abs(fact.offset_s) <= fact.bound_s


@pytest.mark.parametrize(
    "others",
    [
        wrong_origin(Answer(ahead_s=999.0)),
        echoing,
        [b"", b"\xff" * 47, b"\x24" + b"\x01" * 47, b"<html>" * 50],
        lambda question: [Answer(ahead_s=999.0, mode=5).packet(question, time.time(), time.time())],
    ],
    ids=["somebody who did not see the question", "an echo", "rubbish", "a broadcast"],
)
def test_what_is_no_answer_to_our_question_is_passed_over_and_the_answer_behind_it_counts(
    others: Sequence[bytes] | Manner,
) -> None:
    with sntp_server(after(others, well_mannered())) as server:
        capture = asyncio.run(SystemTimes(RealClock()).sntp("127.0.0.1", port=server.port, timeout_s=1.0))
    (found,) = read(SITE, [capture])

    assert isinstance(found, Seen) and isinstance(found.fact, ClockOffset)
    assert found.fact.offset_s is not None and abs(found.fact.offset_s) < 1
    assert json.loads(capture.body)["passed_over"] >= 1


@pytest.mark.parametrize("manner", [silent, wrong_origin(), echoing], ids=["silent", "wrong origin", "echo"])
def test_one_that_never_answers_our_question_ends_in_a_timeout_in_the_time_given(manner: Manner) -> None:
    began = time.monotonic()

    with pytest.raises(NotAnswered) as failed:
        ask(manner, timeout_s=0.3)

    assert failed.value.failure == "timeout"
    assert time.monotonic() - began < 1.3


def test_a_slow_server_counts_as_silent() -> None:
    with pytest.raises(NotAnswered, match=r"within 0\.2 s"):
        ask(well_mannered(Answer(held_s=0.5)), timeout_s=0.2)


def test_a_flood_of_forged_answers_does_not_outrun_the_time_limit() -> None:
    forged = Answer(origin=b"\x01" * 8).packet(bytes(48), time.time(), time.time())
    began = time.monotonic()

    with pytest.raises(NotAnswered):
        ask(lambda _: [forged] * 3000, timeout_s=0.3)

    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Answer(stratum=16), "follows no time itself (stratum 16)"),
        (Answer(leap=3), "follows no time itself"),
        (Answer(root_dispersion_s=40.0), "admits to be wrong by up to 40 s"),
        (Answer(precision=20), "admits to be wrong"),
    ],
    ids=["stratum 16", "unsynchronised", "no use", "no precision"],
)
def test_a_server_that_has_no_time_to_give_is_missed_with_the_reason(answer: Answer, why: str) -> None:
    found = ask(well_mannered(answer))

    assert isinstance(found, Missed)
    assert (found.failure, found.what) == ("error", "ClockOffset")
    assert why in found.detail


def test_a_server_whose_times_cannot_be_is_missed() -> None:
    def liar(question: bytes) -> Sequence[bytes]:
        now = time.time()
        return [Answer().packet(question, now, now + 5)]  # it kept the question longer than we waited

    found = ask(liar)

    assert isinstance(found, Missed) and "do not fit" in found.detail


@pytest.mark.parametrize(("code", "for_good"), [(b"DENY", True), (b"RSTR", True), (b"RATE", False)])
def test_a_kiss_of_death_is_heeded(code: bytes, for_good: bool) -> None:
    class Later(RealClock):
        ahead_ns = 0

        def boottime_ns(self) -> int:
            return super().boottime_ns() + self.ahead_ns

    clock = Later()
    times = SystemTimes(clock)
    with sntp_server(kissing(code)) as server:

        def once() -> Any:
            return asyncio.run(times.sntp("127.0.0.1", port=server.port, timeout_s=1.0))

        (found,) = read(SITE, [once()])
        assert isinstance(found, Missed) and code.decode() in found.detail
        with pytest.raises(NotAnswered) as spared:
            once()
        assert spared.value.failure == "denied"
        assert len(server.questions) == 1
        clock.ahead_ns = int((SPARED_S + 1) * 1e9)
        if for_good:
            with pytest.raises(NotAnswered):
                once()
        else:
            once()
        assert len(server.questions) == (1 if for_good else 2)


def test_the_question_tells_nothing_of_this_computer_and_differs_each_time() -> None:
    with sntp_server(well_mannered()) as server:
        times = SystemTimes(RealClock())
        for _ in range(3):
            asyncio.run(times.sntp("127.0.0.1", port=server.port, timeout_s=1.0))

    assert {each[:40] for each in server.questions} == {b"\x23" + bytes(39)}
    assert len({each[40:] for each in server.questions}) == 3
    assert {len(each) for each in server.questions} == {48}


def test_a_port_on_which_nobody_listens_is_refused() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    with pytest.raises(NotAnswered) as failed:
        asyncio.run(SystemTimes(RealClock()).sntp("127.0.0.1", port=port, timeout_s=1.0))

    assert failed.value.failure == "refused"


@pytest.mark.parametrize("slow", [False, True], ids=["unknown", "nobody answers"])
def test_a_name_without_an_address_is_a_gap_of_ours_and_no_silence_of_the_server(
    monkeypatch: pytest.MonkeyPatch, slow: bool
) -> None:
    def lookup(*_: object, **__: object) -> object:
        if slow:
            time.sleep(0.3)
        raise socket.gaierror("Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", lookup)

    with pytest.raises(CannotMeasure, match="did not resolve"):
        asyncio.run(SystemTimes(RealClock()).sntp("no-such-name.invalid", timeout_s=0.1))


DATE = b"Sun, 01 Mar 2026 12:00:00 GMT"
SECRET = b"Set-Cookie: session=s3cr3t\r\n"


async def head(answer: bytes, *, tls: bool = False, timeout_s: float = 2.0) -> dict[str, Any]:
    asked: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(answer)
        if answer.endswith(b"\r\n\r\n") or not answer:
            await asyncio.sleep(0.5 if not answer else 0)
        writer.close()

    context = None
    if tls:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(CERTIFICATE)
    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    try:
        port = server.sockets[0].getsockname()[1]
        capture = await SystemTimes(RealClock()).http_date(
            "127.0.0.1", port, tls=tls, name="localhost", timeout_s=timeout_s
        )
    finally:
        server.close()
    assert asked[0].startswith(b"HEAD / HTTP/1.1\r\nHost: localhost\r\n")
    assert b"s3cr3t" not in capture.body
    note = json.loads(capture.body)
    assert isinstance(note, dict)
    return note


@pytest.mark.parametrize("tls", [False, True], ids=["plain", "inside TLS"])
@in_loop
async def test_a_web_servers_date_is_kept_and_nothing_else_of_its_answer(tls: bool) -> None:
    note = await head(
        b"HTTP/1.1 404 Not Found\r\nDATE: " + DATE + b"\r\nDate: later\r\n" + SECRET + b"Age:  7\r\n\r\n", tls=tls
    )

    assert (note["status"], note["date"], note["age"], note["tls"]) == (404, DATE.decode(), "7", tls)


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (b"", "timeout"),
        (b"HTTP/1.1 200 OK\r\n", "closed"),
        (b"SSH-2.0-x\r\n\r\n", "error"),
        (b"HTTP/1.1 2OO OK\r\n\r\n", "error"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100_000, "closed"),
    ],
    ids=["silent", "cut off", "no web server", "no status", "a head without end"],
)
@in_loop
async def test_what_is_no_web_servers_answer_is_told_as_such(answer: bytes, failure: str) -> None:
    with pytest.raises(NotAnswered) as failed:
        await head(answer, timeout_s=0.4)

    assert failed.value.failure == failure
