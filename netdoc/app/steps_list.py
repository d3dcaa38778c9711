"""What people did and said at an office, in time order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from pathlib import Path

from netdoc.app.steps import OPERATOR
from netdoc.app.steps_plan import hours_words, span
from netdoc.model.facts import Fact
from netdoc.model.facts.baseline import Baseline
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.silence_plan import SilencePlan
from netdoc.model.facts.step import Step
from netdoc.model.facts.testimony import Testimony, Witness
from netdoc.model.observation import Observation, Seen
from netdoc.model.plane import Plane
from netdoc.store.store import Store

KINDS = (Step, Testimony, SilencePlan, Baseline)


def recorded(path: Path) -> tuple[Seen[Fact], ...]:
    """Return the steps, statements, plans and values read out that a store holds, in time order.

    Raises:
        StoreError: the store cannot be read.
    """
    with Store.open(path, create=False, read_only=True) as store:
        found = [each for each in store.stored() if _is_of_people(each)]
    return tuple(sorted(_seen(found), key=lambda each: each.at))


def _is_of_people(each: Observation) -> bool:
    return isinstance(each, Seen) and (isinstance(each.fact, KINDS) or each.plane is Plane.OPERATOR)


def _seen(found: Iterable[Observation]) -> list[Seen[Fact]]:
    return [each for each in found if isinstance(each, Seen)]


def words_of(seen: Seen[Fact]) -> tuple[str, str]:
    """Return which kind of entry it is, in a word, and what it says."""
    fact = seen.fact
    if isinstance(fact, Step):
        return "step", fact.did + _people(
            (("in place of", fact.replaced), ("by", fact.who), ("present", fact.present), ("changed", fact.changed))
        )
    if isinstance(fact, Testimony):
        if fact.witness is Witness.OPERATOR:
            return "seen", fact.says + _people((("by", fact.person),))
        ticket = f"ticket {fact.ticket}" if fact.ticket else "no ticket: hearsay"
        about = _people((("", ticket), ("", fact.person), ("admits", fact.admits), ("denies", fact.denies)))
        return "said", f"{fact.witness.value}: «{fact.says}»{about}"
    if isinstance(fact, SilencePlan):
        return "test", _plan(fact)
    if isinstance(fact, Baseline):
        why = f", held against: {fact.why}" if fact.why else ""
        return "base", f"{fact.name}: {_moment(fact.start)} to {_moment(fact.end)}{why}" + _people((("by", fact.who),))
    if isinstance(fact, DslLine | DeviceState):
        return "read", f"{seen.subject}: {_values(fact)}"
    return "seen", f"{seen.subject or OPERATOR}: {fact.KIND}"


def _plan(fact: SilencePlan) -> str:
    hours = f", covering {hours_words(fact.hours)} h UTC" if fact.hours else ""
    began = f"; arm began {_moment(fact.began)}" if fact.began is not None else ""
    drops = f"{fact.drops_before} drop{'' if fact.drops_before == 1 else 's'} in {span(fact.watched_before_s)}"
    return f"to pass: {span(fact.needed_s, up=True)} watched without a drop{hours}; before: {drops} watched{began}"


def _values(fact: DslLine | DeviceState) -> str:
    told = [(each.name, getattr(fact, each.name)) for each in fields(fact) if each.name != "remarks"]
    return ", ".join(f"{name} {_shown(value)}" for name, value in told if value is not None) or "nothing kept"


def _shown(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _people(told: Iterable[tuple[str, str | None]]) -> str:
    parts = [f"{word} {value}".strip() for word, value in told if value]
    return f" ({', '.join(parts)})" if parts else ""


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
