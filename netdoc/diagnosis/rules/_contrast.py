"""The silence tests that speak for an incident: what changed, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence

from netdoc.diagnosis.arms import arm_of, silence_tests
from netdoc.diagnosis.stretches import the_thing
from netdoc.model.arm import Changed, SilenceOutcome, SilenceTest
from netdoc.model.evidence import Evidence
from netdoc.model.facts.step import Socket
from netdoc.model.incident import Incident


def tests_of(evidence: Evidence, incident: Incident, thing: Changed) -> Sequence[SilenceTest]:
    """Return the tests of one thing that answer for an incident, in time order.

    Of a socket: those at the test socket, for another desk socket hangs on the same wiring. Of a modem: those of one
    proven on another line, against one that was not.
    """
    found = [
        each for each in silence_tests(evidence) if incident.id in each.speaks_for and the_thing(each.changed) is thing
    ]
    if thing is Changed.SOCKET:
        return [each for each in found if arm_of(evidence, each.arm).socket is Socket.TEST]
    if thing is Changed.MODEM:
        return [
            each
            for each in found
            if arm_of(evidence, each.arm).modem_proven and not arm_of(evidence, each.against).modem_proven
        ]
    return found


def passed(tests: Sequence[SilenceTest]) -> SilenceTest | None:
    """Return the test that shows the change to have made the difference; one that was swapped back before others."""
    good = [each for each in tests if each.outcome is SilenceOutcome.PASSED]
    return next((each for each in good if each.returned), good[0] if good else None)


def went_on(evidence: Evidence, tests: Sequence[SilenceTest]) -> SilenceTest | None:
    """Return the test in which the drops went on at a rate whose interval includes the old one.

    Not one of a modem that was fed by the first one's adapter, where that is recorded: it may be the adapter.
    """
    for each in tests:
        kept = Changed.ADAPTER not in each.changed and arm_of(evidence, each.arm).adapter is not None
        if each.outcome is SilenceOutcome.DROPPED and each.goes_on and not (Changed.MODEM in each.changed and kept):
            return each
    return None


def lacking(tests: Sequence[SilenceTest], otherwise: str) -> str:
    """Return why no test settles it: the last one's own words."""
    return tests[-1].sentence if tests else otherwise


def swap_lacks(test: SilenceTest) -> str:
    """Return what a passed swap of the modem lacks to establish it, in words; empty when it lacks nothing."""
    lacks = []
    if not test.returned:
        lacks.append("the first modem was not put back (A-B-A)")
    if Changed.ADAPTER not in test.changed:
        lacks.append("that its adapter was swapped too was not recorded")
    return f"; {'; '.join(lacks)}" if lacks else ""
