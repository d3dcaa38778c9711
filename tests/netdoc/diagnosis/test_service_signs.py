"""Which arm fails more than which, in which pattern, and when that is an incident."""

import random

import pytest

from netdoc.diagnosis.services import Sign, beside_the_run, contrast, fails_in_part, find_service_failures, signs
from netdoc.model.facts.connect_run import Attempt
from netdoc.model.incident import IncidentKind, Origin
from tests.stories.attempts import a_run, an_arm, every, incident_of, mixed, tells
from tests.stories.episodes import an_incident
from tests.stories.office import Office, at

CLEAN = "o" * 400
FOUR = {f"web-{number}": CLEAN for number in range(1, 5)}
NAMES = ("aa", "bb", "cc", "dd")


def flapping(attempts: int = 400, stretch: int = 40) -> str:
    """One in four fails, in every other stretch only."""
    return "".join("e" if index // stretch % 2 and index % 4 == 0 else "o" for index in range(attempts))


def dice() -> random.Random:
    return random.Random(5)


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        (a_run(every(400, 4), FOUR), (Sign.DEAD_MEMBER,)),
        (a_run(an_arm(every(400, 4), members=NAMES[:3])), (Sign.DEAD_MEMBER,)),
        (a_run(an_arm(mixed(dice(), 400, 0.3, "s"), members=NAMES), FOUR), (Sign.SYN_DROPS,)),
        (a_run(flapping(), FOUR), (Sign.FLAPPING,)),
        (a_run("e" * 400, FOUR), (Sign.ALL_FAIL,)),
        (a_run(an_arm(CLEAN, members=NAMES[:1]), FOUR), (Sign.STICKY,)),
        (a_run(CLEAN, FOUR), ()),
        (a_run("o" * 60 + mixed(dice(), 340, 0.3, "t"), FOUR), (Sign.BEGINS_LATE,)),
        (a_run(mixed(dice(), 400, 0.6, "r"), FOUR), ()),
    ],
    ids=["one in four", "one in four, three seen", "SYNs dropped", "in stretches", "all fail", "sticky", "clean",
         "a limit on the rate", "no known pattern"],
)  # fmt: skip
def test_a_pattern_is_told_by_its_signature_and_no_other(run, expected):
    assert signs(run) == expected


def test_failures_that_name_members_of_one_host_only_are_told():
    backends = {
        f"web-{number}": an_arm("o" * 40, f"web-{number}", f"192.0.2.{number}", host=host, members=(NAMES[number],))
        for number, host in enumerate(("A", "A", "B", "B"))
    }
    letters = "oooe" * 10
    virtual = an_arm(letters, members=NAMES, member=[index % 4 for index in range(40)])

    assert Sign.ONE_HOST in signs(a_run(virtual, backends))


def test_repeated_syns_of_one_member_alone_are_no_drops_at_the_balancer():
    letters = "".join("s" if index % 4 == 0 else "o" for index in range(400))
    virtual = an_arm(letters, members=NAMES, member=[index % 4 for index in range(400)])

    assert Sign.SYN_DROPS not in signs(a_run(virtual, FOUR))


def test_backends_are_sorted_by_what_they_answered():
    backends = {"clean": CLEAN, "alike": mixed(dice(), 400, 0.3), "dead": "r" * 400, "silent": "t" * 5, "void": "v" * 5}

    held = contrast(a_run(mixed(dice(), 400, 0.3), backends))

    assert held is not None
    told = {kind: [each.name for each in getattr(held, kind)] for kind in ("clean", "alike", "dead", "unreached")}
    assert told == {"clean": ["clean"], "alike": ["alike"], "dead": ["dead"], "unreached": ["silent", "void"]}
    assert not held.all_reached


def test_what_never_left_this_computer_counts_nowhere():
    arm = an_arm("vvvvooor")

    assert (arm.sent, arm.bad, arm.answered, arm.count(Attempt.VOID)) == (4, 1, 3, 4)
    assert contrast(a_run("vvvv")) is None


def test_a_stray_failure_is_no_incident_and_a_share_is():
    assert not fails_in_part(an_arm("o" * 996 + "rrrr"))
    assert not fails_in_part(an_arm("o" * 5000 + "r" * 40))
    assert fails_in_part(an_arm("o" * 90 + "r" * 10))


def test_a_failing_run_becomes_one_incident_with_its_span():
    evidence = tells(Office(minutes=10), 300, a_run("o" * 100 + "e" * 20 + "o" * 100, FOUR)).evidence()

    found = incident_of(evidence)

    assert (found.kind, found.origin, found.rung) == (IncidentKind.SERVICE, Origin.ATTEMPTS, "service_shop")
    assert found.start == at(305.6)
    assert found.end == at(300 + 119 * 0.056 + 3.5)
    assert "20 of 220" in found.detail


def test_a_run_within_an_outage_is_the_outages_matter():
    evidence = tells(Office(minutes=10), 300, a_run("t" * 200)).evidence()

    assert find_service_failures(evidence, [an_incident(290, 400)]) == []


def test_what_the_way_lost_in_the_same_seconds_is_counted_without_deaf_rungs():
    run = a_run("o" * 400)
    office = tells(Office(minutes=10).fails(0, 600, "first_hop").fails(300, 310, "anchor_1"), 300, run)
    evidence = office.evidence()

    lost, sent = beside_the_run(evidence, evidence.readings(type(run))[0])

    assert lost == 2
    assert 12 <= sent <= 18
