"""What a person saw or heard, as testimony: lamps, notes, and what a vendor said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from netdoc.app.steps import OPERATOR, READER
from netdoc.app.steps_text import one_line
from netdoc.errors import BadInput
from netdoc.model.facts import Fact
from netdoc.model.facts.step import Step
from netdoc.model.facts.testimony import Light, Testimony, Witness
from netdoc.model.fault import Fault
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane
from netdoc.model.segment import Segment

LAMPS: Mapping[str, str] = {"dsl": "DSL", "internet": "internet", "power": "power", "ethernet": "Ethernet"}
HEARSAY = (
    "without a ticket number this counts as hearsay and supports no verdict: ask for the ticket, and enter the "
    "statement again with --ticket"
)


def lamps(
    lights: Mapping[str, Light | None], at: datetime, *, who: str | None, present: str | None, note: str | None
) -> tuple[Seen[Fact], ...]:
    """Return what the lamps of the modem did at an instant.

    Raises:
        BadInput: no lamp was seen.
    """
    seen = {name: light for name, light in lights.items() if light is not None}
    if not seen:
        raise BadInput(
            "no lamp is said",
            hint="give at least one: --dsl, --internet, --power or --ethernet steady|blinking|off|red",
        )
    says = "lamps of the modem: " + ", ".join(f"{LAMPS[name]} {light.value}" for name, light in seen.items())
    fact = Testimony(
        witness=Witness.OPERATOR, says=_joined(says, present, note), person=_name(who, "--who"),
        light_power=seen.get("power"), light_dsl=seen.get("dsl"), light_internet=seen.get("internet"),
        light_ethernet=seen.get("ethernet"),
    )  # fmt: skip
    return (_operator(at, fact),)


def noted(
    text: str | None,
    at: datetime,
    *,
    power_cycled: str | None = None,
    changed: str | None = None,
    who: str | None,
    present: str | None,
    note: str | None,
) -> tuple[Seen[Fact], ...]:
    """Return a note; one of something we did ourselves (a restart, a changed setting) is a step.

    Raises:
        BadInput: there is no text.
    """
    if text is None:
        raise BadInput("there is no text", hint='netdoc step note "the DSL lamp went out at the knock on the door"')
    says = one_line(text, "TEXT")
    if power_cycled is None and changed is None:
        fact = Testimony(witness=Witness.OPERATOR, says=_joined(says, present, note), person=_name(who, "--who"))
        return (_operator(at, fact),)
    done = Step(
        did=_joined(says, None, note), power_cycled=power_cycled, changed=_name(changed, "--changed"),
        who=_name(who, "--who"), present=_name(present, "--present"),
    )  # fmt: skip
    return (_operator(at, done),)


def said(
    text: str | None,
    at: datetime,
    *,
    by: Witness | None,
    ticket: str | None = None,
    person: str | None = None,
    denies: str | None = None,
    admits: str | None = None,
    who: str | None,
    present: str | None,
    note: str | None,
) -> tuple[tuple[Seen[Fact], ...], tuple[str, ...]]:
    """Return a vendor's statement, quoted, and what a person should know of it.

    Who spoke with the vendor, who listened and a note are kept beside the quotation, as words of our own.

    Raises:
        BadInput: text or vendor is missing; a fault or segment that is none; it admits and denies the same.
    """
    if by is None:
        raise BadInput("who said it is not said", where="--by", hint="give --by telco, isp or vendor")
    if text is None:
        raise BadInput(
            "there is no text", hint='netdoc step said --by telco --ticket T-1 "the line tests OK from here"'
        )
    known = [each.value for each in Fault]
    if admits is not None and admits not in known:
        raise BadInput(f"{admits[:60]!r} is not a fault", where="--admits", hint=f"use one of: {', '.join(known)}")
    places = [each.value for each in Segment]
    if denies is not None and denies not in [*places, *known]:
        raise BadInput(
            f"{denies[:60]!r} is neither a segment nor a fault", where="--denies",
            hint=f"use one of: {', '.join([*places, *known])}",
        )  # fmt: skip
    if admits is not None and denies in (admits, admits.partition(".")[0]):
        raise BadInput("the statement cannot admit and deny the same", where="--denies", hint="record two statements")
    quoted = one_line(text, "TEXT")
    number = _name(ticket, "--ticket")
    statement = Testimony(
        witness=by, says=quoted, admits=admits, denies=denies, ticket=number, person=_name(person, "--person")
    )
    found: list[Seen[Fact]] = [Seen(by.value, at, statement, plane=Plane.VENDOR, reader=READER)]
    if who is not None or present is not None or note is not None:
        own = f"about the statement of the {by.value}{f', ticket {number}' if number else ''}"
        fact = Testimony(witness=Witness.OPERATOR, says=_joined(own, present, note), person=_name(who, "--who"))
        found.append(_operator(at, fact))
    return tuple(found), () if number else (HEARSAY,)


def _operator(at: datetime, fact: Fact) -> Seen[Fact]:
    return Seen(OPERATOR, at, fact, plane=Plane.OPERATOR, reader=READER)


def _joined(says: str, present: str | None, note: str | None) -> str:
    parts = [says]
    if note is not None:
        parts.append(one_line(note, "--note"))
    if present is not None:
        parts.append(f"present: {_name(present, '--present')}")
    return "; ".join(parts)


def _name(text: str | None, option: str) -> str | None:
    return None if text is None else one_line(text, option, longest=100)
