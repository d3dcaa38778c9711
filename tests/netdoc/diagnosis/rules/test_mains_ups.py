"""MAINS02, by its specification: the UPS drops what hangs on it."""

import pytest

from netdoc.diagnosis.rules.mains_ups import RULE
from netdoc.model.facts.device_log import LogEvent as E
from netdoc.model.finding import Bearing
from netdoc.model.incident import IncidentKind
from netdoc.model.plane import Plane
from tests.stories.episodes import an_incident
from tests.stories.office import Office

ONSET = 2000
OUTAGE = an_incident(ONSET, ONSET + 100)
AFTER = ONSET + 700


def dropped(*, modem=ONSET, router=ONSET + 20, bads=(4, 4), **said):
    """Return an office whose UPS says something around the onset, and whose boxes tell when they started."""
    told = said or {"overloaded": True}
    office = Office(minutes=0)
    office.ups(ONSET - 60, line_bads=bads[0], **told).ups(ONSET + 160, line_bads=bads[1], **told)
    if modem is not None:
        office.box(AFTER, modem)
    if router is not None:
        office.box(AFTER, router, subject="router")
    return office


def judged(office, incident=OUTAGE):
    return RULE.judge(office.evidence(), incident)


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (dropped(), Bearing.BLAMES),
        (dropped(battery_bad=True), Bearing.BLAMES),
        (dropped(output_on=False), Bearing.BLAMES),
        (dropped(load_pct=30.0), Bearing.SILENT),
        (dropped(load_pct=30.0).log(9000, "ups", (ONSET, E.OVERLOAD)), Bearing.BLAMES),
        (dropped(router=ONSET + 181), Bearing.SILENT),
        (dropped(router=None), Bearing.SILENT),
        (dropped(router=-9000), Bearing.SILENT),
        (dropped(modem=None, router=None), Bearing.SILENT),
        (dropped(modem=ONSET + 6, router=ONSET + 7), Bearing.SILENT),
        (dropped().step(ONSET, "pulled the strip", power_cycled="all"), Bearing.SILENT),
        (dropped().session(ONSET - 300, None), Bearing.SILENT),
    ],
    ids=[
        "overloaded", "battery bad", "output off", "says nothing", "its log says it", "not together", "the modem only",
        "the router ran on", "no restart", "after the onset", "by hand", "felt before",
    ],
)  # fmt: skip
def test_the_ups_is_blamed_for_boxes_that_restarted_together_while_it_says_so(office, expected):
    assert judged(office).bearing is expected


def test_with_its_input_quiet_the_power_plane_stands_behind_it():
    finding = judged(dropped())

    assert finding.planes == {Plane.POWER}
    assert "ups says that it is overloaded; modem, router started anew together; ups counted no" in finding.sentence


def test_without_a_witness_only_the_boxes_own_words_stand_behind_it():
    finding = judged(dropped(bads=(4, 5)))

    assert (finding.bearing, finding.planes) == (Bearing.BLAMES, {Plane.MODEM_BOX, Plane.ROUTER_BOX})
    assert "what is not on it is not known" in finding.sentence


@pytest.mark.parametrize(
    ("fed", "proved"), [(True, True), (None, False)], ids=["on the wall", "fed by nobody knows what"]
)
def test_a_box_on_the_wall_that_ran_on_is_the_witness(fed, proved):
    office = dropped(bads=(4, 5)).box(AFTER, -9000, subject="printer", mains_powered=fed)
    finding = judged(office)

    assert (finding.bearing, Plane.POWER in finding.planes) == (Bearing.BLAMES, proved)
    assert ("printer, not behind it, ran on" in finding.sentence) is proved


@pytest.mark.parametrize(
    ("started", "fed", "expected"),
    [
        (ONSET + 30, True, Bearing.CLEARS),
        (ONSET + 30, None, Bearing.BLAMES),
        (ONSET + 30, False, Bearing.BLAMES),
        (-9000, False, Bearing.CLEARS),
        (-9000, True, Bearing.BLAMES),
    ],
    ids=[
        "one on the wall restarted too", "one fed by nobody knows what did", "one on the UPS did", "one on it ran on",
        "one on the wall ran on",
    ],
)  # fmt: skip
def test_what_hangs_on_it_and_what_does_not_speak_for_it_and_against_it(started, fed, expected):
    finding = judged(dropped().box(AFTER, started, subject="printer", mains_powered=fed))

    assert finding.bearing is expected
    assert expected is Bearing.BLAMES or finding.planes == {Plane.POWER}


@pytest.mark.parametrize(
    ("output_on", "behind", "expected"),
    [
        (False, True, Bearing.BLAMES),
        (True, True, Bearing.SILENT),
        (False, False, Bearing.CLEARS),
        (False, None, Bearing.SILENT),
    ],
    ids=["known to hang on it", "the output was on", "fed past it", "not known"],
)
def test_a_modem_alone_is_dropped_when_it_hangs_on_an_output_that_was_off(output_on, behind, expected):
    office = dropped(router=-9000, output_on=output_on, overloaded=True)
    if behind is not None:
        office.step(5, "fed the modem", behind_ups=behind)

    assert judged(office).bearing is expected


def test_an_overload_in_the_log_is_no_output_that_was_off():
    office = dropped(router=-9000, load_pct=1.0).log(9000, "ups", (ONSET, E.OVERLOAD)).step(5, behind_ups=True)

    assert judged(office).bearing is Bearing.SILENT


@pytest.mark.parametrize(
    "incident",
    [an_incident(ONSET, ONSET + 100, IncidentKind.BROWNOUT), an_incident(ONSET, ONSET + 100, IncidentKind.NAMES)],
)
def test_only_outages_are_judged(incident):
    assert judged(dropped(), incident).bearing is Bearing.SILENT


def test_a_lost_session_may_be_a_dropped_router():
    assert judged(dropped(), an_incident(ONSET, ONSET + 100, IncidentKind.SESSION)).bearing is Bearing.BLAMES


def test_a_ups_that_chirps_is_told_for_the_window_and_laid_to_no_restart():
    finding = judged(Office(minutes=0).ups(60, battery_bad=True), None)

    assert (finding.bearing, finding.incident) == (Bearing.BLAMES, None)
    assert "its battery is bad: it may drop what hangs on it; no restart is laid to it" in finding.sentence


def test_a_ups_that_is_well_is_not_told():
    assert judged(Office(minutes=0).ups(60, load_pct=30.0), None).bearing is Bearing.SILENT


@pytest.mark.parametrize(
    ("told", "booted", "expected"),
    [
        (ONSET + 8, ONSET + 40, Bearing.BLAMES),
        (ONSET - 61, ONSET + 40, Bearing.BLAMES),
        (ONSET - 62, ONSET + 40, Bearing.SILENT),
        (ONSET + 40, ONSET + 40, Bearing.BLAMES),
        (ONSET + 41, ONSET + 40, Bearing.SILENT),
    ],
    ids=["off in the outage", "off just before it", "off longer before", "until the restart", "off after the restart"],
)
def test_a_modem_that_starts_when_the_output_is_back_was_without_power_until_then(told, booted, expected):
    office = (
        Office(minutes=0).step(5, "as found", behind_ups=True).box(AFTER, booted).box(AFTER, -9000, subject="router")
    )
    office.ups(ONSET - 100, overloaded=True, line_bads=3).ups(told, output_on=False, line_bads=3)

    assert judged(office.ups(ONSET + 300, line_bads=3)).bearing is expected
