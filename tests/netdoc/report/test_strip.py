"""The strip shows where loss starts, and calls no box lossy that only answers badly."""

from __future__ import annotations

from array import array
from dataclasses import replace
from datetime import timedelta

from netdoc.model.case import Case
from netdoc.model.evidence import Evidence
from netdoc.model.facts.echo_block import LOST, EchoBlock, EchoSeries
from netdoc.model.observation import Seen
from netdoc.model.verdict import Judged, Standing
from netdoc.report.strip import MOST_CELLS, heat_strip
from tests.netdoc.report.example_office import RUNGS, SITE, START, blank, ladder, outages_at
from tests.netdoc.report.examples import view, view_of
from tests.stories.episodes import an_incident


def strip_of(observations, hours: float = 1.0):
    evidence = Evidence(SITE, Case(), observations)
    return heat_strip(view_of(blank(evidence, window_end=START + timedelta(hours=hours)), evidence))


def row(strip, label: str):
    return next(each for each in strip.rows if each.label.startswith(label))


def levels(held) -> list[int | None]:
    return [run.level for run in held.runs for _ in range(run.cells)]


def silent(rung_index: int, values: list[int]) -> list[Seen]:
    rung = RUNGS[rung_index]
    return [
        Seen(
            "host",
            START + timedelta(minutes=minute),
            EchoBlock(
                start=START + timedelta(minutes=minute),
                series=(EchoSeries(rung=rung.id, target=rung.address, rtt_us=array("i", values)),),
            ),
        )
        for minute in range(60)
    ]


def test_an_outage_is_solid_from_the_step_that_failed_outwards():
    strip = strip_of(ladder(RUNGS, 60, outages_at(0.5, length_s=75), failing_from=2))

    assert set(levels(row(strip, "Office router"))) == {0}
    assert levels(row(strip, "Provider"))[24] == 4
    assert strip.title == "First step with loss, from the office outwards: Provider's first hop"


def test_a_gateway_that_never_answers_a_ping_is_not_drawn_as_loss():
    strip = strip_of([*ladder(RUNGS[1:], 60, failing_from=9), *silent(0, [LOST] * 60)])

    deaf = row(strip, "Office router")
    assert (set(levels(deaf)), deaf.summary) == ({None}, "does not answer pings")
    assert strip.title.startswith("No loss that reaches the far end")


def test_a_middle_hop_that_limits_its_answers_is_not_drawn_as_loss():
    strip = strip_of([*ladder([*RUNGS[:2], *RUNGS[3:]], 60, failing_from=9), *silent(2, [9000, LOST, LOST] * 20)])

    limited = row(strip, "Provider")
    assert set(levels(limited)) == {0}
    assert limited.summary.endswith("silent, not shared beyond")


def test_a_name_server_that_dies_is_drawn_though_the_targets_answer():
    others = [each for each in RUNGS if each.id != "resolver"]
    dying = [*silent(3, [11000] * 60)[:30], *silent(3, [LOST] * 60)[30:]]
    strip = strip_of([*ladder(others, 60, failing_from=9), *dying])

    assert levels(row(strip, "Name server"))[-1] == 4


def test_time_without_samples_is_a_gap_and_not_a_loss():
    strip = strip_of([*ladder(RUNGS, 60, failing_from=9)], hours=2)

    assert levels(row(strip, "Office router"))[:24] == [0] * 24
    assert levels(row(strip, "Office router"))[25:] == [None] * (MOST_CELLS - 25)


def test_a_minute_of_samples_in_a_day_of_memory_is_drawn_over_its_own_minute():
    strip = strip_of(ladder(RUNGS, 1, failing_from=9), hours=24)

    assert "07:30:00 to 07:31:00" in strip.axis
    assert set(levels(row(strip, "Office router"))) == {0}


def test_there_is_no_strip_without_samples():
    assert heat_strip(view("no_network")) is None


def test_the_picture_is_told_in_words_from_its_numbers():
    strip = strip_of(ladder(RUNGS, 60, outages_at(0.5, length_s=75)))

    assert "Office router: 0 of 3600 (0 %) lost" in strip.alt.replace("\u00a0", " ")


def test_a_short_check_has_cells_wide_enough_for_the_slowest_step():
    strip = strip_of(ladder(RUNGS, 1, failing_from=9), hours=1 / 60)

    assert strip.cells == 10
    assert {each for held in strip.rows for each in levels(held)} == {0}


def test_a_strip_without_a_step_of_the_providers_does_not_point_at_the_far_targets_alone():
    strip = strip_of(ladder([RUNGS[0], *RUNGS[4:]], 60, outages_at(0.5, length_s=75), failing_from=1))

    assert strip.title == "Loss appears at the far targets; no step of the provider's before them was measured"


def test_the_title_names_the_step_where_most_incidents_begin_not_the_nearest_that_ever_lost():
    both = [*outages_at(0.1, 0.2, 0.3, length_s=60)], [*outages_at(0.75, length_s=60)]
    evidence = Evidence(
        SITE, Case(), [*ladder(RUNGS, 30, both[0], failing_from=2), *ladder(RUNGS, 60, both[1], failing_from=1)[30:]]
    )
    began = [(0.1, RUNGS[2]), (0.2, RUNGS[2]), (0.3, RUNGS[2]), (0.75, RUNGS[1])]
    judged = tuple(
        Judged(
            incident=replace(an_incident(rung=rung.id), start=START + timedelta(hours=hours)),
            party=None,
            fault=None,
            standing=Standing.INSUFFICIENT,
            remaining=(),
        )
        for hours, rung in began
    )
    hour = blank(evidence, window_end=START + timedelta(hours=1))

    assert heat_strip(view_of(hour, evidence)).title.startswith("First step with loss")
    told = heat_strip(view_of(replace(hour, incidents=judged), evidence)).title
    assert told == "Loss begins at: Provider's first hop, in 3 of 4 incidents"
