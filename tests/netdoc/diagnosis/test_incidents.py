"""Incidents of a whole window: where the truth was injected, and where nothing was."""

import random

import pytest

from netdoc.diagnosis.diagnose import diagnose
from netdoc.diagnosis.incidents import find_incidents
from netdoc.discover import rules
from netdoc.model.case import Complaint
from netdoc.model.incident import IncidentKind, Origin, Zone
from netdoc.model.segment import Party
from netdoc.model.site import Contract, Rung, RungKind
from netdoc.model.verdict import Conclusion, Standing
from tests.stories.office import ALL, ANCHORS, BEYOND, Office, at, with_rungs, without_rungs

OUTAGE = IncidentKind.OUTAGE


def incidents(office):
    return find_incidents(office.evidence())[0]


def seconds(moment):
    return (moment - at(0)).total_seconds()


@pytest.mark.parametrize("start", [200.0, 201.7, 239.9, 300.0])
@pytest.mark.parametrize("length", [8, 20, 61, 200])
@pytest.mark.parametrize(
    ("rungs", "rung", "zone"),
    [(BEYOND, "first_hop", Zone.MIDDLE), (ALL, "router", Zone.NEAR)],
    ids=["behind the router", "at the router"],
)
def test_an_outage_begins_and_ends_within_one_sample_of_the_truth(start, length, rungs, rung, zone):
    end = start + length
    found = incidents(Office(minutes=10).fails(start, end, *rungs))

    assert [(each.kind, each.rung, each.zone) for each in found] == [(OUTAGE, rung, zone)]
    told = found[0]
    assert 0 <= seconds(told.start) - start <= told.start_uncertainty_s <= 1.001
    assert 0 <= seconds(told.end) - end <= told.end_uncertainty_s <= 1.001
    assert not told.ongoing and not told.began_before


@pytest.mark.parametrize("length", [15, 40, 200])
def test_behind_a_clean_first_hop_the_anchors_alone_time_the_outage(length):
    found = incidents(Office(minutes=10).fails(200, 200 + length, "resolver", *ANCHORS))

    assert [(each.kind, each.rung, each.zone) for each in found] == [(OUTAGE, "anchors", Zone.FAR)]
    assert 0 <= seconds(found[0].start) - 200 <= 2
    assert 0 <= seconds(found[0].end) - (200 + length) <= 2


@pytest.mark.parametrize(("length", "count"), [(3.0, 0), (7.0, 1)], ids=["3 s", "7 s"])
def test_an_outage_lasts_at_least_five_seconds(length, count):
    assert len(incidents(Office(minutes=10).fails(200, 200 + length, *ALL))) == count


def test_an_outage_that_has_not_ended_is_told_as_ongoing_until_the_end_of_the_window():
    told = incidents(Office(minutes=10).fails(500, 601, *BEYOND))[0]

    assert (told.ongoing, told.end, told.end_uncertainty_s) == (True, at(600), 0.0)


def test_an_outage_that_had_begun_before_the_window_says_so():
    told = incidents(Office(minutes=10).fails(0, 100, *BEYOND))[0]

    assert (told.began_before, told.start_uncertainty_s) == (True, 0.0)


@pytest.mark.parametrize(
    ("pause", "count", "flaps"), [(60, 1, 2), (298, 1, 2), (302, 2, 1)], ids=["a minute", "under five", "over five"]
)
def test_flaps_less_than_five_minutes_apart_are_one_incident(pause, count, flaps):
    found = incidents(Office(minutes=20).fails(200, 230, *BEYOND).fails(230 + pause, 260 + pause, *BEYOND))

    assert (len(found), found[0].flaps) == (count, flaps)


def test_the_time_between_flaps_is_not_counted_as_down():
    told = incidents(Office(minutes=20).fails(200, 230, *BEYOND).fails(400, 430, *BEYOND))[0]

    assert told.down_s == pytest.approx(60, abs=2)
    assert told.minutes_bounds[1] < 1.1


def test_three_flaps_are_counted_as_three():
    office = Office(minutes=20)
    for start in (200, 300, 400):
        office.fails(start, start + 30, *BEYOND)
    told = incidents(office)[0]

    assert (told.flaps, told.down_s) == (3, pytest.approx(90, abs=3))


@pytest.mark.parametrize("kind", ["sleeps", "stops", "stalls"])
def test_time_that_nobody_watched_is_no_incident(kind):
    office = Office(minutes=30)
    getattr(office, kind)(600, 1200)

    assert incidents(office) == ()


def test_an_outage_before_and_after_a_suspended_laptop_is_not_counted_across_the_gap():
    found = incidents(Office(minutes=40).fails(550, 1250, *BEYOND).sleeps(600, 1200))

    assert [round(seconds(each.start), -1) for each in found] == [550, 1200]
    assert sum(each.minutes_bounds[1] for each in found) < 2.1


def test_a_short_gap_that_somebody_recorded_parts_two_outages():
    parted = incidents(Office(minutes=20).fails(550, 710, *BEYOND).sleeps(600, 660))

    assert [each.flaps for each in parted] == [1, 1]


def test_a_short_gap_that_nobody_recorded_adds_no_minutes():
    told = incidents(Office(minutes=20).fails(550, 710, *BEYOND).stops(600, 660))[0]

    assert (told.flaps, told.minutes_bounds[1] < 1.8) == (2, True)


def test_void_samples_are_counted_as_void_and_not_as_lost():
    told = incidents(Office(minutes=20).fails(200, 300, *BEYOND).stalls(220, 240))[0]

    assert told.void == pytest.approx(0.2, abs=0.03)


def test_nothing_is_invented_in_a_healthy_day():
    office = Office(minutes=24 * 60).loses(0.0004, *BEYOND)

    assert incidents(office) == ()


@pytest.mark.parametrize("share", [0.01, 0.02, 0.05, 0.1, 0.2, 0.3])
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("rungs", "right"),
    [
        (ALL, Party.PREMISES),
        (BEYOND, None),
        (("resolver", *ANCHORS), Party.PROVIDER),
    ],
    ids=["from the router on", "from the first hop on", "behind the first hop"],
)
def test_scattered_loss_is_never_an_outage_and_never_laid_to_another_party(share, seed, rungs, right):
    office = Office(minutes=20, seed=seed, contract=Contract(rate_down_kbps=8000, rate_up_kbps=800))
    for minute in range(21):
        office.wan(60 * minute, 1000 * minute, 1000 * minute)
    verdict = diagnose(office.loses(share, *rungs).evidence(), rules())

    assert {each.incident.kind for each in verdict.incidents} <= {IncidentKind.BROWNOUT}
    assert {verdict.party, *(each.party for each in verdict.incidents)} <= {None, right}
    assert all(right is None or right in (each.party, *each.remaining) for each in verdict.incidents)


@pytest.mark.parametrize(
    ("rungs", "right"), [(ALL, Party.PREMISES), (("resolver", *ANCHORS), Party.PROVIDER)], ids=["lan", "core"]
)
def test_plain_loss_on_an_idle_line_is_laid_to_where_it_begins(rungs, right):
    office = Office(minutes=20, contract=Contract(rate_down_kbps=8000, rate_up_kbps=800))
    for minute in range(21):
        office.wan(60 * minute, 1000 * minute, 1000 * minute)
    verdict = diagnose(office.loses(0.1, *rungs).evidence(), rules())

    assert (verdict.party, verdict.standing) in {
        (Party.PREMISES, Standing.INDICATED), (Party.PROVIDER, Standing.INDICATED),
    }  # fmt: skip
    assert verdict.party is right


def test_a_rung_that_is_lossy_itself_clears_nothing_though_the_end_loses_more():
    office = Office(minutes=20).loses(0.1, "router", "first_hop").loses(0.4, "resolver", *ANCHORS)

    assert {(each.zone, each.nearest_good) for each in incidents(office)} == {(Zone.ANY, None)}


@pytest.mark.parametrize("share", [0.05, 0.1, 0.3])
def test_scattered_loss_of_5_percent_in_an_hour_is_seen(share):
    found = incidents(Office(minutes=30).loses(share, *BEYOND))

    assert {each.kind for each in found} == {IncidentKind.BROWNOUT}


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
@pytest.mark.parametrize("rung", ["router", "first_hop"])
def test_a_rung_that_limits_its_answers_is_no_incident(rung, share):
    assert incidents(Office(minutes=20).loses(share, rung)) == ()


def test_a_router_that_never_answers_pings_is_no_outage():
    assert incidents(Office(minutes=20).fails(0, 1200, "router")) == ()


def test_behind_a_ping_deaf_router_an_outage_is_still_laid_beyond_it():
    told = incidents(Office(minutes=20).fails(0, 1200, "router").fails(300, 400, *BEYOND).link(10))[0]

    assert (told.rung, told.zone) == ("first_hop", Zone.ANY)


def test_a_failing_modem_rung_that_answers_in_between_does_not_cut_the_outage():
    modem = Rung(id="modem", kind=RungKind.MODEM, address="192.168.1.1")
    office = Office(minutes=20, rungs=with_rungs(modem)).fails(300, 420, *BEYOND).fails(330, 380, "modem")
    found = incidents(office)

    assert [(round(seconds(each.start)), round(seconds(each.end))) for each in found] == [(300, 420)]


def test_two_faults_by_two_parties_in_one_day_are_two_incidents_with_two_names():
    office = Office(minutes=180).fails(1000, 1100, *ALL).link(10).link(1050, carrier=False).link(1150)
    office.fails(7000, 7090, "anchor_2")
    verdict = diagnose(office.evidence(), rules())

    assert [(each.incident.kind, each.party) for each in verdict.incidents] == [
        (OUTAGE, Party.PREMISES),
        (IncidentKind.TARGET, Party.FAR_END),
    ]


def test_the_longer_of_two_faults_is_the_verdict_and_the_other_stands_beside_it():
    office = Office(minutes=180).fails(1000, 1060, *ALL).link(10).link(1030, carrier=False).link(1150)
    for start in (4000, 8000):
        office.fails(start, start + 300, *ANCHORS)
    office.line(4500, 0).line(8500, 0)
    verdict = diagnose(office.evidence(), rules())

    held = {each.party: each.standing for each in verdict.parties}
    assert (verdict.party, verdict.standing) == (Party.PROVIDER, Standing.ESTABLISHED)
    assert (held[Party.PROVIDER], held[Party.PREMISES]) == (Standing.ESTABLISHED, Standing.ESTABLISHED)


def test_what_the_modem_remembers_is_not_told_twice():
    office = Office(minutes=60).fails(1000, 1090, *BEYOND)
    office.line(900, -5000).line(1200, 1085).box(1201, -50_000)
    office.bins(2000, (900, 900, {"uas_down": 85, "ses_down": 12, "inits": 1}))

    assert [(each.origin, round(seconds(each.start))) for each in incidents(office)] == [(Origin.LADDER, 1000)]


def test_one_episode_that_line_box_and_bins_all_remember_is_one_incident():
    office = Office(minutes=10).complains(Complaint.DROPS, 3)
    office.line(10, -3000).box(11, -3060)
    office.bins(12, (-3600, 900, {"uas_down": 90, "inits": 1}))

    assert [each.origin for each in incidents(office)] == [Origin.MODEM_MEMORY]


def test_a_healthy_modems_memory_holds_no_incident():
    office = Office(minutes=10).line(10, -3 * 86400).box(11, -9 * 86400)
    office.bins(12, *[(-900 * (96 - k), 900, {"uas_down": 0, "es_down": 1, "ses_down": 0}) for k in range(96)])

    assert incidents(office) == ()


def test_ids_follow_time():
    found = incidents(Office(minutes=60).fails(2000, 2060, *BEYOND).fails(300, 360, *ALL).fails(1000, 1090, "anchor_1"))

    assert [(each.id, round(seconds(each.start), -1)) for each in found] == [
        ("I-001", 300), ("I-002", 1000), ("I-003", 2000),
    ]  # fmt: skip


def test_random_outages_are_each_found_once():
    dice = random.Random(7)
    starts = [400 + 900 * k + dice.random() * 200 for k in range(10)]
    office = Office(minutes=160)
    for start in starts:
        office.fails(start, start + 10 + dice.random() * 100, *BEYOND)
    found = incidents(office)

    assert [abs(seconds(each.start) - start) <= 1 for each, start in zip(found, starts, strict=True)] == [True] * 10


def test_without_any_rung_beyond_the_router_nothing_is_found():
    office = Office(minutes=10, rungs=without_rungs(*BEYOND)).fails(100, 300, "router")

    assert incidents(office) == ()


def test_a_healthy_hour_is_no_fault():
    verdict = diagnose(Office(minutes=60).evidence(), rules())

    assert (verdict.conclusion, verdict.party, verdict.incidents) == (Conclusion.NO_FAULT, None, ())
