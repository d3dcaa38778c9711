"""Whether the line came back as another product than before, as after a cut-over."""

from __future__ import annotations

from collections.abc import Sequence

from netdoc.diagnosis.rules._rates import generation
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.incident import Incident
from netdoc.model.observation import Seen


def another_product(evidence: Evidence, incident: Incident) -> str:
    """Return, in words, in what the line differs from before; a rate alone may be another training of the same one."""
    before = _synced(evidence.readings(DslLine, end=incident.start))
    after = _synced(evidence.readings(DslLine, start=incident.start))
    if before is None or after is None or before.subject != after.subject:
        return ""
    old, new = before.fact, after.fact
    if generation(old) is not None and generation(new) is not None and generation(old) != generation(new):
        return f"{old.mode} before, {new.mode} now"
    if old.profile and new.profile and old.profile != new.profile:
        return f"profile {old.profile} before, {new.profile} now"
    return ""


def _synced(readings: Sequence[Seen[DslLine]]) -> Seen[DslLine] | None:
    return next((each for each in reversed(readings) if each.fact.sync), None)
