"""SERVICE02, by its specification; and what TARGET01 excludes for it."""

import random

import pytest

from netdoc.diagnosis.rules import beyond_target
from netdoc.diagnosis.rules.service_balancer import RULE
from netdoc.model.finding import Bearing
from netdoc.model.plane import Plane
from tests.stories.attempts import FAR, a_run, an_arm, every, incident_of, mixed, tells
from tests.stories.episodes import an_incident
from tests.stories.office import Office

CLEAN = "o" * 400
FOUR = {f"web-{number}": CLEAN for number in range(1, 5)}
ELSEWHERE = {f"web-{number}": an_arm(CLEAN, f"web-{number}", f"{FAR}{number}") for number in range(1, 5)}
DICE = random.Random(3)
THIRTY = mixed(DICE, 400, 0.3, "r")
SILENT_THIRTY = mixed(DICE, 400, 0.3, "s")
BLAMES, CLEARS, SILENT = Bearing.BLAMES, Bearing.CLEARS, Bearing.SILENT


def judged(run, office=None, rule=RULE):
    evidence = tells(office or Office(minutes=10), 300, run).evidence()
    return rule.judge(evidence, incident_of(evidence))


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        (a_run(THIRTY, FOUR), BLAMES),
        (a_run(every(400, 4), FOUR), BLAMES),
        (a_run(SILENT_THIRTY, FOUR), BLAMES),
        (a_run("e" * 400, FOUR), BLAMES),
        (a_run(THIRTY, {**FOUR, "web-5": "t" * 5}), BLAMES),
        (a_run(every(400, 4), {**FOUR, "web-4": "r" * 400}), SILENT),
        (a_run(mixed(DICE, 400, 0.6), {**FOUR, "web-4": "r" * 400}), BLAMES),
        (a_run(mixed(DICE, 1000, 0.05, "t"), {name: mixed(DICE, 1000, 0.05, "t") for name in "ab"}), CLEARS),
        (a_run(mixed(DICE, 60, 0.3), {"a": mixed(DICE, 60, 0.25)}), SILENT),
        (a_run("o" * 60 + mixed(DICE, 340, 0.3, "t"), FOUR), SILENT),
    ],
    ids=["three in ten refused", "one in four, evenly", "repeated SYNs only", "all fail", "one server silent to us",
         "a dead server explains it", "more than a dead server explains", "the way loses, all alike", "too few",
         "a limit on the rate"],
)  # fmt: skip
def test_the_balancer_is_blamed_only_for_what_its_servers_do_not_show(run, expected):
    assert judged(run).bearing is expected


def test_without_servers_it_is_held_against_other_addresses_in_the_same_seconds():
    run = a_run(mixed(DICE, 1000, 0.3))

    finding = judged(run)

    assert finding.bearing is BLAMES
    assert "ask for the same attempts from within" in finding.sentence


def test_without_servers_a_way_that_loses_alike_blames_nobody():
    office = Office(minutes=10).loses(0.3, "first_hop", "resolver", "anchor_1", "anchor_2", "anchor_3")

    assert judged(a_run(mixed(DICE, 1000, 0.3, "t")), office).bearing is SILENT


def test_the_blame_counts_both_arms_and_the_pattern_and_rests_on_the_path():
    finding = judged(a_run(every(400, 4), FOUR))

    assert "100 of 400" in finding.sentence
    assert "0 of 1600 (below 0.2 %) straight to the 4 servers" in finding.sentence
    assert "one member of 4" in finding.sentence
    assert finding.planes == {Plane.PATH}


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        (a_run(CLEAN, FOUR), CLEARS),
        (a_run("o" * 99, FOUR), SILENT),
        (a_run("o" * 399 + "r", FOUR), SILENT),
        (a_run(an_arm(CLEAN, members=("aa",)), FOUR), SILENT),
        (a_run(THIRTY, FOUR), SILENT),
    ],
    ids=["clean", "too few", "one failed", "a sticky source sees one member", "it failed"],
)
def test_over_the_window_a_clean_run_clears_unless_it_saw_one_member_only(run, expected):
    assert RULE.judge(tells(Office(minutes=10), 300, run).evidence(), None).bearing is expected


def test_a_proxy_that_the_office_uses_is_told_beside_a_clean_run():
    run = a_run(CLEAN, FOUR, proxy="192.0.2.99:3128")

    assert "use the proxy 192.0.2.99:3128" in RULE.judge(tells(Office(), 300, run).evidence(), None).sentence


def test_the_last_run_is_held_against_the_one_before():
    evidence = tells(tells(Office(minutes=10), 100, a_run(THIRTY, FOUR)), 400, a_run(CLEAN, FOUR)).evidence()

    assert "better by" in RULE.judge(evidence, None).sentence


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        (a_run(THIRTY, FOUR), CLEARS),
        (a_run(THIRTY, ELSEWHERE), CLEARS),
        (a_run(SILENT_THIRTY, FOUR), CLEARS),
        (a_run(SILENT_THIRTY, ELSEWHERE), SILENT),
        (a_run(THIRTY, {**FOUR, "web-5": "t" * 5}), SILENT),
        (a_run(THIRTY), SILENT),
    ],
    ids=["spoken, beside", "spoken, elsewhere", "silence, beside", "silence, elsewhere", "one not reached", "none"],
)  # fmt: skip
def test_the_way_is_excluded_by_servers_beside_the_virtual_address(run, expected):
    assert judged(run, rule=beyond_target.RULE).bearing is expected


def test_other_incidents_are_not_its_matter():
    evidence = tells(Office(minutes=10), 300, a_run(THIRTY, FOUR)).evidence()

    assert RULE.judge(evidence, an_incident()).bearing is SILENT
