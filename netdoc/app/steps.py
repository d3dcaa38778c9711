"""Record what a technician did and saw, in the store of the office that is measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from netdoc.app.assemble import assemble
from netdoc.app.beginning import site_file
from netdoc.app.cases import gather
from netdoc.app.paths import Place, is_there
from netdoc.app.steps_deeds import Deed
from netdoc.app.steps_plan import Planned
from netdoc.app.steps_setup import Setup, setups
from netdoc.errors import BadInput, StoreError
from netdoc.model.codec import format_time
from netdoc.model.evidence import Evidence
from netdoc.model.facts import Fact
from netdoc.model.facts.step import Step
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane
from netdoc.ports import Clock
from netdoc.store.store import Store

READER = "step/1"
OPERATOR = "operator"
AHEAD = timedelta(minutes=1)
"""Clocks on site differ by some seconds: as much later than this computer's clock is no mistake (own)."""
BEFORE_RECORD = timedelta(days=90)
"""What lies earlier than this before anything watched is a slip of the pen in month or year (own)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What is stored up to an instant: all of it, and the arrangements that held, the one in force last."""

    evidence: Evidence | None
    setups: tuple[Setup, ...]


def check_office(place: Place) -> None:
    """See before anything is asked that a record can be made: there is one of an office, or a site file.

    Raises:
        ConfigError: the site file is wrong.
        StoreError: the store holds nothing of any office, or cannot be read.
    """
    if is_there(place.store):
        with Store.open(place.store, create=False, read_only=True) as store:
            if store.site_id is not None:
                return
    if site_file(place) is None:
        raise StoreError(
            f"{place.store} holds nothing of any office yet",
            hint=f"run `netdoc check {place.site_id}` first, or write its site file: `netdoc site init "
            f"{place.site_id}`",
        )


def check_time(place: Place, at: datetime, now: datetime, *, where: str = "--at") -> datetime:
    """Return the time as it was given, when it can be one of a step.

    Raises:
        BadInput: it lies in the future, or long before anything was watched.
        StoreError: the store cannot be read.
    """
    if at > now + AHEAD:
        raise BadInput(
            f"{format_time(at)} lies in the future: this computer's clock says {format_time(_whole(now))}",
            where=where,
            hint="a step is recorded once it is done; check day, month and time zone",
        )
    watched = _watched_by(place, at + BEFORE_RECORD)
    if watched is False:
        raise BadInput(
            f"{format_time(at)} lies more than {BEFORE_RECORD.days} days before the record of {place.site_id} begins",
            where=where,
            hint="check year and month",
        )
    if watched is None and at < now - BEFORE_RECORD:
        raise BadInput(
            f"{format_time(at)} is more than {BEFORE_RECORD.days} days ago, and nothing is recorded of then",
            where=where,
            hint="check year and month",
        )
    return at


def _watched_by(place: Place, until: datetime) -> bool | None:
    """Return whether anything was observed up to then; None where nothing is stored at all."""
    if not is_there(place.store):
        return None
    with Store.open(place.store, create=False, read_only=True) as store:
        if store.end() is None:
            return None
        return next(store.stored(None, until), None) is not None


def past_of(place: Place, at: datetime) -> Past:
    """Return what is stored up to an instant."""
    evidence = None
    if is_there(place.store):
        with Store.open(place.store, create=False, read_only=True) as store:
            if store.end() is not None and next(store.stored(None, at), None) is not None:
                evidence = gather(store, until=at)
    steps = [] if evidence is None else [each.fact for each in evidence.readings(Step)]
    return Past(evidence=evidence, setups=setups(steps))


def observations_of(
    deed: Deed, at: datetime, *, plan: Planned | None = None, now: datetime | None = None
) -> tuple[Seen[Fact], ...]:
    """Return what is stored for a step: the step itself, and the silence test it begins.

    Args:
        deed: the step.
        at: when it was done.
        plan: the silence test.
        now: when it is recorded, where that is later than `at`: the plan says so.
    """
    step = _by_operator(at, deed.step)
    if plan is None or plan.fact is None:
        return (step,)
    if now is not None and now > at:
        return (step, _by_operator(now, replace(plan.fact, began=at)))
    return (step, _by_operator(at, plan.fact))


def record(place: Place, clock: Clock, observations: Sequence[Seen[Fact]]) -> str:
    """Store what was done and seen, all of it or nothing, and return the office's id.

    A measurement that runs goes on: the file takes one writer after the other. Where no store is there yet, one is
    begun by the site file.

    Raises:
        ConfigError: the site file is wrong.
        StoreError: it could not be stored, or there is neither a record of an office nor a site file.
    """
    check_office(place)
    with Store.open(place.store, clock=clock) as store, store.transaction():
        if store.site_id is None:
            store.put_site(assemble(place.site_id, site_file(place), None))
        store.put(observations)
        return store.site_id or place.site_id


def _by_operator(at: datetime, fact: Fact) -> Seen[Fact]:
    return Seen(OPERATOR, at, fact, plane=Plane.OPERATOR, reader=READER)


def _whole(at: datetime) -> datetime:
    return at.replace(microsecond=0)
