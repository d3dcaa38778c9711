"""Incidents by party, starts of line and box, and gaps stand on one axis."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from netdoc.model.facts.device_log import DeviceLog, LogEvent, LogLine
from netdoc.model.observation import Seen
from netdoc.report.document import Fill
from netdoc.report.timeline import box_starts, line_starts, time_axis
from tests.netdoc.report.example_office import office
from tests.netdoc.report.examples import view, view_of


def lane(axis, label: str):
    return next(each for each in axis.lanes if each.label == label)


def test_each_retrain_is_one_mark_and_the_box_has_none():
    held = view("line_remaining")

    assert len(line_starts(held)) == 5
    assert box_starts(held) == {"modem": []}
    assert len(lane(time_axis(held), "Line came into sync").marks) == 5


def test_incidents_stand_in_the_lane_of_the_party_they_are_laid_to():
    established = time_axis(view("line_established"))
    open_set = time_axis(view("line_remaining"))

    assert {each.fill for each in lane(established, "Telephone line").spans} == {Fill.SOLID}
    assert {each.fill for each in lane(open_set, "Not settled").spans} == {Fill.HATCH}
    assert {each.fill for each in lane(time_axis(view("equipment_named")), "Supplied equipment").spans} == {Fill.CROSS}
    assert all(each.label != "Telephone line" for each in open_set.lanes)


def test_a_gap_is_a_dotted_box():
    spans = lane(time_axis(view("line_remaining")), "Own samples").spans

    assert [each.fill for each in spans] == [Fill.UNMEASURED]
    assert 0.45 < spans[0].start < spans[0].end < 0.47


def test_steps_and_statements_have_their_lanes():
    axis = time_axis(view("line_established"))

    assert len(lane(axis, "Steps on site").marks) == 1
    assert len(lane(axis, "Statements").marks) == 1


def test_titles_state_what_was_found():
    assert time_axis(view("line_remaining")).title.replace("\u00a0", " ") == (
        "5 incidents, none of them settled on one party"
    )
    assert time_axis(view("no_fault")).title == "No incident in the whole period"


def test_a_window_without_length_has_no_axis():
    assert time_axis(view("no_network")) is None


def test_an_incident_from_a_boxs_memory_stands_before_the_window_and_the_window_after_it():
    held = view("line_remaining")
    first, *rest = held.verdict.incidents
    began = held.verdict.window_start - timedelta(hours=24)
    earlier = replace(first, incident=replace(first.incident, start=began, end=began + timedelta(minutes=1)))

    axis = time_axis(view_of(replace(held.verdict, incidents=(earlier, *rest)), held.evidence))

    assert lane(axis, "Not settled").spans[0].start == 0
    unwatched = lane(axis, "Own samples").spans[0]
    assert (unwatched.start, unwatched.end, unwatched.fill) == (0.0, 0.5, Fill.UNMEASURED)


def test_log_lines_near_incidents_have_a_lane_of_their_box():
    assert len(lane(time_axis(view("deadlock")), "Modem: own log").marks) == 8
    assert len(lane(time_axis(view("ups_indicated")), "UPS: own log").marks) == 4


def test_a_line_that_was_not_interpreted_is_no_mark():
    held = view("line_remaining")
    begin = held.verdict.incidents[0].incident.start
    log = DeviceLog(lines=(LogLine(at=begin, event=LogEvent.OTHER), LogLine(at=begin, event=LogEvent.BOOT)))

    axis = time_axis(view_of(held.verdict, office(more=[Seen("modem", begin, log)])))
    assert len(lane(axis, "Modem: own log").marks) == 1


def test_a_change_of_the_clocks_is_marked_and_a_day_without_one_has_no_lane():
    held = view("line_remaining")
    change = datetime(2026, 3, 29, 1, tzinfo=UTC)
    longer = replace(held.verdict, window_end=change + timedelta(days=2))

    axis = time_axis(view_of(longer, held.evidence))
    marks = lane(axis, "Clocks changed").marks
    assert marks == (round((change - longer.window_start) / (longer.window_end - longer.window_start), 6),)
    assert all(each.label != "Clocks changed" for each in time_axis(held).lanes)


def test_a_box_that_did_not_start_in_the_period_says_since_when_it_runs():
    assert lane(time_axis(view("line_remaining")), "Modem started").summary == "none; runs since 2026-02-21 07:30"


def test_every_lane_with_a_picture_is_told_in_the_alternative_text():
    axis = time_axis(view("deadlock"))

    drawn = [each for each in axis.lanes if each.spans or each.marks or each.curve]
    assert all(f"{each.label}: {each.summary}" in axis.alt for each in drawn)
