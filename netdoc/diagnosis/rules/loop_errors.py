"""LOOP03: the line damages packets while it stays in sync.

Objective: tell loss on the pair from loss in the provider's network: the modem itself counts damaged data.
Needs:     DslLine before, in and after the incident, from the same box; DslHistory for the window.
Blames:    loop.errors, when packets were lost, the line was in sync throughout, and its errors (UAS, SES, ES, CRC;
           with retransmission, units beyond repair and low-rate seconds) grew in the readings around the incident as
           on a disturbed line, and three times faster than usual outside of it.
           For the whole window: the hours and the rhythm of errors, and bursts under a high margin, naming nobody.
Clears:    loop.errors, when the modem was read on both sides and counted no CRC error and no errored second in
           either direction, nor, with retransmission, a unit beyond repair.
Silent:    no reading on both sides, or the counters were cleared; errors as many as at any other time; or nothing
           scattered was lost.
Limits:    cannot tell the telco's pair from in-house wiring or the modem's DSL side: see the table of planes.
           Noise that takes the line out of sync is LOOP01's.
Source:    counter semantics of RFC 5650; docs/adr/0006-line-thresholds.md
"""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from statistics import median

from netdoc.diagnosis.pictures import pictures_of_errors
from netdoc.diagnosis.rules._modem import (
    CRC_LEAST_PER_MINUTE,
    ES_LEAST_PER_QUARTER,
    SES_LEAST,
    SIGNS_REACH,
    counted,
    in_sync_throughout,
)
from netdoc.diagnosis.rules._says import Says, hearsay
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dsl_history import DslHistory
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident, IncidentKind, Zone
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane
from netdoc.plugin import Rule

SAY = Says("LOOP03", Fault.LOOP_ERRORS)
FASTER = 3.0
"""Errors that belong to the incident grow at least so much faster in it than outside (own)."""
AROUND = timedelta(minutes=10)
"""A reading farther from the incident than this tells nothing of it."""
UAS_LEAST = 10
"""Ten severely errored seconds in a row count as unavailable, and no more as errored (G.997.1, RFC 5650)."""
COUNTERS = (
    "uas_down", "uas_up", "ses_down", "ses_up", "es_down", "es_up", "crc_down", "crc_up", "rtx_uncorrected_down",
    "leftrs_down",
)  # fmt: skip
"""With G.INP (G.998.4) CRC can stay 0 on a bad line: what retransmission could not repair counts alike."""
BOTH_WAYS = (("crc_down", "crc_up"), ("es_down", "es_up"))
WORDS = {
    "uas": "unavailable seconds", "ses": "severely errored seconds", "es": "errored seconds", "crc": "CRC errors",
    "rtx": "transfer units beyond repair by retransmission", "leftrs": "low-rate seconds",
}  # fmt: skip

Pair = tuple[Seen[DslLine], Seen[DslLine]]


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by what the modem counted in the incident and outside of it."""
    if incident is None:
        return _window(evidence)
    if incident.kind is not IncidentKind.BROWNOUT or incident.zone in (Zone.NEAR, Zone.LINK):
        return SAY.silent(incident, "no scattered loss that the line could explain")
    pairs = _pairs(evidence, incident)
    inside = [each for each in pairs if _overlaps(each, incident)]
    if not inside or not _reaches(inside, incident):
        return SAY.silent(incident, "the modem was not read on both sides of the incident", ("DslLine",))
    if in_sync_throughout(evidence, incident) is None:
        return SAY.silent(incident, "whether the line stayed in sync is not known", ("DslLine",))
    grown, length_s = _summed(inside)
    if not grown:
        return SAY.silent(incident, "the modem counts no errors, or its counters were cleared")
    passed_on = [each for pair in inside for each in pair if hearsay(each)]
    cites = [inside[0][0], *passed_on, inside[-1][1]]
    if not any(grown.values()):
        if any(all(counted(*pair, name) is not None for pair in inside for name in both) for both in BOTH_WAYS):
            return SAY.clears(
                incident, "the modem counted no damaged data in either direction", {Plane.MODEM_BOX}, cites
            )
        return SAY.silent(incident, "the modem counted no errors, but does not tell of both directions all the while")
    outside = [each for each in pairs if not _overlaps(each, incident)]
    signs = [
        f"{count} {WORDS[name.split('_')[0]]}{' upstream' if name.endswith('_up') else ''}"
        for name, count in grown.items()
        if count >= _least(name, length_s) and count / length_s >= FASTER * _usual(name, outside)
    ]
    if not signs:
        return SAY.silent(incident, "the modem counted no more errors than at other times")
    return SAY.blames(
        incident,
        f"{', '.join(signs[:3])} in the readings around the incident, while the line stayed in sync",
        {Plane.MODEM_BOX, Plane.PATH},
        cites,
    )


def _window(evidence: Evidence) -> Finding:
    picture = pictures_of_errors(evidence)
    if picture is None:
        return SAY.silent(None, "no rhythm in the errors of the line")
    return SAY.blames(None, picture.words, {Plane.MODEM_BOX}, picture.cites)


def _pairs(evidence: Evidence, incident: Incident) -> list[Pair]:
    readings = evidence.readings(DslLine, start=incident.start - SIGNS_REACH, end=incident.end + SIGNS_REACH)
    subjects = sorted({each.subject for each in readings})
    return [pair for one in subjects for pair in pairwise(each for each in readings if each.subject == one)]


def _overlaps(pair: Pair, incident: Incident) -> bool:
    return pair[0].at < incident.end and pair[1].at > incident.start


def _reaches(inside: list[Pair], incident: Incident) -> bool:
    """Tell whether the readings span the incident, or what was seen of it so far, and little else."""
    first, last = inside[0][0].at, inside[-1][1].at
    spans = first <= incident.start + AROUND / 5 and (incident.ongoing or last >= incident.end - AROUND / 5)
    return spans and first >= incident.start - AROUND and last <= incident.end + AROUND


def _summed(pairs: list[Pair]) -> tuple[dict[str, int], float]:
    """Return the growth of each counter that could be followed, and over how many seconds."""
    grown: dict[str, int] = {}
    length_s = 0.0
    for earlier, later in pairs:
        steps = {name: counted(earlier, later, name) for name in COUNTERS}
        known = {name: step for name, step in steps.items() if step is not None}
        if known:
            length_s += (later.at - earlier.at).total_seconds()
        for name, step in known.items():
            grown[name] = grown.get(name, 0) + step
    return grown, length_s


def _usual(name: str, outside: list[Pair]) -> float:
    """Return how many a second usually come: in the middle one of the pairs, for other bursts are nothing usual."""
    rates = [
        step / max(1.0, (later.at - earlier.at).total_seconds())
        for earlier, later in outside
        if (step := counted(earlier, later, name)) is not None
    ]
    return median(rates) if rates else 0.0


def _least(name: str, length_s: float) -> float:
    if name.startswith("ses"):
        return SES_LEAST
    if name.startswith("uas"):
        return UAS_LEAST
    if name.startswith(("es", "leftrs")):
        return max(2.0, ES_LEAST_PER_QUARTER * length_s / 900)
    return max(10.0, CRC_LEAST_PER_MINUTE * length_s / 60)


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(DslLine, DslHistory), judge=judge)
