"""The timeline cut into stretches of one arrangement each, by the steps that changed it.

A step says what holds from now on. What was never told before is either *changed* by the step or only *named* by it:
a step of another kind that names modem or adapter names what is there already; a swap, a step without a kind, and the
test socket are changes. Naming, notes and listening to the line split nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from netdoc.model.arm import Changed
from netdoc.model.evidence import Evidence
from netdoc.model.facts.step import Action, Socket, Step
from netdoc.model.incident import Incident
from netdoc.model.observation import Seen

HANDLED_BEFORE = timedelta(minutes=5)
HANDLED_AFTER = timedelta(minutes=3)
"""Whoever changes the arrangement interrupts the line: an outage that begins so near a step is the step's own. A step
is often written down once the line is back: unplugging, plugging in and a training of 30-160 s came before (own)."""
SETTLED = timedelta(minutes=5)
"""What still fails this long after a step fails in the new arrangement too: a training takes 30-160 s."""

KIT = frozenset({Changed.MODEM, Changed.ADAPTER})
"""A modem is swapped with its own adapter: both belong to the supplied kit."""
WIRING = frozenset({Changed.SOCKET, Changed.FILTERS})
"""At a test socket nothing else hangs on the line."""

Told = bool | str | Socket


@dataclass(frozen=True, slots=True)
class Arranged:
    """Which socket, modem and adapter; None is what nobody told."""

    socket: Socket | None = None
    socket_label: str | None = None
    modem: str | None = None
    adapter: str | None = None
    filters_off: bool | None = None
    behind_ups: bool | None = None


@dataclass(slots=True)
class Stretch:
    """From one change of the arrangement to the next."""

    start: datetime
    end: datetime
    arranged: Arranged = Arranged()
    proven: bool = False
    steps: list[Seen[Step]] = field(default_factory=list)
    """The step that began it, and those that named more of it."""
    socket_recorded: bool = False


FIELDS = ("socket", "modem", "adapter", "filters_off", "behind_ups")


def stretches(evidence: Evidence) -> list[Stretch]:
    """Return the stretches in time order, from the first record to the last; one where nothing was changed."""
    return evidence.once(stretches, lambda: _stretches(evidence))


def _stretches(evidence: Evidence) -> list[Stretch]:
    found = [Stretch(evidence.start, evidence.end)]
    for step in evidence.readings(Step):
        last = found[-1]
        changes = _changes(found, step.fact)
        if changes:
            last.end = step.at
            proven = last.proven and "modem" not in changes
            arranged = replace(last.arranged, **changes)  # type: ignore[arg-type]
            told = last.socket_recorded and "socket" not in changes
            found.append(Stretch(step.at, evidence.end, arranged, proven, socket_recorded=told))
        if changes or step.fact.modem_proven is not None:
            found[-1].steps.append(step)
        if step.fact.modem_proven is not None:
            found[-1].proven = step.fact.modem_proven
        if step.fact.socket is not None:
            found[-1].socket_recorded = True
    return found


def _changes(found: list[Stretch], fact: Step) -> dict[str, Told | None]:
    """Return what the step changes; what it only names is written into the stretches before."""
    now = found[-1].arranged
    changes: dict[str, Told | None] = {}
    for name in FIELDS:
        told, held = getattr(fact, name), getattr(now, name)
        if told is None or told == held:
            continue
        if held is None and not _moves(fact, name, told):
            _name(found, name, told)
            continue
        if held is None and name == "socket" and fact.action is Action.TEST_SOCKET:
            for each in found:
                each.socket_recorded = True  # moved, and from where is plain
        if held is None:
            _name(found, name, _opposite(told))
        elif name in ("modem", "adapter") and not fact.modem_proven and not _used(found, name, told):
            _name(found, name, told)  # the first one, never named, is back
        changes[name] = told
    return changes | _label(found, fact, moved="socket" in changes)


def _label(found: list[Stretch], fact: Step, *, moved: bool) -> dict[str, Told | None]:
    """Return the change of the socket's label: another label is another socket, and a first one only a name."""
    now = found[-1].arranged
    if moved:
        return {"socket_label": fact.socket_label}
    if fact.socket_label is None or fact.socket_label == now.socket_label:
        return {}
    if now.socket_label is not None:
        return {"socket_label": fact.socket_label}
    for each in reversed(found):
        if each.arranged.socket is not now.socket:
            break
        each.arranged = replace(each.arranged, socket_label=fact.socket_label)
    return {}


def _moves(fact: Step, name: str, told: Told) -> bool:
    """Return whether a step that tells something for the first time changed it."""
    if name == "socket":
        return told is Socket.TEST or fact.action is Action.TEST_SOCKET
    if name in ("modem", "adapter"):
        return fact.action is None or fact.action is Action.SWAP_MODEM
    if name == "filters_off":
        return told is True or fact.action is Action.FILTER_OUT
    return name == "behind_ups" and fact.action is Action.UPS_BYPASS


def _opposite(told: Told) -> Told | None:
    if isinstance(told, Socket):
        return Socket.DESK if told is Socket.TEST else Socket.TEST
    return not told if isinstance(told, bool) else None


def _used(found: list[Stretch], name: str, told: Told) -> bool:
    return any(getattr(each.arranged, name) == told for each in found)


def _name(found: list[Stretch], name: str, told: Told | None) -> None:
    for each in found:
        if getattr(each.arranged, name) is None:
            each.arranged = replace(each.arranged, **{name: told})  # type: ignore[arg-type]


def differs(one: Arranged, other: Arranged) -> tuple[Changed, ...]:
    """Return what differs between two arrangements. Nobody's modem is at the test socket unless somebody says so."""
    labels = {each.socket_label for each in (one, other) if each.socket_label}
    told: Mapping[Changed, bool] = {
        Changed.SOCKET: (one.socket or Socket.DESK) != (other.socket or Socket.DESK) or len(labels) > 1,
        Changed.MODEM: one.modem != other.modem,
        Changed.ADAPTER: one.adapter != other.adapter,
        Changed.FILTERS: bool(one.filters_off) != bool(other.filters_off),
        Changed.UPS: one.behind_ups != other.behind_ups,
    }
    return tuple(each for each, different in told.items() if different)


def the_thing(changed: tuple[Changed, ...]) -> Changed | None:
    """Return the one thing that a test is of, or None where nothing or more than one thing changed."""
    each = frozenset(changed)
    if each and each <= KIT:
        return Changed.MODEM if Changed.MODEM in each else Changed.ADAPTER
    if each and each <= WIRING:
        return Changed.SOCKET if Changed.SOCKET in each else Changed.FILTERS
    return Changed.UPS if each == {Changed.UPS} else None


def in_words(stretch: Stretch) -> str:
    """Return the arrangement in words."""
    arranged = stretch.arranged
    modem = arranged.modem or "the modem"
    words = [f"{modem} (proven on another line)" if stretch.proven else modem]
    words += [f"with adapter {arranged.adapter}"] if arranged.adapter else []
    if arranged.socket is not None:
        words.append("at the test socket" if arranged.socket is Socket.TEST else "at a desk socket")
    words += [f"({arranged.socket_label})"] if arranged.socket_label else []
    words += ["with nothing else on the line"] if arranged.filters_off else []
    if arranged.behind_ups is not None:
        words.append("through the UPS" if arranged.behind_ups else "fed from the wall")
    return " ".join(words)


def handled(evidence: Evidence, incident: Incident) -> Seen[Step] | None:
    """Return the step whose own doing an outage is: it began while somebody changed the arrangement.

    One that had begun before the step and was not over soon after it is what the step was taken for.
    """
    for each in stretches(evidence)[1:]:
        before = incident.start < each.start
        near = each.start - HANDLED_BEFORE <= incident.start <= each.start + HANDLED_AFTER
        if near and not (before and incident.end > each.start + SETTLED):
            return each.steps[0]
    return None
