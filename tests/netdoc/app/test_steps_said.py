"""Lamps, notes and vendors' words become testimony of the right witness, quoted and not interpreted."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from netdoc.app.steps_said import HEARSAY, lamps, noted, said
from netdoc.errors import BadInput
from netdoc.model.facts import testimony
from netdoc.model.facts.step import Step
from netdoc.model.facts.testimony import Light, Witness
from netdoc.model.plane import Plane
from tests.netdoc.app.replay import START

NOBODY: dict[str, str | None] = {"who": None, "present": None, "note": None}
PEOPLE: dict[str, str | None] = {"who": "Anna", "present": "Mr B", "note": "by phone"}


def test_lamps_are_what_the_operator_saw() -> None:
    given = {"dsl": Light.BLINKING, "internet": None, "power": Light.STEADY, "ethernet": Light.RED}
    (seen,) = lamps(given, START, **PEOPLE)

    fact = seen.fact
    assert isinstance(fact, testimony.Testimony)
    assert (seen.plane, seen.at, seen.subject, seen.reader) == (Plane.OPERATOR, START, "operator", "step/1")
    assert (fact.light_dsl, fact.light_internet, fact.light_power, fact.light_ethernet) == (
        Light.BLINKING, None, Light.STEADY, Light.RED,
    )  # fmt: skip
    assert (fact.witness, fact.person) == (Witness.OPERATOR, "Anna")
    assert fact.says == "lamps of the modem: DSL blinking, power steady, Ethernet red; by phone; present: Mr B"


def test_a_note_is_testimony_and_our_own_change_is_a_step() -> None:
    (note,) = noted(" the lamp\nwent out ", START, **NOBODY)
    (restart,) = noted("pulled the plug", START, power_cycled="modem", **PEOPLE)
    (changed,) = noted("MTU lowered", START, changed="router: MTU 1492", **NOBODY)

    assert isinstance(note.fact, testimony.Testimony) and note.fact.says == "the lamp went out"
    assert note.fact.admits is None and note.fact.denies is None
    assert restart.fact == Step(did="pulled the plug; by phone", power_cycled="modem", who="Anna", present="Mr B")
    assert changed.fact == Step(did="MTU lowered", changed="router: MTU 1492")


def test_a_vendor_is_quoted_and_what_we_add_stands_beside_the_quotation() -> None:
    found, warnings = said(
        "line tests OK", START, by=Witness.TELCO, ticket="T-1", person="Maria", denies="loop", **PEOPLE
    )

    quoted, own = found
    assert warnings == ()
    assert (quoted.subject, quoted.plane) == ("telco", Plane.VENDOR)
    assert quoted.fact == testimony.Testimony(
        witness=Witness.TELCO, says="line tests OK", denies="loop", ticket="T-1", person="Maria"
    )
    assert own.plane is Plane.OPERATOR and isinstance(own.fact, testimony.Testimony)
    assert own.fact.says == "about the statement of the telco, ticket T-1; by phone; present: Mr B"
    assert own.fact.person == "Anna"


def test_a_statement_without_a_ticket_is_kept_and_said_to_be_hearsay() -> None:
    found, warnings = said("it is the modem", START, by=Witness.ISP, admits="loop.noise", **NOBODY)

    assert warnings == (HEARSAY,) and len(found) == 1
    assert isinstance(found[0].fact, testimony.Testimony)
    assert (found[0].fact.ticket, found[0].fact.admits) == (None, "loop.noise")


@pytest.mark.parametrize(
    ("act", "words", "hint"),
    [
        (lambda: lamps({"dsl": None}, START, **NOBODY), "no lamp is said", "--dsl"),
        (lambda: noted(None, START, **NOBODY), "there is no text", "netdoc step note"),
        (lambda: noted(" \n", START, **NOBODY), "TEXT: is empty", "write"),
        (lambda: noted("x" * 501, START, **NOBODY), "501 characters are too many", "at most 500"),
        (lambda: noted("x", START, changed=" ", **NOBODY), "--changed: is empty", "leave"),
        (lambda: said("x", START, by=None, **NOBODY), "who said it is not said", "--by telco, isp or vendor"),
        (lambda: said(None, START, by=Witness.ISP, **NOBODY), "there is no text", "netdoc step said"),
        (lambda: said("x", START, by=Witness.ISP, admits="loop", **NOBODY), "'loop' is not a fault", "loop.noise"),
        (lambda: said("x", START, by=Witness.ISP, denies="moon", **NOBODY), "neither a segment nor a fault", "loop"),
        (
            lambda: said("x", START, by=Witness.ISP, admits="loop.noise", denies="loop", **NOBODY),
            "cannot admit and deny the same",
            "two statements",
        ),
        (
            lambda: said("x", START, by=Witness.ISP, admits="loop.noise", denies="loop.noise", **NOBODY),
            "cannot admit and deny the same",
            "two statements",
        ),
        (lambda: said("x", START, by=Witness.ISP, ticket="", **NOBODY), "--ticket: is empty", "leave"),
    ],
)
def test_what_is_missing_or_unknown_is_refused_with_what_to_write(
    act: Callable[[], object], words: str, hint: str
) -> None:
    with pytest.raises(BadInput) as refused:
        act()

    assert words in refused.value.message and hint in refused.value.hint
