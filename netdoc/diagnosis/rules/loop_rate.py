"""LOOP05: the line runs slower than it did, or in an older mode.

Objective: tell a line that fell back from a provider's network that is slow, and from a profile that holds a line.
Needs:     DslLine before and in the incident, from the same box.
Blames:    loop.rate, for a slow or lossy incident that begins neither in the office nor behind the provider's first
           hop, when the line fell back in the half hour before its onset or within it: an older mode (VDSL2 to
           ADSL2+), or a rate at least 15 % lower than before, by an earlier reading or by the box's own memory.
           For the whole window, naming nobody: the same against the best of the earlier readings, the box's own
           memory, or the rate that was sold.
Clears:    loop.rate, when the line kept its mode and its rate through the incident, and had not fallen back before.
Silent:    the line was not read on both sides of the onset; a profile holds the rate (more than 12 dB of margin, or a
           round rate with 9 dB: then the pair carries more than is asked of it), or whether one does is not told; it
           had fallen back long before; or only what was sold is more: what a line can carry is no fault by itself.
Limits:    cannot tell the telco's pair from in-house wiring or the modem's DSL side; rate steps that a provider's
           line management makes on purpose after errors look the same. Seamless steps of a few per cent are none.
Source:    shared yardsticks f1, f2 (own and folk, marked in _rates.py); capture of a Cisco's `Previous Speed`;
           docs/adr/0006-line-thresholds.md
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from netdoc.diagnosis.instants import line_started_at
from netdoc.diagnosis.rules._modem import onset_bounds
from netdoc.diagnosis.rules._rates import (
    STEP_SHARE,
    WAY_WORDS,
    WAYS,
    fallen,
    generation,
    held_by_profile,
    older_mode,
    previous,
    rate,
    share_lost,
)
from netdoc.diagnosis.rules._says import Says
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident, IncidentKind, Zone
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane
from netdoc.plugin import Rule

SAY = Says("LOOP05", Fault.LOOP_RATE)
NEAR = timedelta(minutes=30)
"""A line that fell back longer before the onset than this had been as slow all the while (own)."""
ELSEWHERE = frozenset({Zone.LINK, Zone.NEAR, Zone.FAR})
NOBODY = (
    "The pair, the wiring, the modem and the provider's line management can each be the reason; nobody is named for it"
)


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by the line's mode and rate against what they were before."""
    if incident is None:
        return _window(evidence)
    if incident.kind not in (IncidentKind.SLOW, IncidentKind.BROWNOUT) or incident.zone in ELSEWHERE:
        return SAY.silent(incident, "no slowness or loss that the rate of the line could explain")
    during = _during(evidence, incident)
    if during is None:
        return SAY.silent(incident, "the line was not read in the incident", ("DslLine",))
    earliest, _ = onset_bounds(incident)
    near = _rated(evidence.readings(DslLine, during.subject, start=earliest - NEAR, end=earliest))
    started = line_started_at(during)
    own = previous(during.fact) if started is not None and started >= earliest - NEAR else []
    before = [(f"at {each.at:%H:%M} UTC", each.fact) for each in near]
    found = fallen(during.fact, [*before, *own])
    if found:
        return SAY.blames(
            incident, f"the line fell back: {'; '.join(found)}", {Plane.MODEM_BOX, Plane.PATH}, [*near[:1], during]
        )
    if not near:
        return SAY.silent(incident, "the line was not read in the half hour before", ("DslLine",))
    if not _kept(evidence, during):
        return SAY.silent(incident, "the rate of the line is lower than it could be, and did not change with this")
    return SAY.clears(
        incident, f"the line kept its rate of {rate(during.fact, 'down')} kbit/s", {Plane.MODEM_BOX}, [near[-1], during]
    )


def _rated(readings: Sequence[Seen[DslLine]]) -> list[Seen[DslLine]]:
    """Return the readings in sync that tell a rate."""
    return [each for each in readings if each.fact.sync and rate(each.fact, "down")]


def _during(evidence: Evidence, incident: Incident) -> Seen[DslLine] | None:
    """Return the last reading of the line within an incident."""
    within = evidence.readings(DslLine, start=incident.start, end=incident.end)
    return next(reversed(_rated(within)), None)


def _kept(evidence: Evidence, during: Seen[DslLine]) -> bool:
    """Return whether a line is no step below what it is anywhere in the window, as far as told, nor below the sold."""
    contract = evidence.site.contract
    sold = DslLine(sync=True, rate_down_kbps=contract.rate_down_kbps, rate_up_kbps=contract.rate_up_kbps)
    ever = evidence.once((_kept, during.subject), lambda: _bests(evidence.readings(DslLine, during.subject)))
    compared = [*(each.fact for each in ever), sold, *(each for _, each in previous(during.fact))]
    return not any(
        older_mode(during.fact, each)
        or any(share_lost(rate(during.fact, way), rate(each, way)) >= STEP_SHARE for way in WAYS)
        for each in compared
    )


def _bests(readings: Sequence[Seen[DslLine]]) -> list[Seen[DslLine]]:
    """Return the readings with the greatest rates and the newest mode: one may tell the mode, another the rate."""
    rated = _rated(readings)
    if not rated:
        return []
    ranks: tuple[Callable[[Seen[DslLine]], int], ...] = (
        lambda each: rate(each.fact, "down") or 0,
        lambda each: rate(each.fact, "up") or 0,
        lambda each: generation(each.fact) or 0,
    )
    return list(dict.fromkeys(max(rated, key=rank) for rank in ranks))


def _window(evidence: Evidence) -> Finding:
    """Tell of a line that ends the window behind what it was, or behind what was sold; of nobody."""
    last = next((each for each in reversed(evidence.readings(DslLine)) if each.fact.sync), None)
    if last is None:
        return SAY.silent(None, "the line was not read", ("DslLine",))
    best = _bests(evidence.readings(DslLine, last.subject, end=last.at))
    before = [(f"at {each.at:%Y-%m-%d %H:%M} UTC", each.fact) for each in best]
    found = fallen(last.fact, [*before, *previous(last.fact)])
    if found:
        return SAY.blames(None, f"the line fell back: it is {'; '.join(found)}. {NOBODY}", {Plane.MODEM_BOX},
                          [*best, last])  # fmt: skip
    short = _short_of_sold(evidence, last.fact)
    if short:
        return SAY.blames(None, f"the line is in sync {short}. {NOBODY}", {Plane.MODEM_BOX}, [last])
    return SAY.silent(None, "the line is no step below what it was, or a profile holds it")


def _short_of_sold(evidence: Evidence, line: DslLine) -> str:
    contract = evidence.site.contract
    for way, sold in zip(WAYS, (contract.rate_down_kbps, contract.rate_up_kbps), strict=True):
        lost = share_lost(rate(line, way), sold)
        if lost >= STEP_SHARE and held_by_profile(line, way) is False:
            return f"at {rate(line, way)} kbit/s {WAY_WORDS[way]}, {lost:.0%} below the {sold} kbit/s sold"
    return ""


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(DslLine,), judge=judge)
