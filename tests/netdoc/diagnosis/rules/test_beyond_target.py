"""TARGET01, by its specification."""

import pytest

from netdoc.diagnosis.rules.beyond_target import RULE
from netdoc.model.finding import Bearing
from netdoc.model.incident import IncidentKind
from netdoc.model.plane import Plane
from netdoc.model.site import Rung, RungKind
from tests.stories.attempts import a_run, every, incident_of, tells
from tests.stories.episodes import a_silent_target, an_incident
from tests.stories.office import Office, with_rungs, without_rungs

SHOP = Rung(id="shop", kind=RungKind.SERVICE, address="shop.example", method="tcp:443")
TARGET = a_silent_target(300, 350)
"""Ten samples of each anchor."""


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (Office().fails(300, 350, "anchor_1"), Bearing.BLAMES),
        (Office().fails(300, 350, "anchor_1").fails(300, 310, "anchor_2"), Bearing.BLAMES),
        (Office().fails(300, 350, "anchor_1").fails(300, 315, "anchor_2"), Bearing.SILENT),
        (Office().fails(300, 315, "anchor_1"), Bearing.BLAMES),
        (Office().fails(300, 310, "anchor_1"), Bearing.CLEARS),
        (Office(), Bearing.CLEARS),
        (Office(rungs=without_rungs("anchor_3")).fails(300, 350, "anchor_1"), Bearing.SILENT),
        (Office(rungs=(*without_rungs("anchor_3"), SHOP)).fails(300, 350, "anchor_1"), Bearing.SILENT),
    ],
    ids=[
        "two others clean",
        "another one lost a fifth",
        "another one lost more",
        "it answered 7 of 10",
        "it answered 8 of 10",
        "it answered all",
        "one other anchor only",
        "a service is no second anchor",
    ],
)
def test_a_destination_is_blamed_when_two_other_anchors_answered_in_the_same_seconds(office, expected):
    assert RULE.judge(office.evidence(), TARGET).bearing is expected


def test_anchors_that_were_not_sampled_meanwhile_are_no_witnesses():
    evidence = Office(minutes=1).fails(0, 60, "anchor_1").evidence()

    assert RULE.judge(evidence, TARGET).bearing is Bearing.SILENT


@pytest.mark.parametrize(
    "incident",
    [None, an_incident(), a_silent_target(rung="shop"), a_silent_target(rung="gone")],
    ids=["the window", "an outage", "a service", "a rung that the site no longer has"],
)
def test_only_a_silent_anchor_is_judged(incident):
    evidence = Office(rungs=with_rungs(SHOP)).fails(300, 360, "anchor_1", "shop").evidence()

    assert RULE.judge(evidence, incident).bearing is Bearing.SILENT


def test_the_blame_counts_and_rests_on_the_path():
    finding = RULE.judge(Office().fails(300, 350, "anchor_1").evidence(), TARGET)

    assert (finding.planes, "10 of 10 probes while 2 other" in finding.sentence) == ({Plane.PATH}, True)


def test_the_way_to_a_virtual_address_is_excluded_by_servers_beside_it_that_answer_in_the_same_seconds():
    servers = {f"web-{number}": "o" * 400 for number in range(1, 5)}
    evidence = tells(Office(), 300, a_run(every(400, 4), servers)).evidence()

    finding = RULE.judge(evidence, incident_of(evidence))

    assert (finding.bearing, finding.planes) == (Bearing.CLEARS, {Plane.PATH})


@pytest.mark.parametrize("servers", [{}, {"web-1": every(400, 4)}], ids=["none was asked", "it fails alike"])
def test_without_a_better_server_beside_it_the_way_to_a_virtual_address_stays_open(servers):
    evidence = tells(Office(), 300, a_run(every(400, 4), servers)).evidence()

    assert RULE.judge(evidence, incident_of(evidence)).bearing is Bearing.SILENT


def test_a_service_s_failures_without_a_run_on_record_exclude_nothing():
    incident = an_incident(kind=IncidentKind.SERVICE, rung="service_shop")

    assert RULE.judge(Office().evidence(), incident).bearing is Bearing.SILENT
