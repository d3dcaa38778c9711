"""The party that matters most is printed first."""

from __future__ import annotations

from netdoc.model.segment import Party
from netdoc.report.standing_order import ordered_parties, says_something
from tests.netdoc.report.examples import view


def test_the_named_party_comes_first_then_those_with_something_said_of_them():
    assert [each.party for each in ordered_parties(view("equipment_named"))] == [Party.EQUIPMENT, Party.LINE]


def test_those_that_remain_come_in_the_verdicts_order():
    order = [each.party for each in ordered_parties(view("beyond_the_office"))]

    assert order == [Party.LINE, Party.EQUIPMENT, Party.PREMISES, Party.PROVIDER]


def test_a_party_of_which_nothing_is_said_is_left_off_page_1_unless_it_remains():
    held = view("longest_names")

    shown = {each.party: says_something(held, each) for each in ordered_parties(held)}
    assert shown[Party.LINE]
    silent = view("line_remaining")
    assert not says_something(silent, ordered_parties(silent)[-1])
    assert ordered_parties(silent)[-1].party is Party.PROVIDER
