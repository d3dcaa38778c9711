"""Incidents are printed with both clocks, their bounds and how they were judged."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from netdoc.model.incident import Origin
from netdoc.report.document import Table
from netdoc.report.sections.incident_timeline import SECTION
from tests.netdoc.report.examples import texts, view, view_of


def rows(held):
    table = next(each for each in SECTION.write(held) if isinstance(each, Table))
    return [tuple(cell.replace("\u00a0", " ") for cell in row) for row in table.rows]


def changed(name: str, **changes):
    held = view(name)
    first, *rest = held.verdict.incidents
    first = replace(first, incident=replace(first.incident, **changes))
    return view_of(replace(held.verdict, incidents=(first, *rest)), held.evidence)


def test_an_incident_is_printed_local_and_utc_with_its_bounds():
    assert rows(view("line_remaining"))[0] == (
        "I-001",
        "2026-03-02 09:36:00",
        "08:36:00 ± 1 s",
        "1 min 5 s ± 2 s",
        "no connection from: Provider's first hop",
        "not settled, as on page 1",
    )


def test_a_named_party_is_printed_with_its_standing():
    assert rows(view("equipment_named"))[0][5] == "Supplied equipment, indicated: the modem restarts by itself"


def test_the_utc_date_is_printed_where_it_differs_from_the_local_one():
    late = changed("line_remaining", start=view("line_remaining").verdict.window_start + timedelta(hours=17))

    assert rows(late)[0][1:3] == ("2026-03-03 00:30:00", "2026-03-02 23:30:00 ± 1 s")


def test_an_incident_cut_by_the_window_has_at_least_its_length():
    cut = rows(changed("line_remaining", ongoing=True, began_before=True, flaps=3, coverage=0.4))[0]

    assert cut[1].startswith("before ")
    assert cut[3].startswith("at least ")
    assert cut[4].endswith("3 flaps; not over yet; 40 % sampled")


def test_the_seconds_really_down_count_where_flaps_are_grouped():
    assert rows(changed("line_remaining", down_s=9.0))[0][3].startswith("9 s")


def test_an_incident_from_a_boxs_memory_says_so():
    assert "known from modem's memory" in rows(changed("line_remaining", origin=Origin.MODEM_MEMORY))[0][4]


def test_all_sixty_incidents_are_printed():
    assert len(rows(view("sixty_incidents"))) == 60


def test_beyond_four_hundred_the_rest_is_counted():
    held = view("sixty_incidents")
    many = view_of(replace(held.verdict, incidents=held.verdict.incidents * 7), held.evidence)

    assert len(rows(many)) == 400
    assert any(each.startswith("20\u00a0later incidents") for each in texts(SECTION.write(many)))


def test_steps_and_statements_stand_in_a_table_with_their_ticket():
    tables = [each for each in SECTION.write(view("line_established")) if isinstance(each, Table)]

    assert tables[1].rows == (
        (
            "2026-03-02 15:30:00",
            "14:30:00",
            "J. Doe",
            "put the proven modem at the test socket [test socket; modem VX-9, serial 77, proven on another line]",
        ),
        ("2026-03-02 16:00:00", "15:00:00", "Copper & Co., Agent Smith", "“Our line test is OK”, ticket T-99123"),
    )


def test_log_lines_near_incidents_stand_before_steps_and_statements():
    captions = [each.caption for each in SECTION.write(view("deadlock")) if isinstance(each, Table)]

    assert captions == [
        "Incidents, in the order of time",
        "What the boxes' own logs say near incidents",
        "Steps on site and statements",
    ]


def test_no_incident_is_a_sentence():
    assert any("No incident was found" in each for each in texts(SECTION.write(view("no_fault"))))
