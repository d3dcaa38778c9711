"""HOST01: the measuring computer's own link is down.

Objective: never lay to the office or a vendor what is a cable out of the laptop.
Needs:     LinkState around the incident; DeviceState of the boxes, for restarts.
Blames:    host.link, when the computer has an interface whose carrier was gone at a look within the incident or,
           where nobody looked, on both sides of it.
Clears:    host.link, when the carrier was there at every look within the incident, or on both sides of it.
Silent:    no look at the link near the incident; or no interface at all (then nothing was measured); or a box
           restarted within three minutes of the onset: what lost its power took the carrier with it.
Limits:    does not tell a pulled cable from a dead switch port: both are the premises.
Source:    Linux operstate/carrier (kernel documentation, sysfs-class-net).
"""

from __future__ import annotations

from datetime import timedelta

from netdoc.diagnosis.instants import boots
from netdoc.diagnosis.rules._host import looks_at_link
from netdoc.diagnosis.rules._says import Says
from netdoc.model.evidence import Evidence
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.link_state import LinkState
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident
from netdoc.model.plane import Plane
from netdoc.plugin import Rule

SAY = Says("HOST01", Fault.HOST_LINK)
POWER_EVENT = timedelta(minutes=3)
"""Boots within ± 3 min are one power event (measurement notes, power)."""


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by the carrier of the computer's own interface."""
    if incident is None:
        return SAY.silent(None, "judged per incident only")
    looks, within = looks_at_link(evidence, incident)
    down = [each for each in looks if each.fact.interface and each.fact.carrier is False]
    if down and (within or len(down) == len(looks)):
        dark = next((each for each in boots(evidence) if abs(each.at - incident.start) <= POWER_EVENT), None)
        if dark is not None:
            return SAY.silent(incident, f"{dark.subject} restarted with it: the carrier may have gone with the power")
        return SAY.blames(
            incident,
            f"the computer's own interface {down[0].fact.interface} had no carrier at {down[0].at:%H:%M:%S} UTC",
            {Plane.HOST},
            down[:1],
        )
    if looks and all(each.fact.carrier for each in looks):
        return SAY.clears(
            incident, "the computer's own link had a carrier at every look in this incident", {Plane.HOST}, looks[:1]
        )
    return SAY.silent(incident, "the computer's own link was not looked at near this incident", ("LinkState",))


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(LinkState, DeviceState), judge=judge)
