"""Values read out by phone: as the operator's word, never more exact than they were read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest

from netdoc.app.steps_values import REMARK, Length, parse_length, parse_rate, values
from netdoc.errors import BadInput
from netdoc.model.facts import testimony
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.plane import Plane
from tests.netdoc.app.replay import START
from tests.stories.office import BEYOND, Office, at

DAY_S = 86_400


def test_line_and_box_are_the_operators_word_about_the_modem() -> None:
    given = {"sync": True, "margin_down_db": 6.1, "rate_down_kbps": 39_999, "crc_down": 7, "model": " VX-100 "}
    found, warnings = values(given, START, showtime=Length(11_520, 60), uptime=Length(12 * DAY_S, DAY_S))

    line, box = found
    assert warnings == ()
    assert {(each.subject, each.at, each.plane, each.reader, each.capture) for each in found} == {
        ("modem", START, Plane.OPERATOR, "step/1", None)
    }
    assert line.fact == DslLine(
        sync=True, margin_down_db=6.1, rate_down_kbps=39_999, crc_down=7, showtime_s=11_520, remarks=(REMARK,)
    )
    assert box.fact == DeviceState(model="VX-100", uptime_s=12 * DAY_S, remarks=(REMARK,))


def test_only_what_was_read_becomes_a_fact() -> None:
    (line,), _ = values({"sync": False, "margin_down_db": None}, START)
    (box,), _ = values({}, START, uptime=Length(60, 1))
    (showtime,), _ = values({}, START, showtime=Length(60, 1))

    assert line.fact == DslLine(sync=False, remarks=(REMARK,))
    assert box.fact == DeviceState(uptime_s=60, remarks=(REMARK,))
    assert isinstance(showtime.fact, DslLine) and showtime.fact.sync is None


def test_who_read_it_out_is_kept_beside_the_values() -> None:
    found, _ = values({"sync": True}, START, who="Anna", present="Mr B", note="by phone")

    assert isinstance(found[-1].fact, testimony.Testimony) and found[-1].fact.person == "Anna"
    assert found[-1].fact.says == "values read off the modem's page; by phone; present: Mr B"


@pytest.mark.parametrize(
    ("text", "seconds", "exact_s"),
    [
        ("3h12m", 11_520, 60),
        ("12d", 12 * DAY_S, DAY_S),
        ("5 d 10 h 52 min 53 s", 5 * DAY_S + 10 * 3600 + 52 * 60 + 53, 1),
        ("1w, 2d", 9 * DAY_S, DAY_S),
        ("17:52:10", 17 * 3600 + 52 * 60 + 10, 1),
        ("2d 03:10", 2 * DAY_S + 3 * 3600 + 600, 60),
        ("2 days, 03:10:00", 2 * DAY_S + 3 * 3600 + 600, 1),
        ("7H", 7 * 3600, 3600),
        ("90s", 90, 1),
    ],
)
def test_lengths_are_read_as_pages_print_them(text: str, seconds: int, exact_s: int) -> None:
    assert parse_length(text, "--uptime") == Length(seconds, exact_s)


@pytest.mark.parametrize(
    "text", ["soon", "", "12", "3m2h", "2h2h", "3h 12", "17:99", "1:00:99", "-3h", "3h\x1b[2J", "11y", "99999d", "٣h x"]
)
def test_what_is_no_length_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_length(text, "--uptime")

    assert refused.value.where == "--uptime" and refused.value.hint


@pytest.mark.parametrize(
    ("text", "kbps"), [("39999", 39_999), ("39.9M", 39_900), ("39,9 Mbit/s", 39_900), ("512k", 512), ("64", 64)]
)
def test_rates_are_kbit_s_unless_they_say_otherwise(text: str, kbps: int) -> None:
    assert parse_rate(text, "--rate-down") == kbps


@pytest.mark.parametrize("text", ["50", "fast", "0", "-1", "63", "3000M", "1e9", "nan"])
def test_a_rate_that_no_line_has_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_rate(text, "--rate-down")

    assert refused.value.hint
    if text == "50":
        assert "if 50 are Mbit/s, write 50M" in refused.value.hint


@pytest.mark.parametrize(
    ("given", "lengths", "words"),
    [
        ({}, {}, "no value is given"),
        ({"sync": None}, {}, "no value is given"),
        ({"margin_down_db": 61.0}, {}, "--margin-down: 61 dB is impossible"),
        ({"margin_up_db": -20.1}, {}, "--margin-up: -20.1 dB is impossible"),
        ({"margin_up_db": float("nan")}, {}, "impossible"),
        ({"attenuation_down_db": 111.0}, {}, "--attenuation-down: 111 dB is impossible"),
        ({"attenuation_up_db": -0.1}, {}, "impossible"),
        ({"sync": False}, {"showtime": Length(60, 1)}, "--showtime: a line that is not in sync has none"),
        ({"sync": False, "rate_up_kbps": 900}, {}, "--rate-up: a line that is not in sync has none"),
        ({}, {"showtime": Length(120, 60), "uptime": Length(60, 60)}, "cannot have been in sync for longer"),
        ({"model": " "}, {}, "--model: is empty"),
    ],
)
def test_values_that_cannot_be_are_refused(
    given: Mapping[str, object], lengths: Mapping[str, Length], words: str
) -> None:
    with pytest.raises(BadInput) as refused:
        values(given, START, **lengths)  # type: ignore[arg-type]

    assert words in refused.value.message and refused.value.hint


def test_a_showtime_as_long_as_an_uptime_rounded_down_is_possible() -> None:
    found, _ = values({}, START, showtime=Length(100, 1), uptime=Length(60, 60))

    assert len(found) == 2


def test_an_hour_within_the_last_days_is_left_out() -> None:
    (line,), warnings = values({}, START, showtime=Length(5 * 3600, 3600))

    assert isinstance(line.fact, DslLine) and line.fact.showtime_s is None
    assert "good to an hour only" in warnings[0] and warnings[0].startswith("--showtime: ")
    assert "good to an hour only" in line.fact.remarks[1]


def test_a_day_long_before_the_record_is_kept() -> None:
    evidence = Office(minutes=10).evidence()
    (box,), warnings = values({}, START, uptime=Length(12 * DAY_S, DAY_S), evidence=evidence)

    assert isinstance(box.fact, DeviceState) and box.fact.uptime_s == 12 * DAY_S and warnings == ()


def test_a_day_whose_start_could_lie_in_an_incident_is_left_out() -> None:
    evidence = Office(minutes=30).fails(600, 690, *BEYOND).evidence()
    read_at = at(690) + timedelta(days=3, hours=5)
    (box,), warnings = values({}, read_at, uptime=Length(3 * DAY_S, DAY_S), evidence=evidence)
    kept, none = values({}, read_at + timedelta(days=2), uptime=Length(3 * DAY_S, DAY_S), evidence=evidence)

    assert isinstance(box.fact, DeviceState) and box.fact.uptime_s is None
    assert "an incident lies in there (2026-03-02 08:10 UTC)" in warnings[0] and "good to a day" in warnings[0]
    assert isinstance(kept[0].fact, DeviceState) and kept[0].fact.uptime_s == 3 * DAY_S and none == ()


def test_a_day_whose_start_lies_after_the_modem_was_read_is_left_out() -> None:
    evidence = Office(minutes=1).line(5, -50).evidence()
    read_at = at(60) + timedelta(days=9)
    (box,), warnings = values({}, read_at, uptime=Length(3 * DAY_S, DAY_S), evidence=evidence)

    assert isinstance(box.fact, DeviceState) and box.fact.uptime_s is None
    assert "the modem was read before then" in warnings[0]


def test_a_length_good_to_a_minute_is_always_kept() -> None:
    evidence = Office(minutes=30).fails(600, 690, *BEYOND).evidence()
    (line,), warnings = values({}, at(1800), showtime=Length(1140, 60), evidence=evidence)

    assert isinstance(line.fact, DslLine) and line.fact.showtime_s == 1140 and warnings == ()
