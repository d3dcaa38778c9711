"""Numbers are read wholly or not at all."""

from __future__ import annotations

import pytest

from probes.modems._numbers import clock_s, decimal, duration_s, tenth_pair, whole, whole_pair
from probes.modems._text import lines_of, printable


@pytest.mark.parametrize(
    ("text", "padded", "pair"),
    [
        ("18.6            16.0", False, (18.6, 16.0)),
        ("-0.5 6.3", False, (-0.5, 6.3)),
        ("- 2.6 11.4", True, (-2.6, 11.4)),
        ("-13.7 - 3.0", True, (-13.7, -3.0)),
        ("- 2.6 11.4", False, None),
        ("- 12.6 11.4", True, None),
        ("18.6", False, None),
        ("18.6 16.0 1.0", False, None),
        ("18 16", False, None),
        ("018.6 16.0", False, None),
        ("18.60 16.0", False, None),
        ("18,6 16.0", False, None),
        ("-12.- 3 16.0", True, None),
        ("N/A 16.0", False, None),
    ],
)
def test_two_columns_of_tenths(text: str, padded: bool, pair: tuple[float, float] | None) -> None:
    assert tenth_pair(text, padded=padded) == pair


@pytest.mark.parametrize(
    ("text", "pair"),
    [("3 51", (3, 51)), ("3", None), ("3 51 2", None), ("03 51", None), ("3 -1", None), ("3 5x", None), ("", None)],
)
def test_two_columns_of_whole_numbers(text: str, pair: tuple[int, int] | None) -> None:
    assert whole_pair(text) == pair


@pytest.mark.parametrize(
    ("text", "value"), [("54", 54), (" 0 ", 0), ("05", None), ("5 4", None), ("", None), ("٣", None), ("1٣", None)]
)
def test_one_whole_number(text: str, value: int | None) -> None:
    assert whole(text) == value


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1 days 3 hours 54 min 41 sec", 100_481),
        ("24 hours 0 sec", 86_400),
        ("2 days 41 min 49 sec", 175_309),
        ("0 sec", 0),
        ("15 min 0 sec", 900),
        ("15 min", None),
        ("1 days 3 hours 54 min 4", None),
        ("3 hours 1 days 4 sec", None),
        ("1 dxys 3 hours 54 min 41 sec", None),
    ],
)
def test_times_with_missing_units(text: str, seconds: int | None) -> None:
    assert duration_s(text) == seconds


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (b"CRC:  3  51\nES:  1  2", ["CRC:  3  51", "ES:  1  "]),
        (b"LOF:  0  0", ["LOF:  0  0"]),
        (b"AS: 47113", ["AS: "]),
        (b"47", [""]),
        (b"a\r\nb\r\n", ["a", "b"]),
        (b"\x1b[1mSNR\x1b[0m\n", ["SNR"]),
        (b"", []),
    ],
)
def test_the_last_word_of_a_line_without_its_end_is_taken_away(body: bytes, lines: list[str]) -> None:
    assert lines_of(body) == lines


def test_device_text_is_made_safe_to_print() -> None:
    assert printable("a\x07b\x1b[2J\u202e" + "x" * 200, most=30) == "a\\x07b\\x1b[2J\\x202e" + "x" * 10 + "…"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7.4", 7.4),
        ("-0.5", -0.5),
        ("12", 12.0),
        (" 6.25 ", 6.25),
        *((each, None) for each in ("012", "1.", ".5", "0.-5", "1.234", "12345", "- 2.6", "1e3", "")),
    ],
)
def test_a_decimal_is_wholly_a_number_or_none(text: str, number: float | None) -> None:
    assert decimal(text) == number


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0:21:12", 1_272),
        ("138:53:20", 500_000),
        ("1:60:00", None),
        ("1:02", None),
        ("1:2:3", None),
        ("-1:00:00", None),
    ],
)
def test_a_clock_counts_hours_minutes_and_seconds(text: str, seconds: int | None) -> None:
    assert clock_s(text) == seconds
