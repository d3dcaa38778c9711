"""The first line's script, answered beforehand: what was done, when, with its exhibit, or an honest «no record»."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from netdoc.model.evidence import Evidence
from netdoc.model.facts.interface_counters import InterfaceCounters
from netdoc.model.facts.link_state import LinkKind, LinkState
from netdoc.model.facts.power_state import PowerState
from netdoc.model.facts.step import Action, Outcome, Socket, Step
from netdoc.model.observation import Seen
from netdoc.report.document import Tick
from netdoc.report.exhibits import Exhibits
from netdoc.report.ladder_counts import told_of
from netdoc.report.texts import shorten
from netdoc.report.times import LocalTimes
from netdoc.report.words import count, plural

_NAME = 28
_HEARD = {
    Outcome.QUIET: "quiet",
    Outcome.NOISY: "not quiet (crackle, hum or no dial tone)",
    Outcome.WORKS: "it works",
    Outcome.FAILS: "it fails",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """What is known about one question.

    `since` to `until` (open: still so) is when it held.

    `lasts`: a state and no instant. `counted`: incidents that came after it are counted.
    """

    text: str
    done: bool = False
    since: datetime | None = None
    until: datetime | None = None
    lasts: bool = False
    counted: bool = False
    capture: str | None = None


def cited(evidence: Evidence) -> list[str]:
    """Return the captures that the ticks rest on."""
    return list(dict.fromkeys(each.capture for each in _answers(evidence) if each.capture))


def ticks(
    evidence: Evidence, exhibits: Exhibits, times: LocalTimes, incidents: Sequence[datetime] = ()
) -> tuple[Tick, ...]:
    """Return the questions a first line asks, each answered from the facts.

    Args:
        incidents: when each incident began; those that came after a step say more than the step does.
    """
    return tuple(_tick(each, exhibits, times, incidents) for each in _answers(evidence))


def _tick(answer: _Answer, exhibits: Exhibits, times: LocalTimes, incidents: Sequence[datetime]) -> Tick:
    text = answer.text
    if answer.since is not None:
        text += f", {_when(answer, answer.since, times)}"
        after = [each for each in incidents if answer.since <= each and (not answer.until or each < answer.until)]
        if answer.counted and after:
            text += f"; {plural(len(after), 'incident')} {'in that time' if answer.until else 'since'}"
    found = exhibits.ids([answer.capture]) if answer.capture else ()
    return Tick(text=f"{text}{f' ({found[0]})' if found else ''}", done=answer.done)


def _when(answer: _Answer, since: datetime, times: LocalTimes) -> str:
    if answer.until is not None:
        return times.span(since, answer.until)
    return f"{'since ' if answer.lasts else ''}{times.minute(since)}"


def _answers(evidence: Evidence) -> list[_Answer]:
    found = (
        _restarted(evidence),
        _by_cable(evidence),
        _at_modem(evidence),
        _test_socket(evidence),
        _other_modem(evidence),
        _other_adapter(evidence),
        _filters(evidence),
        _other_device(evidence),
        _quiet_line(evidence),
        _power(evidence),
        _no_vpn(evidence),
        _not_only_ping(evidence),
        _own_traffic(evidence),
    )
    return [each for each in found if each is not None]


def _holds(evidence: Evidence, field: str, value: object) -> tuple[Seen[Step], datetime | None] | None:
    """Return the last step that set a field to a value, and the later one that set it otherwise, if any."""
    named = [each for each in evidence.readings(Step) if getattr(each.fact, field) is not None]
    for index in reversed(range(len(named))):
        if getattr(named[index].fact, field) == value:
            first = index
            while first > 0 and getattr(named[first - 1].fact, field) == value:
                first -= 1
            return named[first], named[index + 1].at if index + 1 < len(named) else None
    return None


def _held(text: str, found: tuple[Seen[Step], datetime | None]) -> _Answer:
    step, until = found
    return _Answer(text=text, done=True, since=step.at, until=until, lasts=True, counted=True, capture=step.capture)


def _last(evidence: Evidence, action: Action) -> Seen[Step] | None:
    return next((each for each in reversed(evidence.readings(Step)) if each.fact.action is action), None)


def _once(text: str, seen: Seen[Any]) -> _Answer:
    return _Answer(text=text, done=True, since=seen.at, capture=seen.capture)


def _restarted(evidence: Evidence) -> _Answer:
    done = [each for each in evidence.readings(Step) if each.fact.power_cycled]
    if not done:
        return _Answer(text="Restart: no record (a restart clears the counters)")
    last = done[-1]
    text = f"Restarted {shorten(last.fact.power_cycled or '', _NAME)}"
    return _Answer(text=text, done=True, since=last.at, counted=True, capture=last.capture)


def _by_cable(evidence: Evidence) -> _Answer:
    links = [each for each in evidence.readings(LinkState) if each.fact.link is not LinkKind.NONE]
    kinds = {each.fact.link for each in links}
    if not kinds:
        return _Answer(text="Measured by cable: own link not read")
    if kinds != {LinkKind.WIRED}:
        words = " and ".join(sorted({"Wi-Fi" if each is LinkKind.WIFI else each.value for each in kinds}))
        return _Answer(text=f"Measured by cable only: no, by {words}", since=links[-1].at)
    first = next((each.capture for each in links if each.capture), None)
    return _Answer(text="Measured by cable, not Wi-Fi", done=True, since=links[0].at, lasts=True, capture=first)


def _at_modem(evidence: Evidence) -> _Answer | None:
    found = _holds(evidence, "at_modem", True)
    return _held("Computer plugged into the modem itself", found) if found else None


def _test_socket(evidence: Evidence) -> _Answer:
    found = _holds(evidence, "socket", Socket.TEST)
    if found is None:
        return _Answer(text="Modem at the test socket: no record")
    label = found[0].fact.socket_label
    return _held(f"Modem at the test socket{f' ({shorten(label, _NAME)})' if label else ''}", found)


def _other_modem(evidence: Evidence) -> _Answer:
    named = [each for each in evidence.readings(Step) if each.fact.modem is not None]
    names = list(dict.fromkeys(each.fact.modem for each in named))
    proven = [each for each in named if each.fact.modem_proven]
    if len(names) < 2 and not proven:
        return _Answer(text="Another modem tried: no record")
    which = proven[0] if proven else next(each for each in named if each.fact.modem == names[1])
    quality = "proven on another line" if which.fact.modem_proven else "not proven on another line"
    text = f"Another modem tried: {shorten(which.fact.modem or '', _NAME)} ({quality})"
    return _held(text, _holds(evidence, "modem", which.fact.modem) or (which, None))


def _other_adapter(evidence: Evidence) -> _Answer | None:
    names = list(dict.fromkeys(each.fact.adapter for each in evidence.readings(Step) if each.fact.adapter is not None))
    found = _holds(evidence, "adapter", names[1]) if len(names) > 1 else None
    return _held(f"Another power adapter tried: {shorten(names[1] or '', _NAME)}", found) if found else None


def _filters(evidence: Evidence) -> _Answer:
    found = _holds(evidence, "filters_off", True)
    if found is None:
        return _Answer(text="Filters, phones, alarm, fax taken off the line: no record")
    return _held("Filters, phones, alarm, fax off the line", found)


def _other_device(evidence: Evidence) -> _Answer:
    step = _last(evidence, Action.OTHER_DEVICE)
    if step is None:
        return _Answer(text="Another device tried: no record")
    said = _HEARD[step.fact.outcome] if step.fact.outcome else "outcome not noted"
    return _once(f"Another device tried: {said}", step)


def _quiet_line(evidence: Evidence) -> _Answer:
    step = _last(evidence, Action.QUIET_LINE)
    if step is None:
        return _Answer(text="Quiet-line test by ear: no record")
    said = _HEARD[step.fact.outcome] if step.fact.outcome else "outcome not noted"
    return _once(f"Quiet-line test by ear: {said}", step)


def _power(evidence: Evidence) -> _Answer:
    found = _holds(evidence, "behind_ups", False)
    if found is not None:
        return _held("Modem fed from the wall, past any UPS", found)
    states = evidence.readings(PowerState)
    if states:
        battery = sum(1 for each in states if each.fact.on_battery)
        said = f"UPS read {plural(len(states), 'time')}, {count(battery) if battery else 'none'} of them on battery"
        return _Answer(text=said, done=True, since=states[0].at, lasts=True, capture=states[0].capture)
    if _holds(evidence, "behind_ups", True) is not None:
        return _Answer(text="Power: modem hangs on a UPS that was neither read nor bypassed")
    return _Answer(text="Power (UPS bypassed or read): no record")


def _no_vpn(evidence: Evidence) -> _Answer:
    links = [each for each in evidence.readings(LinkState) if each.fact.interface]
    if not links:
        return _Answer(text="VPN off while measuring: not checked")
    vpn = any(each.fact.vpn is not None for each in links)
    return _Answer(
        text="VPN off while measuring" if not vpn else "VPN off while measuring: no, one was up", done=not vpn
    )


def _not_only_ping(evidence: Evidence) -> _Answer:
    methods = {method for rung in evidence.ladder.rungs for method in told_of(evidence.ladder, rung)[0]}
    tcp = any(each.startswith("tcp") for each in methods)
    return _Answer(text="TCP beside ping" if tcp else "TCP beside ping: not measured", done=tcp)


def _own_traffic(evidence: Evidence) -> _Answer:
    wan = [each for each in evidence.readings(InterfaceCounters) if each.fact.role == "wan"]
    known = len(wan) >= 2
    words = "Office's own traffic counted at the router"
    return _Answer(text=words if known else f"{words}: not known", done=known)
