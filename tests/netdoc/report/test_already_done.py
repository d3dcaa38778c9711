"""The first line's questions are answered from facts, or honestly left open."""

from __future__ import annotations

import pytest

from netdoc.model.case import Case
from netdoc.model.evidence import Evidence
from netdoc.model.facts.interface_counters import InterfaceCounters
from netdoc.model.facts.link_state import LinkKind, LinkState
from netdoc.model.facts.step import Socket, Step
from netdoc.model.observation import Seen
from netdoc.report.already_done import ticks
from netdoc.report.exhibits import Exhibits
from netdoc.report.times import local_times
from tests.netdoc.report.example_office import RUNGS, SITE, START, ladder


def done(*observations) -> dict[str, bool]:
    evidence = Evidence(SITE, Case(), list(observations))
    return {each.text: each.done for each in ticks(evidence, Exhibits([]), local_times("UTC"))}


def seen(*facts) -> list[Seen]:
    return [Seen("host", START, each) for each in facts]


def link(kind: LinkKind, **more) -> LinkState:
    return LinkState(interface="eth0", link=kind, **more)


def test_nothing_known_is_nothing_done():
    assert set(done().values()) == {False}


@pytest.mark.parametrize(
    ("facts", "text", "is_done"),
    [
        ([link(LinkKind.WIRED)], "Measured by cable, not Wi-Fi", True),
        ([link(LinkKind.WIRED), link(LinkKind.WIFI)], "Measured by cable only: no, by Wi-Fi and wired", False),
        ([LinkState(interface="", link=LinkKind.NONE)], "Measured by cable: own link not read", False),
        ([link(LinkKind.WIRED)], "VPN off while measuring", True),
        ([link(LinkKind.WIRED, vpn="tun0")], "VPN off while measuring: no, one was up", False),
        ([LinkState(interface="", link=LinkKind.NONE)], "VPN off while measuring: not checked", False),
        ([Step(did="x", power_cycled="modem")], "Restarted modem, 2026-03-02 06:30", True),
        ([Step(did="x", socket=Socket.TEST)], "Modem at the test socket since 2026-03-02 06:30", True),
        ([Step(did="x", socket=Socket.DESK)], "Modem at the test socket: no record", False),
        ([Step(did="x", modem="A")], "Another modem tried: no record", False),
        (
            [Step(did="x", modem="A"), Step(did="y", modem="B")],
            "Another modem tried (not proven on another line), 2026-03-02 06:30",
            True,
        ),
        (
            [Step(did="y", modem="B", modem_proven=True)],
            "Another modem tried (proven on another line), 2026-03-02 06:30",
            True,
        ),
        (
            [InterfaceCounters(interface="w", role="wan")],
            "Office's own traffic counted at the router: not known",
            False,
        ),
        ([InterfaceCounters(interface="w", role="wan")] * 2, "Office's own traffic counted at the router", True),
    ],
)
def test_each_answer_follows_from_its_facts(facts, text, is_done):
    assert done(*seen(*facts))[text] is is_done


def test_tcp_beside_ping_needs_a_rung_that_is_asked_by_tcp():
    assert done(*ladder(RUNGS, 1))["TCP beside ping"]
    assert not done(*ladder(RUNGS[:2], 1))["TCP beside ping: not measured"]
