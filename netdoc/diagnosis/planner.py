"""The next best test: what separates the candidates that remain, cheapest and least disturbing first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from netdoc.model.case import Complaint
from netdoc.model.evidence import Evidence
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.interface_counters import InterfaceCounters
from netdoc.model.facts.link_state import LinkState
from netdoc.model.facts.step import Socket, Step
from netdoc.model.facts.wan_session import WanSession
from netdoc.model.fault import Fault
from netdoc.model.incident import IncidentKind
from netdoc.model.segment import Party, Segment
from netdoc.model.verdict import Judged, NextTest

P = Party
DEFAULT_PER_DAY = 1.0


@dataclass(frozen=True, slots=True)
class _Offer:
    """A test that can be offered: whom it tells apart, what it costs, and when it makes sense."""

    id: str
    what: str
    tells_apart: frozenset[Party]
    duration_s: int
    disturbs: str
    who_agrees: str
    open: Callable[[Evidence], bool]

    def cost(self) -> float:
        """Hours, with a surcharge for what interrupts the office."""
        return self.duration_s / 3600 + (1.0 if self.disturbs else 0.0)


def _no_line(evidence: Evidence) -> bool:
    return not evidence.readings(DslLine)


def _no_boot(evidence: Evidence) -> bool:
    return not any(each.fact.uptime_s is not None for each in evidence.readings(DeviceState))


def _no_session(evidence: Evidence) -> bool:
    return not evidence.readings(WanSession)


def _no_counters(evidence: Evidence) -> bool:
    return not any(each.fact.role == "wan" for each in evidence.readings(InterfaceCounters))


def _not_at_test_socket(evidence: Evidence) -> bool:
    return not any(each.fact.socket is Socket.TEST for each in evidence.readings(Step))


def _not_swapped(evidence: Evidence) -> bool:
    return not any(each.fact.modem_proven for each in evidence.readings(Step))


def _wireless(evidence: Evidence) -> bool:
    return any(each.fact.link == "wifi" for each in evidence.readings(LinkState))


def _always(_: Evidence) -> bool:
    return True


_OFFERS = (
    _Offer(
        "read-modem",
        "Read the modem's line page: configure its login in site.toml, or save the page as a file and run "
        "`netdoc modem read FILE`. It tells whether the line was in sync.",
        frozenset({P.LINE, P.EQUIPMENT, P.PROVIDER, P.PREMISES}), 600, "", "whoever has the modem's login", _no_line,
    ),
    _Offer(
        "read-modem-uptime",
        "Find out when the modem last started (its status page or log), and note the time. It tells a restart from "
        "a line that dropped.",
        frozenset({P.LINE, P.EQUIPMENT, P.POWER}), 600, "", "whoever has the modem's login", _no_boot,
    ),
    _Offer(
        "modem-leds",
        "During the next failure, look at the modem before touching it: is the DSL light steady, and is the internet "
        "light on? Note both with the time.",
        frozenset({P.LINE, P.EQUIPMENT, P.PROVIDER}), 300, "", "anyone in the office", _no_line,
    ),
    _Offer(
        "read-router",
        "Enable UPnP status on the router, or read its internet page, and note whether the session was up and since "
        "when.",
        frozenset({P.PROVIDER, P.PREMISES, P.EQUIPMENT}), 600, "", "whoever runs the router", _no_session,
    ),
    _Offer(
        "test-socket",
        "Plug the same modem into the telco's test socket, with nothing else connected, and watch for the computed "
        "time. Drops there exclude the in-house wiring.",
        frozenset({P.LINE, P.PREMISES}), 4 * 3600, "the internet is interrupted for some minutes", "the client",
        _not_at_test_socket,
    ),
    _Offer(
        "swap-modem",
        "Use a second modem that is proven on another line, with its own adapter, at the test socket. Drops there "
        "exclude the supplied modem.",
        frozenset({P.LINE, P.EQUIPMENT}), 4 * 3600, "the internet is interrupted for some minutes", "the client",
        _not_swapped,
    ),
    _Offer(
        "laptop-at-modem",
        "Connect this computer to the modem in place of the router and run `netdoc check` again. If it works there, "
        "the router is at fault.",
        frozenset({P.PREMISES, P.EQUIPMENT, P.PROVIDER}), 900, "the office is offline for a quarter of an hour",
        "the client", _always,
    ),
    _Offer(
        "wired",
        "Repeat the check with a cable instead of Wi-Fi.",
        frozenset({P.PREMISES, P.PROVIDER, P.LINE}), 300, "", "nobody", _wireless,
    ),
    _Offer(
        "idle-line",
        "Read the router's traffic counters (UPnP or SNMP) while it happens: loss on a full line is no fault.",
        frozenset({P.PREMISES, P.PROVIDER, P.LINE}), 900, "", "whoever runs the router", _no_counters,
    ),
    _Offer(
        "other-resolver",
        "Add the provider's name server to site.toml ([[resolver]] with role = \"isp\") and check again: it tells the "
        "router's name service from the provider's.",
        frozenset({P.PREMISES, P.PROVIDER, P.EQUIPMENT}), 120, "", "nobody", _always,
    ),
    _Offer(
        "second-path",
        "Try the same destination over another line (a phone's tether). If it fails there too, the destination is "
        "at fault.",
        frozenset({P.FAR_END, P.PROVIDER}), 300, "", "nobody", _always,
    ),
    _Offer(
        "other-mains-device",
        "Find out whether another mains-powered device in the office restarted at the same time.",
        frozenset({P.POWER, P.EQUIPMENT}), 300, "", "the client", _always,
    ),
)  # fmt: skip

_FOR_LOST_SYNC = {"read-modem-uptime", "test-socket", "swap-modem"}
"""What tells pair, wiring and modem apart once the modem itself said that sync was lost."""
_NAMES_ONLY = {"other-resolver"}
_NOT_FOR_NAMES = {
    "read-modem", "read-modem-uptime", "modem-leds", "test-socket", "swap-modem", "laptop-at-modem", "read-router",
    "idle-line", "wired",
}  # fmt: skip


def plan(evidence: Evidence, remaining: tuple[Party, ...], judged: tuple[Judged, ...]) -> tuple[NextTest, ...]:
    """Return the tests that would separate what remains, best first; at most five."""
    tests: list[tuple[float, NextTest]] = []
    lost_sync = any(each.fault in (Fault.LOOP_NOISE, Fault.LOOP_NO_SIGNAL) for each in judged)
    kinds = {each.incident.kind for each in judged if each.remaining or each.party is None}
    for offer in _OFFERS:
        apart = tuple(each for each in remaining if each in offer.tells_apart)
        if len(apart) < 2 or not offer.open(evidence):
            continue
        if kinds == {IncidentKind.NAMES} and offer.id in _NOT_FOR_NAMES:
            continue
        if lost_sync and offer.id not in _FOR_LOST_SYNC:
            continue
        if IncidentKind.NAMES not in kinds and offer.id in _NAMES_ONLY:
            continue
        test = NextTest(
            id=offer.id, what=offer.what, separates=apart, duration_s=offer.duration_s,
            who_agrees=offer.who_agrees, disturbs=offer.disturbs,
        )  # fmt: skip
        tests.append((-len(apart) / (0.5 + offer.cost()), test))
    tests.sort(key=lambda each: each[0])
    owner = _ask_owner(evidence, remaining)
    best = [test for _, test in tests[:5]]
    if owner is None:
        return tuple(best)
    # whose a box is separates these two and nobody else: first only where they alone remain
    return (owner, *best) if set(remaining) == set(owner.separates) else (*best[:4], owner)


def _ask_owner(evidence: Evidence, remaining: tuple[Party, ...]) -> NextTest | None:
    unknown = [each for each in evidence.site.unknown_owners if each in (Segment.MODEM, Segment.ROUTER)]
    both = {Party.EQUIPMENT, Party.PREMISES} <= set(remaining)
    if not unknown or not both:
        return None
    return NextTest(
        id="ask-owner",
        what=f"Ask who supplied the {' and the '.join(each.value for each in unknown)}, and write it into site.toml "
        "under [owners]: as long as that is not known, no vendor can be named for it.",
        separates=(Party.EQUIPMENT, Party.PREMISES),
        duration_s=120,
        who_agrees="the client",
    )


def watch_needed_s(complaint: Complaint | None, per_day: float | None) -> float:
    """Return how long without an incident it takes to doubt a complaint: zero of n bounds a rate at about 3/n.

    A clean minute does not refute «drops three times a day»: at that rate a day without a drop has p < 0.05.
    """
    if complaint is None:
        return 0.0
    rate = per_day or DEFAULT_PER_DAY
    return 3.0 / rate * 86400


def watch_on(complaint: Complaint, per_day: float | None, watched_s: float) -> NextTest:
    """Return the plan to watch on until the complaint is seen or doubted."""
    needed = watch_needed_s(complaint, per_day)
    hours = max(1, round(needed / 3600))
    return NextTest(
        id="watch",
        what=f"Leave netdoc watching (`netdoc check --for {hours}h`): nothing failed in {_span(watched_s)}; for this "
        f"complaint {hours} h are needed before silence means anything. Note the time of each failure the office sees.",
        separates=(),
        duration_s=round(needed),
        who_agrees="the client",
    )


def own_computer(evidence: Evidence) -> NextTest | None:
    """Return what to mend on the measuring computer first, where it could not measure the office at all."""
    looks = evidence.readings(LinkState)
    if any(each.fact.default_via_vpn for each in looks):
        return NextTest(
            id="vpn-off", what="Switch off the VPN on this computer and run `netdoc check` again.", separates=(),
            duration_s=120,
        )  # fmt: skip
    answered = evidence.ladder.ever_answered
    if looks and not answered and not any(each.fact.interface for each in looks):
        return NextTest(
            id="attach", what="Plug this computer into the office network by cable (or join its Wi-Fi) and run "
            "`netdoc check` again.", separates=(), duration_s=120,
        )  # fmt: skip
    if not answered:
        return NextTest(
            id="doctor", what="Run `netdoc doctor`: it says what this computer lacks to measure, and the command that "
            "mends it; then run `netdoc check` again.", separates=(), duration_s=300,
        )  # fmt: skip
    return None


def _span(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"
