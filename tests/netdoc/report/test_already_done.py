"""The first line's questions are answered from facts, or honestly left open."""

from __future__ import annotations

from datetime import timedelta

import pytest

from netdoc.model.case import Case
from netdoc.model.evidence import Evidence
from netdoc.model.facts.interface_counters import InterfaceCounters
from netdoc.model.facts.link_state import LinkKind, LinkState
from netdoc.model.facts.power_state import PowerState
from netdoc.model.facts.step import Action, Outcome, Socket, Step
from netdoc.model.observation import Seen
from netdoc.report.already_done import cited, ticks
from netdoc.report.exhibits import Exhibits
from netdoc.report.times import local_times
from tests.netdoc.report.example_office import RUNGS, SITE, START, digest_of, ladder
from tests.netdoc.report.examples import view

SINCE = "since 2026-03-02 06:30"


def done(*observations, incidents=()) -> dict[str, bool]:
    evidence = Evidence(SITE, Case(), list(observations))
    told = ticks(evidence, Exhibits([]), local_times("UTC"), incidents)
    return {each.text.replace("\u00a0", " "): each.done for each in told}


def seen(*facts) -> list[Seen]:
    return [Seen("host", START, each) for each in facts]


def link(kind: LinkKind, **more) -> LinkState:
    return LinkState(interface="eth0", link=kind, **more)


def test_nothing_known_is_nothing_done():
    assert set(done().values()) == {False}


@pytest.mark.parametrize(
    ("facts", "text", "is_done"),
    [
        ([link(LinkKind.WIRED)], "Measured by cable, not Wi-Fi, since 2026-03-02 06:30", True),
        (
            [link(LinkKind.WIRED), link(LinkKind.WIFI)],
            "Measured by cable only: no, by Wi-Fi and wired, 2026-03-02 06:30",
            False,
        ),
        ([LinkState(interface="", link=LinkKind.NONE)], "Measured by cable: own link not read", False),
        ([link(LinkKind.WIRED)], "VPN off while measuring", True),
        ([link(LinkKind.WIRED, vpn="tun0")], "VPN off while measuring: no, one was up", False),
        ([LinkState(interface="", link=LinkKind.NONE)], "VPN off while measuring: not checked", False),
        ([Step(did="x", power_cycled="modem")], "Restarted modem, 2026-03-02 06:30", True),
        ([Step(did="x", socket=Socket.TEST)], "Modem at the test socket, since 2026-03-02 06:30", True),
        ([Step(did="x", socket=Socket.DESK)], "Modem at the test socket: no record", False),
        ([Step(did="x", modem="A")], "Another modem tried: no record", False),
        (
            [Step(did="x", modem="A"), Step(did="y", modem="B")],
            "Another modem tried: B (not proven on another line), since 2026-03-02 06:30",
            True,
        ),
        (
            [Step(did="y", modem="B", modem_proven=True)],
            "Another modem tried: B (proven on another line), since 2026-03-02 06:30",
            True,
        ),
        ([Step(did="x", socket=Socket.TEST, socket_label="hall")], f"Modem at the test socket (hall), {SINCE}", True),
        ([Step(did="x", at_modem=True)], f"Computer plugged into the modem itself, {SINCE}", True),
        ([Step(did="x", adapter="A"), Step(did="y", adapter="B")], f"Another power adapter tried: B, {SINCE}", True),
        ([Step(did="x", filters_off=True)], f"Filters, phones, alarm, fax off the line, {SINCE}", True),
        ([Step(did="x", filters_off=False)], "Filters, phones, alarm, fax taken off the line: no record", False),
        ([Step(did="x", outcome=Outcome.FAILS)], "Another device tried: no record", False),
        (
            [Step(did="x", action=Action.OTHER_DEVICE, outcome=Outcome.FAILS)],
            "Another device tried: it fails, 2026-03-02 06:30",
            True,
        ),
        (
            [Step(did="x", action=Action.OTHER_DEVICE)],
            "Another device tried: outcome not noted, 2026-03-02 06:30",
            True,
        ),
        (
            [Step(did="x", action=Action.QUIET_LINE, outcome=Outcome.NOISY)],
            "Quiet-line test by ear: not quiet (crackle, hum or no dial tone), 2026-03-02 06:30",
            True,
        ),
        (
            [Step(did="x", action=Action.QUIET_LINE)],
            "Quiet-line test by ear: outcome not noted, 2026-03-02 06:30",
            True,
        ),
        ([Step(did="x", behind_ups=False)], f"Modem fed from the wall, past any UPS, {SINCE}", True),
        (
            [Step(did="x", behind_ups=True)],
            "Power: modem hangs on a UPS that was neither read nor bypassed",
            False,
        ),
        (
            [PowerState(on_battery=True), PowerState(on_battery=False)],
            f"UPS read 2 times, 1 of them on battery, {SINCE}",
            True,
        ),
        ([PowerState()], f"UPS read 1 time, none of them on battery, {SINCE}", True),
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


def test_one_adapter_or_a_computer_behind_the_router_is_no_line_of_its_own():
    told = done(*seen(Step(did="x", adapter="A", at_modem=False)))

    assert not any("adapter" in each or "plugged into" in each for each in told)


def test_every_question_of_the_script_has_an_honest_no_record():
    told = done()

    for words in ("Restart", "test socket", "Another modem", "Filters", "Another device", "Quiet-line", "Power ("):
        assert any(words in each and "no record" in each for each in told), words


def test_what_was_undone_is_told_with_its_end_and_the_incidents_in_between():
    moved = [
        Seen("host", START + timedelta(hours=hour), Step(did="x", socket=socket))
        for hour, socket in ((1, Socket.TEST), (2, Socket.TEST), (3, Socket.DESK), (4, Socket.DESK))
    ]
    incidents = [START + timedelta(hours=hour) for hour in (0.5, 1, 2.5, 3, 5)]

    assert "Modem at the test socket, 2026-03-02 07:30 to 09:30; 2 incidents in that time" in done(
        *moved, incidents=incidents
    )


def test_incidents_after_a_restart_are_counted_and_after_a_look_are_not():
    incidents = [START, START + timedelta(hours=1)]
    told = done(
        *seen(Step(did="x", power_cycled="modem"), Step(did="y", action=Action.QUIET_LINE, outcome=Outcome.QUIET)),
        incidents=incidents,
    )

    assert "Restarted modem, 2026-03-02 06:30; 2 incidents since" in told
    assert "Quiet-line test by ear: quiet, 2026-03-02 06:30" in told


def test_the_proven_modem_is_told_with_the_stretch_in_which_it_served():
    changes = [(1, "A", None), (2, "B", True), (3, "A", None)]
    steps = [
        Seen("host", START + timedelta(hours=hour), Step(did="x", modem=modem, modem_proven=proven))
        for hour, modem, proven in changes
    ]

    assert "Another modem tried: B (proven on another line), 2026-03-02 08:30 to 09:30" in done(*steps)


def test_a_step_that_was_kept_as_a_capture_is_an_exhibit():
    held = view("deadlock")

    told = " ".join(
        each.text for each in ticks(held.evidence, held.exhibits, held.times) if each.text.startswith("Quiet")
    )
    assert "(E-" in told
    assert {digest_of("listened to the line"), digest_of("link")} <= set(cited(held.evidence))


def test_tcp_beside_ping_needs_a_rung_that_is_asked_by_tcp():
    assert done(*ladder(RUNGS, 1))["TCP beside ping"]
    assert not done(*ladder(RUNGS[:2], 1))["TCP beside ping: not measured"]
