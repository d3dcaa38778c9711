"""Judging what is stored, and nothing but what is stored."""

from __future__ import annotations

import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from netdoc.app.cases import diagnose, with_complaint
from netdoc.errors import BadInput, StoreError
from netdoc.model.case import Case, Complaint
from netdoc.model.facts.dns_lookup import DnsLookup, DnsOutcome, Question, ResolverRole
from netdoc.model.observation import Observation, Seen
from netdoc.model.site import Site
from netdoc.store.store import Store

BEGIN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def a_store(folder: Path, hours: int) -> Path:
    path = folder / "store.sqlite"
    seen: list[Observation] = [
        Seen(
            "resolver",
            BEGIN + timedelta(hours=hour),
            DnsLookup(
                resolver="203.0.113.53",
                role=ResolverRole.ISP,
                question=Question.CACHED,
                name="www.example.com",
                outcome=DnsOutcome.NOERROR,
            ),
        )
        for hour in range(hours)
    ]
    with Store.open(path) as store:
        store.put_site(Site(id="here"))
        store.put(seen)
    return path


def test_the_window_is_all_that_is_stored_unless_it_is_said_otherwise(tmp_path: Path) -> None:
    path = a_store(tmp_path, 10)

    verdict, evidence = diagnose(path)
    _, late = diagnose(path, since=timedelta(hours=2))
    _, early = diagnose(path, until=BEGIN + timedelta(hours=2))
    _, middle = diagnose(path, since=BEGIN + timedelta(hours=1), until=timedelta(hours=5))

    assert (verdict.window_start, verdict.window_end) == (BEGIN, BEGIN + timedelta(hours=9))
    assert [len(each.observations) for each in (evidence, late, early, middle)] == [10, 3, 3, 4]
    assert early.end == BEGIN + timedelta(hours=2)


def test_an_empty_window_and_a_window_that_ends_before_it_begins_are_errors(tmp_path: Path) -> None:
    path = a_store(tmp_path, 3)

    with pytest.raises(StoreError, match="nothing was observed") as empty:
        diagnose(path, since=BEGIN + timedelta(days=9))
    with pytest.raises(BadInput, match="before it begins"):
        diagnose(path, since=BEGIN + timedelta(hours=2), until=BEGIN)

    assert "2026-03-02T11:00:00Z" in empty.value.hint


def test_a_store_without_observations_is_an_error_and_stays_as_it_is(tmp_path: Path) -> None:
    path = a_store(tmp_path, 0)
    before = path.read_bytes()

    with pytest.raises(StoreError, match="no observation"):
        diagnose(path)

    assert path.read_bytes() == before


def test_a_store_is_judged_without_a_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = a_store(tmp_path, 3)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)

    assert diagnose(path)[0].site == "here"


def test_the_complaint_given_now_is_taken_instead_of_the_one_stored() -> None:
    stored = Case(complaint=Complaint.SLOW, per_day=1.0)

    assert with_complaint(stored, None, None) is stored
    assert with_complaint(stored, Complaint.DROPS, None) == Case(complaint=Complaint.DROPS)
    assert with_complaint(stored, None, 4.0) == Case(complaint=Complaint.SLOW, per_day=4.0)
    assert with_complaint(Case(), Complaint.DROPS, 4.0) == Case(complaint=Complaint.DROPS, per_day=4.0)
    with pytest.raises(BadInput):
        with_complaint(Case(), None, 4.0)
