"""Each result of a silence test means something to each party, and never more than one test can show."""

from __future__ import annotations

from dataclasses import replace

import pytest

from netdoc.model.arm import Changed
from netdoc.model.segment import Party, Segment
from netdoc.report.outcomes import outcome_rows
from tests.netdoc.report.example_settled import SWAP_TEST
from tests.netdoc.report.examples import view, view_of


def rows(*changed: Changed, owner: str = "isp", remaining: tuple[Party, ...] = (Party.LINE,)):
    held = view("running_test")
    evidence = held.evidence
    site = replace(held.site, owners={Segment.MODEM: owner})
    moved = type(evidence)(site, evidence.case, evidence.observations)
    return outcome_rows(view_of(replace(held.verdict, remaining=remaining), moved), replace(SWAP_TEST, changed=changed))


def test_a_silent_swap_points_to_the_supplied_modem_and_asks_the_provider_alone():
    passed, dropped, early = rows(Changed.MODEM)

    assert passed[0].startswith("Passed")
    assert passed[1] == "Nothing is asked of you on this result, unless margin or errors stay as bad as before."
    assert passed[2].startswith("This points to your part: please replace that modem with its adapter.")
    assert "A-B-A" in passed[2]
    assert "sturdier modem can hold a bad line" in passed[2]
    assert passed[3] == "Nothing is asked of you on this result."
    assert dropped[1].startswith("Your part is not excluded")
    assert "is not needed for the drops" in dropped[2]
    assert early[1:] == ("Shows nothing for or against anybody.",) * 3


@pytest.mark.parametrize("changed", [Changed.SOCKET, Changed.FILTERS, Changed.UPS])
def test_what_is_the_offices_own_is_asked_of_the_office(changed):
    passed, dropped, _ = rows(changed)

    assert passed[3].startswith("This points to your part: ")
    assert passed[1] == passed[2] == "Nothing is asked of you on this result."
    assert "is not needed for the drops" in dropped[3]
    assert dropped[2].startswith("Your part is not excluded")


@pytest.mark.parametrize("changed", list(Changed))
def test_every_change_says_what_it_takes_out_and_what_to_do(changed):
    passed, dropped, _ = rows(changed)

    assert sum("This points to your part" in each for each in passed) == 1
    assert sum("if they go on as often as before, it is cleared" in each for each in dropped) == 1


def test_a_modem_of_the_clients_own_is_the_offices():
    passed, _, _ = rows(Changed.MODEM, owner="client")

    assert passed[2].startswith("Nothing is asked")
    assert passed[3].startswith("This points to your part: ")


def test_a_modem_of_unknown_owner_is_asked_of_both_with_an_if():
    passed, _, _ = rows(Changed.ADAPTER, owner="unknown")

    assert passed[2] == passed[3]
    assert passed[2].startswith("This points to your part, if the box is yours: please replace that adapter.")


def test_where_only_one_possible_owner_remains_it_is_that_one():
    passed, _, _ = rows(Changed.MODEM, owner="unknown", remaining=(Party.LINE, Party.EQUIPMENT))

    assert passed[2].startswith("This points to your part: ")
    assert passed[3].startswith("Nothing is asked")


@pytest.mark.parametrize("changed", [(), (Changed.MODEM, Changed.SOCKET)])
def test_a_test_that_changed_nothing_or_two_things_shows_nothing(changed):
    (row,) = rows(*changed)

    assert row[0] == "Any result"
    assert all("nothing for or against anybody" in each for each in row[1:])
