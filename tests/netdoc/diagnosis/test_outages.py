"""Outages from the ladder: which silences count, and how they are timed."""

import pytest

from netdoc.diagnosis.outages import FLAPS_S, LEAST_SAMPLES, OUTAGE_S, UNWATCHED_S, find_outages
from netdoc.model.facts.dns_lookup import DnsOutcome, ResolverRole
from netdoc.model.incident import Zone
from netdoc.model.site import Rung, RungKind
from tests.stories.office import ALL, ANCHORS, BEYOND, Office, at, with_rungs, without_rungs


def outages(office):
    return find_outages(office.evidence())[0]


def seconds(moment):
    return (moment - at(0)).total_seconds()


def test_the_thresholds_are_those_of_the_decision_record():
    assert (OUTAGE_S, FLAPS_S, LEAST_SAMPLES, UNWATCHED_S) == (5.0, 300.0, 3, 30.0)


@pytest.mark.parametrize(
    ("end", "count"),
    [(203.5, 0), (203.8, 1)],
    ids=["two anchors lost one sample each", "three anchors, five seconds from loss to answer"],
)
def test_a_silence_needs_three_samples_and_five_seconds(end, count):
    office = Office(minutes=10).fails(200, 206, "router", "first_hop", "resolver").fails(200, end, *ANCHORS)

    assert len(outages(office)) == count


@pytest.mark.parametrize(
    ("silent", "count"), [(("first_hop",), 1), ((), 0)], ids=["the first hop lost four more", "it lost none"]
)
def test_three_lost_samples_are_beyond_chance_only_with_those_of_the_step_that_failed(silent, count):
    assert len(outages(Office(minutes=10).fails(200, 203.8, *silent, "resolver", *ANCHORS))) == count


def test_one_anchors_silence_is_no_outage_while_two_are_on_the_ladder():
    office = Office(minutes=10, rungs=without_rungs("anchor_3")).fails(200, 260, "anchor_1")

    assert outages(office) == []


def paced(*periods_s):
    """Return the ladder with anchors at these paces."""
    anchors = [
        Rung(id=each, kind=RungKind.ANCHOR, address="192.0.2.9", period_s=period_s)
        for each, period_s in zip(ANCHORS, periods_s, strict=True)
    ]
    return with_rungs(*anchors)


@pytest.mark.parametrize(
    ("periods_s", "count"),
    [((1.0, 1.0, 60.0), 1), ((1.0, 60.0, 60.0), 0)],
    ids=["two targets lost samples", "one target did, the others were not due"],
)
def test_a_silence_is_shared_by_two_targets(periods_s, count):
    assert len(outages(Office(minutes=10, rungs=paced(*periods_s)).fails(201, 212, *ALL))) == count


@pytest.mark.parametrize(("length", "count"), [(4, 0), (5, 1)], ids=["4 s", "5 s"])
def test_sampled_each_second_the_limit_is_five_seconds(length, count):
    assert len(outages(Office(minutes=10, rungs=paced(1.0, 1.0, 1.0)).fails(201, 201 + length, *ALL))) == count


@pytest.mark.parametrize(
    ("last_record", "ongoing"), [(625, True), (635, False)], ids=["just before the end", "long before the end"]
)
def test_an_outage_is_ongoing_only_when_it_was_watched_to_the_end(last_record, ongoing):
    told = outages(Office(minutes=10).fails(500, 601, *ALL).link(last_record))[0]

    assert (told.ongoing, told.end == at(last_record)) == (ongoing, ongoing)


def test_a_single_anchor_is_its_own_quorum():
    fast = Rung(id="anchor_1", kind=RungKind.ANCHOR, address="192.0.2.1")
    rungs = (*without_rungs(*ANCHORS), fast)

    assert len(outages(Office(minutes=10, rungs=rungs).fails(200, 230, *BEYOND))) == 1


def test_an_anchor_that_never_answered_is_left_out_of_the_quorum():
    office = Office(minutes=10).fails(0, 600, "anchor_3").fails(200, 260, *BEYOND)

    assert [round(seconds(each.start)) for each in outages(office)] == [200]


def test_a_window_in_which_nothing_ever_answered_is_one_outage():
    told = outages(Office(minutes=10).fails(0, 601, *BEYOND))[0]

    assert (told.began_before, told.ongoing, told.end) == (True, True, at(600))


def test_anchors_that_were_silenced_by_chance_amid_heavy_loss_are_no_outage():
    office = Office(minutes=20, seed=3).loses(0.6, *ANCHORS)

    assert outages(office) == []


def test_name_servers_that_answer_prove_that_pings_are_filtered():
    office = Office(minutes=10).fails(200, 400, "first_hop", "resolver", *ANCHORS)
    office.lookup(250, ResolverRole.PUBLIC).lookup(350, ResolverRole.ISP)
    found, aside = find_outages(office.evidence())

    assert found == []
    assert [(each.rung, "filtered" in each.why, each.samples > 0) for each in aside] == [("anchors", True, True)]


@pytest.mark.parametrize(
    ("seconds_asked", "role", "outcome"),
    [
        ((250,), ResolverRole.PUBLIC, DnsOutcome.NXDOMAIN),
        ((250, 350), ResolverRole.ROUTER, DnsOutcome.NXDOMAIN),
        ((250, 350), ResolverRole.PUBLIC, DnsOutcome.TIMEOUT),
        ((150, 450), ResolverRole.PUBLIC, DnsOutcome.NXDOMAIN),
    ],
    ids=["one answer only", "the router's cache", "no answers", "before and after"],
)
def test_less_than_two_answers_from_beyond_the_router_leave_the_outage(seconds_asked, role, outcome):
    office = Office(minutes=10).fails(200, 400, *BEYOND)
    for second in seconds_asked:
        office.lookup(second, role, outcome)

    assert len(outages(office)) == 1


def test_samples_behind_the_rung_that_failed_are_set_aside_and_counted():
    _, aside = find_outages(Office(minutes=10).fails(200, 260, *BEYOND).evidence())

    assert {each.rung for each in aside} == {"resolver", *ANCHORS}
    assert all(each.why == "first_hop was failing" and 5 <= each.samples <= 12 for each in aside)


def test_behind_a_failed_router_everything_is_set_aside():
    _, aside = find_outages(Office(minutes=10).fails(200, 260, *ALL).evidence())

    assert {each.rung for each in aside} == set(BEYOND)


@pytest.mark.parametrize(
    ("pause", "count"), [(290, 1), (310, 2)], ids=["less than five minutes apart", "more than five minutes apart"]
)
def test_outages_of_one_zone_close_together_are_joined(pause, count):
    office = Office(minutes=20).fails(200, 260, *BEYOND).fails(260 + pause, 320 + pause, *BEYOND)

    assert len(outages(office)) == count


def test_outages_of_different_zones_are_never_joined():
    found = outages(Office(minutes=20).fails(200, 260, *BEYOND).fails(300, 360, *ALL))

    assert [each.zone for each in found] == [Zone.MIDDLE, Zone.NEAR]


def test_a_joined_incident_ends_as_its_last_flap_does():
    told = outages(Office(minutes=10).fails(200, 260, *BEYOND).fails(500, 601, *BEYOND))[0]

    assert (told.flaps, told.ongoing, told.end) == (2, True, at(600))


def test_a_flap_before_a_stretch_nobody_watched_is_not_joined_with_one_behind_it():
    found = outages(Office(minutes=20).fails(200, 260, *BEYOND).sleeps(300, 360).fails(400, 460, *BEYOND))

    assert [each.flaps for each in found] == [1, 1]


@pytest.mark.parametrize(("gap", "starts"), [(25, [200]), (40, [200, 260])], ids=["half a minute of our own", "longer"])
def test_an_outage_is_not_carried_across_a_stretch_without_samples(gap, starts):
    office = Office(minutes=10).fails(200, 320, *BEYOND).stalls(230, 230 + gap)
    found = outages(office)

    assert sum(each.flaps for each in found) == len(starts)


def test_void_samples_of_an_outage_are_counted():
    told = outages(Office(minutes=10).fails(200, 300, *BEYOND).stalls(210, 230))[0]

    assert told.void == pytest.approx(0.2, abs=0.02)


def test_samples_under_netdocs_own_load_are_no_outage():
    evidence = Office(minutes=10).fails(200, 260, *BEYOND).loaded(180, 300).evidence()

    assert find_outages(evidence)[0] == []


def test_a_rung_that_loses_a_little_before_and_after_does_not_widen_the_outage():
    office = Office(minutes=10).fails(200, 260, *BEYOND).fails(170, 171, "first_hop").fails(280, 281, "first_hop")
    told = outages(office)[0]

    assert (round(seconds(told.start)), round(seconds(told.end))) == (200, 260)


def test_as_long_as_an_anchor_answers_the_outage_has_not_begun_though_the_first_hop_is_silent():
    told = outages(Office(minutes=10).fails(200, 260, *ANCHORS).fails(195, 266, "first_hop", "resolver"))[0]

    assert (round(seconds(told.start)), round(seconds(told.end))) == (199, 260)


MODEM = Rung(id="modem", kind=RungKind.MODEM, address="192.168.1.1")


@pytest.mark.parametrize("end", [418.5, 419.4, 420.2, 421.5, 422.0, 423.9])
@pytest.mark.parametrize("modem_back", [335, 410, 500], ids=["long before", "just before", "after it"])
def test_a_modem_that_answers_early_does_not_end_the_outage(end, modem_back):
    office = Office(minutes=10, rungs=with_rungs(MODEM)).fails(300, end, *BEYOND)
    office.fails(300, min(modem_back, end), "modem")
    told = outages(office)[0]

    assert told.rung == "modem"
    assert 0 <= seconds(told.end) - end <= told.end_uncertainty_s <= 1.001
    assert 0 <= seconds(told.start) - 300 <= told.start_uncertainty_s <= 1.001


@pytest.mark.parametrize(
    ("waited_us", "end_s"), [(900_000, 360.9), (100_000, 360.0)], ids=["held on the way", "merely slow"]
)
def test_an_answer_that_waited_on_the_way_shows_the_way_back_when_it_came(waited_us, end_s):
    one = Rung(id="anchor_1", kind=RungKind.ANCHOR, address="192.0.2.1")
    office = Office(minutes=10, rungs=(one,)).fails(300, 360, "anchor_1").slow(360, 361, waited_us, "anchor_1")
    told = outages(office)[0]

    assert seconds(told.end) == pytest.approx(end_s, abs=0.5)
    assert seconds(told.end) - told.end_uncertainty_s == pytest.approx(359, abs=0.5)


@pytest.mark.parametrize(("waited_us", "counts"), [(200_000, False), (300_000, True)])
def test_a_quarter_of_a_second_is_the_wait_from_which_the_answer_counts_and_not_the_question(waited_us, counts):
    one = Rung(id="anchor_1", kind=RungKind.ANCHOR, address="192.0.2.1")

    def end_s(excess_us):
        office = Office(minutes=10, rungs=(one,)).fails(300, 360, "anchor_1").slow(360, 361, excess_us, "anchor_1")
        return seconds(outages(office)[0].end)

    assert (end_s(waited_us) - end_s(0) > 0.15) is counts


def test_void_samples_are_counted_on_every_step_whose_lost_ones_are():
    office = Office(minutes=10, rungs=with_rungs(MODEM)).fails(200, 300, "modem", *BEYOND).stalls(210, 230)

    assert outages(office)[0].void == pytest.approx(0.2, abs=0.02)


def test_a_deaf_first_hop_leaves_the_end_to_the_next_nearer_step():
    office = Office(minutes=10, rungs=with_rungs(MODEM)).fails(0, 600, "first_hop")
    told = outages(office.fails(300, 421.5, "modem", "resolver", *ANCHORS))[0]

    assert 0 <= seconds(told.end) - 421.5 <= told.end_uncertainty_s <= 1.001


@pytest.mark.parametrize("start", [298.5, 299.4, 300.2, 301.5, 302.0, 303.9])
def test_the_start_is_sharpened_by_the_step_that_failed(start):
    told = outages(Office(minutes=10, rungs=with_rungs(MODEM)).fails(start, 420, "modem", *BEYOND))[0]

    assert 0 <= seconds(told.start) - start <= told.start_uncertainty_s <= 1.001


HELD, LOST, NOT_TOLD = -50_000, "retrained", None


def two_flaps(first, second, *, read_at=(350, 700)):
    """Two outages two minutes apart, and what the modem told after each: showtime held, begun anew, or nothing."""
    office = Office(minutes=20).fails(200, 260, *BEYOND).fails(380, 440, *BEYOND)
    for told, end, read in ((first, 258, read_at[0]), (second, 438, read_at[1])):
        if told is not NOT_TOLD:
            office.line(read, end if told == LOST else told)
    return office


@pytest.mark.parametrize(
    ("first", "second", "count"),
    [
        (HELD, LOST, 2),
        (LOST, 258, 2),
        (HELD, HELD, 1),
        (LOST, LOST, 1),
        (LOST, NOT_TOLD, 1),
        (HELD, NOT_TOLD, 1),
        (NOT_TOLD, HELD, 1),
        (NOT_TOLD, LOST, 1),
        (NOT_TOLD, NOT_TOLD, 1),
    ],
    ids=[
        "a session that ended, then a line that dropped",
        "a line that dropped, then a session that ended",
        "two sessions that ended",
        "a line that dropped twice",
        "a line that dropped, then nothing told",
        "a session that ended, then nothing told",
        "nothing told, then a session that ended",
        "nothing told, then a line that dropped",
        "nothing told",
    ],
)
def test_two_faults_less_than_five_minutes_apart_are_told_apart_by_the_modems_clocks(first, second, count):
    assert len(outages(two_flaps(first, second))) == count


def test_a_reading_after_the_second_of_two_flaps_does_not_tell_of_the_first():
    # read in the second outage only: showtime begun after the first one may be the second's doing
    assert len(outages(two_flaps(LOST, HELD, read_at=(385, 700)))) == 1


def test_two_faults_told_apart_keep_their_own_bounds():
    found = outages(two_flaps(HELD, LOST))

    assert [(round(seconds(each.start)), round(seconds(each.end)), each.flaps) for each in found] == [
        (200, 260, 1), (380, 440, 1),
    ]  # fmt: skip


def test_a_third_outage_joins_the_fault_that_it_shares():
    office = two_flaps(HELD, LOST, read_at=(350, 500)).fails(560, 620, *BEYOND).line(700, 618)

    assert [each.flaps for each in outages(office)] == [1, 2]
