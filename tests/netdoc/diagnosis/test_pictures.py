"""What comes at the same hours of several days."""

import pytest

from netdoc.diagnosis.pictures import ALIKE, pictures_of_drops, pictures_of_errors
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.plane import Plane
from tests.stories.office import Office

DAY, HOUR = 86_400, 3600
START = 16 * HOUR
"""The stories begin at 8:00 UTC: this far in, a day begins."""


def margins(*days, hours=range(24), usual=9.0):
    """Days of readings each hour: per day, the margin at some hours."""
    office = Office(minutes=0)
    for number, low in enumerate(days):
        for hour in hours:
            office.line(START + number * DAY + hour * HOUR, -(10**6), margin_down_db=low.get(hour, usual))
    return pictures_of_drops(office.evidence())


DIP = {3: 5.0}


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ([DIP, DIP, DIP], True),
        ([DIP, DIP], False),
        ([DIP, DIP, {}], False),
        ([{3: 5.9}] * 3, True),
        ([{3: 6.0}] * 3, False),
        ([{3: 5.0}, {5: 5.0}, {4: 5.0}], True),
        ([{3: 5.0}, {6: 5.0}, {10: 5.0}], False),
        ([{23: 5.0}, {0: 5.0}, {1: 5.0}], True),
        ([DIP, DIP, DIP, {}, {}, {}], True),
        ([DIP, DIP, DIP, {}, {}, {}, {}], False),
    ],
    ids=["three days", "two", "two of three", "more than 3 dB", "just 3 dB", "near hours", "different hours",
         "around midnight", "half of the days", "less than half"],
)  # fmt: skip
def test_a_margin_that_swings_by_the_hour_on_three_days_is_told(days, told):
    assert (margins(*days) is not None) is told


@pytest.mark.parametrize(
    ("hours", "told"), [(range(12), True), (range(11), False)], ids=["half of each day", "an hour less"]
)
def test_a_day_read_for_too_few_hours_shows_no_swing(hours, told):
    assert (margins(DIP, DIP, DIP, hours=hours) is not None) is told


def test_the_swing_is_told_with_its_size_its_hour_and_that_both_sides_can_give_it():
    picture = margins(DIP, {3: 4.0}, DIP, {})

    assert picture.words == (
        f"the margin swings by 4.0 to 5.0 dB over the day on 3 of 4 days, lowest around 03:00 UTC; {ALIKE}"
    )
    assert [each.fact.margin_down_db for each in picture.cites] == [5.0]


def test_an_hours_margin_is_its_middle_one_and_out_of_sync_none_is_told():
    office = Office(minutes=0)
    for day in range(3):
        for hour in range(24):
            at = START + day * DAY + hour * HOUR
            office.line(at, -(10**6), margin_down_db=9.0).line(at + 600, -(10**6), margin_down_db=9.0)
            if hour == 3:
                office.line(at + 1200, -(10**6), margin_down_db=2.0).line(at + 1800, None, margin_down_db=0.0)

    assert pictures_of_drops(office.evidence()) is None


def trained(*starts):
    office, since = Office(minutes=0).line(0, -50_000), -50_000
    for index, each in enumerate(sorted(starts)):
        # no two uptimes are equal, for an uptime told thrice unchanged is no clock
        office.line(each - 300 - index, since).line(each + 100 + index, each)
        since = each
    return office


def drops(*starts, boots=()):
    """A line that trained at these seconds, each read before and after; boxes that booted."""
    office = trained(*starts)
    for index, each in enumerate(boots):
        office.box(each + 200 + index, each)
    return pictures_of_drops(office.evidence())


AT = [START + day * DAY + 10 * HOUR for day in range(4)]


@pytest.mark.parametrize(
    ("starts", "told"),
    [
        (AT[:3], True),
        (AT[:2], False),
        ([AT[0], AT[1] + 900, AT[2] - 900], True),
        ([AT[0], AT[1] + 960, AT[2]], False),
        ([AT[0], AT[0] + 8000, AT[1]], False),
        ([*AT[:3], *(AT[3] + 9000 * n for n in range(1, 5))], False),
        ([*AT[:3], *(AT[3] + 9000 * n for n in range(1, 4))], True),
    ],
    ids=[
        "three days",
        "two days",
        "a quarter of an hour off",
        "more than that",
        "one day twice",
        "mostly other times",
        "half of the times",
    ],
)
def test_drops_at_one_time_of_day_on_three_days_are_told(starts, told):
    assert (drops(*starts) is not None) is told


def test_the_start_of_a_line_that_nobody_watched_before_is_no_drop():
    assert pictures_of_drops(Office(minutes=0).line(AT[2], AT[0]).line(AT[3], AT[2] + 60).evidence()) is None
    # as it would be with a third at the same time of day
    assert drops(AT[0], AT[1], AT[2]) is not None


def test_drops_around_midnight_are_at_one_time():
    midnight = START + DAY

    assert drops(midnight - 300, midnight + DAY + 200, midnight + 2 * DAY - 100) is not None


@pytest.mark.parametrize(
    ("after_s", "told"), [(0, False), (300, False), (301, True), (-10, True)],
    ids=["as it booted", "five minutes after it booted", "later", "before it booted"],
)  # fmt: skip
def test_a_line_that_its_own_box_took_down_is_no_drop(after_s, told):
    assert (drops(*AT[:3], boots=[each - after_s for each in AT[:3]]) is not None) is told


def test_another_boxs_start_takes_no_line_down():
    office = trained(*AT[:3])
    for index, each in enumerate(AT[:3]):
        office.box(each + 200 + index, each, subject="router")

    assert pictures_of_drops(office.evidence()) is not None


def test_the_time_is_told_with_its_days_and_share():
    words = drops(*AT[:3], AT[0] + 4 * HOUR).words

    assert words == (
        "the line trained anew within 15 min of 10:00 UTC on 3 days (3 of 4 times): a machine or a habit; " + ALIKE
    )


def errors(*bursts, margin=None, step=600, days=4):
    """A line read each ten minutes, with severely errored seconds in these stretches."""
    office, count = Office(minutes=0), 0
    for second in range(0, days * DAY, step):
        count += 40 if any(start < second <= end for start, end in bursts) else 0
        fields = {} if margin is None else {"margin_down_db": margin}
        fact = DslLine(sync=True, ses_down=count, **fields)
        office.sees(second, "modem", fact, Plane.MODEM_BOX, f"capture-{second}")
    return pictures_of_errors(office.evidence())


def test_bursts_at_one_time_of_day_are_told_with_the_readings_that_show_them():
    picture = errors(*((each, each + 1200) for each in AT[:3]))

    assert picture.words.startswith("bursts of errors began within 15 min of 10:00 UTC on 3 days (3 of 3 times)")
    assert [each.capture for each in picture.cites] == [f"capture-{AT[0] + 600}", f"capture-{AT[1] + 600}"]


def test_pictures_are_told_together_and_the_sentence_on_both_sides_once():
    words = errors(*((each, each + 1200) for each in AT[:3]), margin=9.0).words

    assert "bursts of errors began" in words
    assert "while the margin stays at 9.0 dB" in words
    assert words.count(ALIKE) == 1


@pytest.mark.parametrize("bursts", [(), [(AT[0], AT[0] + 1200), (AT[1] + 9000, AT[1] + 9600)]])
def test_a_line_without_a_rhythm_gives_no_picture(bursts):
    assert errors(*bursts) is None
