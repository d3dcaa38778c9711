"""What a person saw of the modem's lamps in an incident; a person's clock is good to the minute."""

from __future__ import annotations

from datetime import timedelta

from netdoc.model.evidence import Evidence
from netdoc.model.facts.testimony import Light, Testimony, Witness
from netdoc.model.incident import Incident
from netdoc.model.observation import Seen

ONSET = timedelta(seconds=60)
"""A lamp goes on for some seconds after its line is dead, and people note whole minutes (own)."""
SESSION = timedelta(seconds=180)
"""After a training the session takes its time: so near the end of an outage a steady lamp shows only that (own)."""
LIT = frozenset({Light.STEADY, Light.BLINKING, Light.RED})
UNSYNCED = frozenset({Light.BLINKING, Light.RED})


def sightings(evidence: Evidence, incident: Incident) -> list[Seen[Testimony]]:
    """Return what a person on site saw of the lamps within an incident, in time order."""
    return [
        each
        for each in evidence.readings(Testimony, start=incident.start, end=incident.end)
        if each.fact.witness is Witness.OPERATOR and any(_lights(each.fact))
    ]


def without_power(seen: Testimony) -> bool:
    """Return whether the modem had no power: its power lamp was off."""
    return seen.light_power is Light.OFF


def without_sync(seen: Testimony) -> bool:
    """Return whether the DSL lamp told of a modem with power and no sync.

    An unlit one tells of that only beside another lamp that was lit: all are dark on a modem without power.
    """
    if without_power(seen):
        return False
    others = (seen.light_power, seen.light_internet, seen.light_ethernet)
    return seen.light_dsl in UNSYNCED or (seen.light_dsl is Light.OFF and any(each in LIT for each in others))


def seen_in_sync(evidence: Evidence, incident: Incident) -> Seen[Testimony] | None:
    """Return the sight of a steady DSL lamp amid an incident that nothing else seen in it contradicts."""
    seen = sightings(evidence, incident)
    if any(each.fact.light_dsl not in (None, Light.STEADY) or without_power(each.fact) for each in seen):
        return None
    first, last = incident.start + ONSET, incident.end - SESSION
    return next((each for each in seen if each.fact.light_dsl is Light.STEADY and first <= each.at <= last), None)


def seen_without_power(evidence: Evidence, incident: Incident) -> Seen[Testimony] | None:
    """Return the sight of a dark power lamp in an incident."""
    return next((each for each in sightings(evidence, incident) if without_power(each.fact)), None)


def _lights(seen: Testimony) -> tuple[Light | None, ...]:
    return (seen.light_power, seen.light_dsl, seen.light_internet, seen.light_ethernet)
