"""What clears each other holder of the symptom «the line lost sync» alike: no loss of sync, or the telco's own word."""

from __future__ import annotations

from netdoc.diagnosis.rules._modem import in_sync_throughout
from netdoc.diagnosis.rules._says import Says
from netdoc.diagnosis.rules._steps import telco_admits
from netdoc.model.evidence import Evidence
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident
from netdoc.model.plane import Plane


def cleared_alike(say: Says, evidence: Evidence, incident: Incident) -> Finding | None:
    """Return the finding that clears a holder other than the pair, or None where neither applies."""
    synced = in_sync_throughout(evidence, incident)
    if synced is not None:
        return say.clears(incident, "the line stayed in sync", {Plane.MODEM_BOX}, [synced])
    admitted = telco_admits(evidence, incident, Fault.LOOP_NOISE, Fault.LOOP_NO_SIGNAL)
    if admitted is None:
        return None
    ticket = admitted.fact.ticket
    return say.clears(incident, f"the telco found its own line at fault (ticket {ticket})", {Plane.VENDOR}, [admitted])
