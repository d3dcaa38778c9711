"""The tables behind every verdict: what could explain an incident, what shares a fault's symptom, what proves it.

Weighing is a table and not arithmetic (architecture, section 3). A *rival* of a fault is another fault that the
evidence of its rule cannot tell from it; it stays a candidate until its own rule clears it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from netdoc.diagnosis.large import stalled_within
from netdoc.diagnosis.rules._addresses import ever_disputed, servers_disagree
from netdoc.diagnosis.rules._lamps import seen_without_power
from netdoc.diagnosis.rules._login import ever_rejected
from netdoc.diagnosis.rules._names import of_the_office
from netdoc.diagnosis.rules._power import behind_ups, joint_restart, ups_subjects
from netdoc.diagnosis.rules._storm import ever_stormed
from netdoc.model.evidence import Evidence
from netdoc.model.facts.pppoe_discovery import PppoeDiscovery
from netdoc.model.fault import Fault
from netdoc.model.incident import Incident, IncidentKind, Zone
from netdoc.model.plane import Plane
from netdoc.model.site import RungKind

F = Fault
_LINK = (F.HOST_LINK, F.HOST_NO_ADDRESS)
_NEAR = (F.LAN_UNREACHABLE, F.ROUTER_HANGS)
_MODEM_AND_LINE = (
    F.MODEM_REBOOTS, F.MODEM_HANGS, F.MODEM_FRONT_END, F.MODEM_ADAPTER, F.LOOP_NOISE, F.LOOP_NO_SIGNAL,
    F.LOOP_SIGNAL_LOST, F.INHOUSE_WIRING_FAULT, F.INHOUSE_WIRING_FILTER,
)  # fmt: skip
_MIDDLE = (
    *_MODEM_AND_LINE, F.ACCESS_SESSION_DOWN, F.CORE_UNREACHABLE, F.MODEM_CONFIG, F.ROUTER_HANGS, F.ROUTER_FORWARDING,
    F.ROUTER_CONFIG, F.CABLE_DOWN,
)  # fmt: skip


def explains(evidence: Evidence, incident: Incident) -> tuple[Fault, ...]:
    """Return every fault that could explain an incident, before any rule has spoken."""
    usual = _usually(evidence, incident)
    # beside the session that is down: one place, told more exactly
    unanswered = (F.ACCESS_NO_PADO,) if F.ACCESS_SESSION_DOWN in usual and evidence.readings(PppoeDiscovery) else ()
    rejected = (F.ACCESS_AUTH_REJECT,) if F.ACCESS_SESSION_DOWN in usual and ever_rejected(evidence) else ()
    of_the_office_network = (*_of_addresses(evidence, incident), *_of_a_storm(evidence, incident))
    return (*usual, *unanswered, *rejected, *of_the_office_network)


def _of_addresses(evidence: Evidence, incident: Incident) -> tuple[Fault, ...]:
    """Return what of the office's addresses could explain it, only where servers or holders of one disagree."""
    kind = incident.kind
    astray = kind in (IncidentKind.OUTAGE, IncidentKind.NAMES) and incident.zone is not Zone.LINK
    torn = kind in (IncidentKind.OUTAGE, IncidentKind.BROWNOUT) and incident.zone is not Zone.LINK
    return (
        *((F.LAN_ROGUE_DHCP,) if astray and servers_disagree(evidence) else ()),
        *((F.LAN_DUPLICATE_IP,) if torn and ever_disputed(evidence) else ()),
    )


def _of_a_storm(evidence: Evidence, incident: Incident) -> tuple[Fault, ...]:
    """Return the storm of broadcasts where one was seen.

    Wherever the failure seems to lie: a lucky answer from beyond puts an outage farther away than it is, and the rule
    clears the storm where the router did well.
    """
    felt = incident.kind in (IncidentKind.OUTAGE, IncidentKind.BROWNOUT) and incident.zone is not Zone.LINK
    return (F.LAN_STORM,) if felt and ever_stormed(evidence) else ()


def _usually(evidence: Evidence, incident: Incident) -> tuple[Fault, ...]:
    if incident.kind is IncidentKind.NAMES:
        if of_the_office(evidence, incident):
            return (F.LAN_NAMES, F.NAMES_RESOLVER)
        return (F.NAMES_RESOLVER, F.NAMES_ROUTER_PROXY, F.ROUTER_CONFIG)
    if incident.kind is IncidentKind.TARGET:
        rung = evidence.site.rung(incident.rung)
        own = F.SERVICE_DOWN if rung is not None and rung.kind is RungKind.SERVICE else F.BEYOND_TARGET
        return (own, F.CORE_UNREACHABLE)
    if incident.kind is IncidentKind.SERVICE:
        return (F.SERVICE_BALANCER, F.SERVICE_BACKEND, F.BEYOND_TARGET, F.CORE_LOSS, F.LAN_LOSS)
    if incident.kind is IncidentKind.LARGE:
        # what stalls towards two destinations is no destination's own
        one = len({each.subject for each in stalled_within(evidence, incident)}) < 2
        return (F.ROUTER_MTU, F.CORE_MTU, *((F.BEYOND_TARGET,) if one else ()))
    if incident.kind is IncidentKind.PORT:
        return (F.CORE_FILTER, F.ROUTER_CONFIG, F.SERVICE_DOWN)
    if incident.kind is IncidentKind.SESSION:
        return (F.ACCESS_SESSION_DOWN, *_MODEM_AND_LINE, F.MODEM_CONFIG, F.ROUTER_CONFIG, F.CABLE_DOWN)
    if incident.kind in (IncidentKind.BROWNOUT, IncidentKind.SLOW):
        return _degraded(incident)
    combined = any(each.kind == "combined" for each in evidence.site.devices)
    of_the_place = {
        Zone.LINK: _LINK,
        Zone.NEAR: (*_LINK, *_NEAR, *((F.MODEM_REBOOTS, F.MAINS_OUTAGE) if combined else ())),
        Zone.MIDDLE: _MIDDLE,
        Zone.FAR: (F.CORE_UNREACHABLE, F.BEYOND_TARGET),
        Zone.ANY: (*_MIDDLE, *_NEAR, *_LINK),
    }[incident.zone]
    return (*of_the_place, *(each for each in _power(evidence, incident) if each not in of_the_place))


def _power(evidence: Evidence, incident: Incident) -> tuple[Fault, ...]:
    """Return what of the power could explain an outage.

    Only where a person saw the modem without power, boxes restarted together with it, or a UPS feeds one that did.
    """
    if incident.zone in (Zone.LINK, Zone.FAR):
        return ()
    if seen_without_power(evidence, incident):
        return (F.MAINS_OUTAGE, F.MAINS_UPS)
    joint = joint_restart(evidence, incident)
    if joint is None:
        return ()
    on_ups = any(behind_ups(evidence, each, incident.start) for each in joint.subjects)
    together = len(joint.subjects) > 1
    return (
        *((F.MAINS_OUTAGE,) if together else ()),
        *((F.MAINS_UPS,) if on_ups or (together and ups_subjects(evidence)) else ()),
    )


def _degraded(incident: Incident) -> tuple[Fault, ...]:
    if incident.zone is Zone.NEAR:
        return (F.LAN_LOSS, F.LAN_WIFI, F.LAN_CABLE)
    if incident.zone is Zone.FAR:
        return (F.CORE_LOSS, F.LAN_OWN_TRAFFIC)
    return (
        F.LAN_OWN_TRAFFIC, F.LOOP_ERRORS, F.LOOP_RATE, F.MODEM_FRONT_END, F.INHOUSE_WIRING_FAULT,
        F.INHOUSE_WIRING_FILTER, F.CORE_LOSS, F.LAN_LOSS,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proof:
    """What a blamed fault needs to be established.

    Attributes:
        rivals: faults with the same symptom; all must be cleared.
        planes: planes that must all stand behind the blame (those of cleared rivals count too).
        any_of: planes of which at least one must; empty when none is asked.
        repeats: in how many incidents of the window it must be blamed.
    """

    rivals: tuple[Fault, ...] = ()
    planes: frozenset[Plane] = frozenset()
    any_of: frozenset[Plane] = frozenset()
    repeats: int = 1


def _planes(*planes: Plane) -> frozenset[Plane]:
    return frozenset(planes)


_LOST_SYNC = Proof(
    rivals=(F.INHOUSE_WIRING_FAULT, F.MODEM_FRONT_END),
    planes=_planes(Plane.MODEM_BOX),
    any_of=_planes(Plane.OPERATOR, Plane.VENDOR),
)
"""Three holders share the symptom, errors as well as lost sync: the pair, the wiring and the modem's DSL side."""

PROOFS: Mapping[Fault, Proof] = {
    F.HOST_LINK: Proof(planes=_planes(Plane.HOST)),
    F.HOST_NO_ADDRESS: Proof(rivals=(F.ROUTER_HANGS, F.LAN_UNREACHABLE), planes=_planes(Plane.HOST, Plane.OPERATOR)),
    F.HOST_CLOCK: Proof(planes=_planes(Plane.HOST)),
    F.LAN_STORM: Proof(planes=_planes(Plane.PATH), any_of=_planes(Plane.OPERATOR)),
    # a router without power answers as little as one behind a dead switch
    F.LAN_UNREACHABLE: Proof(rivals=(F.ROUTER_HANGS, F.MAINS_OUTAGE), planes=_planes(Plane.HOST, Plane.OPERATOR)),
    F.LAN_LOSS: Proof(planes=_planes(Plane.HOST, Plane.PATH)),
    F.LAN_WIFI: Proof(planes=_planes(Plane.HOST, Plane.PATH)),
    F.LAN_CABLE: Proof(planes=_planes(Plane.HOST, Plane.PATH)),
    F.LAN_NAMES: Proof(rivals=(F.NAMES_RESOLVER,), planes=_planes(Plane.PATH), any_of=_planes(Plane.OPERATOR)),
    F.LAN_OWN_TRAFFIC: Proof(planes=_planes(Plane.ROUTER_BOX, Plane.PATH)),
    F.LAN_ROGUE_DHCP: Proof(planes=_planes(Plane.HOST, Plane.PATH), any_of=_planes(Plane.OPERATOR)),
    F.LAN_DUPLICATE_IP: Proof(planes=_planes(Plane.PATH), any_of=_planes(Plane.OPERATOR)),
    F.ROUTER_HANGS: Proof(planes=_planes(Plane.HOST, Plane.PATH)),
    F.ROUTER_FORWARDING: Proof(planes=_planes(Plane.PATH, Plane.ROUTER_BOX)),
    # a plug or port that fails looks the same from a laptop that takes the router's place
    F.ROUTER_CONFIG: Proof(rivals=(F.CABLE_DOWN,), planes=_planes(Plane.ROUTER_BOX, Plane.OPERATOR)),
    # the router's own word names the narrow place; that servers still send too much may be a filter beyond it
    F.ROUTER_MTU: Proof(rivals=(F.CORE_MTU,), planes=_planes(Plane.PATH, Plane.OPERATOR)),
    F.NAMES_ROUTER_PROXY: Proof(
        rivals=(F.NAMES_RESOLVER,), planes=_planes(Plane.PATH, Plane.ROUTER_BOX), any_of=_planes(Plane.OPERATOR)
    ),
    F.CABLE_DOWN: Proof(
        rivals=(F.MODEM_REBOOTS, F.MODEM_HANGS, F.MAINS_OUTAGE), planes=_planes(Plane.ROUTER_BOX, Plane.OPERATOR)
    ),
    F.MODEM_REBOOTS: Proof(rivals=(F.MAINS_OUTAGE,), planes=_planes(Plane.MODEM_BOX, Plane.POWER), repeats=2),
    F.MODEM_HANGS: Proof(planes=_planes(Plane.OPERATOR)),
    F.MODEM_FRONT_END: Proof(planes=_planes(Plane.OPERATOR, Plane.MODEM_BOX)),
    F.MODEM_CONFIG: Proof(planes=_planes(Plane.OPERATOR)),
    F.MODEM_ADAPTER: Proof(rivals=(F.MAINS_OUTAGE,), planes=_planes(Plane.OPERATOR)),
    F.INHOUSE_WIRING_FAULT: Proof(planes=_planes(Plane.OPERATOR)),
    F.INHOUSE_WIRING_FILTER: Proof(planes=_planes(Plane.OPERATOR)),
    F.LOOP_NOISE: _LOST_SYNC,
    F.LOOP_NO_SIGNAL: _LOST_SYNC,
    F.LOOP_ERRORS: _LOST_SYNC,
    F.LOOP_SIGNAL_LOST: _LOST_SYNC,
    F.LOOP_RATE: _LOST_SYNC,
    F.ACCESS_NO_PADO: Proof(
        rivals=(F.MODEM_CONFIG, F.MODEM_HANGS),
        planes=_planes(Plane.MODEM_BOX, Plane.PATH),
        any_of=_planes(Plane.OPERATOR),
    ),
    # a wrong tag may reach another service, which rejects a login that it does not know
    F.ACCESS_AUTH_REJECT: Proof(
        rivals=(F.MODEM_CONFIG, F.ROUTER_CONFIG),
        planes=_planes(Plane.MODEM_BOX),
        any_of=_planes(Plane.SESSION_LOG, Plane.PATH),
    ),
    F.ACCESS_SESSION_DOWN: Proof(
        rivals=(F.MODEM_CONFIG, F.MODEM_HANGS, F.ROUTER_CONFIG, F.CABLE_DOWN),
        planes=_planes(Plane.MODEM_BOX, Plane.SESSION_LOG),
        any_of=_planes(Plane.OPERATOR),
    ),
    F.CORE_UNREACHABLE: Proof(
        planes=_planes(Plane.PATH), any_of=_planes(Plane.SECOND_PATH, Plane.MODEM_BOX), repeats=2
    ),
    F.CORE_LOSS: Proof(
        planes=_planes(Plane.PATH, Plane.ROUTER_BOX), any_of=_planes(Plane.SECOND_PATH, Plane.MODEM_BOX), repeats=2
    ),
    F.CORE_MTU: Proof(rivals=(F.ROUTER_MTU,), planes=_planes(Plane.PATH), any_of=_planes(Plane.SECOND_PATH), repeats=2),
    # the router's own firewall closes ports too, and a far end may turn this office's address away
    F.CORE_FILTER: Proof(rivals=(F.ROUTER_CONFIG, F.SERVICE_DOWN), planes=_planes(Plane.PATH, Plane.SECOND_PATH)),
    F.NAMES_RESOLVER: Proof(
        rivals=(F.NAMES_ROUTER_PROXY,),
        planes=_planes(Plane.PATH),
        any_of=_planes(Plane.SECOND_PATH, Plane.MODEM_BOX),
        repeats=2,
    ),
    F.BEYOND_TARGET: Proof(planes=_planes(Plane.PATH, Plane.SECOND_PATH)),
    F.SERVICE_DOWN: Proof(planes=_planes(Plane.PATH, Plane.SECOND_PATH)),
    # the way to that one address is another's, unless servers beside it were reached in the same seconds
    F.SERVICE_BALANCER: Proof(rivals=(F.BEYOND_TARGET,), planes=_planes(Plane.PATH)),
    # a server that refuses us may serve the balancer: from one place that cannot be told
    F.SERVICE_BACKEND: Proof(planes=_planes(Plane.PATH, Plane.SECOND_PATH)),
    F.MAINS_OUTAGE: Proof(planes=_planes(Plane.POWER)),
    F.MAINS_UPS: Proof(planes=_planes(Plane.POWER)),
}
"""Per fault, from the table in the architecture's section 3; every fault has a row."""


@dataclass(frozen=True, slots=True)
class Contrast:
    """What a fault that is blamed by a contrast (one thing changed, and the drops stopped) takes an incident from.

    Attributes:
        takes: faults that blame the symptom on the holder that is likeliest without a contrast. The contrast kept
            that holder and the drops stopped all the same, so they are no candidates, and nor are their rivals.
        planes: planes that must stand behind the blame for that.
    """

    takes: frozenset[Fault]
    planes: frozenset[Plane] = frozenset()


_PAIR = frozenset({F.LOOP_NOISE, F.LOOP_NO_SIGNAL, F.LOOP_ERRORS, F.LOOP_SIGNAL_LOST, F.LOOP_RATE})

CONTRASTS: Mapping[Fault, Contrast] = {
    F.INHOUSE_WIRING_FAULT: Contrast(_PAIR),
    F.INHOUSE_WIRING_FILTER: Contrast(_PAIR),
    # a sturdier modem can hold a bad line: only with its own counters clean is the pair out of it
    F.MODEM_FRONT_END: Contrast(_PAIR, _planes(Plane.MODEM_BOX)),
    F.MODEM_HANGS: Contrast(frozenset({F.ACCESS_NO_PADO, F.ACCESS_SESSION_DOWN})),
    F.MODEM_ADAPTER: Contrast(frozenset({F.MODEM_REBOOTS})),
    # the loss before the router is then the radio's, or the patch cable's own
    F.LAN_WIFI: Contrast(frozenset({F.LAN_LOSS})),
    F.LAN_CABLE: Contrast(frozenset({F.LAN_LOSS})),
}
"""Faults proven by a contrast, most by a silence test: the pair did not change, the socket (or the modem) did. See ADR
0011."""
