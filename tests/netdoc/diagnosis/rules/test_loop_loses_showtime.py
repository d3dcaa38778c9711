"""LOOP01, by its specification."""

import pytest

from netdoc.diagnosis.rules.loop_loses_showtime import RULE
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.testimony import Light, Testimony, Witness
from netdoc.model.finding import Bearing
from netdoc.model.incident import Zone
from netdoc.model.plane import Plane
from tests.stories.episodes import an_incident
from tests.stories.office import Office

ONSET = 1000
OUTAGE = an_incident(ONSET, ONSET + 60)


def an_office(line_restart_s, box_restart_s, ses_before):
    """Readings at ONSET - 100, - 40 and + 100; restarts are told relative to the onset, None is long ago."""
    office = Office(minutes=0)
    office.line(ONSET - 100, -5000, ses_down=0).line(ONSET - 40, -5000, ses_down=ses_before)
    office.line(ONSET + 100, ONSET + line_restart_s, ses_down=0)
    return office.box(ONSET + 100, -50_000 if box_restart_s is None else ONSET + box_restart_s)


@pytest.mark.parametrize(
    ("line_restart_s", "box_restart_s", "ses_before", "expected"),
    [
        (+55, None, 40, Bearing.BLAMES),
        (+55, None, 1, Bearing.BLAMES),
        (+55, None, 0, Bearing.SILENT),
        (+55, +1, 40, Bearing.SILENT),
        (+66, None, 40, Bearing.BLAMES),
        (+67, None, 40, Bearing.SILENT),
        (-6, None, 40, Bearing.BLAMES),
        (-7, None, 40, Bearing.CLEARS),
        (-600, None, 40, Bearing.CLEARS),
        (-600, None, 0, Bearing.CLEARS),
    ],
    ids=[
        "noisy loss of showtime",
        "one severely errored second before",
        "no errors before: a pulled plug",
        "the box restarted too",
        "showtime began as late after the end as the clocks allow",
        "showtime began after the incident",
        "showtime began as early as the clocks allow",
        "showtime began before the onset",
        "in sync throughout, amid errors",
        "in sync throughout",
    ],
)
def test_the_loop_is_blamed_only_for_showtime_lost_amid_errors(line_restart_s, box_restart_s, ses_before, expected):
    assert RULE.judge(an_office(line_restart_s, box_restart_s, ses_before).evidence(), OUTAGE).bearing is expected


def test_a_reading_without_sync_in_the_incident_overrules_a_clock_that_went_on():
    office = an_office(-600, None, 40).line(ONSET + 30, None)

    assert RULE.judge(office.evidence(), OUTAGE).bearing is Bearing.SILENT


def test_a_modem_that_hides_its_own_start_may_have_restarted():
    office = Office(minutes=0).line(ONSET - 100, -5000, ses_down=0).line(ONSET - 40, -5000, ses_down=40)

    assert RULE.judge(office.line(ONSET + 100, ONSET + 55).evidence(), OUTAGE).bearing is Bearing.SILENT


def test_why_the_box_gives_no_alibi_is_said():
    finding = RULE.judge(an_office(+55, +1, 40).evidence(), OUTAGE)

    assert "restarted too" in finding.sentence


@pytest.mark.parametrize(
    ("readings_before", "missing"), [(True, ()), (False, ("DslHistory or an earlier DslLine",))], ids=["looked", "not"]
)
def test_absent_signs_are_told_from_signs_that_nobody_looked_for(readings_before, missing):
    office = an_office(+55, None, 0) if readings_before else Office(minutes=0).line(1100, 1055).box(1100, -50_000)

    assert RULE.judge(office.evidence(), OUTAGE).missing == missing


def test_the_blame_is_the_modems_own_word_and_cites_it():
    finding = RULE.judge(an_office(+55, None, 40).evidence(), OUTAGE)

    assert (finding.planes, finding.cites) == ({Plane.MODEM_BOX}, ("c0ffee",))
    assert "40 severely errored seconds" in finding.sentence


def counting(trainings):
    """Readings of a modem that counts its trainings and has no clock of the line, around the incident."""
    office = Office(minutes=0)
    for second, count, ses in ((ONSET - 100, 4, 0), (ONSET - 40, 4, 40), (ONSET + 100, 4 + trainings, 40)):
        office.sees(second, "modem", DslLine(sync=True, retrains=count, ses_down=ses), Plane.MODEM_BOX)
    return office.box(ONSET + 100, -50_000)


@pytest.mark.parametrize(
    ("office", "bearing", "words"),
    [
        (an_office(+55, None, 40), Bearing.BLAMES, "began anew at 08:17:35 UTC while the modem kept running"),
        (counting(1), Bearing.BLAMES, "began anew by the modem's count of initialisations while"),
        (an_office(-600, None, 40), Bearing.CLEARS, "the line has been in sync since 2026-03-02 08:06:40 UTC"),
        (counting(0), Bearing.CLEARS, "the line did not train"),
    ],
    ids=["clock, lost", "count, lost", "clock, held", "count, held"],
)
def test_how_it_is_known_that_the_line_trained_or_did_not_is_said(office, bearing, words):
    finding = RULE.judge(office.evidence(), OUTAGE)

    assert (finding.bearing, words in finding.sentence) == (bearing, True)


@pytest.mark.parametrize("incident", [None, an_incident(zone=Zone.NEAR)], ids=["the window", "a failure at the router"])
def test_only_incidents_behind_the_router_are_judged(incident):
    assert RULE.judge(an_office(+55, None, 40).evidence(), incident).bearing is Bearing.SILENT


WAS = {"mode": "VDSL2", "rate_down_kbps": 100_001, "margin_down_db": 9.0}


def came_back(now, *, ses=0):
    """An office whose line lost showtime without errors before, or with some, and came back as told."""
    office = Office(minutes=0).line(ONSET - 100, -5000, ses_down=0, **WAS)
    office.line(ONSET - 40, -5000, ses_down=ses, **WAS).box(ONSET + 100, -50_000)
    return office.line(ONSET + 100, ONSET + 55, **now)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (WAS, Bearing.SILENT),
        ({**WAS, "mode": "ADSL2+", "rate_down_kbps": 23_839}, Bearing.BLAMES),
        ({**WAS, "mode": "ADSL2+", "rate_down_kbps": 23_839, "margin_down_db": 12.5}, Bearing.SILENT),
        ({**WAS, "rate_down_kbps": 80_001}, Bearing.SILENT),
        ({**WAS, "margin_down_db": 5.0}, Bearing.SILENT),
    ],
    ids=["as it was", "an older mode at a lower rate", "held there by a profile", "a lower rate alone", "less margin"],
)
def test_of_the_signs_when_the_line_came_back_one_alone_decides_nothing(now, expected):
    assert RULE.judge(came_back(now).evidence(), OUTAGE).bearing is expected


def test_one_sign_when_it_came_back_is_told_all_the_same():
    alone = RULE.judge(came_back({**WAS, "margin_down_db": 5.0}).evidence(), OUTAGE)
    beside = RULE.judge(came_back({**WAS, "margin_down_db": 5.0, "last_retrain_reason": "8"}, ses=9).evidence(), OUTAGE)

    assert alone.sentence.endswith("it came back at the same rate with a margin of 5.0 dB where it had been 9.0 dB, "
                                   "which alone decides nothing")  # fmt: skip
    assert "before that: 9 severely errored seconds" in beside.sentence
    assert beside.sentence.endswith("where it had been 9.0 dB; the modem gives «8» as the reason of its last retrain")


@pytest.mark.parametrize("margin", [3.0, 4.5, 6.0])
def test_a_low_margin_that_stays_as_it_is_is_no_sign(margin):
    held = {**WAS, "margin_down_db": margin}
    office = Office(minutes=0).box(ONSET + 100, -50_000)
    for second in (ONSET - 3000, ONSET - 2000, ONSET - 40):
        office.line(second, -5000, ses_down=0, fec_down=second * 900, **held)
    office.line(ONSET + 100, ONSET + 55, **held)

    assert RULE.judge(office.evidence(), OUTAGE).bearing is Bearing.SILENT


def test_a_reading_of_a_person_among_the_signs_makes_it_the_persons_word():
    office = came_back(WAS, ses=9)
    office.said[1] = type(office.said[1])("modem", office.said[1].at, office.said[1].fact, None, Plane.OPERATOR)

    assert RULE.judge(office.evidence(), OUTAGE).planes == {Plane.OPERATOR}


def test_of_the_window_a_rhythm_is_told_as_seen_over_the_days():
    office = Office(minutes=0)
    for day in range(3):
        for hour in range(24):
            office.line(86_400 * day + 3600 * hour, -(10**6), margin_down_db=5.0 if hour == 13 else 9.0)
    finding = RULE.judge(office.evidence(), None)

    assert (finding.bearing, finding.incident, finding.planes) == (Bearing.BLAMES, None, {Plane.MODEM_BOX})
    assert finding.cites == ("c0ffee",)


def test_a_dsl_lamp_seen_steady_amid_it_clears_where_no_reading_tells():
    lamp = Testimony(witness=Witness.OPERATOR, says="steady", light_dsl=Light.STEADY)
    outage = an_incident(ONSET, ONSET + 600)
    office = Office(minutes=0).sees(ONSET + 100, "operator", lamp, Plane.OPERATOR)

    assert RULE.judge(office.evidence(), outage).planes == {Plane.OPERATOR}
    assert RULE.judge(office.line(ONSET + 300, None).evidence(), outage).bearing is Bearing.SILENT
