"""What is asked when, beside the ladder: periods, least intervals, event sets. Pure: time is an argument.

Never is a box asked sooner than its driver allows, whatever wants it asked: the period, a loss, or the slot
before this one. In a person's check the first and the closing reading are made all the same where the least
interval is the usual minute; a longer one is a wish of that box and is kept even then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from netdoc.app.devices import driver_of, readable
from netdoc.app.plan import BEFORE_END_S, OTHER_CLOCKS, READING_S, Plan
from netdoc.model.plane import Plane
from netdoc.model.site import Site
from netdoc.plugin import Driver, Lane, Probe

AT_LOSS = frozenset({"link", "router_igd", "path", "dns", "second_path", "port_answers"})
"""The probes of an event set; the boxes belong to it too."""
CLOSING = frozenset({"router_igd", "clock", OTHER_CLOCKS})
LIMIT_S = 30.0
"""No answer is waited for longer: a box that hangs costs one question, and nobody else anything."""
DEVICE = "device:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something that is asked over and over."""

    id: str
    """A probe's id, or `device:` and the device's."""
    period_s: float
    least_s: float
    """It is never asked again sooner."""
    limit_s: float = LIMIT_S
    box: str = ""
    """Address of the box that is asked; two questions are never put to one box at a time."""
    at_loss: bool = False
    closing: bool = False
    """In a check it is asked again towards the end."""


@dataclass(frozen=True, slots=True)
class Held:
    """A box that an event set wanted to ask and that may not be asked yet."""

    question: Question
    since_s: float
    """When it was asked last."""
    until_s: float


def questions(
    site: Site, plan: Plan, probes: Mapping[str, Probe], drivers: Mapping[str, Driver]
) -> tuple[Question, ...]:
    """Return everything that the light lane asks at this site."""
    light = [each for each in probes.values() if each.lane is Lane.LIGHT and each.applies(site)]
    return (*(_of_probe(each, site, plan) for each in light), *_of_devices(site, plan, drivers))


def _of_probe(probe: Probe, site: Site, plan: Plan) -> Question:
    period_s = plan.period_s(probe)
    own = probe.plane is Plane.HOST
    known = site.device(probe.subject) if probe.plane is Plane.ROUTER_BOX else None
    return Question(
        id=probe.id,
        period_s=period_s if own else max(period_s, probe.min_interval_s),
        # the computer's own files may be read as often as the plan likes: nobody is asked
        least_s=min(period_s, probe.min_interval_s) if own else plan.least_s(probe),
        box=known.address if known is not None else "",
        at_loss=probe.id in AT_LOSS,
        closing=probe.id in CLOSING,
    )


def _of_devices(site: Site, plan: Plan, drivers: Mapping[str, Driver]) -> Iterable[Question]:
    usual_s = max((each.min_interval_s for each in drivers.values()), default=READING_S)
    for device in readable(site):
        driver = driver_of(device, drivers)
        least_s = driver.min_interval_s if driver is not None else usual_s
        yield Question(
            id=DEVICE + device.id,
            period_s=max(READING_S, least_s),
            least_s=least_s,
            box=device.address,
            at_loss=True,
            closing=True,
        )


class Timetable:
    """Says what is due. All times are seconds on one clock that goes on while the computer sleeps."""

    def __init__(
        self,
        asked: Sequence[Question],
        *,
        start_s: float,
        end_s: float | None,
        attended: bool,
        ago_s: Mapping[str, float] | None = None,
    ) -> None:
        """Begin at `start_s`.

        Args:
            asked: the questions.
            start_s: now.
            end_s: when the ladder stops; None when nobody knows.
            attended: a person waits: see the module's text.
            ago_s: how long ago a question was asked by an earlier run, by its id.
        """
        self._attended = attended
        self._last_s = None if end_s is None else max(start_s, end_s - BEFORE_END_S)
        self._questions = {each.id: each for each in asked}
        self._begun = {key: start_s - value for key, value in (ago_s or {}).items()}
        self._count: dict[str, int] = {}
        self._under_way: set[str] = set()
        self._postponed: set[str] = set()
        self._due: dict[str, float] = {each.id: max(start_s, self._allowed_s(each)) for each in asked}
        self.paused = False
        """Nothing is due while the line is loaded."""

    def replace(self, asked: Sequence[Question], now_s: float) -> None:
        """Go on with other questions: the site turned out to be another one."""
        for each in asked:
            if each.id not in self._questions or each.id in self._postponed:
                self._due[each.id] = max(now_s, self._allowed_s(each))
        self._postponed.clear()
        self._questions = {each.id: each for each in asked}

    def due(self, now_s: float) -> list[tuple[Question, int]]:
        """Return what is to be asked now, each with how often it was asked before; it counts as begun."""
        if self.paused:
            return []
        found = []
        for each in self._questions.values():
            if self._due[each.id] <= now_s and self._may_begin(each, now_s):
                found.append((each, self._count.get(each.id, 0)))
                self._begin(each, now_s)
        return found

    def ended(self, question: str) -> None:
        """Note that a question was answered, or given up."""
        self._under_way.discard(question)

    def postpone(self, question: str, until_s: float) -> None:
        """Ask a question later than usual: it could not be asked. An event set or another site brings it forward."""
        if self._due.get(question, float("inf")) < until_s:
            self._due[question] = until_s
            self._postponed.add(question)

    @property
    def under_way(self) -> frozenset[str]:
        """What is being asked."""
        return frozenset(self._under_way)

    def next_s(self, now_s: float) -> float:
        """Return when something becomes due after now; never is infinity. What waits for a box is not counted."""
        return min((each for each in self._due.values() if each > now_s), default=float("inf"))

    def event(self, now_s: float) -> list[Held]:
        """Make the event set due, each question as soon as it is allowed; return the boxes that have to wait."""
        held = []
        for each in self._questions.values():
            if not each.at_loss or each.id in self._under_way:
                continue
            earliest_s = max(now_s, self._begun.get(each.id, -float("inf")) + each.least_s)
            self._due[each.id] = min(self._due[each.id], earliest_s)
            if earliest_s > now_s and each.box:
                held.append(Held(each, self._begun[each.id], earliest_s))
        return held

    def hasten(self, question: str) -> None:
        """Make one question due as soon as it is allowed."""
        known = self._questions.get(question)
        if known is not None:
            earliest_s = self._begun.get(question, -float("inf")) + known.least_s
            self._due[question] = min(self._due[question], earliest_s)

    def _allowed_s(self, question: Question) -> float:
        begun_s = self._begun.get(question.id)
        return -float("inf") if begun_s is None or self._excused(question) else begun_s + question.least_s

    def _excused(self, question: Question) -> bool:
        return self._attended and question.least_s <= READING_S

    def _may_begin(self, question: Question, now_s: float) -> bool:
        if question.id in self._under_way:
            return False
        if question.box and any(self._box_of(each) == question.box for each in self._under_way):
            return False
        return self._last_s is None or now_s < self._last_s + 1.0

    def _box_of(self, question: str) -> str:
        known = self._questions.get(question)
        return known.box if known is not None else ""

    def _begin(self, question: Question, now_s: float) -> None:
        self._under_way.add(question.id)
        self._begun[question.id] = now_s
        self._count[question.id] = self._count.get(question.id, 0) + 1
        self._due[question.id] = self._following_s(question, now_s)

    def _following_s(self, question: Question, now_s: float) -> float:
        """Return when to ask again. The closing reading takes the place of one that would come just before it."""
        next_s = now_s + max(question.period_s, question.least_s)
        if self._last_s is None:
            return next_s
        closes = question.closing and self._attended and now_s < self._last_s
        if closes and (self._excused(question) or self._last_s >= now_s + question.least_s):
            return self._last_s if next_s > self._last_s - question.period_s / 2 else next_s
        return next_s if next_s <= self._last_s else float("inf")
