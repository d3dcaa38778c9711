"""The probe of a second path: what it asks, what it refuses to take for one, and what it reads."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netdoc.errors import CannotMeasure, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.codec import from_plain, to_plain
from netdoc.model.facts.second_path import SecondPath
from netdoc.model.observation import Gap, Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Rung, RungKind, SecondWay, Site
from netdoc.ports import EchoTarget
from probes.second_path import PROBE

AT = datetime(2026, 3, 1, 8, 15, tzinfo=UTC)
KEYS = ("targets", "tries", "rung", "address", "method", "sent", "answered", "question", "ended", "answer")
SITE = Site(
    id="office",
    rungs=(
        Rung(id="router", kind=RungKind.ROUTER, address="192.168.7.1"),
        Rung(id="resolver_public", kind=RungKind.RESOLVER, address="9.9.9.9", role="public"),
        Rung(id="anchor_1", kind=RungKind.ANCHOR, address="192.0.2.1"),
        Rung(id="anchor_2", kind=RungKind.ANCHOR, address="192.0.2.2"),
        Rung(id="service_app", kind=RungKind.SERVICE, address="app.example.net", method="tcp:443"),
    ),
    second_path=SecondWay(interface="wwan0"),
)
HEAD = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
OFFICE = "eth0\t00000000\t0107A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n"
TETHER = "wwan0\t00000000\t01002A0A\t0003\t0\t0\t700\t00000000\t0\t0\t0\n"


@dataclass
class Scripted:
    """Answers by rung; a name server's answer, or None where that cannot be asked."""

    answered: dict[str, int]
    names: bool | None = True
    asked: list[str] = field(default_factory=list)

    def interface(self, way: SecondWay) -> str:
        if way.interface != "wwan0":
            raise CannotMeasure("there is no interface")
        return way.interface

    async def echo(self, targets: Sequence[EchoTarget], *, by: str, each: int) -> Capture:
        self.asked += [target.rung for target in targets]
        told = [
            {"rung": one.rung, "address": one.address, "method": one.method, "sent": each, "answered": count}
            for one in targets
            if (count := self.answered.get(one.rung, 0)) >= 0
        ]
        return Capture(json.dumps({"netdoc": "second/1", "by": by, "targets": told}).encode(), AT, "x", "echo")

    async def port(self, host: str, port: int, question: bytes | None, *, by: str | None, tries: int) -> Capture:
        assert question is not None
        if self.names is None:
            raise CannotMeasure("cannot")
        answer = question[:2] + b"\x81\x80" + question[4:]
        ended: dict[str, Any] = {"ended": "answered", "answer": answer.hex()} if self.names else {"ended": "silent"}
        note = {"netdoc": "port/1", "address": host, "by": by, "question": question.hex(), "tries": [ended]}
        return Capture(json.dumps(note).encode(), AT, host, "port")


def run(asked: Scripted, site: Site = SITE, routes: str = OFFICE + TETHER) -> list[Capture]:
    files = SimpleNamespace(read=lambda path: (HEAD + routes).encode() if path == "/proc/net/route" else None)
    ports: Any = SimpleNamespace(asked=asked, files=files)
    return list(asyncio.run(PROBE.collect(site, ports)))


def facts(captures: Sequence[Capture]) -> dict[str, SecondPath]:
    seen = [each for each in PROBE.read(SITE, captures) if isinstance(each, Seen)]
    assert {each.plane for each in seen} <= {Plane.SECOND_PATH}
    return {each.subject: each.fact for each in seen if isinstance(each.fact, SecondPath)}


def test_anchors_services_and_a_public_name_server_are_asked_and_nobody_of_the_office() -> None:
    asked = Scripted({"anchor_1": 3, "service_app": 3})
    told = facts(run(asked))

    assert asked.asked == ["anchor_1", "anchor_2", "service_app"]
    assert set(told) == {"anchor_1", "anchor_2", "service_app", "resolver_public"}
    assert (told["anchor_1"].worked, told["anchor_1"].failed) == (True, False)
    assert (told["anchor_2"].worked, told["anchor_2"].failed) == (False, True)
    assert (told["resolver_public"].method, told["resolver_public"].answered) == ("dns", 1)
    assert from_plain(SecondPath, to_plain(told["anchor_1"])) == told["anchor_1"]


def test_where_nothing_at_all_answers_there_the_second_path_is_a_gap_and_no_destination_is_told() -> None:
    (gap,) = PROBE.read(SITE, run(Scripted({}, names=False)))

    assert isinstance(gap, Gap)
    assert (gap.subject, gap.what) == ("second_path", "SecondPath")
    assert "wwan0" in gap.why and "down itself" in gap.why


def test_one_answer_there_is_enough_to_tell_of_the_others() -> None:
    assert facts(run(Scripted({}, names=True)))["anchor_1"].failed


def test_a_name_server_that_cannot_be_asked_leaves_the_rest() -> None:
    assert set(facts(run(Scripted({"anchor_1": 3}, names=None)))) == {"anchor_1", "anchor_2", "service_app"}


@pytest.mark.parametrize(
    ("routes", "words"),
    [
        (TETHER.replace("700", "50") + OFFICE, "carries the default route"),
        (OFFICE + TETHER.replace("01002A0A", "0107A8C0"), "leads to the same router 192.168.7.1"),
    ],
)
def test_the_line_that_is_measured_is_no_second_path(routes: str, words: str) -> None:
    asked = Scripted({"anchor_1": 3})
    with pytest.raises(CannotMeasure, match=words):
        run(asked, routes=routes)

    assert asked.asked == []


@pytest.mark.parametrize("routes", [OFFICE, "", OFFICE.replace("0107A8C0", "00000000") + TETHER])
def test_where_the_routes_say_nothing_against_it_it_is_taken(routes: str) -> None:
    assert facts(run(Scripted({"anchor_1": 3}), routes=routes))["anchor_1"].worked


def test_without_an_interface_or_a_destination_nothing_is_asked() -> None:
    elsewhere = Site(id="office", rungs=SITE.rungs, second_path=SecondWay(interface="usb7"))
    for site in (Site(id="office"), elsewhere, Site(id="office", second_path=SITE.second_path)):
        with pytest.raises(CannotMeasure):
            run(Scripted({}), site)
    assert [PROBE.applies(each) for each in (Site(id="office"), SITE)] == [False, True]


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"null", b'{"netdoc": "reach/1"}', b'{"netdoc": "second/1", "by": "x"}',
        b'{"netdoc": "second/1", "by": "x", "targets": [{"rung": "a", "address": "b", "method": "icmp", "sent": 1, '
        b'"answered": 2}]}',
        b'{"netdoc": "second/1", "by": "x", "targets": [{"rung": "a"}]}',
        b'{"netdoc": "second/1", "by": "x", "targets": [{"rung": "a", "address": "b", "method": "icmp", "sent": 3, '
        b'"answered": Infinity}]}',
        b'{"netdoc": "port/1", "by": "x", "question": "zz", "tries": []}',
        b'{"netdoc": "second/1", "by": "x", "targets": [[[[[' + b"[" * 5000,
    ],
)  # fmt: skip
def test_other_bytes_are_unreadable_and_invent_nothing(body: bytes) -> None:
    with pytest.raises(UnreadableCapture):
        PROBE.read(SITE, [Capture(body, AT, "second_path", "x")])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["ff", "answered"]),
    lambda held: st.lists(held, max_size=3) | st.dictionaries(st.sampled_from(KEYS), held, max_size=6),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["second/1", "port/1"]), st.dictionaries(st.sampled_from(KEYS), JSON, max_size=8))
def test_any_note_is_read_or_refused(form: str, note: dict[str, Any]) -> None:
    body = json.dumps({**note, "netdoc": form, "by": "wwan0"}).encode()
    try:
        told = PROBE.read(SITE, [Capture(body, AT, "resolver_public", "x")])
    except UnreadableCapture:
        return
    facts_ = [each.fact for each in told if isinstance(each, Seen)]
    assert all(isinstance(each, SecondPath) and 0 <= each.answered <= each.sent for each in facts_)
