"""The bins in Broadcom's dated sections, dated back from the reading."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from netdoc.model.facts.dsl_history import DslBin, DslHistory
from probes.modems import _broadcom_counters as counters
from probes.modems._plausible import Gate

_CLOSED_BINS = {900: counters.PREVIOUS_15, 86_400: counters.PREVIOUS_DAY}
_OPEN_BINS = {900: counters.LATEST_15, 86_400: counters.LATEST_DAY}


def read_history(found: Mapping[str, counters.Section], taken_at: datetime) -> list[DslHistory]:
    """Return the bins of 15 minutes and of a day, each the previous and the running one, where they can be dated.

    Args:
        found: the trusted sections by name; down stands first in each pair.
        taken_at: when the answer was taken; the bins are dated back from it.
    """
    histories = []
    for length_s, latest_name in _OPEN_BINS.items():
        latest, previous = found.get(latest_name), found.get(_CLOSED_BINS[length_s])
        if latest is None or latest.age_s > length_s:
            continue
        gate = Gate()
        started = taken_at - timedelta(seconds=latest.age_s)
        bins = [] if latest.age_s == 0 else [_bin(latest, started, gate)]
        if previous is not None and 0 < previous.age_s <= length_s:
            bins.insert(0, _bin(previous, started - timedelta(seconds=previous.age_s), gate))
        if bins:
            histories.append(DslHistory(bin_s=length_s, bins=tuple(bins), remarks=tuple(gate.remarks)))
    return histories


def _bin(section: counters.Section, start: datetime, gate: Gate) -> DslBin:
    values: dict[str, int | None] = {}
    for key, pair in section.counters.items():
        if key == "LOM":
            continue
        for side, value in zip(("down", "up"), pair, strict=True):
            field, raw = f"{key.lower()}_{side}", f"{section.name} {key}: {pair[0]} {pair[1]}"
            if key in ("ES", "SES", "UAS"):
                values[field] = gate.seconds(field, value, raw, age_s=section.age_s)
            else:
                values[field] = gate.count(field, value, raw)
    return DslBin(start=start, duration_s=section.age_s, **values)
