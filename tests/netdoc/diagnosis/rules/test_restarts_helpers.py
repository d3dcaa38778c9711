"""What several rules ask of restarts: which came together, who ordered one, whether they keep a daily hour."""

import pytest

from netdoc.diagnosis.instants import boots
from netdoc.diagnosis.rules._restarts import by_hand, daily, daily_restarts, reason, together
from netdoc.model.facts.device_log import LogEvent as E
from tests.stories.office import Office, at

DAY = 86400


@pytest.mark.parametrize(
    ("apart", "is_one"),
    [(180, True), (181, False), (-180, True), (-181, False)],
    ids=["3 min", "more", "before", "more"],
)
def test_boots_within_three_minutes_are_one_power_event(apart, is_one):
    first, second = boots(Office(minutes=0).box(900, 400).box(900, 400 + apart, subject="router").evidence())

    assert together(first, second) is is_one
    assert together(second, first) is is_one


@pytest.mark.parametrize(
    ("line", "is_one"),
    [(702, False), (701, True), (99, True), (98, False)],
    ids=["later", "later line", "bound", "early"],
)
def test_a_line_of_a_log_may_tell_of_a_boot_two_minutes_before_it(line, is_one):
    office = Office(minutes=0).box(900, 280 if line < 300 else 400).log(5000, "router", (line, E.BOOT))
    modem, router = sorted(boots(office.evidence()), key=lambda each: each.subject)

    assert together(modem, router) is is_one


@pytest.mark.parametrize(("when", "found"), [(400, True), (399, False), (1700, True), (1701, False)])
def test_a_restart_by_hand_lies_within_ten_minutes(when, found):
    office = Office(minutes=0).step(when, "pulled its plug", power_cycled="modem")

    assert bool(by_hand(office.evidence(), at(1000), at(1100))) is found


def test_a_step_that_restarted_nothing_is_no_restart():
    assert by_hand(Office(minutes=0).step(450, "looked").evidence(), at(400), at(500)) is None


# -- the reason


def why(*lines, word=None, booted=1000, read_at=2000):
    """Return the event of the reason for a restart at 1000 s."""
    office = Office(minutes=0).box(read_at, booted, reboot_reason=word).log(3000, "modem", *lines)
    told = reason(office.evidence(), next(each for each in boots(office.evidence()) if each.at == at(1000)))
    return told and told.event


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (((1020, E.WATCHDOG),), E.WATCHDOG),
        (((990, E.REBOOT_ASKED),), E.REBOOT_ASKED),
        (((990, E.FIRMWARE),), E.FIRMWARE),
        (((990, E.REBOOT_ASKED), (1020, E.WATCHDOG)), E.REBOOT_ASKED),
        (((980, E.WATCHDOG), (990, E.FIRMWARE)), E.FIRMWARE),
        (((990, E.SYNC_LOST),), None),
        (((819, E.REBOOT_ASKED),), E.REBOOT_ASKED),
        (((818, E.REBOOT_ASKED),), None),
        (((1121, E.FIRMWARE),), E.FIRMWARE),
        (((1122, E.FIRMWARE),), None),
        ((), None),
    ],
    ids=[
        "a watchdog", "an order", "firmware", "an order before a watchdog", "though it stands later", "another line",
        "three minutes before", "longer before", "two minutes after", "longer after", "nothing",
    ],
)  # fmt: skip
def test_the_log_around_a_boot_tells_why(lines, expected):
    assert why(*lines) is expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Watchdog Reset", E.WATCHDOG),
        ("kernel panic", E.WATCHDOG),
        ("TR-069 Reboot", E.REBOOT_ASKED),
        ("User reboot", E.REBOOT_ASKED),
        ("scheduled reboot", E.REBOOT_ASKED),
        ("Firmware upgrade by user", E.FIRMWARE),
        ("power on", None),
        ("0x17", None),
        (None, None),
    ],
)
def test_the_boxs_own_word_tells_why_where_its_log_does_not(word, expected):
    assert why(word=word) is expected


def test_the_log_goes_before_the_boxs_own_word():
    assert why((990, E.FIRMWARE), word="watchdog") is E.FIRMWARE


@pytest.mark.parametrize(
    ("started", "expected"), [(1180, E.WATCHDOG), (1181, None)], ids=["the same restart", "a later one"]
)
def test_a_word_for_a_later_restart_tells_nothing_of_this_one(started, expected):
    office = Office(minutes=0).log(3000, "modem", (1000, E.BOOT), bound_s=0.0)
    office.box(2000, started, reboot_reason="watchdog")
    boot = next(each for each in boots(Office(minutes=0).log(3000, "modem", (1000, E.BOOT), bound_s=0.0).evidence()))

    told = reason(office.evidence(), boot)
    assert (told and told.event) is expected


def test_the_word_of_a_box_whose_clock_is_not_told_is_taken_for_the_last_restart():
    office = Office(minutes=0).log(3000, "modem", (1000, E.BOOT)).box(2000, 3000, reboot_reason="watchdog")
    boot = boots(office.evidence())[0]

    assert reason(office.evidence(), boot).event is E.WATCHDOG


# -- the same hour each day


@pytest.mark.parametrize(
    ("seconds", "kept"),
    [
        ((0, DAY, 2 * DAY), 3),
        ((0, DAY + 900, 2 * DAY - 900), 3),
        ((0, DAY + 901, 2 * DAY), 0),
        ((0, DAY - 901, 2 * DAY), 0),
        ((0, DAY), 0),
        ((0, 3 * DAY, 9 * DAY), 3),
        ((0, 600, 800), 0),
        ((0, DAY, 2 * DAY, DAY + 7200), 3),
        ((0, DAY, 2 * DAY, 7200, 9000, DAY + 7200, DAY + 9000), 0),
        ((0, DAY, 2 * DAY, 7200, 9000, DAY + 7200), 3),
        ((0, DAY, 2 * DAY, 5 * DAY + 7200, 6 * DAY + 7200, 6 * DAY + 9000, -DAY + 7200), 3),
        ((0, DAY, 2 * DAY, 2 * DAY + 901, 2 * DAY + 902, 2 * DAY + 903, 2 * DAY + 904), 3),
        ((0, DAY, 2 * DAY, DAY - 920, DAY - 930, DAY - 940, DAY + 950), 0),
    ],
    ids=[
        "three days", "a quarter of an hour off", "longer off", "before it", "two days", "with days between",
        "three times on one day", "and once at another hour", "mostly at other hours", "half of them at it",
        "others outside the days it spans", "just after the last", "near the hour and not at it",
    ],
)  # fmt: skip
def test_restarts_keep_an_hour_when_three_days_and_most_of_them_do(seconds, kept):
    assert len(daily([at(each) for each in seconds], at(0))) == kept


def test_an_instant_that_is_not_among_them_counts_as_a_day():
    assert len(daily([at(DAY), at(2 * DAY)], at(0))) == 2


def test_a_daily_restart_is_told_with_its_hour_and_days():
    office = Office(minutes=0).log(2 * DAY + 900, "modem", *((k * DAY, E.BOOT) for k in range(3)))
    boot = boots(office.evidence())[0]

    assert daily_restarts(office.evidence(), boot) == "modem restarts at about 08:00 UTC, on 3 days"


def test_restarts_of_another_box_are_no_schedule_of_this_one():
    office = Office(minutes=0).log(2 * DAY + 900, "router", *((k * DAY, E.BOOT) for k in range(3))).box(900, 0)
    boot = boots(office.evidence(), "modem")[0]

    assert daily_restarts(office.evidence(), boot) == ""
