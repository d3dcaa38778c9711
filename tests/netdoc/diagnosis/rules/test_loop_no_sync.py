"""LOOP02, by its specification."""

import pytest

from netdoc.diagnosis.rules.loop_no_sync import RULE
from netdoc.model.facts.testimony import Light, Testimony, Witness
from netdoc.model.finding import Bearing
from netdoc.model.incident import Zone
from netdoc.model.plane import Plane
from tests.stories.episodes import an_incident
from tests.stories.office import Office

OUTAGE = an_incident(1000, 1600)


@pytest.mark.parametrize(
    ("readings", "expected"),
    [
        ({1100: None, 1200: None}, Bearing.BLAMES),
        ({1000: None}, Bearing.BLAMES),
        ({1600: None}, Bearing.BLAMES),
        ({1100: None, 1200: 1150}, Bearing.SILENT),
        ({1700: 0}, Bearing.CLEARS),
        ({999: None, 1601: None}, Bearing.SILENT),
        ({}, Bearing.SILENT),
    ],
    ids=[
        "no sync at each reading",
        "at the first instant",
        "at the last instant",
        "in sync again within the incident",
        "in sync throughout",
        "no sync outside only",
        "no reading",
    ],
)
def test_a_line_without_sync_at_every_reading_is_blamed(readings, expected):
    office = Office(minutes=0).box(900, -50_000)
    for second, started in readings.items():
        office.line(second, started)

    assert RULE.judge(office.evidence(), OUTAGE).bearing is expected


@pytest.mark.parametrize(
    ("booted", "expected"),
    [(900, Bearing.BLAMES), (901, Bearing.SILENT), (1150, Bearing.SILENT)],
    ids=["five minutes ago", "less than five minutes ago", "just now"],
)
def test_a_modem_that_may_still_be_training_is_not_believed(booted, expected):
    office = Office(minutes=0).line(1200, None).box(1200, booted)

    assert RULE.judge(office.evidence(), OUTAGE).bearing is expected


@pytest.mark.parametrize(
    ("last", "expected"),
    [(1400, Bearing.BLAMES), (1399, Bearing.SILENT)],
    ids=["five minutes of readings", "less"],
)
def test_without_the_modems_own_clock_the_readings_must_outlast_a_training(last, expected):
    office = Office(minutes=0).line(1100, None).line(last, None)

    assert RULE.judge(office.evidence(), OUTAGE).bearing is expected


@pytest.mark.parametrize(
    ("end", "back_at", "expected"),
    [
        (1299, 1295, Bearing.SILENT),
        (1300, 1295, Bearing.BLAMES),
        (1299, 1400, Bearing.SILENT),
        (1300, 1400, Bearing.BLAMES),
    ],
    ids=["back within a training's time", "away for longer", "over as soon, by the path", "over later, by the path"],
)
def test_a_line_that_came_back_within_the_time_of_a_training_may_have_trained(end, back_at, expected):
    office = Office(minutes=0).box(900, -50_000).line(1100, None).line(1500, back_at)

    assert RULE.judge(office.evidence(), an_incident(1000, end)).bearing is expected


@pytest.mark.parametrize(
    ("ongoing", "expected"), [(True, Bearing.BLAMES), (False, Bearing.SILENT)], ids=["goes on", "over"]
)
def test_an_outage_that_goes_on_may_yet_outlast_a_training(ongoing, expected):
    office = Office(minutes=0).box(900, -50_000).line(1100, None)

    assert RULE.judge(office.evidence(), an_incident(1000, 1299, ongoing=ongoing)).bearing is expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ((1190, -50_000), (1201, 1150), Bearing.SILENT),
        ((1199, -50_000), (1210, 1205), Bearing.BLAMES),
        ((1199, 1150), (1210, -50_000), Bearing.SILENT),
        ((1190, 1150), (1201, -50_000), Bearing.BLAMES),
    ],
    ids=["after it, just booted", "before it, long up", "before it, just booted", "after it, long up"],
)
def test_of_the_modems_clocks_the_one_read_nearest_to_its_line_counts(before, after, expected):
    office = Office(minutes=0).line(1200, None)
    for second, booted in (before, after):
        office.box(second, booted)

    assert RULE.judge(office.evidence(), OUTAGE).bearing is expected


def test_another_boxs_clock_is_not_the_modems():
    office = Office(minutes=0).line(1200, None).box(1200, -50_000, subject="router")

    assert RULE.judge(office.evidence(), OUTAGE).missing == ("DeviceState of the modem",)


def test_the_modems_clock_may_be_read_after_its_line():
    office = Office(minutes=0).line(1200, None).box(1201, -50_000)

    assert RULE.judge(office.evidence(), OUTAGE).bearing is Bearing.BLAMES


def test_the_blame_quotes_the_modems_word():
    finding = RULE.judge(Office(minutes=0).box(900, 0).line(1200, None, status="G.993 Started").evidence(), OUTAGE)

    assert (finding.planes, "«G.993 Started»" in finding.sentence) == ({Plane.MODEM_BOX}, True)


@pytest.mark.parametrize("incident", [None, an_incident(zone=Zone.NEAR)], ids=["the window", "a failure at the router"])
def test_only_incidents_behind_the_router_are_judged(incident):
    assert RULE.judge(Office(minutes=0).box(0, -1000).line(330, None).evidence(), incident).bearing is Bearing.SILENT


def test_a_reading_that_does_not_tell_of_sync_is_none():
    office = Office(minutes=0).box(900, -50_000).line(1200, None, sync=None)

    assert RULE.judge(office.evidence(), OUTAGE).bearing is Bearing.SILENT


LONG = an_incident(1000, 1600)


def lamps(*sights, office=None):
    """Looks at the lamps: (second, DSL lamp, power lamp)."""
    office = office or Office(minutes=0)
    for second, dsl, power in sights:
        fact = Testimony(witness=Witness.OPERATOR, says="the lamps", light_dsl=dsl, light_power=power)
        office.sees(second, "operator", fact, Plane.OPERATOR, None)
    return office


def judged(office, incident=LONG):
    return RULE.judge(office.evidence(), incident)


BLINKING, STEADY, OFF, RED = Light.BLINKING, Light.STEADY, Light.OFF, Light.RED


@pytest.mark.parametrize(
    ("sights", "expected"),
    [
        ([(1300, BLINKING, None)], Bearing.BLAMES),
        ([(1299, BLINKING, None)], Bearing.SILENT),
        ([(1100, BLINKING, None), (1160, BLINKING, None)], Bearing.BLAMES),
        ([(1100, BLINKING, None), (1159, BLINKING, None)], Bearing.SILENT),
        ([(1300, RED, None)], Bearing.BLAMES),
        ([(1300, OFF, STEADY)], Bearing.BLAMES),
        ([(1300, OFF, None)], Bearing.SILENT),
        ([(1300, OFF, OFF)], Bearing.SILENT),
        ([(1300, BLINKING, None), (1400, None, OFF)], Bearing.SILENT),
        ([(1100, STEADY, None)], Bearing.CLEARS),
        ([(1300, BLINKING, None), (1400, STEADY, None)], Bearing.SILENT),
        ([(1590, STEADY, None)], Bearing.SILENT),
        ([(1300, None, STEADY)], Bearing.SILENT),
    ],
    ids=["once, five minutes in", "once, sooner", "twice", "twice at once", "red", "off beside the power lamp",
         "off alone", "no power", "no power later", "steady", "both", "steady at the end", "the power lamp alone"],
)  # fmt: skip
def test_where_the_modem_cannot_be_read_its_lamps_tell(sights, expected):
    assert judged(lamps(*sights)).bearing is expected


def test_a_lamp_indicates_by_the_operators_plane_and_says_when_it_was_seen():
    finding = judged(lamps((1060, RED, STEADY), (1300, BLINKING, STEADY)))

    assert (finding.bearing, finding.planes) == (Bearing.BLAMES, {Plane.OPERATOR})
    assert finding.sentence == (
        "the modem's DSL lamp was seen red at 08:17 UTC, blinking at 08:21 UTC: it had power and no sync"
    )


def test_without_power_neither_line_nor_provider_can_be_told():
    assert "nothing can be told of the line or the provider" in judged(lamps((1300, OFF, OFF))).sentence


@pytest.mark.parametrize(
    ("end", "ongoing", "expected"),
    [(1299, False, Bearing.SILENT), (1300, False, Bearing.BLAMES), (1299, True, Bearing.BLAMES)],
    ids=["over within a training's time", "over later", "goes on"],
)
def test_an_outage_as_short_as_a_training_may_have_been_one(end, ongoing, expected):
    office = lamps((1100, BLINKING, None), (1200, BLINKING, None))

    assert judged(office, an_incident(1000, end, ongoing=ongoing)).bearing is expected


@pytest.mark.parametrize(
    ("step", "device", "expected"),
    [(999, "modem", Bearing.BLAMES), (1000, "modem", Bearing.SILENT), (1299, "modem", Bearing.SILENT),
     (1301, "modem", Bearing.BLAMES), (1299, "router", Bearing.BLAMES)],
    ids=["five minutes before", "less", "just before", "after the look", "the router"],
)  # fmt: skip
def test_a_modem_that_a_person_just_restarted_may_be_training(step, device, expected):
    office = lamps((1300, BLINKING, None)).step(step, power_cycled=device)

    assert judged(office).bearing is expected


@pytest.mark.parametrize(
    ("booted", "expected"),
    [(1000, Bearing.BLAMES), (1001, Bearing.SILENT), (1300, Bearing.SILENT), (1301, Bearing.BLAMES)],
    ids=["five minutes before", "less", "as it was seen", "after"],
)
def test_a_modem_that_restarted_just_before_the_look_may_be_training(booted, expected):
    office = lamps((1300, BLINKING, None)).box(1700, booted)

    assert judged(office).bearing is expected


def test_the_modems_own_readings_go_before_the_lamps():
    office = lamps((1100, STEADY, None)).box(900, -50_000).line(1200, None)

    assert judged(office).planes == {Plane.MODEM_BOX}
    assert judged(lamps((1300, BLINKING, None)).line(1700, 0)).bearing is Bearing.CLEARS
    back = lamps((1100, STEADY, None)).line(1700, 1590)
    assert judged(back).bearing is Bearing.SILENT


def by_phone(office):
    office.said = [type(each)(each.subject, each.at, each.fact, None, Plane.OPERATOR) for each in office.said]
    return office


def test_values_read_off_its_page_by_a_person_are_that_persons_word():
    office = by_phone(Office(minutes=0).line(1100, None).line(1450, None))

    assert (judged(office).bearing, judged(office).planes) == (Bearing.BLAMES, {Plane.OPERATOR})


def test_what_the_modem_said_itself_is_not_weakened_by_a_person_who_read_it_too():
    office = by_phone(Office(minutes=0).line(1100, None).line(1150, None)).line(1200, None).line(1450, None)

    assert judged(office).planes == {Plane.MODEM_BOX}


def test_the_internet_lamp_beside_a_steady_dsl_lamp_is_told():
    fact = Testimony(witness=Witness.OPERATOR, says="x", light_dsl=STEADY, light_internet=RED)
    office = Office(minutes=0).sees(1100, "operator", fact, Plane.OPERATOR, None)

    assert judged(office).sentence == (
        "the modem's DSL lamp was seen steady at 08:18 UTC, amid the incident, the internet lamp red"
    )
