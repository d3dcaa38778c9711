"""Names that come late: when that is an incident, and whose it is."""

import pytest

from netdoc.diagnosis.diagnose import diagnose
from netdoc.diagnosis.late_names import find_late_names
from netdoc.discover import rules
from netdoc.model.facts.dns_lookup import DnsLookup, DnsOutcome, Question, ResolverRole
from netdoc.model.plane import Plane
from netdoc.model.site import Rung, RungKind
from tests.stories.episodes import a_name_failure
from tests.stories.office import Office, at, with_rungs

ISP, PUBLIC, ROUTER, OFFICE = ResolverRole.ISP, ResolverRole.PUBLIC, ResolverRole.ROUTER, ResolverRole.OFFICE
SUBJECT = {ISP: "resolver", PUBLIC: "resolver_public", ROUTER: "resolver_router", OFFICE: "resolver_office"}


def cached(office, second, role, took_ms, outcome=DnsOutcome.NOERROR, question=Question.CACHED):
    fact = DnsLookup(
        resolver="203.0.113.53", role=role, question=question, name="www.example.com", outcome=outcome, answers=1,
        duration_us=None if took_ms is None else took_ms * 1000,
    )  # fmt: skip
    return office.sees(second, SUBJECT[role], fact, Plane.PATH)


def an_office(isp=(), public=(), router=(), office_server=(), *, question=Question.CACHED, start=300):
    """What each resolver took in ms, each 10 s (public ones each 30 s); None: it failed."""
    office = Office(minutes=20)
    for role, took, step in ((ISP, isp, 10), (PUBLIC, public, 30), (ROUTER, router, 10), (OFFICE, office_server, 10)):
        for index, each in enumerate(took):
            outcome = DnsOutcome.NOERROR if each is not None else DnsOutcome.TIMEOUT
            cached(office, start + step * index, role, each, outcome, question)
    return office


def found(office):
    return find_late_names(office.evidence(), [])


@pytest.mark.parametrize(
    ("isp", "public", "expected"),
    [
        ([800] * 6, [20, 20], 1),
        ([500] * 3, [20], 1),
        ([499] * 6, [20, 20], 0),
        ([800] * 2, [20], 0),
        ([800] * 6, [700, 700], 0),
        ([800] * 6, [20, 700], 0),
        ([800] * 6, [20, 20, 700], 1),
        ([800] * 6, [], 0),
        ([800] * 6, [None, None], 0),
        ([800, 20, 800, 20, 800], [20], 0),
        ([800, 800, None, 800], [20, 20], 1),
        ([20, 800, 800, 800, 20, 800, 800, 800], [20] * 4, 2),
    ],
    ids=[
        "late, another is quick", "three at the bound", "below the bound", "two are too few", "all are late",
        "half of the other's are late", "one of the other's is late", "no other was asked", "the other failed",
        "never in a row", "a failure between does not heal", "two stretches",
    ],
)  # fmt: skip
def test_names_in_memory_that_come_late_are_an_incident_where_another_server_is_quick(isp, public, expected):
    assert len(found(an_office(isp, public))) == expected


def test_the_incident_lasts_from_the_first_late_answer_to_the_first_in_time():
    (incident,) = found(an_office([20, 800, 900, 800, 20], [20, 20]))

    assert (incident.start, incident.end) == (at(310), at(340))
    assert (incident.start_uncertainty_s, incident.end_uncertainty_s) == (10.0, 10.0)
    assert "3 names in its memory came late (median 800 ms)" in incident.detail


def test_names_that_have_to_be_fetched_first_are_no_measure():
    assert found(an_office([800] * 6, [20, 20], question=Question.RANDOM)) == []


def test_where_the_way_itself_is_slow_it_is_not_the_server():
    office = an_office([800] * 12, [20] * 4)
    office.slower.append((240.0, 600.0, 400_000, ("anchor_1", "anchor_2", "anchor_3")))

    assert found(office) == []


@pytest.mark.parametrize(
    ("way_us", "count"), [(200_000, 1), (260_000, 0)], ids=["less than half of late", "more than half of late"]
)
def test_the_way_is_slow_from_half_of_what_is_late(way_us, count):
    office = an_office([800] * 12, [20] * 4)
    office.slower.append((240.0, 600.0, way_us, ("anchor_1", "anchor_2", "anchor_3")))

    assert len(found(office)) == count


@pytest.mark.parametrize(("took_ms", "count"), [(249, 1), (250, 0)], ids=["just below", "half of late"])
def test_another_server_is_quick_below_half_of_what_is_late(took_ms, count):
    assert len(found(an_office([800] * 6, [took_ms]))) == count


@pytest.mark.parametrize(
    ("second", "count"), [(264, 0), (265, 1), (375, 1), (376, 0)],
    ids=["longer before", "35 s before", "35 s after", "longer after"],
)  # fmt: skip
def test_a_public_server_asked_twice_a_minute_speaks_for_the_late_names_beside_it(second, count):
    # late from 300 s on, in time again at 340 s
    office = cached(an_office([800, 800, 800, 800, 20]), second, PUBLIC, 20)

    assert len(found(office)) == count


@pytest.mark.parametrize(
    ("start", "end", "count"), [(200, 299, 1), (200, 300, 0), (340, 400, 0), (341, 400, 1)],
    ids=["ended before", "touches the start", "touches the end", "began later"],
)  # fmt: skip
def test_late_names_within_a_known_incident_are_not_told_again(start, end, count):
    office = an_office([800, 800, 800, 800, 20], [20, 20])

    assert len(find_late_names(office.evidence(), [a_name_failure(start, end)])) == count


def test_a_router_that_waits_for_the_provider_s_server_is_not_told_twice():
    incidents = found(an_office([800] * 6, [20, 20], [820] * 6))

    assert [each.rung for each in incidents] == ["resolver"]


@pytest.mark.parametrize(
    ("told", "party", "fault"),
    [
        ({"isp": [800] * 8, "public": [20] * 3}, "provider", "names.resolver"),
        ({"isp": [800] * 8, "public": [20] * 3, "router": [810] * 8}, "provider", "names.resolver"),
        ({"isp": [20] * 8, "public": [20] * 3, "router": [810] * 8}, "premises", "router.dns_proxy"),
        ({"isp": [20] * 8, "public": [20] * 3, "office_server": [810] * 8}, "premises", "lan.names"),
        ({"isp": [800] * 8, "public": [20] * 3, "office_server": [810] * 8}, "provider", "names.resolver"),
        ({"isp": [800] * 8, "public": [800] * 3}, None, None),
    ],
    ids=[
        "the provider's", "the router waits for the provider's", "the router's alone", "the office's alone",
        "the office's waits for the provider's", "all",
    ],
)  # fmt: skip
def test_the_late_server_is_named_and_whoever_waits_for_it_is_not(told, party, fault):
    office = an_office(**told)
    office.rungs = with_rungs(
        *(Rung(id=SUBJECT[each], kind=RungKind.RESOLVER, address=f"198.51.100.{n}", role=each.value)
          for n, each in enumerate((PUBLIC, ROUTER, OFFICE), 1))
    )  # fmt: skip
    verdict = diagnose(office.evidence(), rules())

    assert (verdict.party, verdict.fault) == (party, fault)
