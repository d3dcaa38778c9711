"""Who answers name questions."""

import pytest

from netdoc.diagnosis.rules._names import intercepted, of_the_office
from netdoc.model.facts.dns_lookup import ResolverRole
from tests.stories.episodes import a_name_failure, an_incident
from tests.stories.office import Office


@pytest.mark.parametrize(
    ("second", "held"), [(-360, True), (-361, False), (330, True), (1020, True), (1021, False)],
    ids=["660 s before", "longer before", "within", "660 s after", "longer after"],
)  # fmt: skip
def test_an_interception_holds_for_eleven_minutes_either_way(second, held):
    assert intercepted(Office(minutes=0).intercepts(second).evidence(), a_name_failure()) is held


def test_a_question_that_nobody_answered_is_no_interception():
    assert not intercepted(Office(minutes=0).intercepts(330, False).evidence(), a_name_failure())


@pytest.mark.parametrize(
    ("role", "second", "own"),
    [(ResolverRole.OFFICE, 300, True), (ResolverRole.OFFICE, 361, False), (ResolverRole.ISP, 330, False)],
)
def test_a_failure_is_the_office_s_own_by_the_role_of_the_rung_that_failed(role, second, own):
    office = Office(minutes=0).lookup(second, role)
    rung = "resolver_office" if role is ResolverRole.OFFICE else "resolver"

    assert of_the_office(office.evidence(), an_incident(rung=rung)) is own
    assert not of_the_office(office.evidence(), an_incident(rung="resolver_router"))
