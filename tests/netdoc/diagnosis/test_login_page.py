"""A login page in the way: nothing is judged while it stands there, nor of that time afterwards."""

import pytest

from netdoc.diagnosis.diagnose import diagnose
from netdoc.diagnosis.login_page import behind_page, page_in_the_way
from netdoc.discover import rules
from netdoc.model.facts.portal_check import Page
from netdoc.model.verdict import Conclusion
from tests.stories.episodes import an_incident
from tests.stories.office import ANCHORS, BEYOND, Office
from tests.stories.other_ways import shows_page

KNOWN, SENT, OTHER, ERROR = Page.AS_KNOWN, Page.REDIRECTED, Page.ANOTHER, Page.ERROR


def office(*looks, minutes=10):
    told = Office(minutes=minutes)
    for seconds, page in looks:
        shows_page(told, seconds, page, "portal.example" if page is SENT else None)
    return told


@pytest.mark.parametrize(
    ("looks", "stands"),
    [
        (((0, SENT),), True),
        (((0, OTHER),), True),
        (((0, SENT), (60, KNOWN)), False),
        (((0, KNOWN), (60, SENT)), True),
        (((0, SENT), (60, ERROR)), True),
        (((0, ERROR),), False),
        ((), False),
    ],
)
def test_the_last_look_that_tells_decides(looks, stands):
    assert (page_in_the_way(office(*looks).evidence()) is not None) is stands


def test_a_check_behind_a_login_page_refuses_to_judge_and_says_what_to_do():
    told = office((5, SENT)).fails(0, 600, *BEYOND).session(10, None)

    verdict = diagnose(told.evidence(), rules())

    assert (verdict.conclusion, verdict.party, verdict.remaining) == (Conclusion.INSUFFICIENT, None, ())
    assert "login page" in verdict.headline and "portal.example" in verdict.reason and "log in" in verdict.reason
    assert [each.id for each in verdict.next_tests] == ["log-in"]
    assert all(each.party is None and not each.remaining for each in verdict.incidents)


def test_the_twin_without_a_page_is_judged():
    told = office((5, KNOWN)).fails(300, 600, *BEYOND).session(10, None)

    assert diagnose(told.evidence(), rules()).remaining != ()


def test_once_logged_in_what_failed_before_accuses_nobody_and_what_fails_after_is_judged():
    told = office((5, KNOWN), (60, SENT), (240, KNOWN), minutes=12).fails(100, 200, *ANCHORS).fails(400, 500, *BEYOND)

    verdict = diagnose(told.session(1, -900).session(700, -900).evidence(), rules())

    first, second = verdict.incidents
    assert (first.party, first.remaining, first.fault) == (None, (), None)
    assert second.remaining
    assert set(verdict.remaining) == set(second.remaining)


def test_where_all_failed_behind_the_page_nothing_is_left_to_find():
    told = office((5, KNOWN), (60, SENT), (240, KNOWN), minutes=12).fails(100, 200, *BEYOND)

    assert diagnose(told.evidence(), rules()).conclusion is Conclusion.NO_FAULT


def test_the_time_behind_a_page_reaches_from_the_last_free_look_to_the_next():
    spans = behind_page(office((50, KNOWN), (100, SENT), (150, ERROR), (200, OTHER), (250, KNOWN)).evidence())

    touched = [spans.holds(an_incident(start, start + 5)) for start in (40, 60, 120, 245, 260)]
    assert touched == [False, True, True, True, False]
