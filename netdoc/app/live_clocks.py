"""The clocks of modem, line and session, as the boxes last told them; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from netdoc.app.live_picture import ClockRow
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.wan_session import SessionStatus, WanSession
from netdoc.model.observation import Gap, Missed, Observation, Seen
from netdoc.model.site import Site

KINDS: Mapping[str, str] = {DeviceState.KIND: "Modem", DslLine.KIND: "Line", WanSession.KIND: "Session"}
"""Kind of fact and the row it moves, in the order shown."""
FRESH = timedelta(seconds=150)
_MODEMS = ("modem", "combined")


@dataclass(frozen=True, slots=True)
class Clocks:
    """One row for each clock that anything is known of, by kind of fact."""

    rows: Mapping[str, ClockRow] = field(default_factory=dict)


def tell(before: Clocks, observation: Observation, site: Site | None) -> Clocks:
    """Return the clocks after one more observation."""
    if isinstance(observation, Seen):
        kind, made = observation.fact.KIND, _read(observation)
        if made is None or not _concerns(kind, observation.subject, site):
            return before
        return Clocks({**before.rows, kind: made})
    if observation.what not in KINDS or not _concerns(observation.what, observation.subject, site):
        return before
    why = _why(observation)
    held = before.rows.get(observation.what, ClockRow(name=KINDS[observation.what]))
    if isinstance(observation, Gap) and held.read_at is not None and observation.start - held.read_at < FRESH:
        return before  # not asked again so soon: the reading at hand is the newest there can be
    return Clocks({**before.rows, observation.what: replace(held, trouble=why)})


def clock_rows(clocks: Clocks, site: Site | None) -> tuple[ClockRow, ...]:
    """Return the three rows; what nothing is known of says why."""
    return tuple(
        clocks.rows.get(kind) or ClockRow(name=name, trouble=_absent(kind, site)) for kind, name in KINDS.items()
    )


def _concerns(kind: str, subject: str, site: Site | None) -> bool:
    """The modem's own clock is that of a modem; line and session are whoever tells them."""
    return kind != DeviceState.KIND or subject in modem_ids(site)


def modem_ids(site: Site | None) -> Sequence[str]:
    """Return the devices that are a modem, or hold one."""
    found = [each.id for each in site.devices if each.kind in _MODEMS] if site is not None else []
    return found or ["modem"]


def _read(seen: Seen) -> ClockRow | None:  # type: ignore[type-arg]
    fact, at = seen.fact, seen.at
    if isinstance(fact, DeviceState):
        model = " ".join(each for each in (fact.vendor, fact.model) if each)
        return ClockRow(name="Modem", state="up", since=_since(at, fact.uptime_s), remark=model, read_at=at)
    if isinstance(fact, DslLine):
        return ClockRow(
            name="Line",
            state={True: "in sync", False: "NOT in sync", None: "sync not told"}[fact.sync],
            since=_since(at, fact.showtime_s) if fact.sync is not False else None,
            remark=_line_remark(fact),
            read_at=at,
        )
    if isinstance(fact, WanSession):
        up = fact.status is SessionStatus.UP
        state = {SessionStatus.UP: "up", SessionStatus.UNKNOWN: "state not told"}.get(
            fact.status, fact.status.value.upper()
        )
        error = fact.last_error if fact.last_error not in (None, "", "ERROR_NONE") else ""
        return ClockRow(
            name="Session",
            state=state,
            since=_since(at, fact.uptime_s) if up else None,
            remark=f"last error: {error}" if error else "",
            read_at=at,
        )
    return None


def _line_remark(fact: DslLine) -> str:
    parts = []
    if fact.sync is False and fact.status:
        parts.append(fact.status)
    if fact.sync is not False and fact.rate_down_kbps is not None:
        up = f"/{fact.rate_up_kbps / 1000:.1f}" if fact.rate_up_kbps is not None else ""
        parts.append(f"{fact.rate_down_kbps / 1000:.1f}{up} Mbit/s")
    if fact.sync is not False and fact.margin_down_db is not None:
        parts.append(f"margin {fact.margin_down_db:.1f} dB")
    return ", ".join(parts)


def _since(at: datetime, seconds: int | None) -> datetime | None:
    if seconds is None:
        return None
    try:
        return at - timedelta(seconds=seconds)
    except OverflowError:  # a device may claim any number
        return None


def _why(observation: Missed | Gap) -> str:
    if isinstance(observation, Gap):
        return observation.why
    return observation.detail or observation.failure


def _absent(kind: str, site: Site | None) -> str:
    if site is None:
        return "nothing read yet"
    if kind == WanSession.KIND:
        return "nothing read yet" if site.devices else "no router or modem that can be asked"
    if not any(each.kind in _MODEMS for each in site.devices):
        return "no modem to read in the site file: netdoc site init"
    return "nothing read yet"
