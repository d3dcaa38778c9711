"""Whether the office felt something before a box restarted."""

import pytest

from netdoc.diagnosis.instants import boots
from netdoc.diagnosis.rules._felt import felt_before, lost_before_boot
from netdoc.model.facts.device_log import LogEvent as E
from netdoc.model.facts.dns_lookup import DnsOutcome, ResolverRole
from netdoc.model.facts.wan_session import SessionStatus, WanSession
from netdoc.model.plane import Plane
from tests.stories.office import ANCHORS, Office, at

BOOT = 2400
REACH = 900


def felt(office, boot=BOOT, onset=BOOT):
    return felt_before(office.evidence(), at(boot), at(onset))


def scattered(count, *, start=BOOT - 600):
    """Return an office in which one anchor loses this many samples, one after another with good ones between."""
    office = Office(minutes=60)
    for index in range(count):
        office.fails(start + 10 * index, start + 10 * index + 5, "anchor_1")
    return office


def test_before_a_healthy_quarter_of_an_hour_nothing_was_felt():
    assert felt(Office(minutes=60)) == ""


@pytest.mark.parametrize(("lost", "noticed"), [(10, True), (9, False)], ids=["beyond 1 %", "within 1 %"])
def test_loss_of_more_than_1_percent_beyond_chance_is_felt(lost, noticed):
    assert bool(felt(scattered(lost))) is noticed


@pytest.mark.parametrize(("lost", "noticed"), [(5, True), (4, False)])
def test_five_lost_samples_are_the_least(lost, noticed):
    office = Office(minutes=60).stops(1440, 2340)
    for index in range(lost):
        office.fails(2340 + 10 * index, 2345 + 10 * index, ANCHORS[index % 3])

    assert bool(felt(office)) is noticed


@pytest.mark.parametrize(
    ("start", "end", "noticed"),
    [(1400, 1490, False), (1500, 1560, True), (BOOT, BOOT + 100, False)],
    ids=["longer ago", "within a quarter of an hour", "by the restart itself"],
)
def test_only_the_quarter_of_an_hour_before_counts(start, end, noticed):
    assert bool(felt(Office(minutes=60).fails(start, end, *ANCHORS))) is noticed


def test_what_follows_the_onset_is_the_incident_itself():
    assert felt(Office(minutes=60).fails(BOOT - 60, BOOT, *ANCHORS), onset=BOOT - 60) == ""


@pytest.mark.parametrize(
    ("start", "end", "noticed"),
    [(1940, 2000, False), (2000, 2295, False), (1880, 1938, True), (2302, 2360, True)],
    ids=["in its minute before", "in its five minutes after", "before", "after"],
)
def test_what_an_earlier_restart_brought_about_is_no_reason_for_this_one(start, end, noticed):
    office = Office(minutes=60).box(100, -90_000).box(2100, 2000).fails(start, end, *ANCHORS)

    assert bool(felt(office)) is noticed


def test_an_anchor_that_never_answers_is_nothing_that_anybody_felt():
    assert felt(Office(minutes=60).fails(0, 3600, "anchor_1")) == ""


@pytest.mark.parametrize(
    ("count", "role", "outcome", "start", "noticed"),
    [
        (2, ResolverRole.ISP, DnsOutcome.TIMEOUT, BOOT - 300, True),
        (2, ResolverRole.ROUTER, DnsOutcome.SERVFAIL, BOOT - 300, True),
        (1, ResolverRole.ISP, DnsOutcome.TIMEOUT, BOOT - 300, False),
        (2, ResolverRole.ISP, DnsOutcome.NXDOMAIN, BOOT - 300, False),
        (2, ResolverRole.PUBLIC, DnsOutcome.TIMEOUT, BOOT - 300, False),
        (2, ResolverRole.ISP, DnsOutcome.TIMEOUT, BOOT - REACH - 20, False),
        (2, ResolverRole.ISP, DnsOutcome.TIMEOUT, BOOT - REACH, True),
    ],
    ids=["two failed", "the router's", "one failed", "answered", "a stranger's", "longer ago", "just within"],
)
def test_failing_names_are_felt(count, role, outcome, start, noticed):
    office = Office(minutes=60)
    for index in range(count):
        office.lookup(start + 10 * index, role, outcome)

    assert bool(felt(office)) is noticed


@pytest.mark.parametrize(
    ("status", "second", "noticed"),
    [
        (SessionStatus.DOWN, BOOT - 300, True),
        (SessionStatus.CONNECTING, BOOT - 300, True),
        (SessionStatus.UP, BOOT - 300, False),
        (SessionStatus.DOWN, BOOT - REACH - 1, False),
        (SessionStatus.DOWN, BOOT + 1, False),
    ],
    ids=["down", "being set up", "up", "longer ago", "after it"],
)
def test_a_lost_session_is_felt(status, second, noticed):
    office = Office(minutes=60).sees(second, "router", WanSession(status=status), Plane.ROUTER_BOX)

    assert bool(felt(office)) is noticed


@pytest.mark.parametrize("second", [1940, 2000, 2300])
def test_names_and_sessions_around_an_earlier_restart_are_its_work(second):
    office = Office(minutes=60).box(100, -90_000).box(2350, 2000).session(second, None)
    office.lookup(second, ResolverRole.ISP, DnsOutcome.TIMEOUT).lookup(second, ResolverRole.ISP, DnsOutcome.TIMEOUT)

    assert felt(office) == ""


@pytest.mark.parametrize("second", [1939, 2301])
def test_names_that_failed_apart_from_an_earlier_restart_were_felt(second):
    office = Office(minutes=60).box(100, -90_000).box(2350, 2000)
    office.lookup(second, ResolverRole.ISP, DnsOutcome.TIMEOUT).lookup(second, ResolverRole.ISP, DnsOutcome.TIMEOUT)

    assert "2 name questions" in felt(office)


@pytest.mark.parametrize(
    ("second", "noticed"),
    [(BOOT - 1, True), (BOOT, False)],
    ids=["before the onset", "asked as it began: part of it"],
)
def test_a_question_asked_at_the_onset_is_part_of_the_incident(second, noticed):
    office = Office(minutes=60)
    for _ in range(2):
        office.lookup(second, ResolverRole.ISP, DnsOutcome.TIMEOUT)

    assert bool(felt(office)) is noticed


# -- in the logs


@pytest.mark.parametrize(
    ("event", "noticed"),
    [
        (E.SYNC_LOST, True),
        (E.SIGNAL_LOST, True),
        (E.SESSION_DOWN, True),
        (E.NO_ANSWER, True),
        (E.AUTH_REJECTED, True),
        (E.SESSION_UP, False),
        (E.PORT_DOWN, False),
        (E.BOOT, False),
    ],
)
def test_a_log_tells_of_trouble_before_a_restart(event, noticed):
    assert bool(felt(Office(minutes=0).log(9000, "router", (BOOT - 300, event)))) is noticed


@pytest.mark.parametrize(
    ("second", "noticed"),
    [(BOOT - 7, True), (BOOT - 6, False), (BOOT - REACH - 1, True), (BOOT - REACH - 2, False)],
    ids=["surely before it", "as it began, by its bound and the clocks' slack", "a quarter of an hour", "longer ago"],
)
def test_a_line_counts_when_it_was_surely_before(second, noticed):
    assert bool(felt(Office(minutes=0).log(9000, "router", (second, E.NO_ANSWER)))) is noticed


@pytest.mark.parametrize(
    ("second", "noticed"), [(1939, True), (1940, False), (2300, False), (2301, True)]
)  # fmt: skip
def test_lines_around_an_earlier_restart_are_its_work(second, noticed):
    office = Office(minutes=0).box(100, -90_000).box(2350, 2000).log(9000, "router", (second, E.NO_ANSWER))

    assert bool(felt(office)) is noticed


def lost_first(*lines, subject="modem", **clock):
    """Return what the modem's own log tells of its line before its boot at 5000 s."""
    office = Office(minutes=0).log(9000, subject, *lines, (5000, E.BOOT), **clock)
    return lost_before_boot(office.evidence(), boots(office.evidence())[-1])


@pytest.mark.parametrize(
    ("lines", "noticed"),
    [
        (((4990, E.SYNC_LOST),), True),
        (((4990, E.SIGNAL_LOST),), True),
        (((4990, E.TRAINING),), True),
        (((4800, E.SYNC_LOST), (4900, E.SYNC_UP)), False),
        (((4800, E.SYNC_UP), (4900, E.SYNC_LOST)), True),
        (((4100, E.SYNC_LOST),), True),
        (((4099, E.SYNC_LOST),), False),
        (((4500, E.SYNC_LOST), (4600, E.BOOT)), False),
        (((5001, E.SYNC_LOST),), False),
        (((4990, E.PORT_DOWN),), False),
        ((), False),
    ],
    ids=[
        "lost", "signal lost", "training", "back since", "lost again", "a quarter of an hour before", "longer before",
        "restarted since", "after it", "the port", "nothing",
    ],
)  # fmt: skip
def test_a_box_whose_own_log_lost_the_line_first_did_not_begin_it(lines, noticed):
    assert bool(lost_first(*lines)) is noticed


def test_the_sequence_of_one_log_holds_however_coarse_its_clock():
    assert "sync_lost at 09:23:10 UTC, before it" in lost_first((4990, E.SYNC_LOST), bound_s=600.0)


def test_a_boot_that_the_clock_tells_is_not_judged_by_the_log():
    office = Office(minutes=0).box(6000, 5000).log(9000, "modem", (4990, E.SYNC_LOST))

    assert lost_before_boot(office.evidence(), boots(office.evidence())[-1]) == ""


def test_the_log_of_another_box_tells_nothing_of_this_ones_line():
    office = Office(minutes=0).log(9000, "modem", (5000, E.BOOT)).log(9001, "other", (4990, E.SYNC_LOST))

    assert lost_before_boot(office.evidence(), boots(office.evidence())[-1]) == ""
