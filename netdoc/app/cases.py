"""Judge what is stored: reads one store, opens no socket, and gives the same answer for the same store."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from netdoc import discover
from netdoc.errors import BadInput, StoreError
from netdoc.model.case import Case, Complaint
from netdoc.model.evidence import Evidence
from netdoc.model.site import Site
from netdoc.model.verdict import Verdict
from netdoc.store.store import Store

Moment = datetime | timedelta
"""An instant, or a span before the end of the record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of a store. As it is stored in a case file, both instants are fixed."""

    since: Moment | None = None
    """Judge nothing earlier; None for everything stored."""
    until: Moment | None = None
    """Judge nothing later; None for the last record."""
    complaint: Complaint | None = None
    """Instead of the one stored."""
    per_day: float | None = None
    """How often it is said to happen, instead of what is stored."""

    def fixed(self, store: Store) -> Question:
        """Return the same with instants in place of spans before the end of the record."""
        end = store.end()
        if end is None:
            return self
        return replace(self, since=_instant(self.since, end), until=_instant(self.until, end))


def diagnose(
    path: Path,
    *,
    since: Moment | None = None,
    until: Moment | None = None,
    complaint: Complaint | None = None,
    per_day: float | None = None,
) -> tuple[Verdict, Evidence]:
    """Return the verdict on a stored site, and the evidence it rests on.

    Args:
        path: the store.
        since: judge nothing earlier; None for everything stored.
        until: judge nothing later; None for the last record.
        complaint: instead of the one stored.
        per_day: how often it is said to happen, instead of what is stored.

    Raises:
        StoreError: the store cannot be read, or holds nothing in that window.
        BadInput: the window ends before it begins.
    """
    with uncollected():
        with Store.open(path, create=False, read_only=True) as store:
            evidence = gather(store, since=since, until=until, complaint=complaint, per_day=per_day)
        return judge(evidence), evidence


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the collector from looking at each of a month's million objects again and again: none is garbage yet."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def gather(
    store: Store,
    *,
    since: Moment | None = None,
    until: Moment | None = None,
    complaint: Complaint | None = None,
    per_day: float | None = None,
) -> Evidence:
    """Return what an open store holds of a window; see `diagnose`."""
    site, case = told_of(store, complaint, per_day)
    end = store.end()
    if end is None:
        raise StoreError(f"{store.path} holds no observation yet", hint="run `netdoc check`, or import some")
    first, last = _instant(since, end), _instant(until, end)
    if first is not None and last is not None and first > last:
        raise BadInput("the window ends before it begins", hint="give --since an earlier time than --until")
    observed = store.observations(first, last)
    if not observed:
        raise StoreError(
            "nothing was observed in that window",
            hint=f"the record ends {end:%Y-%m-%dT%H:%M:%SZ}; leave --since and --until out for all of it",
        )
    return Evidence(site, case, observed, until=last)


def told_of(store: Store, complaint: Complaint | None, per_day: float | None) -> tuple[Site, Case]:
    """Return what an open store tells of the office and of the complaint.

    Raises:
        BadInput: a rate without anything that happens at that rate.
    """
    site = store.site() or Site(id=store.site_id or "site", limitations=("nothing is recorded about this office",))
    return site, with_complaint(store.case(), complaint, per_day)


def answered_by(store: Store, question: Question) -> Evidence:
    """Return what an open store holds of what is asked; see `diagnose`."""
    return gather(
        store,
        since=question.since,
        until=question.until,
        complaint=question.complaint,
        per_day=question.per_day,
    )


def judge(evidence: Evidence) -> Verdict:
    """Return what all installed rules make of the evidence."""
    from netdoc.diagnosis.diagnose import diagnose as weigh_all

    return weigh_all(evidence, discover.rules())


def with_complaint(case: Case, complaint: Complaint | None, per_day: float | None) -> Case:
    """Return the case with what was given on the command line instead of what was stored.

    Raises:
        BadInput: a rate without anything that happens at that rate.
    """
    if complaint is not None and complaint is not case.complaint:
        case = Case(complaint=complaint, note=case.note)
    if per_day is None:
        return case
    if case.complaint is None:
        raise BadInput("--rate says how often, but not what", hint="add --complaint drops")
    return replace(case, per_day=per_day)


def _instant(moment: Moment | None, end: datetime) -> datetime | None:
    return end - moment if isinstance(moment, timedelta) else moment
