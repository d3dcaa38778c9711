"""LOOP05, by its specification."""

import pytest

from netdoc.diagnosis.rules.loop_rate import RULE
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.finding import Bearing
from netdoc.model.incident import IncidentKind, Zone
from netdoc.model.plane import Plane
from netdoc.model.site import Contract
from tests.stories.episodes import a_brownout, an_incident
from tests.stories.office import Office

ONSET, END = 10_000, 10_600
SLOW = an_incident(ONSET, END, IncidentKind.SLOW)
WAS = {"mode": "VDSL2", "rate_down_kbps": 100_000, "rate_up_kbps": 20_000, "margin_down_db": 7.0, "margin_up_db": 7.0}
STEP = {**WAS, "rate_down_kbps": 80_001}
BLAMES, CLEARS, SILENT = Bearing.BLAMES, Bearing.CLEARS, Bearing.SILENT


def read(*readings, **office):
    """Readings of the line: (second, what it was), in sync since long ago unless told otherwise."""
    built = Office(minutes=0, **office)
    for second, fields in readings:
        built.line(second, fields.get("since", 0), **{k: v for k, v in fields.items() if k != "since"})
    return built


def judged(office, incident=SLOW):
    return RULE.judge(office.evidence(), incident)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (STEP, BLAMES),
        ({**WAS, "rate_down_kbps": 85_000}, BLAMES),
        ({**WAS, "rate_down_kbps": 85_001}, CLEARS),
        ({**WAS, "rate_up_kbps": 17_001}, CLEARS),
        ({**WAS, "rate_up_kbps": 16_999}, BLAMES),
        ({**WAS, "mode": "ADSL2+", "rate_down_kbps": 23_839}, BLAMES),
        ({**WAS, "mode": "ADSL2+", "rate_down_kbps": 100_000}, BLAMES),
        ({**WAS, "rate_down_kbps": 50_000, "margin_down_db": 9.0}, SILENT),
        ({**WAS, "rate_down_kbps": 50_001, "margin_down_db": 12.1}, SILENT),
        ({**WAS, "rate_down_kbps": 50_001, "margin_down_db": None}, SILENT),
        (WAS, CLEARS),
        ({**WAS, "rate_down_kbps": 120_000}, CLEARS),
    ],
    ids=["a step", "15 %", "a little less than that", "upstream a little less", "upstream", "an older mode",
         "an older mode at the same rate", "a round rate with margin", "much margin", "margin not told", "kept",
         "faster"],
)  # fmt: skip
def test_the_line_is_blamed_for_what_it_fell_back_by(now, expected):
    assert judged(read((ONSET - 600, WAS), (ONSET + 100, now))).bearing is expected


@pytest.mark.parametrize(
    ("second", "expected"),
    [(ONSET - 1 - 1800, BLAMES), (ONSET - 1 - 1801, SILENT), (ONSET - 1, BLAMES)],
    ids=["half an hour before", "longer before", "just before"],
)
def test_it_must_have_fallen_back_with_the_incident(second, expected):
    assert judged(read((second, WAS), (ONSET + 100, STEP))).bearing is expected


@pytest.mark.parametrize(
    ("second", "expected"), [(ONSET, BLAMES), (END, BLAMES), (END + 1, SILENT), (ONSET - 2, SILENT)],
    ids=["at its start", "at its end", "after it", "before it"],
)  # fmt: skip
def test_the_line_must_have_been_read_in_the_incident(second, expected):
    assert judged(read((ONSET - 700, WAS), (second, STEP))).bearing is expected


def test_a_line_that_had_fallen_back_long_before_is_neither_blamed_nor_cleared():
    office = read((ONSET - 9000, WAS), (ONSET - 600, STEP), (ONSET + 100, STEP))

    assert judged(office).bearing is SILENT


@pytest.mark.parametrize(
    ("since", "expected"),
    [(ONSET - 1 - 1800, BLAMES), (ONSET - 1 - 1801, SILENT), (ONSET + 50, BLAMES)],
    ids=["trained half an hour before", "longer before", "trained in it"],
)
def test_the_boxs_own_memory_of_its_rate_counts_when_it_trained_near_the_onset(since, expected):
    office = read((ONSET + 100, {**STEP, "since": since, "previous_rate_down_kbps": 100_000}))

    assert judged(office).bearing is expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, CLEARS),
        ({"previous_rate_down_kbps": 117_000}, CLEARS),
        ({"previous_rate_down_kbps": 118_000}, SILENT),
        ({"previous_rate_up_kbps": 24_000}, SILENT),
    ],
)
def test_a_line_that_is_slower_than_it_remembers_is_not_cleared(more, expected):
    assert judged(read((ONSET - 600, WAS), (ONSET + 100, {**WAS, **more}))).bearing is expected


@pytest.mark.parametrize(
    ("contract", "expected"),
    [(Contract(rate_down_kbps=117_000, rate_up_kbps=23_000), CLEARS), (Contract(rate_down_kbps=118_000), SILENT),
     (Contract(rate_up_kbps=24_000), SILENT)],
)  # fmt: skip
def test_a_line_that_is_slower_than_what_was_sold_is_not_cleared(contract, expected):
    assert judged(read((ONSET - 600, WAS), (ONSET + 100, WAS), contract=contract)).bearing is expected


@pytest.mark.parametrize("once", [{**WAS, "rate_down_kbps": 130_000}, {**WAS, "mode": "G.fast"},
                                  {**WAS, "rate_up_kbps": 30_000}])  # fmt: skip
@pytest.mark.parametrize("second", [ONSET - 9000, ONSET + 9000], ids=["before", "after"])
def test_a_line_that_is_slower_than_at_any_other_time_is_not_cleared(once, second):
    office = read(*sorted([(second, once), (ONSET - 600, WAS), (ONSET + 100, WAS)], key=lambda each: each[0]))

    assert judged(office).bearing is SILENT


@pytest.mark.parametrize(
    ("incident", "expected"),
    [
        (a_brownout(ONSET, END, Zone.MIDDLE), BLAMES),
        (a_brownout(ONSET, END, Zone.ANY), BLAMES),
        (a_brownout(ONSET, END, Zone.FAR), SILENT),
        (a_brownout(ONSET, END, Zone.NEAR), SILENT),
        (a_brownout(ONSET, END, Zone.LINK), SILENT),
        (an_incident(ONSET, END), SILENT),
    ],
    ids=["loss in the middle", "loss anywhere", "far", "near", "own link", "an outage"],
)
def test_only_slow_and_lossy_incidents_on_the_way_to_the_first_hop_are_judged(incident, expected):
    assert judged(read((ONSET - 600, WAS), (ONSET + 100, STEP)), incident).bearing is expected


def test_the_finding_says_by_how_much_and_who_told_it():
    finding = judged(read((ONSET - 600, WAS), (ONSET + 100, STEP)))

    assert finding.sentence == (
        "the line fell back: at 80001 kbit/s downstream, 20% below the 100000 kbit/s at 10:36 UTC"
    )
    assert finding.planes == {Plane.MODEM_BOX, Plane.PATH}
    assert judged(read((ONSET - 600, WAS), (ONSET + 100, WAS))).sentence == "the line kept its rate of 100000 kbit/s"


def test_out_of_sync_or_without_a_rate_the_line_tells_nothing_of_it():
    for untold in ({**STEP, "since": None}, {"mode": "VDSL2"}):
        assert judged(read((ONSET - 600, WAS), (ONSET + 100, untold))).bearing is SILENT
        assert judged(read((ONSET - 600, untold), (ONSET + 100, WAS))).bearing is SILENT


WINDOW = pytest.mark.parametrize(
    ("readings", "contract", "words"),
    [
        ([WAS, STEP], None, "the line fell back: it is at 80001 kbit/s downstream, 20% below the 100000 kbit/s at"),
        ([WAS, STEP, WAS], None, ""),
        ([WAS], None, ""),
        ([], None, ""),
        ([{**WAS, "mode": "ADSL2+", "previous_rate_down_kbps": 130_000}], None,
         "the line fell back: it is at 100000 kbit/s downstream, 23% below the 130000 kbit/s before its last change"),
        ([WAS, {**WAS, "mode": "ADSL2+", "rate_down_kbps": 23_839}], None,
         "the line fell back: it is in ADSL2+ where it had been in VDSL2 at"),
        ([WAS], Contract(rate_down_kbps=125_000),
         "the line is in sync at 100000 kbit/s downstream, 20% below the 125000 kbit/s sold"),
        ([WAS], Contract(rate_up_kbps=25_000), "the line is in sync at 20000 kbit/s upstream, 20% below"),
        ([WAS], Contract(rate_down_kbps=117_000), ""),
        ([{**WAS, "margin_down_db": 12.5}], Contract(rate_down_kbps=125_000), ""),
        ([{**WAS, "margin_down_db": None}], Contract(rate_down_kbps=125_000), ""),
        ([WAS, {**WAS, "rate_down_kbps": 50_000, "margin_down_db": 15.0}], None, ""),
        ([{**WAS, "mode": "G.fast", "rate_down_kbps": None}, WAS], None, ""),
        ([{**WAS, "mode": "G.fast", "rate_down_kbps": 90_000}, WAS], None,
         "the line fell back: it is in VDSL2 where it had been in G.fast at"),
        ([{**WAS, "rate_up_kbps": 30_000, "rate_down_kbps": 90_000}, WAS], None,
         "the line fell back: it is at 20000 kbit/s upstream, 33% below"),
    ],
)  # fmt: skip


@WINDOW
def test_of_the_window_a_fall_is_told_and_nobody_is_named(readings, contract, words):
    office = read(*((1000 * n, each) for n, each in enumerate(readings)), contract=contract or Contract())
    finding = judged(office, None)

    assert finding.bearing is (BLAMES if words else SILENT)
    assert finding.sentence.startswith(words)
    assert ("nobody is named for it" in finding.sentence) is bool(words)


def test_a_line_out_of_sync_at_the_end_is_told_by_its_last_reading_in_sync():
    assert judged(read((0, WAS), (1000, STEP), (2000, {"since": None})), None).bearing is BLAMES
    assert judged(read((2000, {"since": None})), None).missing == ("DslLine",)


def test_another_boxs_rate_is_not_compared():
    office = read((1000, STEP), (ONSET - 600, STEP), (ONSET + 100, STEP))
    office.sees(ONSET - 700, "spare", DslLine(sync=True, **WAS), Plane.MODEM_BOX)

    assert judged(office).bearing is CLEARS
    assert judged(office, None).bearing is SILENT
