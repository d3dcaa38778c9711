"""MAINS02: the UPS drops what hangs on it.

Objective: lay to the UPS, and not to the modem, the mains or the line, what an overloaded or worn one does.
Needs:     PowerState or DeviceLog of the UPS around the incident; DeviceState or DeviceLog of the devices on it and of
           one that is not; Step where somebody restarted them or fed the modem past the UPS.
Blames:    mains.ups, when the UPS says around the incident that it is overloaded, its battery bad or its output off
           (or, where it does not tell of overloads, that it carries more than it is rated for), and at least two
           devices that are not known to be off it restarted within three minutes of each other, not after the onset
           (one, when it is known to hang on the UPS and the output was off). The power plane stands behind it when a
           mains device off the UPS ran on, or the UPS saw its own input quiet. Over the window: a UPS that says so,
           restarts or not, names nobody.
Clears:    mains.ups, when a device known to hang on it ran on through the incident, or one known not to restarted too.
Silent:    the UPS says nothing of the kind near the incident; only the modem restarted; a person restarted them
           (recorded as a step), or the office felt something before; the restart came after the onset.
Limits:    what hangs on the UPS is told by a step or by the device's own word (`mains_powered`), or not at all; a bad
           battery shows only when the mains fail or the UPS tests itself.
Source:    story D2 of the project's scenarios; boots within ± 3 min are one power event (measurement notes, power).
"""

from __future__ import annotations

from datetime import timedelta

from netdoc.diagnosis.instants import boots
from netdoc.diagnosis.rules._power import (
    PROMPT,
    Joint,
    Word,
    behind_ups,
    chirps,
    input_clean,
    joint_restart,
    ran_on,
    trouble,
)
from netdoc.diagnosis.rules._says import Says
from netdoc.model.evidence import Evidence
from netdoc.model.facts.device_log import DeviceLog
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.power_state import PowerState
from netdoc.model.facts.step import Step
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident, IncidentKind
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane
from netdoc.plugin import Rule

SAY = Says("MAINS02", Fault.MAINS_UPS)
LEAST_DEVICES = 2


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by the UPS's own word and by which boxes restarted together."""
    if incident is None:
        chirp = chirps(evidence)
        if chirp is None:
            return SAY.silent(None, "no UPS tells of an overload, a bad battery or an output that is off")
        words = f"{chirp.words}: it may drop what hangs on it; no restart is laid to it by this alone"
        return SAY.blames(None, words, {Plane.POWER}, chirp.cites)
    if incident.kind not in (IncidentKind.OUTAGE, IncidentKind.SESSION):
        return SAY.silent(incident, "no outage that a UPS could explain")
    told = trouble(evidence, incident.start, incident.end)
    supplied = {each.subject: behind_ups(evidence, each.subject, incident.start) for each in boots(evidence)}
    held = [each for each in ran_on(evidence, incident, besides=frozenset()) if supplied.get(each.subject)]
    if held:
        return SAY.clears(incident, f"{held[0].subject}, behind the UPS, ran on", {Plane.POWER}, held[:1])
    if told is None:
        return SAY.silent(
            incident, "the UPS tells nothing of itself near this incident", ("PowerState or DeviceLog of the UPS",)
        )
    joint = joint_restart(evidence, incident)
    if joint is None:
        return SAY.silent(incident, f"{told.words}; no device is known to have restarted with this incident")
    beside = [each for each in joint.subjects if supplied.get(each) is False]
    if beside:
        return SAY.clears(
            incident, f"{beside[0]}, which is not behind the UPS, restarted too", {Plane.POWER},
            [each.told for each in joint.boots],
        )  # fmt: skip
    alone_on_it = bool(supplied.get(joint.subjects[0])) and _output_off(told.cites)
    if len(joint.subjects) < LEAST_DEVICES and not alone_on_it:
        return SAY.silent(incident, f"{told.words}; but only {joint.subjects[0]} restarted")
    if joint.excuse:
        return SAY.silent(incident, joint.excuse)
    if not joint.in_time and not _was_off_until(told, incident, joint):
        return SAY.silent(incident, f"{told.words}; the restart is not known to have come first")
    names = ", ".join(joint.subjects)
    off = [each for each in ran_on(evidence, incident, besides=frozenset()) if supplied.get(each.subject) is False]
    quiet = input_clean(evidence, incident)
    witness = f"{off[0].subject}, not behind it, ran on" if off else quiet.words if quiet else ""
    planes = {Plane.POWER} if witness else {each.told.plane for each in joint.boots}
    return SAY.blames(
        incident,
        f"{told.words}; {names} started anew together; {witness or 'what is not on it is not known'}",
        planes,
        [*told.cites, *(each.told for each in joint.boots), *off[:1], *(quiet.cites if quiet else ())],
    )


def _was_off_until(told: Word, incident: Incident, joint: Joint) -> bool:
    """Tell whether the UPS said within the incident, and before the boxes started, that its output was off."""
    since = incident.start - timedelta(seconds=incident.start_uncertainty_s) - PROMPT
    return _output_off(told.cites) and told.at is not None and since <= told.at <= joint.boots[0].latest


def _output_off(cites: tuple[Seen[PowerState] | Seen[DeviceLog] | Seen[DeviceState], ...]) -> bool:
    return any(isinstance(each.fact, PowerState) and each.fact.output_on is False for each in cites)


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(PowerState, DeviceLog, DeviceState, Step), judge=judge)
