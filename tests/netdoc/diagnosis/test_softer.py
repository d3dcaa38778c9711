"""One silent target, scattered loss: what is wrong without everything being gone."""

import pytest

from netdoc.diagnosis.outages import find_outages
from netdoc.diagnosis.softer import find_brownouts, find_targets
from netdoc.model.incident import Zone
from netdoc.model.site import Rung, RungKind
from tests.stories.office import ALL, ANCHORS, BEYOND, Office, at, with_rungs, without_rungs

NOTHING_NEARER = without_rungs("router", "first_hop")
SHOP = Rung(id="shop", kind=RungKind.SERVICE, address="shop.example", method="tcp:443", period_s=5.0)
FAST = tuple(Rung(id=each, kind=RungKind.ANCHOR, address=f"192.0.2.{n}") for n, each in enumerate(ANCHORS, 1))


def targets(office):
    evidence = office.evidence()
    return find_targets(evidence, find_outages(evidence)[0])


def brownouts(office, known=()):
    return find_brownouts(office.evidence(), known)


def seconds(moment):
    return (moment - at(0)).total_seconds()


def test_a_silent_destination_is_timed_to_its_own_pace():
    told = targets(Office(minutes=20).fails(300, 400, "anchor_2"))[0]

    assert (told.rung, told.zone, told.ongoing, told.began_before) == ("anchor_2", Zone.FAR, False, False)
    assert 300 <= seconds(told.start) <= 305 and 400 <= seconds(told.end) <= 405
    assert (told.start_uncertainty_s, told.end_uncertainty_s) == (5.0, 5.0)


@pytest.mark.parametrize(
    ("period_s", "lost", "count"),
    [(5.0, 4, 1), (5.0, 3, 0), (1.0, 11, 1), (1.0, 10, 0), (6.0, 3, 0)],
    ids=[
        "four in a row",
        "three in a row may be chance",
        "ten seconds from first to last",
        "less than ten seconds",
        "three over twelve seconds may be chance",
    ],
)
def test_a_silence_of_one_target_is_long_and_beyond_chance(period_s, lost, count):
    rung = Rung(id="anchor_1", kind=RungKind.ANCHOR, address="192.0.2.1", period_s=period_s)
    office = Office(minutes=20, rungs=with_rungs(rung)).fails(300, 300 + lost * period_s, "anchor_1")

    assert len(targets(office)) == count


def test_scattered_loss_of_the_others_raises_what_may_be_chance():
    office = Office(minutes=20).fails(300, 320, "anchor_1")
    for start in range(0, 1200, 60):
        office.fails(start, start + 8, "anchor_2", "anchor_3")

    assert targets(office) == []


@pytest.mark.parametrize(("lost", "count"), [(1, 1), (2, 0)], ids=["others answered 8 of 9", "7 of 9"])
def test_a_target_is_single_only_while_another_one_answers(lost, count):
    office = Office(minutes=20).fails(300, 350, "anchor_1")
    for index in range(lost):
        office.fails(305 + 15 * index, 310 + 15 * index, "anchor_2").fails(
            312 + 15 * index, 317 + 15 * index, "anchor_3"
        )

    assert len([each for each in targets(office) if each.rung == "anchor_1"]) == count


def test_an_outage_of_everything_is_nobodys_own_silence():
    assert targets(Office(minutes=20).fails(300, 400, *BEYOND)) == []


def test_an_outage_breaks_a_targets_silence():
    office = Office(minutes=20).fails(300, 700, "anchor_1").fails(480, 520, *ALL)

    assert [(round(seconds(each.start), -1), round(seconds(each.end), -1)) for each in targets(office)] == [
        (300, 480), (530, 700),
    ]  # fmt: skip


def test_a_stretch_nobody_watched_breaks_a_targets_silence():
    office = Office(minutes=20).fails(300, 700, "anchor_1").stops(480, 540)

    assert [round(seconds(each.start), -1) for each in targets(office)] == [300, 540]


def test_a_short_stall_does_not_break_it():
    assert len(targets(Office(minutes=20).fails(300, 700, "anchor_1").stalls(480, 500))) == 1


@pytest.mark.parametrize(
    ("start", "end", "ongoing", "began_before"),
    [
        (300, 601, True, False),
        (300, 584, True, False),
        (300, 578, False, False),
        (0, 300, False, True),
        (12, 300, False, True),
        (22, 300, False, False),
    ],
    ids=["to the end", "nearly", "not to the end", "from the start", "nearly from the start", "not from the start"],
)
def test_a_silence_that_touches_the_windows_ends_says_so(start, end, ongoing, began_before):
    told = targets(Office(minutes=10).fails(start, end, "anchor_1"))[0]

    assert (told.ongoing, told.began_before) == (ongoing, began_before)
    assert (told.end == at(600)) is ongoing
    assert (told.end_uncertainty_s == 0.0) is ongoing


def test_samples_that_were_never_sent_are_not_a_targets_silence():
    assert targets(Office(minutes=20).fails(300, 310, "anchor_1").stalls(310, 330)) == []


def test_a_silent_service_is_found_like_an_anchor():
    assert [each.rung for each in targets(Office(minutes=20, rungs=with_rungs(SHOP)).fails(300, 400, "shop"))] == [
        "shop"
    ]


def test_a_silent_resolver_is_no_target():
    assert targets(Office(minutes=20).fails(300, 500, "resolver")) == []


def lossy(lost, sent=300):
    """Return five minutes of three anchors at 1 Hz of which `lost` of 900 samples are lost, spread out."""
    office = Office(minutes=5, rungs=(*without_rungs(*ANCHORS), *FAST))
    for index in range(lost):
        office.fails(7 * index, 7 * index + 1, "anchor_1")
    return office


@pytest.mark.parametrize(("lost", "count"), [(17, 1), (14, 0)], ids=["lower bound above 1 %", "lower bound below 1 %"])
def test_a_brownout_has_more_than_1_percent_lost_beyond_chance(lost, count):
    assert len(brownouts(lossy(lost))) == count


@pytest.mark.parametrize(("lost", "count"), [(5, 1), (4, 0)], ids=["five", "four"])
def test_a_brownout_has_at_least_five_lost(lost, count):
    office = Office(minutes=1)
    for index in range(lost):
        office.fails(10 * index, 10 * index + 5, ANCHORS[index % 3])

    assert len(brownouts(office)) == count


def test_windows_side_by_side_are_one_brownout():
    told = brownouts(Office(minutes=20).loses(0.2, *ANCHORS))

    assert [(seconds(each.start), seconds(each.end)) for each in told] == [(0, 1200)]


def test_a_brownout_is_bounded_to_its_windows():
    office = Office(minutes=30)
    for start in range(600, 900, 20):
        office.fails(start, start + 5, *ANCHORS)
    told = brownouts(office)

    assert [(seconds(each.start), seconds(each.end), each.ongoing) for each in told] == [(600, 900, False)]
    assert told[0].start_uncertainty_s == told[0].end_uncertainty_s == 150


@pytest.mark.parametrize(("last_record", "ongoing"), [(0, True), (308, True), (312, False)])
def test_a_brownout_that_was_watched_to_the_windows_end_goes_on(last_record, ongoing):
    assert brownouts(Office(minutes=5).loses(0.2, *ANCHORS).link(last_record))[0].ongoing is ongoing


@pytest.mark.parametrize(
    ("period_s", "rung"), [(1.0, "router"), (0.5, "anchors")], ids=["5 of 300 lost", "5 of 600 lost"]
)
def test_a_rung_is_lossy_when_half_a_percent_is_lost_beyond_chance(period_s, rung):
    router = Rung(id="router", kind=RungKind.ROUTER, address="192.168.7.1", period_s=period_s)
    office = Office(minutes=5, rungs=(router, *FAST))
    for index in range(5):
        office.fails(50 * index, 50 * index + period_s, "router")
    for index in range(24):
        office.fails(12 * index + 3, 12 * index + 4, "anchor_1")

    assert brownouts(office)[0].rung == rung


def test_two_stretches_of_loss_apart_are_two():
    office = Office(minutes=40)
    for begin in (0, 1500):
        for start in range(begin, begin + 300, 20):
            office.fails(start, start + 5, *ANCHORS)

    assert [seconds(each.start) for each in brownouts(office)] == [0, 1500]


def test_a_pause_of_our_own_begins_a_new_window():
    office = Office(minutes=20).stops(120, 900)
    for start in (0, 20, 40, 60, 80):
        office.fails(start, start + 5, "anchor_1")

    assert [(seconds(each.start), seconds(each.end)) for each in brownouts(office)] == [(0, 120)]


def test_samples_of_known_incidents_are_left_out():
    evidence = Office(minutes=10).fails(100, 160, *BEYOND).evidence()
    known = find_outages(evidence)[0]

    assert find_brownouts(evidence, known) == []
    assert find_brownouts(evidence, []) != []


def test_of_a_silent_target_only_its_own_samples_are_left_out():
    office = Office(minutes=10).fails(100, 400, "anchor_1").loses(0.1, "anchor_2", "anchor_3")
    evidence = office.evidence()
    told = find_brownouts(evidence, find_targets(evidence, []))

    lost, sent = (int(each) for each in told[0].detail.split(" lost")[0].split(" of "))
    assert sent == pytest.approx(360 - 60, abs=3)
    assert lost / sent == pytest.approx(0.08, abs=0.04)


@pytest.mark.parametrize(
    ("office", "rung", "zone", "good"),
    [
        (Office(minutes=20).loses(0.2, *ALL), "router", Zone.NEAR, None),
        (Office(minutes=20).loses(0.2, *BEYOND), "first_hop", Zone.MIDDLE, "router"),
        (Office(minutes=20).loses(0.2, "resolver", *ANCHORS), "anchors", Zone.FAR, "first_hop"),
        (Office(minutes=20).loses(0.2, *ALL).loses(0.8, "router"), "first_hop", Zone.MIDDLE, None),
        (Office(minutes=20).loses(0.2, *BEYOND).fails(0, 1200, "router"), "first_hop", Zone.MIDDLE, None),
        (Office(minutes=20, rungs=without_rungs("first_hop")).loses(0.2, *ANCHORS), "anchors", Zone.MIDDLE, "router"),
        (Office(minutes=20, rungs=NOTHING_NEARER).loses(0.2, *ANCHORS), "anchors", Zone.ANY, None),
        (Office(minutes=20).loses(0.2, *ANCHORS).loses(0.9, "first_hop"), "anchors", Zone.MIDDLE, "router"),
    ],
    ids=[
        "from the router on",
        "from the first hop on",
        "behind the first hop",
        "a router that limits its answers",
        "a deaf router",
        "the first hop is not watched",
        "nothing nearer is watched",
        "a first hop that limits its answers",
    ],
)  # fmt: skip
def test_where_loss_begins_is_found_by_comparing_rungs(office, rung, zone, good):
    told = brownouts(office)

    assert [(each.rung, each.zone, each.nearest_good) for each in told] == [(rung, zone, good)]


@pytest.mark.parametrize(("stalled_s", "good"), [(0, "first_hop"), (1, None)], ids=["20", "19"])
def test_a_rung_with_fewer_than_20_samples_places_nothing(stalled_s, good):
    rung = Rung(id="first_hop", kind=RungKind.FIRST_HOP, address="198.51.100.1", period_s=15.0)
    office = Office(minutes=5, rungs=(rung, *FAST)).loses(0.7, *ANCHORS).stalls(0, stalled_s)

    assert brownouts(office)[0].nearest_good == good


def test_a_window_in_which_no_anchor_ever_answered_is_no_brownout():
    assert brownouts(Office(minutes=10).fails(0, 600, *ANCHORS)) == []


def test_a_silence_that_begins_in_the_last_sample_of_a_minute_begins_there():
    """`_only_short` may pass over a run of samples only when the silence cannot go on into the next one."""
    (told,) = targets(Office(minutes=20).fails(355, 375, "anchor_1"))

    assert 355 <= seconds(told.start) <= 356
