"""Failures of names, and of the computer's own link."""

import pytest

from netdoc.diagnosis.naming import find_link_failures, find_name_failures
from netdoc.diagnosis.outages import find_outages
from netdoc.model.facts.dns_lookup import DnsOutcome, ResolverRole
from netdoc.model.incident import IncidentKind, Origin, Zone
from tests.stories.office import ALL, ANCHORS, Office, at

ISP, ROUTER, PUBLIC, OFFICE = ResolverRole.ISP, ResolverRole.ROUTER, ResolverRole.PUBLIC, ResolverRole.OFFICE


def names(office):
    evidence = office.evidence()
    return find_name_failures(evidence, find_outages(evidence)[0])


def links(office):
    evidence = office.evidence()
    return find_link_failures(evidence, find_outages(evidence)[0])


def asked(told, *, role=ISP, start=100, step=10, office=None, outcome=DnsOutcome.TIMEOUT):
    """One lookup each ten seconds: `+` worked, `-` failed."""
    office = office or Office(minutes=20)
    for index, each in enumerate(told):
        office.lookup(start + step * index, role, DnsOutcome.NXDOMAIN if each == "+" else outcome)
    return office


def seconds(moment):
    return (moment - at(0)).total_seconds()


@pytest.mark.parametrize(
    ("told", "count"),
    [("+--+", 1), ("+-+", 0), ("+-+-+", 0), ("++++", 0), ("+--+--+", 2), ("--+", 1), ("+--", 1), ("", 0)],
)
def test_names_are_down_when_two_lookups_in_a_row_failed(told, count):
    assert len(names(asked(told))) == count


def test_one_refusal_is_no_failure_of_names_even_where_no_packet_was_lost():
    assert names(asked("+-+", outcome=DnsOutcome.SERVFAIL)) == []


def test_a_failure_of_names_is_bounded_by_the_lookups_around_it():
    told = names(asked("++--+"))[0]

    assert (seconds(told.start), seconds(told.end)) == (120, 140)
    assert (told.start_uncertainty_s, told.end_uncertainty_s) == (10, 10)
    assert (told.kind, told.origin, told.rung) == (IncidentKind.NAMES, Origin.LOOKUPS, "resolver")
    assert (told.ongoing, told.began_before) == (False, False)
    assert told.detail == "2 lookups failed in a row (timeout)"


def test_one_that_goes_on_reaches_to_the_windows_end():
    told = names(asked("+--"))[0]

    assert (told.ongoing, told.end, told.end_uncertainty_s) == (True, at(1200), 0.0)


def test_one_that_had_begun_before_says_so():
    told = names(asked("--+"))[0]

    assert (told.began_before, told.start_uncertainty_s) == (True, 0.0)


@pytest.mark.parametrize(("role", "count"), [(ISP, 1), (ROUTER, 1), (OFFICE, 1), (PUBLIC, 0)], ids=str)
def test_only_resolvers_that_the_office_uses_count(role, count):
    assert len(names(asked("+---+", role=role))) == count


def test_a_proxy_that_fails_together_with_the_resolver_behind_it_is_told_once():
    office = asked("+---+", role=ROUTER, start=102, office=asked("+---+"))

    assert [each.rung for each in names(office)] == ["resolver"]


def test_a_proxy_that_fails_at_another_time_is_told_of_its_own():
    office = asked("+---+", role=ROUTER, start=500, office=asked("+---+"))

    assert [each.rung for each in names(office)] == ["resolver", "resolver_router"]


def test_while_everything_is_down_names_are_not_questioned():
    office = asked("+---+").fails(100, 160, *ALL)

    assert names(office) == []


@pytest.mark.parametrize(
    ("share", "answers", "outcome", "count"),
    [
        (0.0, "+--+", DnsOutcome.TIMEOUT, 1),
        (0.2, "+--+", DnsOutcome.TIMEOUT, 0),
        (0.2, "+------+", DnsOutcome.TIMEOUT, 0),
        (0.2, "+-------+", DnsOutcome.TIMEOUT, 1),
        (0.2, "+--+", DnsOutcome.SERVFAIL, 1),
    ],
    ids=["a clean way", "a lossy way", "six in a row", "seven in a row", "the server said that it failed"],
)
def test_questions_lost_on_a_lossy_way_are_not_the_resolvers_failure(share, answers, outcome, count):
    office = asked(answers, office=Office(minutes=20), outcome=outcome)
    office.loses(share, *ALL)

    assert len(names(office)) == count


@pytest.mark.parametrize(
    ("lost", "count"), [(("anchor_1",), 1), (ANCHORS[:2], 0)], ids=["most addresses worked", "few did"]
)
@pytest.mark.parametrize("outcome", [DnsOutcome.TIMEOUT, DnsOutcome.SERVFAIL], ids=str)
def test_names_are_down_only_while_addresses_work(outcome, lost, count):
    assert len(names(asked("+---+", outcome=outcome).fails(90, 150, *lost))) == count


@pytest.mark.parametrize(("restored", "count"), [(120, 1), (135, 0)], ids=["at two of three", "at one of three"])
def test_only_lookups_at_which_addresses_worked_are_held_against_the_resolver(restored, count):
    # questions failed at 110, 130 and 150 s
    office = asked("+---+", start=90, step=20, outcome=DnsOutcome.SERVFAIL)
    evidence = office.fails(95, restored, *ANCHORS).evidence()

    assert len(find_name_failures(evidence, [])) == count


@pytest.mark.parametrize(("start", "count"), [(0, 1), (95, 0)], ids=["ended before", "touches"])
def test_an_outage_at_the_same_time_explains_the_names(start, count):
    office = asked("+--------+", start=100).fails(start, start + 20, *ALL)

    assert len(names(office)) == count


def test_without_a_ladder_names_are_not_called_down():
    assert names(asked("+---+", office=Office(minutes=0))) == []


@pytest.mark.parametrize(
    ("looks", "count"),
    [
        ({100: {}, 200: {"carrier": False}, 300: {}}, 1),
        ({100: {}, 200: {"gateway": None}, 300: {}}, 1),
        ({100: {}, 200: {"carrier": None}, 300: {}}, 0),
        ({100: {}, 200: {"interface": "", "carrier": False}, 300: {}}, 0),
        ({100: {}, 300: {}}, 0),
        ({200: {"carrier": False}, 250: {"gateway": None}, 300: {}}, 1),
        ({200: {"carrier": False}, 250: {}, 300: {"carrier": False}}, 2),
    ],
    ids=[
        "no carrier",
        "no route",
        "carrier not told",
        "no interface at all",
        "healthy",
        "first one, then the other",
        "twice",
    ],
)
def test_the_own_link_fails_without_carrier_or_route(looks, count):
    office = Office(minutes=0)
    for second, fields in looks.items():
        office.link(second, **fields)

    assert len(links(office)) == count


def test_a_failure_of_the_own_link_is_bounded_by_the_looks_around_it():
    told = links(Office(minutes=0).link(100).link(200, carrier=False).link(250, carrier=False).link(300))[0]

    assert (seconds(told.start), seconds(told.end), told.start_uncertainty_s) == (200, 300, 100)
    assert (told.zone, told.origin, told.rung) == (Zone.LINK, Origin.HOST, "own_link")
    assert (told.ongoing, told.began_before) == (False, False)


def test_a_link_that_was_down_from_the_first_look_to_the_last():
    told = links(Office(minutes=0).link(0, carrier=False).box(600, 0))[0]

    assert (told.ongoing, told.began_before, told.end, told.start_uncertainty_s) == (True, True, at(600), 0.0)


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [(150, 301, 0), (320, 380, 1)],
    ids=["at the same time", "later"],
)
def test_a_link_failure_that_the_ladder_shows_is_not_told_twice(start, end, count):
    office = Office(minutes=20).link(100).link(200, carrier=False).link(300)
    office.fails(start, end, *ALL)
    if count:
        office.stalls(190, 310)

    assert len(links(office)) == count


def test_a_look_that_saw_no_carrier_while_something_answered_was_wrong():
    assert links(Office(minutes=10).link(100).link(200, carrier=False).link(300)) == []
