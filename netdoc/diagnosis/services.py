"""Attempts at a service: which arm fails more than which, in which pattern, and when that is an incident.

An attempt that was answered only after a repeated SYN counts as bad: people wait a second or three for it, and a
balancer that drops SYNs shows as little else (measurement notes, «SYN loss is not failure»).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import pairwise
from math import sqrt
from statistics import median_high

from netdoc.diagnosis.gate import deaf
from netdoc.diagnosis.statistics import ACCUSING_P, at_least, exact_p, wilson
from netdoc.model.evidence import Evidence
from netdoc.model.facts.connect_run import SILENT, Attempt, ConnectArm, ConnectRun
from netdoc.model.facts.echo_block import from_us, to_us
from netdoc.model.incident import Incident, IncidentKind, Origin, Zone
from netdoc.model.observation import Seen
from netdoc.model.site import RungKind

LEAST_BAD, FLOOR = 5, 0.01
"""A service fails in part when at least so many attempts did and, by the lower Wilson bound, so large a share."""
MOSTLY = 0.8
LEAST_SUCCESSES = 30
"""Answers with a member's name, by which members are counted."""
LEAST_LEADING = 10
BLOCKS, LEAST_BLOCKS = (16, 32, 64), 6
"""Attempts that are counted together, about one, two and four seconds of them, to see whether failures come in
stretches."""
LEAST_GAPS = 20
SIGN_P = 0.0005
"""Greatest chance at which a pattern is told: it accuses nobody, and one of them holds an accusation back."""
Z_RUNS = 3.29
"""Standard deviations beyond which they do (one-sided 0.05 %): it names a pattern and accuses nobody."""


class Sign(StrEnum):
    """A pattern of failures that tells a mechanism."""

    DEAD_MEMBER = "dead_member"
    """About one in m fails, evenly over time: one member of m is dead and still in rotation."""
    SYN_DROPS = "syn_drops"
    """What fails is silence or a repeated SYN, whichever member answers."""
    FLAPPING = "flapping"
    """Failures come in stretches with clean ones between: a member is taken out and in again."""
    STICKY = "sticky"
    """This source address is always sent to one member: from here one in m cannot be seen."""
    ALL_FAIL = "all_fail"
    ONE_HOST = "one_host"
    """What fails came from members of one host only."""
    BEGINS_LATE = "begins_late"
    """Clean at first, then a steady share: a limit on the rate of attempts looks like this."""


@dataclass(frozen=True, slots=True)
class Contrast:
    """The virtual address held against each backend of the same run.

    Attributes:
        virtual: the arm of the virtual address.
        clean: backends that were answered and fail less than the virtual address, beyond chance.
        alike: backends that were answered and do not fail less.
        dead: backends that said no to everything: refused or reset, and never answered.
        unreached: backends from which nothing came back: a filter, or dead.
    """

    virtual: ConnectArm
    clean: tuple[ConnectArm, ...]
    alike: tuple[ConnectArm, ...]
    dead: tuple[ConnectArm, ...]
    unreached: tuple[ConnectArm, ...]

    @property
    def all_reached(self) -> bool:
        """Whether there are backends and every one was answered."""
        return bool(self.clean or self.alike) and not self.dead and not self.unreached


def contrast(run: ConnectRun) -> Contrast | None:
    """Return the comparison, or None where the virtual address was not asked."""
    virtual = run.virtual
    if virtual is None or virtual.sent == 0:
        return None
    clean, alike, dead, unreached = [], [], [], []
    for each in run.backends:
        if each.sent == 0 or (each.bad == each.sent and each.count(Attempt.TIMEOUT, Attempt.UNREACHABLE) == each.sent):
            unreached.append(each)
        elif each.answered == 0 and each.count(Attempt.REFUSED, Attempt.RESET) == each.sent:
            dead.append(each)
        elif exact_p(virtual.bad, virtual.sent, each.bad, each.sent) <= ACCUSING_P:
            clean.append(each)
        else:
            alike.append(each)
    return Contrast(virtual, tuple(clean), tuple(alike), tuple(dead), tuple(unreached))


def fails_in_part(arm: ConnectArm) -> bool:
    """Return whether an arm's failures are more than a stray few."""
    return arm.bad >= LEAST_BAD and wilson(arm.bad, arm.sent)[0] > FLOOR


def find_service_failures(evidence: Evidence, outages: Sequence[Incident]) -> list[Incident]:
    """Return one incident per run in which the virtual address failed in part, outside of outages."""
    found = []
    for each in evidence.readings(ConnectRun):
        held = contrast(each.fact)
        if held is None or not fails_in_part(held.virtual):
            continue
        incident = _incident(evidence, each, held.virtual)
        if not any(one.start <= incident.end and incident.start <= one.end for one in outages):
            found.append(incident)
    return found


def _incident(evidence: Evidence, run: Seen[ConnectRun], arm: ConnectArm) -> Incident:
    bad_ms = [at for at, end, _ in arm.ends() if end is not Attempt.ANSWERED]
    first, last = (from_us(to_us(run.at) + at * 1000) for at in (bad_ms[0], bad_ms[-1]))
    spread_s = max(1.0, run.fact.pace_ms / 1000)
    return Incident(
        id="",
        kind=IncidentKind.SERVICE,
        start=first,
        end=last + timedelta(milliseconds=run.fact.timeout_ms),
        start_uncertainty_s=spread_s,
        end_uncertainty_s=spread_s,
        rung=f"service_{run.fact.service}",
        origin=Origin.ATTEMPTS,
        zone=Zone.FAR,
        detail=f"{arm.bad} of {arm.sent} attempts at {run.fact.service} failed or had to be repeated",
    )


def run_of(evidence: Evidence, incident: Incident) -> Seen[ConnectRun] | None:
    """Return the run that an incident was found in."""
    for each in evidence.readings(ConnectRun):
        held = contrast(each.fact)
        if f"service_{each.fact.service}" != incident.rung or held is None or not fails_in_part(held.virtual):
            continue
        if _incident(evidence, each, held.virtual).start == incident.start:
            return each
    return None


def beside_the_run(evidence: Evidence, run: Seen[ConnectRun]) -> tuple[int, int]:
    """Return (lost, sent) of the anchors and of the provider's first hop and name server in the seconds of a run."""
    end = run.at + timedelta(seconds=run.fact.duration_s)
    lost = sent = 0
    for rung in evidence.site.rungs:
        if rung.kind not in (RungKind.ANCHOR, RungKind.FIRST_HOP) and rung.role != "isp":
            continue
        more, answered = evidence.ladder.counted(rung.id, run.at, end)
        if answered == 0 and deaf(evidence, rung):
            continue
        sent, lost = sent + more, lost + more - answered
    return lost, sent


def members_of(run: ConnectRun) -> int | None:
    """Return how many members the pool has: the backends listed, else the identities seen and one that never answers.

    None where neither is known. Without a list the unseen member is a guess that only the pattern's words rest on.
    """
    virtual = run.virtual
    seen = len(virtual.members) if virtual is not None else 0
    if run.backends:
        return max(len(run.backends), seen)
    return seen + 1 if seen and virtual is not None and virtual.bad else seen or None


def signs(run: ConnectRun) -> tuple[Sign, ...]:
    """Return the patterns that the failures at the virtual address show, the plainest first."""
    virtual = run.virtual
    if virtual is None or virtual.sent == 0:
        return ()
    ends = list(virtual.ends())
    found: list[Sign] = []
    if _sticky(run, virtual):
        found.append(Sign.STICKY)
    if not fails_in_part(virtual):
        return tuple(found)
    if virtual.bad == virtual.sent:
        return (Sign.ALL_FAIL, *found)
    failed = [end is not Attempt.ANSWERED for _, end, _ in ends]
    late = _begins_late(failed)
    if late:
        found.append(Sign.BEGINS_LATE)
    elif _in_stretches(failed):
        found.append(Sign.FLAPPING)
    silent = sum(end in SILENT for _, end, _ in ends)
    if silent >= MOSTLY * virtual.bad and virtual.count(Attempt.RETRIED) > 0 and _even_members(virtual):
        found.append(Sign.SYN_DROPS)
    elif not late and Sign.FLAPPING not in found and _one_in_m(run, virtual):
        found.append(Sign.DEAD_MEMBER)
    if _one_host(run, virtual):
        found.append(Sign.ONE_HOST)
    return tuple(found)


def _sticky(run: ConnectRun, virtual: ConnectArm) -> bool:
    known = len(run.backends)
    told = sum(each >= 0 for each in virtual.member)
    return known > 1 and told >= LEAST_SUCCESSES and len({each for each in virtual.member if each >= 0}) == 1


def _one_in_m(run: ConnectRun, virtual: ConnectArm) -> bool:
    members = members_of(run)
    if members is None or members < 2:
        return False
    low, high = wilson(virtual.bad, virtual.sent)
    return low <= 1 / members <= high


def _even_members(virtual: ConnectArm) -> bool:
    """Return whether the members that answer do so alike often after a repeated SYN; True where none is told."""
    told: dict[int, list[int]] = {}
    for _, end, member in virtual.ends():
        if member >= 0 and end in (Attempt.ANSWERED, Attempt.RETRIED):
            held = told.setdefault(member, [0, 0])
            held[0] += end is Attempt.RETRIED
            held[1] += 1
    retried, sent = sum(each[0] for each in told.values()), sum(each[1] for each in told.values())
    return not any(
        exact_p(bad, of, retried - bad, sent - of) <= SIGN_P or exact_p(retried - bad, sent - of, bad, of) <= SIGN_P
        for bad, of in told.values()
    )


def _in_stretches(failed: Sequence[bool]) -> bool:
    """Return whether failures vary from block to block more than chance gives (dispersion of counts)."""
    return any(_deviate(failed, each) > Z_RUNS for each in BLOCKS) or _long_gaps(failed)


def _long_gaps(failed: Sequence[bool]) -> bool:
    """Return whether more gaps between failures are many times the usual one than a steady share gives.

    Of steady failures half the gaps are longer than the median, and each further median halves them: one in 256 is
    longer than eight. A rotation that fails each m-th attempt of a stretch shows here and not in counts.
    """
    places = [index for index, each in enumerate(failed) if each]
    gaps = [later - earlier for earlier, later in pairwise(places)]
    if len(gaps) < LEAST_GAPS:
        return False
    limit = 8 * median_high(gaps)
    return at_least(sum(each > limit for each in gaps), len(gaps), 1 / 256) <= SIGN_P


def _deviate(failed: Sequence[bool], size: int) -> float:
    """Return by how many standard deviations the counts of blocks differ more than chance gives; 0.0 for too few."""
    blocks, share = len(failed) // size, sum(failed) / len(failed)
    if blocks < LEAST_BLOCKS or share in (0.0, 1.0):
        return 0.0
    counts = [sum(failed[index * size : (index + 1) * size]) for index in range(blocks)]
    expected = share * size
    spread = sum((each - expected) ** 2 for each in counts) / (expected * (1 - share))
    degrees = blocks - 1
    # Wilson and Hilferty: a chi-square with so many degrees of freedom, as a normal deviate
    return (float((spread / degrees) ** (1 / 3)) - (1 - 2 / (9 * degrees))) / sqrt(2 / (9 * degrees))


def _begins_late(failed: Sequence[bool]) -> bool:
    """Return whether a steady share follows a clean beginning that chance would hardly give."""
    first = failed.index(True)
    rest = failed[first:]
    share = sum(rest) / len(rest)
    if first < LEAST_LEADING or share >= 1 or (1 - share) ** first > SIGN_P:
        return False
    return not _in_stretches(rest)


def _one_host(run: ConnectRun, virtual: ConnectArm) -> bool:
    """Return whether all failures that name a member name members of one host, of two or more hosts."""
    hosts = {each.host for each in run.backends if each.host}
    of_member = {name: arm.host for arm in run.backends for name in arm.members if arm.host}
    failing = {
        of_member.get(virtual.members[member], "")
        for _, end, member in virtual.ends()
        if member >= 0 and end not in (Attempt.ANSWERED, Attempt.RETRIED)
    }
    return len(hosts) > 1 and len(failing) == 1 and "" not in failing


def difference(bad_a: int, sent_a: int, bad_b: int, sent_b: int) -> tuple[float, float]:
    """Return the 95 % interval of share a minus share b (Newcombe's hybrid of two Wilson intervals)."""
    assert sent_a and sent_b
    share_a, share_b = bad_a / sent_a, bad_b / sent_b
    low_a, high_a = wilson(bad_a, sent_a)
    low_b, high_b = wilson(bad_b, sent_b)
    gap = share_a - share_b
    return (
        gap - sqrt((share_a - low_a) ** 2 + (high_b - share_b) ** 2),
        gap + sqrt((high_a - share_a) ** 2 + (share_b - low_b) ** 2),
    )
