"""Runs of attempts made by hand: what each arm does is told as a share or letter by letter."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from netdoc.model.facts.connect_run import ConnectArm, ConnectRun
from netdoc.model.incident import Incident
from netdoc.model.plane import Plane
from tests.stories.office import Office

PACE_MS = 56
SERVICE = "shop"
VIRTUAL, NEAR, FAR = "192.0.2.10", "192.0.2.", "198.51.100."
"""The virtual address, and where servers beside it and elsewhere stand."""
Letters = str


def mixed(dice: random.Random, attempts: int, share: float, letter: str = "r") -> Letters:
    """Return attempts of which each fails by itself with this chance."""
    return "".join(letter if dice.random() < share else "o" for _ in range(attempts))


def every(attempts: int, one_in: int, letter: str = "e") -> Letters:
    """Return attempts of which each m-th fails: a rotation with one dead member."""
    return "".join(letter if index % one_in == 0 else "o" for index in range(attempts))


def an_arm(
    letters: Letters,
    name: str = "virtual",
    address: str = VIRTUAL,
    *,
    host: str = "",
    members: Sequence[str] = (),
    member: Sequence[int] | None = None,
    given_up: bool = False,
) -> ConnectArm:
    """Return an arm; where members are named and not told one by one, each answer comes from the next in turn."""
    told = tuple(member) if member is not None else _in_turn(letters, len(members))
    return ConnectArm(
        name=name,
        address=address,
        port=443,
        backend=name != "virtual",
        host=host,
        outcomes=letters,
        at_ms=tuple(index * PACE_MS for index in range(len(letters))),
        members=tuple(members),
        member=told if members else (),
        given_up=given_up,
    )


def _in_turn(letters: Letters, members: int) -> tuple[int, ...]:
    answered = [letter in "os" for letter in letters]
    seen = [sum(answered[:index]) for index in range(len(letters))]
    return tuple(seen[index] % members if answered[index] and members else -1 for index in range(len(letters)))


def a_run(virtual: Letters | ConnectArm, backends: Mapping[str, Letters | ConnectArm] | None = None, **fields: object):
    """Return a run; backends given as letters stand beside the virtual address."""
    first = an_arm(virtual) if isinstance(virtual, str) else virtual
    rest = [
        an_arm(each, name, f"{NEAR}{20 + number}") if isinstance(each, str) else each
        for number, (name, each) in enumerate((backends or {}).items())
    ]
    values: dict[str, object] = {
        "service": SERVICE, "layer": "http", "duration_s": len(first.outcomes) * PACE_MS / 1000,
        "timeout_ms": 3500, "pace_ms": PACE_MS, "arms": (first, *rest), **fields,
    }  # fmt: skip
    return ConnectRun(**values)  # type: ignore[arg-type]


def tells(office: Office, seconds: float, run: ConnectRun) -> Office:
    """An office in which these attempts were made."""
    return office.sees(seconds, f"service_{run.service}", run, Plane.PATH)


def incident_of(evidence) -> Incident:
    """Return the one incident of a failing service."""
    from netdoc.diagnosis.services import find_service_failures

    (found,) = find_service_failures(evidence, [])
    return found
