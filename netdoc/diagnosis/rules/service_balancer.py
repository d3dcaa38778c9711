"""SERVICE02: the way through a service's virtual address fails more often than its servers do.

Objective: answer «all servers are up» where the balancer in front of them loses a share of the connections.
Needs:     ConnectRun with attempts through the virtual address, interleaved with attempts straight to the backends;
           without backends, EchoBlock of the anchors in the same seconds.
Blames:    service.balancer, when the virtual address failed more often, beyond chance (Fisher's exact test, one-sided
           0.001 %), than every backend that answered in the same seconds; or, where no backend could be asked, more
           often than the anchors and the first hop lost packets.
Clears:    service.balancer, when every backend was asked straight and the virtual address failed no more than they
           did; for the window, when nothing failed through the virtual address and this source is not always sent
           to one member.
Silent:    no run; too few attempts; a backend that refuses everybody explains the share; failures begin only after
           a number of attempts (a limit on the rate looks like that).
Limits:    one place cannot tell a balancer that treats it alone badly; without backends a member may be at fault as
           well; silence on the way to the virtual address is excluded only by a server beside it.
Source:    measurement notes, «Balancer» and «SYN loss is not failure»; scenario E1 and its twins.
"""

from __future__ import annotations

from netdoc.diagnosis.rules._says import Says
from netdoc.diagnosis.rules._services import arm_words, backend_words, with_sign
from netdoc.diagnosis.service_change import changes
from netdoc.diagnosis.services import (
    Contrast,
    Sign,
    beside_the_run,
    contrast,
    difference,
    fails_in_part,
    members_of,
    run_of,
    signs,
)
from netdoc.diagnosis.statistics import ACCUSING_P, exact_p, share_in_words, wilson
from netdoc.model.evidence import Evidence
from netdoc.model.facts.connect_run import ConnectRun
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident, IncidentKind
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane
from netdoc.plugin import Rule

SAY = Says("SERVICE02", Fault.SERVICE_BALANCER)
ALIKE = 0.05
"""The virtual address is no worse when the 95 % interval of the difference ends below this."""
LEAST_ATTEMPTS = 100
"""Fewer clean attempts than that say little of a balancer."""
_ASK = "the same attempts from within the hosting vendor's network, straight to each server"


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge one run, or for the window the last one."""
    if incident is None:
        return _window(evidence)
    if incident.kind is not IncidentKind.SERVICE:
        return SAY.silent(incident, "no service fails in part")
    run = run_of(evidence, incident)
    held = contrast(run.fact) if run is not None else None
    if run is None or held is None:
        return SAY.silent(incident, "no attempts at the service are on record", ("ConnectRun",))
    if Sign.BEGINS_LATE in signs(run.fact):
        return SAY.silent(
            incident,
            with_sign(f"{run.fact.service}: failed {arm_words(held.virtual)}", run.fact),
            ("the same attempts at a slower pace",),
        )
    if held.dead and not _more_than_the_dead(held, run.fact):
        names = ", ".join(each.name for each in held.dead)
        return SAY.silent(incident, f"{names} says no to everybody, and that explains the share that fails")
    if held.clean and not held.alike:
        sentence = f"{run.fact.service}: failed {arm_words(held.virtual)}, {backend_words(held.clean)}, same seconds"
        return SAY.blames(incident, with_sign(sentence, run.fact), {Plane.PATH}, (run,))
    if held.alike:
        return _alike(incident, run, held)
    return _without_backends(evidence, incident, run, held)


def _more_than_the_dead(held: Contrast, run: ConnectRun) -> bool:
    members = members_of(run) or 1
    return wilson(held.virtual.bad, held.virtual.sent)[0] > len(held.dead) / members


def _alike(incident: Incident, run: Seen[ConnectRun], held: Contrast) -> Finding:
    both = (*held.clean, *held.alike)
    bad, sent = sum(each.bad for each in both), sum(each.sent for each in both)
    told = f"{run.fact.service}: failed {arm_words(held.virtual)}, and {backend_words(both)}, same seconds"
    if held.all_reached and difference(held.virtual.bad, held.virtual.sent, bad, sent)[1] < ALIKE:
        return SAY.clears(incident, f"{told}: no worse through the balancer", {Plane.PATH}, (run,))
    return SAY.silent(incident, f"{told}: too alike to tell", ("more attempts",))


def _without_backends(evidence: Evidence, incident: Incident, run: Seen[ConnectRun], held: Contrast) -> Finding:
    lost, sent = beside_the_run(evidence, run)
    virtual = held.virtual
    if exact_p(virtual.bad, virtual.sent, lost, sent) > ACCUSING_P:
        return SAY.silent(
            incident,
            f"{run.fact.service}: failed {arm_words(virtual)}; beside it {share_in_words(lost, sent)} probes of other "
            "addresses were lost: not enough to tell the service from the way to it",
            ("a server asked straight, or more samples of the anchors",),
        )
    sentence = (
        f"{run.fact.service}: failed {arm_words(virtual)} while other addresses lost {share_in_words(lost, sent)}; "
        f"no server behind it could be asked straight, so the balancer or a server behind it; ask for {_ASK}"
    )
    return SAY.blames(incident, with_sign(sentence, run.fact), {Plane.PATH}, (run,))


def _window(evidence: Evidence) -> Finding:
    runs = evidence.readings(ConnectRun)
    held = contrast(runs[-1].fact) if runs else None
    if held is None:
        return SAY.silent(None, "no attempts at a service are on record", ("ConnectRun",))
    run, virtual = runs[-1], held.virtual
    told = f"{run.fact.service}: failed {arm_words(virtual)}"
    earlier = [each for each in changes(evidence, run.fact.service) if each.after_at == run.at]
    told += f"; {earlier[-1].words}" if earlier else ""
    if fails_in_part(virtual):
        return SAY.silent(None, f"{told}: see the incident")
    if virtual.bad or virtual.sent < LEAST_ATTEMPTS:
        return SAY.silent(None, f"{told}: too few to say that it is sound", ("more attempts",))
    if Sign.STICKY in signs(run.fact):
        return SAY.silent(None, with_sign(told, run.fact), ("the same attempts from another source address",))
    way = f"; the attempts went straight, this computer's programs use the proxy {run.fact.proxy}"
    return SAY.clears(None, told + (way if run.fact.proxy else ""), {Plane.PATH}, (run,))


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(ConnectRun,), judge=judge)
