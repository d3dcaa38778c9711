"""The line's curves: gaps stay gaps, counters that began anew make no errors, limits are named."""

from __future__ import annotations

from datetime import timedelta

from netdoc.model.case import Case
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.observation import Seen
from netdoc.report.line_lanes import line_lanes
from netdoc.report.stretch import Stretch
from tests.netdoc.report.example_office import SITE, START, blank
from tests.netdoc.report.examples import view, view_of

DAY = Stretch(START, START + timedelta(hours=24))


def lanes_of(readings: list[tuple[float, DslLine]], subject: str = "modem"):
    seen = [Seen(subject, START + timedelta(hours=hour), fact) for hour, fact in readings]
    evidence = Evidence(SITE, Case(), seen)
    return {each.label: each for each in line_lanes(view_of(blank(evidence), evidence), DAY, ())}


def line(margin: float | None = 8.0, es: int | None = None, *, sync: bool | None = True, age: int | None = None):
    return DslLine(sync=sync, margin_down_db=margin, es_down=es, counter_age_s=age)


def test_a_time_without_readings_breaks_the_curve():
    lanes = lanes_of([(hour, line()) for hour in (0, 1, 2, 3, 12, 13, 14)])

    first, second = lanes["Margin"].curve.pieces
    assert (len(first), len(second)) == (4, 3)
    assert first[-1][0] == 0.125
    assert second[0][0] == 0.5


def test_a_reading_without_the_value_or_out_of_sync_breaks_it_too():
    lanes = lanes_of([(0, line()), (1, line()), (2, line(None)), (3, line()), (4, line(0.0, sync=False)), (5, line())])

    assert [len(each) for each in lanes["Margin"].curve.pieces] == [2, 1, 1]


def test_the_scale_begins_at_nought_and_the_limit_is_named():
    curve = lanes_of([(hour, line(12.0)) for hour in range(5)])["Margin"].curve

    assert (curve.low.replace("\u00a0", " "), curve.high.replace("\u00a0", " ")) == ("0 dB", "12 dB")
    assert curve.limit == 0.5
    assert curve.limit_name.startswith("6 dB")


def test_a_negative_margin_is_drawn_below_nought():
    curve = lanes_of([(0, line(-2.0)), (1, line(4.0)), (2, line(8.0))])["Margin"].curve

    assert curve.low.replace("\u00a0", " ") == "-2 dB"
    assert curve.pieces[0][0] == (0.0, 0.0)


def test_errors_are_growth_per_hour_and_a_cleared_counter_is_not_known():
    readings = [(0, line(es=100, age=36000)), (1, line(es=130, age=39600)), (2, line(es=5, age=600)),
                (3, line(es=5, age=4200))]  # fmt: skip
    lane = lanes_of(readings)["Errored s"]

    assert lane.summary.replace("\u00a0", " ") == "30 s in all, as far as known"
    assert [[at for at, _ in piece] for piece in lane.curve.pieces] == [[0.0, 0.041667], [0.083333, 0.125]]


def test_two_readings_are_no_curve():
    assert lanes_of([(0, line(es=1)), (1, line(es=2))]) == {}


def test_every_retrain_is_a_mark_at_the_foot_of_the_curves():
    held = view("line_remaining")
    moments = [START + timedelta(hours=1), START + timedelta(days=9)]
    lanes = line_lanes(held, Stretch(held.verdict.window_start, held.verdict.window_end), moments)

    assert [each.label for each in lanes] == ["Margin", "Sync rate", "Errored s"]
    assert {len(each.marks) for each in lanes} == {1}


def test_a_month_of_minutes_is_thinned_and_keeps_the_worst():
    readings = [(minute / 60, line(2.0 if minute == 700 else 8.0)) for minute in range(1440)]
    (piece,) = lanes_of(readings)["Margin"].curve.pieces

    assert len(piece) < 500
    assert min(height for _, height in piece) == 0.2
