"""Which step ended an incident."""

import pytest

from netdoc.diagnosis.rules._cured import cured_by
from netdoc.model.facts.step import Action, Outcome
from tests.stories.episodes import an_incident
from tests.stories.office import Office

OUTAGE = an_incident(1000, 2000)


def cured(office, incident=OUTAGE):
    step = cured_by(office.evidence(), incident)
    return step and step.fact.did


@pytest.mark.parametrize(
    ("second", "it_did"),
    [(1820, True), (1819, False), (2000, True), (2001, False)],
    ids=["three minutes before it was over", "longer before", "at the end", "after it"],
)
def test_a_step_ended_an_incident_that_was_over_within_three_minutes(second, it_did):
    assert (cured(Office(minutes=0).step(second, "reseated")) == "reseated") is it_did


def test_the_last_of_several_steps_counts():
    assert cured(Office(minutes=0).step(1900, "first").step(1950, "then")) == "then"
    assert cured(Office(minutes=0).step(1900, "first").step(2100, "then")) == "first"


def test_a_step_before_a_short_incident_cured_nothing():
    assert cured(Office(minutes=0).step(999, "reseated"), an_incident(1000, 1060)) is None


def test_what_goes_on_was_cured_by_nothing():
    assert cured(Office(minutes=0).step(1990, "reseated"), an_incident(1000, 2000, ongoing=True)) is None


@pytest.mark.parametrize("fields", [{"action": Action.QUIET_LINE}, {"outcome": Outcome.FAILS}])
def test_listening_and_trying_cure_nothing(fields):
    assert cured(Office(minutes=0).step(1990, "listened", **fields)) is None


def test_a_step_of_a_kind_that_moves_something_may_cure():
    assert cured(Office(minutes=0).step(1990, "wired", action=Action.WIRED)) == "wired"
