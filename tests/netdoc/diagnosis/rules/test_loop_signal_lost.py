"""LOOP04, by its specification."""

import pytest

from netdoc.diagnosis.rules.loop_loses_showtime import RULE as LOOP01
from netdoc.diagnosis.rules.loop_signal_lost import RULE
from netdoc.model.facts.device_log import DeviceLog, LogEvent, LogLine
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.testimony import Light, Testimony, Witness
from netdoc.model.finding import Bearing
from netdoc.model.incident import IncidentKind, Zone
from netdoc.model.plane import Plane
from tests.stories.episodes import an_incident
from tests.stories.office import BEYOND, Office, at

ONSET = 1000
OUTAGE = an_incident(ONSET, ONSET + 400)


def an_office(*, los=1, ses=0, lpr=0, restart=ONSET + 395, booted=-50_000, earlier=True, margin=9.0, **after):
    """Readings before and after a loss of showtime, with what was counted across it."""
    office = Office(minutes=0)
    if earlier:
        office.line(ONSET - 200, -5000, los_down=3, ses_down=0, lpr_up=1, margin_down_db=9.0)
    office.line(ONSET - 40, -5000, los_down=3, ses_down=ses, lpr_up=1, margin_down_db=margin)
    office.line(ONSET + 500, restart, los_down=3 + los, ses_down=ses, lpr_up=1 + lpr, **after)
    return office if booted is None else office.box(ONSET + 500, booted)


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (an_office(), Bearing.BLAMES),
        (an_office(los=0), Bearing.SILENT),
        (an_office(ses=40), Bearing.SILENT),
        (an_office(margin=6.0), Bearing.SILENT),
        (an_office(lpr=1), Bearing.SILENT),
        (an_office(restart=-5000), Bearing.CLEARS),
        (an_office(restart=None), Bearing.SILENT),
        (an_office(booted=ONSET + 10), Bearing.SILENT),
        (an_office(booted=None), Bearing.SILENT),
        (an_office(earlier=False), Bearing.SILENT),
    ],
    ids=["the signal went", "no loss of signal", "errors before", "a margin that fell before", "a dying gasp",
         "in sync throughout", "not in sync again", "the box restarted", "the box tells no uptime",
         "nothing to see errors by before"],
)  # fmt: skip
def test_the_line_is_blamed_for_a_signal_that_went_without_errors_before(office, expected):
    assert RULE.judge(office.evidence(), OUTAGE).bearing is expected


@pytest.mark.parametrize(
    ("ses", "los", "loop01", "loop04"),
    [
        (40, 1, Bearing.BLAMES, Bearing.SILENT),
        (0, 1, Bearing.SILENT, Bearing.BLAMES),
        (40, 0, Bearing.BLAMES, Bearing.SILENT),
        (0, 0, Bearing.SILENT, Bearing.SILENT),
    ],
    ids=["errors and the signal", "the signal alone", "errors alone", "neither"],
)
def test_of_noise_and_a_signal_that_went_one_is_told(ses, los, loop01, loop04):
    evidence = an_office(los=los, ses=ses).evidence()

    assert (LOOP01.judge(evidence, OUTAGE).bearing, RULE.judge(evidence, OUTAGE).bearing) == (loop01, loop04)


def test_the_finding_says_what_was_counted_and_what_looks_like_it():
    finding = RULE.judge(an_office(last_retrain_reason="2").evidence(), OUTAGE)

    assert "1 losses of signal counted between" in finding.sentence
    assert "began anew at 08:23:15 UTC while the modem kept running" in finding.sentence
    assert "a pulled plug, a cut joint and the exchange's port look like that" in finding.sentence
    assert finding.sentence.endswith("; the modem gives «2» as the reason of its last retrain")
    assert (finding.planes, finding.cites) == ({Plane.MODEM_BOX}, ("c0ffee",))


def test_a_box_that_counts_trainings_instead_of_time_is_told_by_its_count():
    office = Office(minutes=0)
    for second, count, los in ((ONSET - 100, 4, 0), (ONSET - 40, 4, 0), (ONSET + 500, 5, 2)):
        office.sees(second, "modem", DslLine(sync=True, retrains=count, los_down=los), Plane.MODEM_BOX)
    finding = RULE.judge(office.box(ONSET + 500, -50_000).evidence(), OUTAGE)

    assert finding.bearing is Bearing.BLAMES
    assert "by the modem's count of initialisations" in finding.sentence


def test_a_line_of_the_log_will_do():
    log = DeviceLog(lines=(LogLine(at=at(ONSET), event=LogEvent.SIGNAL_LOST),), clock_offset_s=0.0)
    office = an_office(los=0).sees(ONSET + 600, "modem", log, Plane.MODEM_BOX)

    assert RULE.judge(office.evidence(), OUTAGE).bearing is Bearing.BLAMES


def test_a_dsl_lamp_seen_steady_amid_it_clears_by_the_operators_word():
    lamp = Testimony(witness=Witness.OPERATOR, says="steady", light_dsl=Light.STEADY)
    office = Office(minutes=0).sees(ONSET + 100, "operator", lamp, Plane.OPERATOR)
    finding = RULE.judge(office.evidence(), OUTAGE)

    assert (finding.bearing, finding.planes) == (Bearing.CLEARS, {Plane.OPERATOR})


def test_values_read_off_the_page_by_a_person_are_that_persons_word():
    office = an_office()
    office.said = [type(each)(each.subject, each.at, each.fact, None, Plane.OPERATOR) for each in office.said]
    finding = RULE.judge(office.evidence(), OUTAGE)

    assert (finding.bearing, finding.planes) == (Bearing.BLAMES, {Plane.OPERATOR})


@pytest.mark.parametrize(
    "incident",
    [None, an_incident(ONSET, ONSET + 400, zone=Zone.NEAR), an_incident(ONSET, ONSET + 400, IncidentKind.SLOW)],
    ids=["the window", "a failure at the router", "a slow stretch"],
)
def test_only_outages_behind_the_router_are_judged(incident):
    assert RULE.judge(an_office().evidence(), incident).bearing is Bearing.SILENT


@pytest.mark.parametrize(("crc", "expected"), [(10, Bearing.BLAMES), (11, Bearing.SILENT), (None, Bearing.BLAMES)])
def test_errors_that_came_with_it_are_noise_and_no_cut(crc, expected):
    office = an_office(crc_down=None if crc is None else 100 + crc)
    office.line(ONSET - 20, -5000, los_down=3, ses_down=0, lpr_up=1, margin_down_db=9.0, crc_down=100)

    assert RULE.judge(office.evidence(), OUTAGE).bearing is expected


@pytest.mark.parametrize(
    ("start", "crc", "expected"),
    [
        (ONSET - 100, 11, Bearing.SILENT),
        (ONSET - 100, 10, Bearing.BLAMES),
        (ONSET - 1101, 99, Bearing.BLAMES),
        (ONSET + 2000, 99, Bearing.BLAMES),
    ],
    ids=["in the bin that holds it", "few", "in a bin before", "in a bin after"],
)
def test_where_the_readings_tell_of_no_such_errors_the_bins_do(start, crc, expected):
    office = an_office().bins(ONSET + 4000, (start, 900, {"crc_down": crc}))

    assert RULE.judge(office.evidence(), OUTAGE).bearing is expected


@pytest.mark.parametrize(("ses", "expected"), [(40, Bearing.SILENT), (0, Bearing.BLAMES)], ids=["amid errors", "clean"])
def test_another_loss_amid_errors_in_the_same_window_makes_this_one_no_cut(ses, expected):
    office = Office(minutes=400).fails(20_000, 20_060, *BEYOND).fails(6_000, 6_060, *BEYOND)
    for second, started, counted in (
        (5_900, 0, 0), (5_960, 0, ses), (6_100, 6_055, ses), (19_900, 6_055, ses), (19_960, 6_055, ses),
    ):  # fmt: skip
        office.line(second, started, ses_down=counted, los_down=3)
    office.line(20_100, 20_055, ses_down=ses, los_down=4).box(20_100, -50_000).box(6_100, -50_000)

    assert RULE.judge(office.evidence(), an_incident(20_000, 20_060)).bearing is expected
