"""Slowness: which stretches count, how they are timed, and where on the way the delay begins."""

import pytest

from netdoc.diagnosis.outages import find_outages
from netdoc.diagnosis.slowness import find_slowness
from netdoc.model.evidence import Evidence
from netdoc.model.facts.echo_block import EchoBlock
from netdoc.model.incident import IncidentKind, Zone
from netdoc.model.observation import Seen
from netdoc.model.site import Rung, RungKind
from tests.stories.office import ALL, ANCHORS, BEYOND, Office, at, with_rungs, without_rungs

FAST = tuple(Rung(id=each, kind=RungKind.ANCHOR, address=f"192.0.2.{n}") for n, each in enumerate(ANCHORS, 1))
MODEM = Rung(id="modem", kind=RungKind.MODEM, address="192.168.1.1")


def slow(office, known=()):
    return find_slowness(office.evidence(), known)


def seconds(moment):
    return (moment - at(0)).total_seconds()


def with_a_last_block_of(length_s, excess_us):
    """Return half an hour and a slow block of this length, the last."""
    office = Office(minutes=31, rungs=(*without_rungs(*ANCHORS), *FAST)).slow(1800, 1860, excess_us)
    evidence = office.evidence()
    *blocks, last = evidence.ladder.blocks
    cut = EchoBlock(start=last.start, duration_s=length_s, series=last.series)
    return Evidence(evidence.site, evidence.case, [Seen("ladder", each.start, each) for each in (*blocks, cut)])


@pytest.mark.parametrize(
    ("excess_us", "length_s", "count"),
    [(50_000, 300, 1), (49_000, 300, 0), (99_000, 60, 0), (101_000, 60, 1), (99_000, 120, 1)],
    ids=["50 ms", "49 ms", "99 ms for a minute", "101 ms for a minute", "99 ms for two minutes"],
)
def test_slow_is_50_ms_above_the_quiet_level_or_100_ms_for_a_short_time(excess_us, length_s, count):
    assert len(slow(Office(minutes=30).slow(600, 600 + length_s, excess_us))) == count


@pytest.mark.parametrize(
    ("length_s", "excess_us", "count"),
    [(30, 150_000, 1), (29, 150_000, 0), (30, 60_000, 0)],
    ids=["half a minute", "29 s", "half a minute of 60 ms"],
)
def test_a_very_slow_stretch_lasts_at_least_half_a_minute(length_s, excess_us, count):
    assert len(find_slowness(with_a_last_block_of(length_s, excess_us), [])) == count


@pytest.mark.parametrize(("length_s", "count"), [(30, 1), (29, 0)], ids=["90 s", "89 s"])
def test_a_slow_stretch_lasts_at_least_a_minute_and_a_half(length_s, count):
    office = Office(minutes=31, rungs=(*without_rungs(*ANCHORS), *FAST)).slow(1740, 1860, 60_000)
    evidence = office.evidence()
    *blocks, last = evidence.ladder.blocks
    cut = EchoBlock(start=last.start, duration_s=length_s, series=last.series)
    shorter = Evidence(evidence.site, evidence.case, [Seen("ladder", each.start, each) for each in (*blocks, cut)])

    assert len(find_slowness(shorter, [])) == count


def test_a_slow_stretch_is_told_with_how_much():
    told = slow(Office(minutes=30).slow(600, 900, 250_000))[0]

    assert (told.kind, told.ongoing, told.began_before) == (IncidentKind.SLOW, False, False)
    assert told.detail.startswith("round trip up to 250 ms")


@pytest.mark.parametrize(
    ("start", "end"),
    [(600, 900), (612, 907), (579, 880)],
    ids=["at minutes' ends", "amid minutes", "before the minute"],
)
def test_a_slow_stretch_is_timed_by_its_samples(start, end):
    told = slow(Office(minutes=30).slow(start, end, 250_000))[0]

    assert 0 <= seconds(told.start) - start <= told.start_uncertainty_s <= 1.7
    assert 0 <= seconds(told.end) - end <= told.end_uncertainty_s <= 1.7


def test_single_slow_samples_beside_a_stretch_do_not_widen_it():
    office = Office(minutes=30).slow(600, 900, 250_000)
    for second in (560, 575, 925):
        office.slow(second, second + 3, 250_000)
    told = slow(office)[0]

    assert (round(seconds(told.start)), round(seconds(told.end))) == (600, 900)


@pytest.mark.parametrize(
    ("beside_us", "start"), [(26_000, 580), (24_000, 600)], ids=["half the least delay", "less than that"]
)
def test_samples_with_half_the_least_delay_belong_to_the_stretch(beside_us, start):
    told = slow(Office(minutes=30).slow(600, 900, 250_000).slow(580, 600, beside_us))[0]

    assert round(seconds(told.start)) == start


def test_samples_lost_in_the_queue_belong_to_the_stretch():
    told = slow(Office(minutes=30).slow(600, 900, 250_000).fails(594, 600, *ANCHORS).fails(900, 906, *ANCHORS))[0]

    assert (4 <= 600 - seconds(told.start) <= 6, 6 <= seconds(told.end) - 900 <= 8) == (True, True)


def test_a_stretch_whose_slow_samples_are_never_three_in_a_row_is_bounded_to_its_minutes():
    # two samples of three are slow: the median of each minute is high
    office = Office(minutes=30, rungs=without_rungs("anchor_2", "anchor_3"))
    for start in range(600, 900, 15):
        office.slow(start, start + 10, 250_000)
    told = slow(office)[0]

    assert (seconds(told.start), seconds(told.end)) == (600, 900)
    assert (told.start_uncertainty_s, told.end_uncertainty_s) == (60.0, 60.0)


def test_a_stretch_from_the_first_sample_to_the_last_has_no_bounds_beyond_them():
    told = slow(Office(minutes=12).slow(0, 240, 250_000).slow(480, 720, 250_000))

    assert [round(seconds(each.start)) for each in told] == [0, 480]
    assert (told[0].start_uncertainty_s, told[1].end_uncertainty_s) == (0.0, 0.0)


@pytest.mark.parametrize(("last_record", "ongoing"), [(0, True), (1808, True), (1812, False)])
def test_a_slow_stretch_that_was_watched_to_the_windows_end_goes_on(last_record, ongoing):
    assert slow(Office(minutes=30).slow(1500, 1800, 250_000).link(last_record))[0].ongoing is ongoing


@pytest.mark.parametrize(
    ("second", "count"), [(660, 1), (720, 1), (780, 2)], ids=["next to it", "a minute apart", "two minutes apart"]
)
def test_slow_minutes_close_together_are_one_stretch(second, count):
    assert len(slow(Office(minutes=30).slow(600, 660, 250_000).slow(second, second + 60, 250_000))) == count


def test_the_worst_minute_of_a_stretch_is_printed_and_judges_it():
    office = Office(minutes=30).slow(600, 660, 80_000).slow(660, 720, 300_000).slow(720, 780, 200_000)

    assert [each.detail[:23] for each in slow(office)] == ["round trip up to 300 ms"]


def test_minutes_of_an_outage_are_not_called_slow():
    evidence = Office(minutes=30).slow(600, 660, 250_000).fails(590, 612, *ALL).evidence()

    assert find_slowness(evidence, find_outages(evidence)[0]) == []


def test_a_line_that_is_always_that_far_is_not_slow():
    assert slow(Office(minutes=30).slow(0, 1800, 600_000)) == []


@pytest.mark.parametrize(
    ("slow_s", "count"), [(40, 1), (50, 0)], ids=["a third of them quick", "less than a quarter of them quick"]
)
def test_a_queue_that_empties_in_each_minute_does_not_hide_the_quiet_level(slow_s, count):
    # an office that uploads a while in every minute: the lower quartile still knows the empty line
    office = Office(minutes=30)
    for begin in range(0, 1800, 60):
        office.slow(begin, begin + slow_s, 250_000)

    assert len(slow(office)) == count


@pytest.mark.parametrize(("quiet_minutes", "count"), [(4, 1), (2, 0)], ids=["more than a tenth", "less than a tenth"])
def test_the_quiet_level_is_that_of_the_quietest_tenth_of_minutes(quiet_minutes, count):
    assert len(slow(Office(minutes=30).slow(60 * quiet_minutes, 1800, 250_000))) == count


def test_one_slow_anchor_among_three_is_no_slowness():
    assert slow(Office(minutes=30).slow(600, 900, 250_000, "anchor_1")) == []


@pytest.mark.parametrize(("answered", "count"), [(6, 1), (5, 0)], ids=["six", "five"])
def test_a_minute_with_fewer_than_six_answers_tells_no_median(answered, count):
    office = Office(minutes=30).slow(600, 660, 250_000)
    for anchor in ANCHORS:
        office.fails(600 + 5 * answered, 660, anchor)

    assert len(slow(office)) == count


def test_samples_under_netdocs_own_load_are_not_slow():
    assert slow(Office(minutes=30).slow(600, 900, 250_000).loaded(600, 900)) == []


def test_an_anchor_that_never_answered_does_not_hide_the_slowness_of_the_others():
    assert len(slow(Office(minutes=30).slow(600, 900, 250_000).fails(0, 1800, "anchor_1"))) == 1


SLOW = 200_000


def delays(**shares):
    """Return an office whose anchors stand 200 ms higher for five minutes, and its steps by these shares of that."""
    office = Office(minutes=30, rungs=with_rungs(MODEM)).slow(600, 900, SLOW, *ANCHORS)
    for rung, share in shares.items():
        office.slow(600, 900, round(SLOW * share), rung)
    return office


@pytest.mark.parametrize(
    ("shares", "rung", "zone", "good"),
    [
        ({"router": 1, "modem": 1, "first_hop": 1}, "router", Zone.NEAR, None),
        ({"modem": 1, "first_hop": 1}, "modem", Zone.MIDDLE, "router"),
        ({"first_hop": 1}, "first_hop", Zone.MIDDLE, "modem"),
        ({}, "anchors", Zone.FAR, "first_hop"),
        ({"first_hop": 0.55}, "first_hop", Zone.MIDDLE, "modem"),
        ({"first_hop": 0.45}, "anchors", Zone.MIDDLE, "modem"),
        ({"first_hop": 0.3}, "anchors", Zone.MIDDLE, "modem"),
        ({"first_hop": 0.2}, "anchors", Zone.FAR, "first_hop"),
        ({"router": 0.4, "modem": 0.4}, "anchors", Zone.FAR, "first_hop"),
        ({"resolver": 1}, "anchors", Zone.FAR, "first_hop"),
    ],
    ids=[
        "from the router on",
        "from the modem on",
        "from the first hop on",
        "behind the first hop",
        "the first hop shows half of it",
        "the first hop shows nearly half",
        "the first hop shows more than a quarter",
        "the first hop shows less than a quarter",
        "nearer steps show a part that the first hop does not",
        "a name server is no step of the way",
    ],
)
def test_a_delay_begins_at_the_nearest_step_that_shows_half_of_it(shares, rung, zone, good):
    assert [(each.rung, each.zone, each.nearest_good) for each in slow(delays(**shares))] == [(rung, zone, good)]


@pytest.mark.parametrize("deaf", ["first_hop", "modem"])
def test_a_deaf_step_is_skipped(deaf):
    told = slow(delays(modem=1, first_hop=1).fails(0, 1800, deaf))[0]

    assert (told.rung, told.zone) == ({"first_hop": "modem", "modem": "first_hop"}[deaf], Zone.MIDDLE)


def test_a_quick_step_before_an_unwatched_first_hop_places_the_delay_no_farther_than_behind_it():
    told = slow(delays().fails(0, 1800, "first_hop"))[0]

    assert (told.rung, told.zone, told.nearest_good) == ("anchors", Zone.MIDDLE, "modem")


def test_a_step_that_answered_nothing_in_the_slow_minutes_tells_nothing_of_them():
    told = slow(delays().fails(600, 900, "first_hop"))[0]

    assert (told.rung, told.zone, told.nearest_good) == ("anchors", Zone.MIDDLE, "modem")


def test_where_a_delay_begins_is_told_by_its_own_minutes():
    # the first hop shares the delay, and was never slow outside of it
    told = slow(delays(first_hop=1).slow(1200, 1500, SLOW, "router"))[0]

    assert (told.rung, told.zone) == ("first_hop", Zone.MIDDLE)


@pytest.mark.parametrize("worst", [600, 720, 840], ids=["the first", "the third", "the last"])
def test_a_step_that_shares_the_delay_is_no_quick_one_beside_the_worst_minute(worst):
    office = Office(minutes=30).slow(600, 900, 60_000).slow(worst, worst + 60, 900_000)
    told = slow(office)[0]

    assert (told.rung, told.zone, told.nearest_good) == ("first_hop", Zone.MIDDLE, "router")


def test_minutes_between_the_slow_ones_do_not_count_where_the_delay_begins():
    office = Office(minutes=30)
    for start in (600, 720, 840, 960):
        office.slow(start, start + 60, 250_000, *BEYOND)
    told = slow(office)

    assert [(each.rung, each.zone) for each in told] == [("first_hop", Zone.MIDDLE)]
