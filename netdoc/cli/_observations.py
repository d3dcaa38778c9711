"""An observation as plain data, for the commands that show one without storing it."""

from __future__ import annotations

from typing import Any

from netdoc.model.codec import to_plain
from netdoc.model.observation import Missed, Observation, Seen


def plain_observation(observation: Observation) -> dict[str, Any]:
    """Return an observation for JSON: `result` is `seen`, `missed` or `gap`; `kind` is the kind of fact seen."""
    word = "seen" if isinstance(observation, Seen) else "missed" if isinstance(observation, Missed) else "gap"
    plain = {"result": word, **to_plain(observation)}
    if isinstance(observation, Seen):
        plain["kind"] = observation.fact.KIND
    return plain
