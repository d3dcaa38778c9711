"""Which concentrators answered, as the raw worker heard it; and that nobody is asked from behind a router."""

from __future__ import annotations

import asyncio
import random

import pytest

from netdoc.app.lanes import questions
from netdoc.app.plan import FULL, plan_for
from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.pppoe_discovery import Concentrator, PppoeDiscovery
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Access, Site
from probes.pppoe import PROBE, TAGS, collect, read, tags_for
from tests.probes.raw_replay import AT, ReplayRaw, body, ports_with

SITE = Site(id="here", at_modem=True)
ABOUT = {"about": {"interface": "eth0"}}
SENT = {"sent": "PADI", "mac": "02:00:00:00:00:11", "vlans": [None, 7], "rounds": 2}
PADO = {"mac": "02:00:00:00:00:22", "name": "BRAS-1", "services": ["isp"], "errors": ["busy"], "vlan": 7}


def pado(**fields: object) -> dict[str, object]:
    return {"pado": {**PADO, **fields}, "after_ms": 9, "frame": "00"}


def discovery(*lines: dict[str, object]) -> PppoeDiscovery:
    (seen,) = read(SITE, [Capture(body(*lines), AT, "host", "raw: pppoe on eth0")])
    assert isinstance(seen, Seen)
    assert (seen.subject, seen.plane) == ("host", Plane.PATH)
    assert isinstance(seen.fact, PppoeDiscovery)
    return seen.fact


def test_who_answered_is_told_with_the_tag() -> None:
    assert discovery(ABOUT, SENT, pado(), {"end": "pppoe"}) == PppoeDiscovery(
        interface="eth0",
        untagged=True,
        vlans=(7,),
        concentrators=(
            Concentrator(
                mac="02:00:00:00:00:22", name="BRAS-1", vlan=7, services=("isp",), errors=("busy",), after_ms=9
            ),
        ),
    )


def test_nobody_who_answers_is_an_answer_too() -> None:
    assert discovery(ABOUT, {**SENT, "vlans": [7]}).concentrators == ()
    assert discovery(ABOUT, {**SENT, "vlans": [7]}).untagged is False


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("vlan", None, None),
        ("vlan", 4095, None),
        ("vlan", True, None),
        ("name", "", None),
        ("name", "a\x1bb", "a\ufffdb"),
        ("services", "isp", ()),
        ("errors", [4, "x"], ("x",)),
    ],
)
def test_a_value_that_makes_no_sense_is_none(field: str, value: object, told: object) -> None:
    assert getattr(discovery(ABOUT, SENT, pado(**{field: value})).concentrators[0], field) == told


def test_an_answer_from_nobody_is_left_out_with_a_remark() -> None:
    fact = discovery(ABOUT, SENT, pado(mac="x"))

    assert (fact.concentrators, len(fact.remarks)) == ((), 1)


@pytest.mark.parametrize("lines", [(), (ABOUT,), (SENT,), (ABOUT, {"sent": "PADI"})])
def test_a_capture_that_does_not_tell_what_was_asked_is_unreadable(lines: tuple[dict[str, object], ...]) -> None:
    with pytest.raises(UnreadableCapture):
        discovery(*lines)


def test_it_is_asked_untagged_and_with_the_tags_that_providers_use() -> None:
    raw = ReplayRaw(body(SENT, {"end": "pppoe"}))
    captures = asyncio.run(collect(SITE, ports_with(raw)))

    assert raw.asked == [("pppoe", "eth0", (None, *TAGS))]
    assert len(read(SITE, captures)) == 1


@pytest.mark.parametrize(("vlan", "first"), [(132, (132, None)), (835, (835, None)), (None, (None,))])
def test_the_contracts_tag_is_asked_with_first_and_once(vlan: int | None, first: tuple[int | None, ...]) -> None:
    tags = tags_for(Site(id="here", session=Access(vlan=vlan)))

    assert tags[: len(first)] == first
    assert sorted(set(tags), key=str) == sorted(tags, key=str)
    assert {None, *TAGS} <= set(tags)
    assert len(tags) <= 8


@pytest.mark.parametrize("at_modem", [True, False])
def test_nobody_is_asked_unless_this_computer_is_at_the_modem(at_modem: bool) -> None:
    asked = questions(Site(id="here", at_modem=at_modem), plan_for(FULL, None), {"pppoe": PROBE}, {})

    assert [each.id for each in asked] == (["pppoe"] if at_modem else [])


def test_hostile_lines_are_read_or_unreadable_and_nothing_else() -> None:
    dice = random.Random(6)
    whole = body(ABOUT, SENT, pado(), {"end": "pppoe"})
    for _ in range(400):
        broken = bytearray(whole)
        for _ in range(dice.randrange(1, 8)):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        try:
            read(SITE, [Capture(bytes(broken), AT, "host", "raw: pppoe")])
        except UnreadableCapture:
            continue
