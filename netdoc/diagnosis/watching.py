"""What to do by leaving things alone: go on with a silence test, go back after one, watch on for a complaint."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import timedelta

from netdoc.diagnosis.forecast import DEFAULT_PER_DAY, by_when, watch_needed_s
from netdoc.diagnosis.login_page import page_in_the_way
from netdoc.diagnosis.situation import Situation, until_covered_s
from netdoc.diagnosis.wording import hours_of_day, hours_up, pass_mark, span
from netdoc.model.arm import Changed, SilenceTest
from netdoc.model.case import Complaint
from netdoc.model.evidence import Evidence
from netdoc.model.facts.link_state import LinkState
from netdoc.model.fault import Fault
from netdoc.model.finding import Bearing, Finding
from netdoc.model.verdict import NextTest

_SAYS = {
    Changed.MODEM: ("the first modem is excluded", "the first modem or its adapter; then put it back (A-B-A)"),
    Changed.SOCKET: ("the in-house wiring is excluded", "the in-house wiring"),
    Changed.ADAPTER: ("the first adapter is excluded", "the first adapter"),
    Changed.FILTERS: ("filters, splitters and phones are excluded", "a filter, a phone or an extension"),
    Changed.UPS: ("the UPS is excluded", "the UPS"),
}
"""Per thing changed: what a drop says, and what silence says. A modem comes with its adapter: the modem is told."""


def keep_watching(now: Situation) -> list[NextTest]:
    """Return, for each silence test under way, until when to watch without touching anything."""
    return [_watch_out(now, each) for each in now.running if each.needed_s is not None]


def _watch_out(now: Situation, test: SilenceTest) -> NextTest:
    assert test.needed_s is not None
    left = max(0.0, test.needed_s - test.silent_s)
    watch_s = until_covered_s(now.evidence.end, left, test.hours_missing)
    until = now.evidence.end + timedelta(seconds=watch_s)
    if until.second or until.microsecond:
        until = until.replace(second=0, microsecond=0) + timedelta(minutes=1)
    covering = f", and covering {hours_of_day(test.hours_missing)}" if test.hours_missing else ""
    dropped, silent = next(says for changed, says in _SAYS.items() if changed in test.changed)
    return NextTest(
        id="keep-watching",
        what=f"Keep watching until {until:%Y-%m-%d %H:%M} UTC and do not touch modem, socket, cables or power: "
        f"{hours_up(test.silent_s)} of {hours_up(test.needed_s)} were silent so far{covering}. A drop ends the test.",
        separates=now.remaining,
        duration_s=round(watch_s),
        who_agrees="everybody in the office",
        command="netdoc watch",
        pass_mark=pass_mark(test.needed_s, now.hours),
        shows=(f"it drops: {dropped}", f"silent to the end: {silent}"),
    )


def ways_back(now: Situation) -> list[NextTest]:
    """Return the way back of a swap that passed: without it the silence may be chance, or somebody's repair."""
    return [_put_back(now, each) for each in now.passed if not each.returned and _swapped(each)]


def _swapped(test: SilenceTest) -> bool:
    return bool({Changed.MODEM, Changed.ADAPTER} & set(test.changed)) and test.needed_s is not None


def _put_back(now: Situation, test: SilenceTest) -> NextTest:
    assert test.needed_s is not None
    thing = "modem with its own adapter" if Changed.MODEM in test.changed else "adapter"
    within = hours_up(test.needed_s)
    return NextTest(
        id="put-back",
        what=f"Put the first {thing} back at the same socket and change nothing else: if it drops again within "
        f"{within}, the swap is proven both ways (A-B-A). A drop ends the test.",
        separates=now.remaining,
        duration_s=round(until_covered_s(now.evidence.end, test.needed_s, now.hours)),
        who_agrees="the client",
        disturbs="the internet is interrupted for some minutes, and it may drop again",
        command="netdoc step swap-modem --back",
        pass_mark=f"a drop within {within} of watching",
        shows=(
            f"it drops again: it is the first {thing.partition(' ')[0]}",
            f"silent for {within} too: the swap showed nothing, something else has changed",
        ),
    )


def watch_on(complaint: Complaint, per_day: float | None, evidence: Evidence, watched: float) -> NextTest:
    """Return the plan to watch on until the complaint is seen or doubted, and what that can show by when."""
    needed = watch_needed_s(complaint, per_day)
    hours = max(1, round(needed / 3600))
    left = max(0.0, needed - watched)
    more = f"netdoc check --for {max(1, math.ceil(left / 3600))}h"
    return NextTest(
        id="watch",
        what=f"Leave netdoc watching (`{more}`): nothing failed in "
        f"{span(timedelta(seconds=watched))}; for this complaint {hours} h are needed before silence means anything. "
        "Note the time of each failure the office sees.",
        separates=(),
        duration_s=round(left),
        who_agrees="the client",
        command=more,
        pass_mark=f"no failure in {hours_up(needed)} of watching, at {per_day or DEFAULT_PER_DAY:g} a day",
        shows=by_when(evidence.end, watched, needed, per_day),
    )


def own_computer(evidence: Evidence) -> NextTest | None:
    """Return what to mend on the measuring computer first, where it could not measure the office at all."""
    looks = evidence.readings(LinkState)
    if any(each.fact.default_via_vpn for each in looks):
        return NextTest(
            id="vpn-off", what="Switch off the VPN on this computer and run `netdoc check` again.", separates=(),
            duration_s=120, command="netdoc check",
        )  # fmt: skip
    if page_in_the_way(evidence) is not None:
        return NextTest(
            id="log-in", what="Open a browser on this computer, log in at the page that appears (or read what it "
            "says), and run `netdoc check` again.", separates=(), duration_s=120, command="netdoc check",
        )  # fmt: skip
    answered = evidence.ladder.ever_answered
    if looks and not answered and not any(each.fact.interface for each in looks):
        return NextTest(
            id="attach", what="Plug this computer into the office network by cable (or join its Wi-Fi) and run "
            "`netdoc check` again.", separates=(), duration_s=120, command="netdoc check",
        )  # fmt: skip
    if not answered:
        return NextTest(
            id="doctor", what="Run `netdoc doctor`: it says what this computer lacks to measure, and the command that "
            "mends it; then run `netdoc check` again.", separates=(), duration_s=300, command="netdoc doctor",
        )  # fmt: skip
    return None


SET_CLOCK = NextTest(
    id="set-clock",
    what="Let the clocks of this computer and of the office's server be set by a time server, and try again what "
    "failed before.",
    separates=(),
    duration_s=300,
    command="netdoc check",
)
"""For a complaint of services beside a clock that is wrong: done at once, and it tells."""
CLOCK_WRONG = "Insufficient evidence: nothing failed, and yet a clock of the office is wrong"


def wrong_clock(window: Sequence[Finding]) -> Finding | None:
    """Return what is told of a clock that is wrong."""
    return next((each for each in window if each.fault is Fault.HOST_CLOCK and each.bearing is Bearing.BLAMES), None)
