"""HOST03: a clock of the office is so wrong that logins, certificates and signatures fail by it.

Objective: «mail, calendar and files misbehave» while the connection is sound: keep a wrong clock from being reported as
           the provider's.
Needs:     ClockOffset: this computer's clock beside at least two others outside the office, or beside the office's own
           server.
Blames:    host.clock, over the window only, when at the last look at least two clocks outside the office, and most of
           those asked, agreed that this computer's is wrong by five minutes or more; or when the office's own server
           (an address that is asked as its name server or service) and this computer differ by that, and which of
           the two is wrong is said where the clocks outside tell. It names nobody: what failed by it is not seen here.
Clears:    host.clock, over the window, when at every look two clocks outside agreed with this computer's to half a
           minute, and the office's server, where it was compared, did too.
Silent:    within an incident: no packet is lost by a wrong clock. Over the window: fewer than two clocks outside were
           heard, or they disagree, or it is wrong by less.
Limits:    a clock that was set right before the first look is not seen; a server that is not compared may be wrong.
Source:    RFC 4120 section 1.6 (Kerberos needs loosely synchronised clocks; five minutes are usual); RFC 6238 (codes
           that change each 30 s); RFC 4035 section 5.3.1 (signatures hold between two times); scenarios D1 («clock
           skew»); docs/adr/0025-name-servers-compared.md
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from netdoc.diagnosis.rules._names import may_live_inside
from netdoc.diagnosis.rules._says import Says
from netdoc.model.evidence import Evidence
from netdoc.model.facts.clock_offset import ClockOffset, ClockSource
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane
from netdoc.model.site import RungKind, Site
from netdoc.plugin import Rule

SAY = Says("HOST03", Fault.HOST_CLOCK)
WRONG_S = 300.0
RIGHT_S = 30.0
LEAST = 2
AT_ONCE = timedelta(seconds=120)
"""Comparisons so near each other are one look."""
_OTHERS = (ClockSource.SNTP, ClockSource.HTTP_DATE)

Offsets = Sequence[Seen[ClockOffset]]


@dataclass(frozen=True, slots=True)
class _Look:
    """What was compared at once: with clocks outside the office, and with the office's own server."""

    outside: Offsets
    inside: Offsets

    @property
    def off_s(self) -> float | None:
        """How fast this computer's clock is by two others at least, and most of those asked; None without them."""
        if len(self.outside) < LEAST:
            return None
        middle = median(_offset(each) for each in self.outside)
        alike = [each for each in self.outside if abs(_offset(each) - middle) <= RIGHT_S + _bound(each)]
        return middle if len(alike) >= LEAST and len(alike) * 2 > len(self.outside) else None


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by what other clocks said at the same time."""
    if incident is not None:
        return SAY.silent(incident, "a wrong clock loses no packet")
    looks = _looks(evidence)
    if not looks:
        return SAY.silent(None, "no other clock was asked", ("ClockOffset",))
    last = looks[-1]
    if last.off_s is not None and abs(last.off_s) >= WRONG_S:
        return SAY.blames(
            None,
            f"this computer's clock was {_words(last.off_s)} by {len(last.outside)} other clocks: logins, certificates "
            "and signed names may fail by that alone",
            {Plane.HOST},
            last.outside,
        )
    apart = [each for each in last.inside if abs(_offset(each)) - _bound(each) >= WRONG_S]
    if apart:
        return SAY.blames(None, _server_words(last, apart[-1]), {Plane.HOST}, [apart[-1], *last.outside])
    if all(_right(each) for each in looks):
        return SAY.clears(
            None, f"this computer's clock agreed with {len(last.outside)} others to half a minute", {Plane.HOST},
            last.outside,
        )  # fmt: skip
    return SAY.silent(None, "too few other clocks were heard, they disagree, or the difference is small")


def _looks(evidence: Evidence) -> list[_Look]:
    ours = _in_the_office(evidence.site)
    told = [each for each in evidence.readings(ClockOffset) if each.fact.offset_s is not None]
    told = [each for each in told if each.fact.server in ours or each.fact.source in _OTHERS]
    groups: list[list[Seen[ClockOffset]]] = []
    for each in told:
        if groups and each.at - groups[-1][0].at <= AT_ONCE:
            groups[-1].append(each)
        else:
            groups.append([each])
    return [
        _Look(
            [each for each in group if each.fact.server not in ours and each.fact.source in _OTHERS],
            [each for each in group if each.fact.server in ours],
        )
        for group in groups
    ]


def _in_the_office(site: Site) -> frozenset[str]:
    """Return the addresses of the office's own servers: its name server, and services at private addresses."""
    return frozenset(
        each.address
        for each in site.rungs
        if (each.kind is RungKind.RESOLVER and each.role == "office")
        or (each.kind is RungKind.SERVICE and may_live_inside(each.address, unknown=False))
    )


def _right(look: _Look) -> bool:
    agrees = look.off_s is not None and abs(look.off_s) <= RIGHT_S
    return agrees and all(abs(_offset(each)) <= RIGHT_S + _bound(each) for each in look.inside)


def _server_words(look: _Look, server: Seen[ClockOffset]) -> str:
    apart_s = _offset(server)
    place = f"the office's server {server.fact.server}"
    if look.off_s is None:
        return (
            f"the clocks of this computer and of {place} differ by {_long(apart_s)}; which is wrong is not known: "
            "logins between them may fail by that alone"
        )
    return (
        f"the clock of {place} was {_words(look.off_s - apart_s)}, while this computer's agreed with "
        f"{len(look.outside)} others: logins, certificates and signed names may fail by that alone"
    )


def _words(seconds: float) -> str:
    return f"{_long(seconds)} {'fast' if seconds > 0 else 'slow'}"


def _long(seconds: float) -> str:
    length = abs(seconds)
    if length < 2 * 3600:
        return f"{length / 60:.0f} min"
    return f"{length / 3600:.1f} h" if length < 2 * 86400 else f"{length / 86400:.0f} days"


def _offset(seen: Seen[ClockOffset]) -> float:
    return seen.fact.offset_s or 0.0


def _bound(seen: Seen[ClockOffset]) -> float:
    return seen.fact.bound_s or 0.0


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(ClockOffset,), judge=judge)
