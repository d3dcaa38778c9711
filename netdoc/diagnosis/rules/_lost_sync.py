"""What clears each holder of the symptom «the line lost sync» alike: no loss of sync, or the telco's own word."""

from __future__ import annotations

from netdoc.diagnosis.instants import line_started_at
from netdoc.diagnosis.rules._lamps import seen_in_sync
from netdoc.diagnosis.rules._modem import in_sync_throughout, line_restart_within, out_of_sync_within
from netdoc.diagnosis.rules._says import Says
from netdoc.diagnosis.rules._steps import telco_admits
from netdoc.model.evidence import Evidence
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident
from netdoc.model.plane import Plane


def cleared_by_sync(say: Says, evidence: Evidence, incident: Incident) -> Finding | None:
    """Return the finding that clears whatever takes a line out of sync, where it demonstrably kept it; else None.

    A person who saw the DSL lamp steady amid the incident stands for the modem that cannot be read; the modem's own
    word, where there is one, goes first.
    """
    synced = in_sync_throughout(evidence, incident)
    if synced is not None:
        started = line_started_at(synced)
        since = "did not train" if started is None else f"has been in sync since {started:%Y-%m-%d %H:%M:%S} UTC"
        return say.clears(incident, f"the line {since}", {Plane.MODEM_BOX}, [synced])
    if out_of_sync_within(evidence, incident) or line_restart_within(evidence, incident):
        return None
    lamp = seen_in_sync(evidence, incident)
    if lamp is None:
        return None
    internet = f", the internet lamp {lamp.fact.light_internet.value}" if lamp.fact.light_internet else ""
    sentence = f"the modem's DSL lamp was seen steady at {lamp.at:%H:%M} UTC, amid the incident{internet}"
    return say.clears(incident, sentence, {Plane.OPERATOR}, [lamp])


def cleared_alike(say: Says, evidence: Evidence, incident: Incident) -> Finding | None:
    """Return the finding that clears a holder other than the pair, or None where neither applies."""
    synced = cleared_by_sync(say, evidence, incident)
    if synced is not None:
        return synced
    admitted = telco_admits(evidence, incident, Fault.LOOP_NOISE, Fault.LOOP_NO_SIGNAL, Fault.LOOP_SIGNAL_LOST)
    if admitted is None:
        return None
    ticket = admitted.fact.ticket
    return say.clears(incident, f"the telco found its own line at fault (ticket {ticket})", {Plane.VENDOR}, [admitted])
