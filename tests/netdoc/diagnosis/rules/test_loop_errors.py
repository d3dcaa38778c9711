"""LOOP03, by its specification."""

import pytest

from netdoc.diagnosis.rules.loop_errors import RULE
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.finding import Bearing
from netdoc.model.incident import IncidentKind, Zone
from netdoc.model.plane import Plane
from tests.stories.episodes import a_brownout, an_incident
from tests.stories.office import Office, at

START, END = 9000, 9600
LOSS = a_brownout(START, END)
INSIDE = (START, START + 300)
OUTSIDE = (START - 900, START - 600, START - 300, END, END + 300)


def an_office(grown, *, usual=None, started=-50_000):
    """Return a line read each five minutes: growth of counters in each of the incident's two, and of the others."""
    office, counts = Office(minutes=0), dict.fromkeys(grown, 1000)
    for second in (*OUTSIDE[:3], *INSIDE, *OUTSIDE[3:], END + 600):
        office.line(second, started, **counts)
        step = grown if second in INSIDE else usual or {}
        counts = {name: count + step.get(name, 0) for name, count in counts.items()}
    return office


def judged(office, incident=LOSS):
    return RULE.judge(office.evidence(), incident)


@pytest.mark.parametrize(
    ("counter", "each", "expected"),
    [
        ("crc_down", 150, Bearing.BLAMES),
        ("crc_down", 149, Bearing.SILENT),
        ("crc_up", 150, Bearing.BLAMES),
        ("es_down", 4, Bearing.BLAMES),
        ("es_down", 3, Bearing.SILENT),
        ("es_up", 4, Bearing.BLAMES),
        ("ses_down", 1, Bearing.BLAMES),
        ("ses_up", 1, Bearing.BLAMES),
        ("uas_down", 5, Bearing.BLAMES),
        ("uas_down", 4, Bearing.SILENT),
        ("uas_up", 5, Bearing.BLAMES),
        ("fec_down", 10**6, Bearing.SILENT),
        ("rtx_uncorrected_down", 150, Bearing.BLAMES),
        ("rtx_uncorrected_down", 149, Bearing.SILENT),
        ("leftrs_down", 4, Bearing.BLAMES),
        ("leftrs_down", 3, Bearing.SILENT),
    ],
)
def test_the_line_is_blamed_for_errors_as_on_a_disturbed_line(counter, each, expected):
    assert judged(an_office({counter: each})).bearing is expected


@pytest.mark.parametrize(
    ("counter", "grown", "expected"),
    [
        ("es_down", 2, Bearing.BLAMES),
        ("es_down", 1, Bearing.SILENT),
        ("crc_down", 10, Bearing.BLAMES),
        ("crc_down", 9, Bearing.SILENT),
        ("ses_down", 1, Bearing.BLAMES),
    ],
)
def test_between_readings_a_few_seconds_apart_a_least_count_stands(counter, grown, expected):
    office = Office(minutes=0).line(START, -50_000, **{counter: 0}).line(START + 15, -50_000, **{counter: grown})

    assert judged(office, a_brownout(START + 1, START + 14)).bearing is expected


@pytest.mark.parametrize(
    ("usual", "expected"),
    [(0, Bearing.BLAMES), (100, Bearing.BLAMES), (101, Bearing.SILENT), (300, Bearing.SILENT)],
    ids=["none", "a third as many", "more than a third as many", "as many"],
)
def test_errors_that_come_at_other_times_too_blame_nobody(usual, expected):
    assert judged(an_office({"crc_down": 300}, usual={"crc_down": usual})).bearing is expected


@pytest.mark.parametrize(
    ("bursts", "expected"), [(2, Bearing.BLAMES), (3, Bearing.SILENT)], ids=["two of five", "three of five"]
)
def test_a_burst_at_another_time_is_nothing_usual(bursts, expected):
    office, count = Office(minutes=0), 0
    for second in (*OUTSIDE[:3], *INSIDE, *OUTSIDE[3:], END + 600):
        office.line(second, -50_000, crc_down=count)
        count += 300 if second in (*INSIDE, *OUTSIDE[:bursts]) else 0

    assert judged(office).bearing is expected


def test_without_readings_outside_of_the_incident_its_own_errors_blame():
    office = Office(minutes=0).line(START, -50_000, ses_down=3).line(END, -50_000, ses_down=7)
    finding = judged(office)

    assert (finding.bearing, finding.planes) == (Bearing.BLAMES, {Plane.MODEM_BOX, Plane.PATH})
    assert finding.sentence.startswith("4 severely errored seconds in the readings around the incident")


def test_three_counters_are_told_the_gravest_first():
    grown = {"es_up": 40, "ses_down": 9, "crc_down": 900, "uas_up": 20}

    assert judged(an_office(grown)).sentence.startswith(
        "40 unavailable seconds upstream, 18 severely errored seconds, 80 errored seconds upstream in"
    )


@pytest.mark.parametrize(
    ("incident", "expected"),
    [
        (a_brownout(START, END, Zone.FAR), Bearing.BLAMES),
        (a_brownout(START, END, Zone.MIDDLE), Bearing.BLAMES),
        (a_brownout(START, END, Zone.ANY), Bearing.BLAMES),
        (a_brownout(START, END, Zone.NEAR), Bearing.SILENT),
        (a_brownout(START, END, Zone.LINK), Bearing.SILENT),
        (an_incident(START, END), Bearing.SILENT),
        (an_incident(START, END, IncidentKind.SLOW), Bearing.SILENT),
        (None, Bearing.SILENT),
    ],
    ids=["far", "in the middle", "anywhere", "in the office", "own link", "outage", "slow", "the window"],
)
def test_only_scattered_loss_beyond_the_router_is_judged(incident, expected):
    assert judged(an_office({"crc_down": 300}), incident).bearing is expected


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (START + 120, END - 120, Bearing.BLAMES),
        (START + 121, END, Bearing.SILENT),
        (START, END - 121, Bearing.SILENT),
        (START - 600, END + 600, Bearing.BLAMES),
        (START - 601, END, Bearing.SILENT),
        (START, END + 601, Bearing.SILENT),
        (START - 300, START, Bearing.SILENT),
        (END, END + 300, Bearing.SILENT),
    ],
    ids=[
        "two minutes within",
        "the first too late",
        "the last too early",
        "ten minutes around",
        "the first too old",
        "the last too late",
        "both before",
        "both after",
    ],
)
def test_the_readings_span_the_incident_and_little_else(first, last, expected):
    office = Office(minutes=0).line(first, -50_000, crc_down=0).line(last, -50_000, crc_down=9000)

    assert judged(office).bearing is expected


@pytest.mark.parametrize(
    ("ongoing", "expected"), [(True, Bearing.BLAMES), (False, Bearing.SILENT)], ids=["goes on", "over"]
)
def test_of_an_incident_that_goes_on_what_was_read_so_far_is_enough(ongoing, expected):
    office = Office(minutes=0).line(START, -50_000, crc_down=0).line(START + 300, -50_000, crc_down=9000)

    assert judged(office, a_brownout(START, END, ongoing=ongoing)).bearing is expected


@pytest.mark.parametrize(
    ("started", "told"),
    [(START + 60, {}), (START + 60, {"sync": False}), (-50_000, {"sync": False}), (None, {"sync": True})],
    ids=["retrained in it", "out of sync after it", "out of sync though showtime is told", "showtime not told"],
)
def test_a_line_that_did_not_prove_sync_throughout_is_left_to_the_other_rules(started, told):
    office = Office(minutes=0).line(START, -50_000, crc_down=0).line(END, started, **{"crc_down": 9000, **told})

    assert judged(office).bearing is Bearing.SILENT


@pytest.mark.parametrize(
    ("counters", "expected"),
    [
        (("crc_down", "crc_up"), Bearing.CLEARS),
        (("es_down", "es_up"), Bearing.CLEARS),
        (("crc_down", "es_up"), Bearing.SILENT),
        (("crc_down",), Bearing.SILENT),
        (("crc_up", "es_up", "ses_up", "uas_up"), Bearing.SILENT),
        (("fec_down", "fec_up"), Bearing.SILENT),
        ((), Bearing.SILENT),
    ],
    ids=["CRC both ways", "ES both ways", "one each", "down only", "up only", "corrected ones only", "none told"],
)
def test_a_modem_that_counted_no_damage_in_either_direction_clears_the_line(counters, expected):
    finding = judged(an_office(dict.fromkeys(counters, 0), usual=dict.fromkeys(counters, 50)))

    assert (finding.bearing, finding.planes) == (
        expected, {Plane.MODEM_BOX} if expected is Bearing.CLEARS else frozenset(),
    )  # fmt: skip


def test_a_few_errors_neither_clear_nor_blame():
    assert judged(an_office({"crc_down": 1, "crc_up": 0})).bearing is Bearing.SILENT


BOTH = {"crc_down": 70, "crc_up": 5}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ((BOTH, BOTH, BOTH, BOTH), Bearing.CLEARS),
        ((BOTH, BOTH, {**BOTH, "crc_down": 0}, {**BOTH, "crc_down": 0}), Bearing.SILENT),
        ((BOTH, BOTH, {"crc_down": 70}, BOTH), Bearing.SILENT),
        ((BOTH, BOTH, {}, BOTH), Bearing.SILENT),
        ((BOTH, {}, {}, BOTH), Bearing.SILENT),
    ],
    ids=["told at every reading", "cleared amid it", "one direction missing once", "not told once", "told at its ends"],
)
def test_counters_that_were_not_followed_all_the_while_clear_nothing(told, expected):
    office = Office(minutes=0)
    for second, counts in zip((START, START + 200, START + 400, END), told, strict=True):
        office.line(second, -50_000, **counts)

    assert judged(office).bearing is expected


def test_counters_whose_age_tells_that_they_were_cleared_tell_nothing():
    office = Office(minutes=0).line(START, -50_000, crc_down=0, crc_up=0, counter_age_s=40_000)

    assert judged(office.line(END, -50_000, crc_down=9000, crc_up=0, counter_age_s=60)).bearing is Bearing.SILENT


def test_the_counters_of_two_boxes_are_not_mixed():
    office = an_office({"crc_down": 0, "crc_up": 0})
    for second in (START - 10, START + 200, END + 10):
        other = DslLine(sync=True, showtime_s=second + 50_000, crc_down=90_000 + second, crc_up=0)
        office.sees(second, "spare", other, Plane.MODEM_BOX)
    told = judged(office).sentence

    # the growth of the spare's own readings, and not the step from one box to the other
    assert told.startswith(f"{END - START + 20} CRC errors in")


def test_the_first_and_the_last_reading_around_the_incident_are_cited():
    office = Office(minutes=0)
    for second in (*OUTSIDE[:3], *INSIDE, *OUTSIDE[3:]):
        fact = DslLine(sync=True, showtime_s=second + 50_000, ses_down=0 if second <= START else 9)
        office.sees(second, "modem", fact, Plane.MODEM_BOX, f"capture-{second}")

    assert judged(office).cites == (f"capture-{START}", f"capture-{END}")


@pytest.mark.parametrize(
    ("rtx", "expected"), [(0, Bearing.CLEARS), (1, Bearing.SILENT), (150, Bearing.BLAMES)], ids=["none", "few", "many"]
)
def test_errors_masked_by_retransmission_are_not_cleared_by_a_crc_of_0(rtx, expected):
    finding = judged(an_office({"crc_down": 0, "crc_up": 0, "rtx_uncorrected_down": rtx}))

    assert finding.bearing is expected
    assert ("300 transfer units beyond repair by retransmission" in finding.sentence) is (expected is Bearing.BLAMES)


def test_a_reading_of_a_person_amid_the_incident_makes_it_the_persons_word():
    office = an_office({"ses_down": 9})
    amid = next(index for index, each in enumerate(office.said) if each.at == at(START + 300))
    office.said[amid] = type(office.said[amid])("modem", at(START + 300), office.said[amid].fact, None, Plane.OPERATOR)

    assert judged(office).planes == {Plane.OPERATOR, Plane.PATH}


def test_of_the_window_bursts_under_a_high_margin_are_told_and_silence_is_silence():
    office, errors = Office(minutes=0), 0
    for second in range(0, 40_000, 600):
        errors += 90 if second in (6000, 15_000, 33_000) else 0
        office.line(second, -50_000, ses_down=errors, margin_down_db=9.0)
    finding = judged(office, None)

    assert (finding.bearing, finding.incident, finding.planes) == (Bearing.BLAMES, None, {Plane.MODEM_BOX})
    assert finding.cites == ("c0ffee",)
    assert judged(Office(minutes=0).line(0, -5, ses_down=0).line(600, -5, ses_down=90), None).bearing is Bearing.SILENT
