"""Which incidents are drops that modem, wiring or line could have caused, and what the modem's clocks say of each."""

from __future__ import annotations

from netdoc.diagnosis.rules._modem import (
    boot_is_cause,
    concerns_the_way,
    in_sync_throughout,
    lost_sync_by_itself,
    modem_boot_near,
)
from netdoc.diagnosis.weigh import VOID_LIMIT
from netdoc.model.arm import Changed, Symptom
from netdoc.model.evidence import Evidence
from netdoc.model.incident import Incident, Zone

_SYNC = frozenset({Symptom.LOST_SYNC, Symptom.UNKNOWN})
_HANGS = frozenset({Symptom.HELD_SYNC, Symptom.UNKNOWN})
_POWER = frozenset({Symptom.RESTARTED, Symptom.UNKNOWN})

COUNTED: dict[Changed, tuple[frozenset[Symptom], ...]] = {
    Changed.SOCKET: (_SYNC,),
    Changed.FILTERS: (_SYNC,),
    Changed.MODEM: (_SYNC, _HANGS),
    Changed.ADAPTER: (_POWER,),
    Changed.UPS: (_POWER,),
}
"""Which drops a change could have caused, one set per test. What nothing is known of could be any of them."""


def is_drop(evidence: Evidence, incident: Incident) -> bool:
    """Return whether an incident could be the modem's, its wiring's or its line's.

    Not where the provider's first hop went on answering, for then packets passed all three; and not where most of it
    was not sampled.
    """
    return concerns_the_way(evidence, incident) and incident.zone is not Zone.FAR and incident.void <= VOID_LIMIT


def symptom(evidence: Evidence, incident: Incident) -> Symptom:
    """Return what the modem's clocks say; a line that a person's restart took down says nothing of the onset."""
    return evidence.once((symptom, incident), lambda: _symptom(evidence, incident))


def _symptom(evidence: Evidence, incident: Incident) -> Symptom:
    boot = modem_boot_near(evidence, incident)
    if boot is not None and boot_is_cause(incident, boot):
        return Symptom.RESTARTED
    if in_sync_throughout(evidence, incident) is not None:
        return Symptom.HELD_SYNC
    lost = lost_sync_by_itself(evidence, incident) is not None
    return Symptom.LOST_SYNC if lost else Symptom.UNKNOWN
