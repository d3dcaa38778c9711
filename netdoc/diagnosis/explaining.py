"""Why an incident stands as it does, what was looked at, and what would flip it: derived, never written by hand.

From the two tables (what explains an incident, what proves a fault), the findings, and the rules' own specifications.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from netdoc.diagnosis.candidates import blamed_and_cleared
from netdoc.diagnosis.inputs import Input, inputs_of
from netdoc.diagnosis.specification import rules_of, specification
from netdoc.diagnosis.tables import PROOFS, explains
from netdoc.diagnosis.weigh import VOID_LIMIT, planes_behind
from netdoc.diagnosis.wording import SHORT
from netdoc.model.evidence import Evidence
from netdoc.model.fault import Fault
from netdoc.model.finding import Bearing, Finding
from netdoc.model.plane import Plane
from netdoc.model.segment import Party
from netdoc.model.verdict import Judged, Standing
from netdoc.plugin import Rule


class State(StrEnum):
    """How one fault stands in one incident."""

    BLAMED = "blamed"
    CONTRADICTED = "contradicted"
    OPEN = "open"
    """Not blamed, and a candidate: nothing has excluded it."""
    ASIDE = "aside"
    """Not cleared, and no candidate: no rival of what is blamed, or taken from the incident by what is."""
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """A fault in an incident: its state, whose it is, and what it needs to be established against what there is."""

    fault: Fault
    state: State
    parties: tuple[Party, ...]
    rivals_open: tuple[Fault, ...]
    needed: frozenset[Plane]
    one_of: frozenset[Plane]
    heard: frozenset[Plane]
    repeats_needed: int
    repeats_seen: int

    @property
    def missing(self) -> tuple[str, ...]:
        """What keeps it from being established, in words."""
        told = [f"the plane {each}" for each in sorted(self.needed - self.heard)]
        if self.one_of and not self.one_of & self.heard:
            told.append(f"one of the planes {', '.join(sorted(self.one_of))}")
        if self.repeats_seen < self.repeats_needed:
            told.append(f"{self.repeats_needed} incidents in which it is blamed ({self.repeats_seen} so far)")
        told += [f"the rival {each} cleared" for each in self.rivals_open]
        return tuple(told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """What would change one thing: `now` says how it stands, `then` what would turn it and into what."""

    about: str
    now: str
    then: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentExplained:
    """One incident. Findings: those that blame first, then those that clear, then the silent ones."""

    judged: Judged
    findings: tuple[Finding, ...]
    stands: tuple[Stand, ...]
    why: tuple[str, ...]
    inputs: tuple[Input, ...]
    flips: tuple[Flip, ...]


def explain_incident(
    evidence: Evidence, judged: Judged, incidents: Sequence[Judged], rules: Mapping[str, Rule]
) -> IncidentExplained:
    """Return one incident explained, among all of the window."""
    order = list(Bearing)
    stands = _stands(evidence, judged, incidents)
    concerned = {each.fault for each in stands}
    spoke = {each.rule for each in judged.findings if each.bearing is not Bearing.SILENT}
    asked = [each for each in rules.values() if each.id in spoke or each.fault in concerned]
    return IncidentExplained(
        judged=judged,
        findings=tuple(sorted(judged.findings, key=lambda each: (order.index(each.bearing), each.rule))),
        stands=stands,
        why=_why(judged, stands),
        inputs=inputs_of(evidence, judged.incident, asked),
        flips=tuple(_flips(judged, stands, rules)),
    )


def _stands(evidence: Evidence, judged: Judged, incidents: Sequence[Judged]) -> tuple[Stand, ...]:
    """Return every fault that is, or was, a candidate: the blamed ones, their rivals, all that could explain it."""
    blamed, cleared = blamed_and_cleared(judged)
    left = judged.candidates
    possible = {*explains(evidence, judged.incident), *left, *blamed}
    possible |= {rival for fault in blamed for rival in PROOFS[fault].rivals}
    found = []
    for fault in (each for each in Fault if each in possible):
        proof = PROOFS[fault]
        state = {
            (True, True): State.CONTRADICTED,
            (True, False): State.BLAMED if fault in left else State.ASIDE,
            (False, True): State.CLEARED,
            (False, False): State.OPEN if fault in left else State.ASIDE,
        }[fault in blamed, fault in cleared]
        found.append(
            Stand(
                fault=fault, state=state, parties=evidence.site.parties(fault.segment),
                rivals_open=tuple(each for each in proof.rivals if each not in cleared),
                needed=proof.planes, one_of=proof.any_of, heard=planes_behind(fault, judged.findings),
                repeats_needed=proof.repeats, repeats_seen=sum(_stands_in(each, fault) for each in incidents),
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda each: list(State).index(each.state)))


def _stands_in(judged: Judged, fault: Fault) -> bool:
    blamed, cleared = blamed_and_cleared(judged)
    return fault in blamed - cleared


def _why(judged: Judged, stands: Sequence[Stand]) -> tuple[str, ...]:
    if not judged.findings:
        return ("No rule was heard on it: see the verdict's own reason.",)
    if judged.incident.void > VOID_LIMIT:
        return (
            f"{judged.incident.void:.0%} of its samples are void, more than {VOID_LIMIT:.0%}: nothing is concluded.",
        )
    of = {state: [each for each in stands if each.state is state] for state in State}
    said = [f"{each.fault} is blamed and cleared: it cannot stand." for each in of[State.CONTRADICTED]]
    blamed = of[State.BLAMED]
    if not blamed:
        left = [each.fault for each in of[State.OPEN]]
        said.append(f"No rule blames a fault that stands; {len(left)} that could explain it are not excluded.")
    if len(blamed) > 1:
        said.append(
            f"{len(blamed)} faults are blamed ({', '.join(each.fault for each in blamed)}): none is established."
        )
    for each in blamed:
        lacks = each.missing
        said.append(
            f"{each.fault} is blamed and not cleared; "
            + (f"to be established it lacks {', '.join(lacks)}." if lacks else "nothing that it needs is lacking.")
        )
    if len(judged.remaining) > 1:
        said.append(f"No party is named while {len(judged.remaining)} remain: {_listed(judged.remaining)}.")
    return tuple(said)


def _listed(parties: Sequence[Party]) -> str:
    return ", ".join(SHORT[each] for each in parties)


def _flips(judged: Judged, stands: Sequence[Stand], rules: Mapping[str, Rule]) -> list[Flip]:
    """Return what would flip the incident: the blamed faults first, then what is open, then what is cleared."""
    found: list[Flip] = []
    if judged.incident.void > VOID_LIMIT:
        found.append(
            Flip(about="the samples", now=f"{judged.incident.void:.0%} void",
                 then=f"judged, with at most {VOID_LIMIT:.0%} void")
        )  # fmt: skip
    concerned = _concerned(judged, stands)
    for each in stands:
        if each.state is State.BLAMED:
            found += _of_blamed(each, rules)
        elif each.state is State.CONTRADICTED:
            found.append(
                Flip(about=each.fault, now="blamed and cleared",
                     then=f"stands if {_voices(judged, each.fault, Bearing.CLEARS)} falls, cleared if "
                     f"{_voices(judged, each.fault, Bearing.BLAMES)} does")
            )  # fmt: skip
        elif each.state is State.OPEN and each.fault in concerned:
            found.append(_of_open(judged, each.fault, rules))
        elif each.state is State.CLEARED and each.fault in concerned:
            found.append(
                Flip(about=each.fault, now="cleared",
                     then=f"open again if {_voices(judged, each.fault, Bearing.CLEARS)} falls")
            )  # fmt: skip
    return found


def _concerned(judged: Judged, stands: Sequence[Stand]) -> set[Fault]:
    """Return the faults whose state matters: rivals of what is blamed, or all where nothing is."""
    blamed = [each.fault for each in stands if each.state is State.BLAMED]
    if not blamed or judged.standing is Standing.INSUFFICIENT:
        return {each.fault for each in stands}
    return {rival for fault in blamed for rival in PROOFS[fault].rivals}


def _of_blamed(stand: Stand, rules: Mapping[str, Rule]) -> list[Flip]:
    found = []
    if stand.missing:
        found.append(Flip(about=stand.fault, now="blamed", then=f"established with {', '.join(stand.missing)}"))
    for rule in rules_of(rules, stand.fault):
        condition = specification(rule).condition("Clears")
        found.append(Flip(about=stand.fault, now="blamed", then=f"contradicted {condition} [{rule.id}]"))
    return found


def _of_open(judged: Judged, fault: Fault, rules: Mapping[str, Rule]) -> Flip:
    said = [each for each in judged.findings if each.fault is fault and each.bearing is Bearing.SILENT]
    why = "; ".join(dict.fromkeys(each.sentence for each in said))
    lacks = dict.fromkeys(what for each in said for what in each.missing)
    ways = [f"cleared {specification(each).condition('Clears')} [{each.id}]" for each in rules_of(rules, fault)]
    ways += [f"it lacked {', '.join(lacks)}"] if lacks else []
    return Flip(about=fault, now="open" + (f": {why}" if why else ""), then="; ".join(ways) or "no rule answers for it")


def _voices(judged: Judged, fault: Fault, bearing: Bearing) -> str:
    said = [each for each in judged.findings if each.fault is fault and each.bearing is bearing]
    return " and ".join(f"«{each.sentence}» [{each.rule}]" for each in said)
