"""The probe of ports: asked in their own protocol by both ways at once, and what counts as an answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netdoc.errors import CannotMeasure, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.codec import from_plain, to_plain
from netdoc.model.facts.port_answer import PortAnswer
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane
from netdoc.model.site import AskedPort, SecondWay, Site
from probes.port_answers import PROBE

AT = datetime(2026, 3, 1, 8, 15, tzinfo=UTC)
STUN = AskedPort(name="turn", host="stun.example.net", port=3478, asks="stun", what="telephony")
WEB = AskedPort(name="vpn", host="vpn.example.net", port=443, asks="tcp", what="vpn")
BARRED = {"ended": "barred", "by": "203.0.113.1", "icmp": [3, 13]}


class Scripted:
    """Ends every question as it is told, by the host and the interface; a host left out cannot be asked."""

    def __init__(self, **ends: Sequence[dict[str, Any]] | str) -> None:
        self.ends, self.questions = ends, {}

    def interface(self, way: SecondWay) -> str:
        return way.interface

    async def port(self, host: str, port: int, question: bytes | None, *, by: str | None, tries: int) -> Capture:
        name = host.partition(".")[0] + (f"_{by}" if by else "")
        self.questions[name] = question
        told = self.ends.get(name)
        if told is None:
            raise CannotMeasure(f"{host}: no address")
        if told == "answers":
            answer = b"" if question is None else b"\x01\x01" + question[2:]
            told = [{"ended": "answered"} | ({"answer": answer.hex()} if question is not None else {})]
        note: dict[str, Any] = {"netdoc": "port/1", "address": "198.51.100.7", "tries": told}
        note |= {"by": by} if by else {}
        note |= {"question": question.hex()} if question is not None else {}
        return Capture(json.dumps(note).encode(), AT, host, "port")


def site(*ports: AskedPort, second: bool = False) -> Site:
    return Site(id="office", ports=ports, second_path=SecondWay(interface="wwan0") if second else None)


def found(asked: Scripted, where: Site) -> dict[tuple[str, Plane], PortAnswer]:
    ports: Any = SimpleNamespace(asked=asked, files=SimpleNamespace(read=lambda _: None))
    captures = asyncio.run(PROBE.collect(where, ports))
    seen = [each for each in PROBE.read(where, captures) if isinstance(each, Seen)]
    return {(each.subject, each.plane): each.fact for each in seen if isinstance(each.fact, PortAnswer)}


def test_a_port_is_asked_by_both_ways_with_the_same_question_and_told_apart_by_the_plane() -> None:
    asked = Scripted(stun=[{"ended": "silent"}] * 3, stun_wwan0="answers", vpn="answers", vpn_wwan0="answers")
    told = found(asked, site(STUN, WEB, second=True))

    here, there = told["port_turn", Plane.PATH], told["port_turn", Plane.SECOND_PATH]
    assert (here.tried, here.answered, here.silent) == (3, 0, True)
    assert (there.tried, there.answered, there.silent) == (1, 1, False)
    assert asked.questions["stun"] == asked.questions["stun_wwan0"]
    assert (here.target, here.what, told["port_vpn", Plane.PATH].target) == (
        "stun.example.net:3478/udp", "telephony", "vpn.example.net:443/tcp",
    )  # fmt: skip
    assert from_plain(PortAnswer, to_plain(here)) == here


def test_refusals_and_who_barred_it_are_kept_apart_from_silence() -> None:
    asked = Scripted(stun=[BARRED, {"ended": "silent"}, BARRED], vpn=[{"ended": "refused"}])
    told = found(asked, site(STUN, WEB))

    barred, refused = told["port_turn", Plane.PATH], told["port_vpn", Plane.PATH]
    assert (barred.tried, barred.barred, barred.barred_by, barred.silent) == (3, 2, "203.0.113.1", True)
    assert (refused.tried, refused.refused, refused.silent) == (1, 1, False)


def test_bytes_that_answer_another_question_are_no_answer() -> None:
    asked = Scripted(stun=[{"ended": "answered", "answer": (b"\x01\x01" + bytes(40)).hex()}] * 2)

    assert found(asked, site(STUN))["port_turn", Plane.PATH].silent


def test_a_port_that_cannot_be_asked_leaves_the_others_and_none_at_all_is_about_us() -> None:
    assert set(found(Scripted(vpn="answers"), site(STUN, WEB))) == {("port_vpn", Plane.PATH)}
    for where in (site(STUN), site()):
        with pytest.raises(CannotMeasure):
            found(Scripted(), where)
    assert [PROBE.applies(each) for each in (site(), site(STUN))] == [False, True]


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b'{"netdoc": "port/2"}', b'{"netdoc": "port/1", "address": "x"}',
        b'{"netdoc": "port/1", "address": "x", "tries": [{"ended": "maybe"}]}',
        b'{"netdoc": "port/1", "address": "x", "tries": [{"ended": "answered"}]}',
        b'{"netdoc": "port/1", "address": "x", "question": "0", "tries": []}',
        b'{"netdoc": "port/1", "address": "x", "tries": ' + b"[" * 9999,
    ],
)  # fmt: skip
def test_other_bytes_are_unreadable(body: bytes) -> None:
    with pytest.raises(UnreadableCapture):
        PROBE.read(site(STUN), [Capture(body, AT, "port_turn", "x")])


def test_a_port_that_the_site_does_not_list_is_unreadable() -> None:
    body = b'{"netdoc": "port/1", "address": "x", "tries": []}'
    with pytest.raises(UnreadableCapture):
        PROBE.read(site(STUN), [Capture(body, AT, "port_gone", "x")])


KEYS = ("ended", "answer", "by", "icmp")
TRIES = st.lists(
    st.dictionaries(
        st.sampled_from(KEYS),
        st.sampled_from(["answered", "refused", "barred", "silent", "ff", "0101", ""])
        | st.text(max_size=6)
        | st.none(),
        max_size=4,
    ),
    max_size=4,
)


@settings(max_examples=150, deadline=None)
@given(TRIES | st.text(max_size=3) | st.none(), st.text(max_size=6) | st.just("0001000021"))
def test_any_tries_are_read_or_refused(tries: Any, question: str) -> None:
    body = json.dumps({"netdoc": "port/1", "address": "x", "question": question, "tries": tries}).encode()
    try:
        (seen,) = PROBE.read(site(STUN), [Capture(body, AT, "port_turn", "x")])
    except UnreadableCapture:
        return
    assert isinstance(seen, Seen) and isinstance(seen.fact, PortAnswer)
    fact = seen.fact
    assert fact.answered == 0 and fact.refused + fact.barred <= fact.tried
