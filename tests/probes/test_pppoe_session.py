"""How far a login came, as the raw worker told it; and that none is tried unless a person agreed to it."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from netdoc.app.lanes import Timetable, questions
from netdoc.app.plan import FULL, plan_for
from netdoc.errors import CannotMeasure, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.pppoe_session import PppoeSession, PppoeStage
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Access, Site
from probes.pppoe_session import PROBE, collect, read
from tests.probes.raw_replay import AT, ReplayRaw, body, ports_with

SITE = Site(id="here", at_modem=True, logs_in=True, session=Access(vlan=132, username="0123@isp.example"))
MAC = "02:00:00:00:00:22"
WRITTEN = "2026-02-03T04:05:06+00:00"
ABOUT = {"about": {"interface": "eth0", "vlan": 132}}
WHO = {"login": {"mark": "a1b2c3d4", "realm": "isp.example", "written": WRITTEN}}
PADI = {"sent": "PADI", "mac": "02:00:00:00:00:11", "vlans": [132], "after_ms": 0}
PADO = {"pado": {"mac": MAC, "name": "BRAS-1", "services": ["isp"], "vlan": 132}, "after_ms": 9, "frame": "00"}
PADR = {"sent": "PADR", "to": MAC, "vlan": 132, "after_ms": 9}
PADS = {"pads": {"session": 18, "errors": []}, "after_ms": 20}
ASKS = {"asks": {"mru": 1492, "auth": "PAP"}, "after_ms": 21}
LCP = {"lcp": {"auth": "PAP", "mru": 1492}, "after_ms": 30}
ACCEPTED = {"auth": {"method": "PAP", "result": "accepted", "text": "hello"}, "after_ms": 44}
REJECTED = {"auth": {"method": "PAP", "result": "rejected", "text": "no such account"}, "after_ms": 44}
IPCP = {"ipcp": {"address": "100.64.7.9", "resolvers": ["192.0.2.53"]}, "after_ms": 60}
PADT = {"sent": "PADT", "session": 18}
WHOLE = (ABOUT, WHO, PADI, PADO, PADR, PADS, ASKS, LCP, ACCEPTED, IPCP, PADT)


def ended(stage: str, why: str = "") -> dict[str, object]:
    return {"ended": {"stage": stage, "why": why, "frames": 9}}


def told(*lines: dict[str, object]) -> PppoeSession:
    (seen,) = read(SITE, [Capture(body(*lines), AT, "host", "raw: login on eth0")])
    assert isinstance(seen, Seen)
    assert (seen.subject, seen.plane) == ("host", Plane.PATH)
    assert isinstance(seen.fact, PppoeSession)
    return seen.fact


def test_a_login_that_came_to_an_address_is_told_whole() -> None:
    assert told(*WHOLE, ended("address"), {"end": "login"}) == PppoeSession(
        interface="eth0", stage=PppoeStage.ADDRESS, vlan=132, vlans=(132,), untagged=False, own_tag=True, mac=MAC,
        concentrator="BRAS-1", services=("isp",), mru=1492, method="PAP", rejected=False, text="hello",
        login="a1b2c3d4", realm="isp.example", written_at=datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC),
        address="100.64.7.9", resolvers=("192.0.2.53",), offered_ms=9, session_ms=20, link_ms=30, login_ms=44,
        address_ms=60, ended=True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "stage", "rejected"),
    [
        ((PADI, ended("pado", "nobody")), PppoeStage.ASKED, None),
        ((PADI, PADO, PADR, ended("pads", "silent")), PppoeStage.OFFERED, None),
        ((PADI, PADO, PADR, PADS, ended("lcp", "MS-CHAPv2")), PppoeStage.SESSION, None),
        ((PADI, PADO, PADR, PADS, ASKS, LCP, REJECTED, ended("auth", "rejected")), PppoeStage.LINK, True),
        ((PADI, PADO, PADR, PADS, ASKS, LCP, ended("auth", "silent")), PppoeStage.LINK, None),
        ((PADI, PADO, PADR, PADS, ASKS, LCP, ACCEPTED, ended("ipcp", "none")), PppoeStage.LOGGED_IN, False),
    ],
    ids=["no offer", "no session", "no agreement", "rejected", "no answer", "no address"],
)
def test_the_stage_is_the_last_one_that_was_passed(
    lines: tuple[dict[str, object], ...], stage: PppoeStage, rejected: bool | None
) -> None:
    fact = told(ABOUT, *lines)

    assert (fact.stage, fact.rejected) == (stage, rejected)
    assert fact.why
    assert fact.address is None


@pytest.mark.parametrize(
    ("wanted", "vlan", "own"),
    [(132, 132, True), (132, 7, False), (None, 7, None), (132, None, None), (4095, 132, None)],
    ids=["the contract's", "another", "none is known", "the modem may set it", "impossible"],
)
def test_whether_it_was_the_contracts_tag(wanted: int | None, vlan: int | None, own: bool | None) -> None:
    about = {"about": {"interface": "eth0", "vlan": wanted}}

    assert told(about, PADI, PADO, {**PADR, "vlan": vlan}, PADS, ended("lcp", "x")).own_tag is own


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ({"login": {"mark": 5, "realm": "a b", "written": "yesterday"}}, "login", None),
        ({"login": {"mark": 5, "realm": "a b", "written": "2026-01-01"}}, "realm", None),
        ({"login": {"written": "2026-01-01T00:00:00"}}, "written_at", None),
        ({**ASKS, "asks": {"mru": 12}}, "mru", None),
        ({**ASKS, "asks": {"auth": "MS-CHAPv2"}}, "method", "MS-CHAPv2"),
        ({**PADS, "after_ms": -1}, "session_ms", None),
        ({"padt": {"texts": []}}, "ended", None),
    ],
)
def test_what_makes_no_sense_is_not_read(line: dict[str, object], field: str, value: object) -> None:
    assert getattr(told(ABOUT, line, PADI, PADO, PADR, ended("lcp", "x")), field) == value


def test_the_errors_of_offer_and_session_are_told() -> None:
    refused = {"pads": {"session": 0, "errors": ["AC-System-Error: full"]}, "after_ms": 20}
    busy = {"pado": {"mac": "02:00:00:00:00:33", "errors": ["Generic-Error: busy"]}, "after_ms": 4}
    fact = told(ABOUT, PADI, busy, PADO, PADR, refused, ended("pads", "refused"))

    assert fact.errors == ("Generic-Error: busy", "AC-System-Error: full")
    assert (fact.mac, fact.ended) == (MAC, False)


def test_an_impossible_address_is_none_with_a_remark() -> None:
    lines = [{"ipcp": {"address": "1.2.3"}} if each is IPCP else each for each in WHOLE]
    fact = told(*lines, ended("address"))

    assert fact.address is None
    assert "1.2.3" in fact.remarks[0]


@pytest.mark.parametrize("lines", [(), (ABOUT,), (PADI, ended("pado")), (ABOUT, ended("elsewhere"))])
def test_a_capture_that_does_not_tell_how_it_ended_is_unreadable(lines: tuple[dict[str, object], ...]) -> None:
    with pytest.raises(UnreadableCapture):
        told(*lines)


def test_the_contracts_tag_and_the_name_of_the_secret_are_what_is_asked_with() -> None:
    raw = ReplayRaw(body(*WHOLE[1:], ended("address")))
    captures = asyncio.run(collect(SITE, ports_with(raw)))

    ((job, interface, tags, user, entry),) = raw.asked
    assert (job, interface, tags[:2], user, entry) == ("login", "eth0", (132, None), "0123@isp.example", "session")
    assert len(tags) <= 8
    assert len(read(SITE, captures)) == 1


@pytest.mark.parametrize("changes", [{"at_modem": False}, {"logs_in": False}])
def test_nothing_is_sent_where_nobody_agreed_or_elsewhere_than_at_the_modem(changes: dict[str, bool]) -> None:
    raw = ReplayRaw(b"")
    site = replace(SITE, **changes)  # type: ignore[arg-type]
    with pytest.raises(CannotMeasure, match="only where a person agreed") as refused:
        asyncio.run(collect(site, ports_with(raw)))

    assert raw.asked == []
    assert refused.value.hint == "netdoc check --at-modem --login"
    assert not PROBE.applies(site)


def test_it_is_tried_once_however_long_the_check_lasts() -> None:
    asked = questions(SITE, plan_for(FULL, None), {"pppoe_session": PROBE}, {})
    table = Timetable(asked, start_s=0.0, end_s=40_000.0, attended=True)
    times = []
    for second in range(0, 40_000, 50):
        for question, _ in table.due(float(second)):
            times.append(second)
            table.ended(question.id)
        if second % 1000 == 0:
            table.event(float(second))

    assert times == [0]


def test_hostile_lines_are_read_or_unreadable_and_nothing_else() -> None:
    dice = random.Random(7)
    whole = body(*WHOLE, ended("address"))
    for _ in range(400):
        broken = bytearray(whole)
        for _ in range(dice.randrange(1, 8)):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        try:
            read(SITE, [Capture(bytes(broken), AT, "host", "raw: login")])
        except UnreadableCapture:
            continue
