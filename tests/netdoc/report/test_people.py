"""Steps, lamps and statements are told in words, with both clocks, and a quotation stays one."""

from __future__ import annotations

import pytest

from netdoc.model.facts.step import Action, Outcome, Socket, Step
from netdoc.model.facts.testimony import Light, Witness
from netdoc.model.facts.testimony import Testimony as Said
from netdoc.model.observation import Seen
from netdoc.report.people import people
from tests.netdoc.report.example_office import at, blank, office
from tests.netdoc.report.examples import view_of


def rows(*facts, hours: float = 1.0):
    evidence = office(more=[Seen("host", at(hours), each) for each in facts])
    found = people(view_of(blank(evidence), evidence))
    return found[0].rows if found else ()


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (Step(did="did it"), "did it"),
        (Step(did=""), "a step without words"),
        (Step(did="x", socket=Socket.TEST, socket_label="hall"), "x [test socket (hall)]"),
        (Step(did="x", socket=Socket.DESK), "x [socket at the desk]"),
        (Step(did="x", socket_label="hall"), "x [socket (hall)]"),
        (Step(did="x", modem="M", modem_proven=True), "x [modem M, proven on another line]"),
        (Step(did="x", modem="M", modem_proven=False), "x [modem M, not proven on another line]"),
        (Step(did="x", modem="M"), "x [modem M]"),
        (Step(did="x", adapter="A"), "x [adapter A]"),
        (Step(did="x", filters_off=True), "x [nothing else on the line]"),
        (Step(did="x", filters_off=False), "x [filters or other devices on the line]"),
        (Step(did="x", behind_ups=True), "x [modem fed through the UPS]"),
        (Step(did="x", behind_ups=False), "x [modem fed from the wall]"),
        (Step(did="x", at_modem=True), "x [computer at the modem itself]"),
        (Step(did="x", at_modem=False), "x [computer behind the router]"),
        (Step(did="x", power_cycled="modem"), "x [modem restarted]"),
        (Step(did="x", changed="VLAN"), "x [setting changed: VLAN]"),
        (
            Step(did="x", action=Action.QUIET_LINE, outcome=Outcome.NOISY, present="R"),
            "x [result: noisy; present: R]",
        ),
    ],
)
def test_a_step_says_what_it_changed(step, words):
    assert rows(step)[0][3] == words


def test_lamps_and_values_by_phone_are_the_words_of_the_person_on_site():
    lamps = Said(
        witness=Witness.OPERATOR,
        says="margin 5.1 read off the page by phone",
        person="R. Roe",
        light_dsl=Light.BLINKING,
        light_internet=Light.OFF,
    )

    assert rows(lamps)[0] == (
        "2026-03-02 08:30:00",
        "07:30:00",
        "person on site, R. Roe",
        "margin 5.1 read off the page by phone; lamps: DSL blinking and internet off",
    )
    assert rows(Said(witness=Witness.OPERATOR, says=""))[0][3] == "no words recorded"


def test_a_vendor_is_called_by_its_name_and_quoted_with_its_ticket():
    said = [Said(witness=each, says="fine", ticket="T-1") for each in (Witness.TELCO, Witness.ISP, Witness.VENDOR)]

    assert [each[2:] for each in rows(*said)] == [
        ("Copper & Co.", "“fine”, ticket T-1"),
        ("Northern Broadband", "“fine”, ticket T-1"),
        ("vendor", "“fine”, ticket T-1"),
    ]
    assert rows(Said(witness=Witness.TELCO, says="fine"))[0][3] == "“fine”, no ticket given"


def test_the_utc_date_is_printed_where_it_differs():
    assert rows(Step(did="x"), hours=17.0)[0][:2] == ("2026-03-03 00:30:00", "2026-03-02 23:30:00")


def test_nobody_did_or_said_anything_is_no_table():
    assert rows() == ()
