"""Lines of the boxes' logs stand beside the incidents they lie near, and the UPS is told with its limits."""

from __future__ import annotations

from datetime import timedelta

from netdoc.model.facts.device_log import DeviceLog, LogEvent, LogLine
from netdoc.model.facts.power_state import PowerState
from netdoc.model.observation import Seen
from netdoc.report.box_logs import EVENT_WORDS, NEAR, lines_near, near_table, read_tables
from netdoc.report.document import Paragraph, Table
from netdoc.report.words import NBSP
from tests.netdoc.report.example_office import at, blank, office
from tests.netdoc.report.examples import texts, view, view_of


def with_lines(*moments, text="x", event=LogEvent.SYNC_LOST):
    held = view("line_remaining")
    log = DeviceLog(lines=tuple(LogLine(at=each, event=event, text=text) for each in moments))
    return view_of(held.verdict, office(more=[Seen("modem", at(24), log)]))


def first_incident():
    return view("line_remaining").verdict.incidents[0].incident


def rows(blocks, caption):
    found = [each.rows for each in blocks if isinstance(each, Table) and each.caption == caption]
    return [tuple(cell.replace(NBSP, " ") for cell in row) for row in found[0]] if found else []


def test_a_line_is_near_up_to_five_minutes_and_the_bound_of_the_incident():
    incident, second = first_incident(), timedelta(seconds=1)
    edge = NEAR + timedelta(seconds=incident.start_uncertainty_s)

    near = with_lines(incident.start - edge, incident.end + edge)
    far = with_lines(incident.start - edge - second, incident.end + edge + second)

    assert [each[0] for each in lines_near(near)] == ["I-001", "I-001"]
    assert lines_near(far) == []
    assert near_table(far) == []


def test_a_line_read_twice_is_printed_once():
    held = view("line_remaining")
    log = DeviceLog(lines=(LogLine(at=first_incident().start, event=LogEvent.BOOT),))
    twice = office(more=[Seen("modem", at(hours), log) for hours in (23, 24)])

    assert len(lines_near(view_of(held.verdict, twice))) == 1


def test_a_line_is_quoted_with_both_clocks_its_box_and_its_meaning():
    told = rows(near_table(with_lines(first_incident().start, text='link "down"')), _NEAR)

    assert told == [
        ("I-001", "2026-03-02 09:36:00", "08:36:00", "Modem", "“link 'down'”", "sync lost"),
    ]


_NEAR = "What the boxes' own logs say near incidents"


def test_a_line_without_words_is_still_a_row():
    assert rows(near_table(with_lines(first_incident().start, text="")), _NEAR)[0][4] == (
        "the line itself was not kept"
    )


def test_beyond_eighty_lines_the_rest_is_counted():
    start = first_incident().start
    held = with_lines(*(start + timedelta(milliseconds=each) for each in range(83)))

    assert len(rows(near_table(held), _NEAR)) == 80
    assert any(each.startswith(f"3{NBSP}more lines near incidents not shown.") for each in texts(near_table(held)))


def test_a_log_is_told_with_its_reach_its_clock_and_what_was_left_out():
    lines = (LogLine(at=at(1), event=LogEvent.OTHER),)
    logs = [
        DeviceLog(lines=lines, clock_offset_s=-4.2, clock_bound_s=1.0, reaches_back_to=at(0), remarks=("two undated",)),
        DeviceLog(lines=lines, clock_offset_s=3.0),
        DeviceLog(lines=()),
    ]
    evidence = office(more=[Seen("modem", at(24), each) for each in logs])

    assert rows(read_tables(view_of(blank(evidence), evidence)), "The boxes' own logs, as they were read") == [
        ("Modem", "2026-03-03 07:30:00", "1", "2026-03-02 07:30:00", "−4 s ± 1 s", "two undated"),
        ("Modem", "2026-03-03 07:30:00", "1", "not stated", "+3 s, bound not known", "nothing"),
        ("Modem", "2026-03-03 07:30:00", "0", "not stated", "not known", "nothing"),
    ]


def ups(*states):
    evidence = office(more=[Seen("ups", at(index), each) for index, each in enumerate(states)])
    blocks = read_tables(view_of(blank(evidence), evidence))
    return rows(blocks, "What the UPS said")[0], blocks


def test_a_ups_is_told_over_the_whole_period():
    row, blocks = ups(
        PowerState(on_battery=False, load_pct=20.0, charge_pct=100.0, line_bads=3),
        PowerState(on_battery=True, load_pct=95.0, charge_pct=100.0, line_bads=5, overloaded=True, output_on=False),
        PowerState(battery_bad=True, last_transfer="low line", status="OL RB", remarks=("no voltage",)),
    )

    assert row == (
        "UPS",
        "2026-03-02 07:30 to 09:30",
        "1 of 2",
        "3 at first, 5 at last",
        "20 to 95 %",
        "100 %",
        "status OL RB, overloaded in 1 reading, battery to be replaced in 1 reading, output off in 1 reading, "
        "last transfer: low line and no voltage",
    )
    assert any("weak evidence" in each.text for each in blocks if isinstance(each, Paragraph))


def test_a_ups_that_says_nothing_is_not_read_and_no_nought():
    row, _ = ups(PowerState())

    assert row[2:] == ("not read", "not read", "not read", "not read", "nothing more")


def test_without_log_and_ups_there_is_nothing_to_tell():
    evidence = office()

    assert read_tables(view_of(blank(evidence), evidence)) == []


def test_every_event_has_words():
    assert set(EVENT_WORDS) == set(LogEvent)
