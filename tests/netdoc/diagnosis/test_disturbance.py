"""What the line's own counters said over a stretch."""

import pytest

from netdoc.diagnosis.disturbance import Line, disturbed, line_over
from netdoc.model.facts.dsl_history import DslBin, DslHistory
from netdoc.model.plane import Plane
from tests.stories.office import Office, at


def line(office, start=0, end=7200):
    return line_over(office.evidence(), at(start), at(end))


def read(*readings):
    office = Office(minutes=0)
    for seconds, fields in readings:
        office.line(seconds, -9000, **fields)
    return office


def test_margin_attenuation_and_attainable_rate_are_the_middle_of_what_was_read():
    told = [{"margin_down_db": m, "attenuation_down_db": 20 + m, "attainable_down_kbps": 1000 * m} for m in (6, 7, 9)]
    seen = line(read(*zip((0, 60, 120), told, strict=True)))

    assert (seen.margin_down_db, seen.attenuation_down_db, seen.attainable_down_kbps) == (7, 27, 7000)


def test_what_was_not_told_is_none():
    assert line(read((0, {}), (60, {}))) == Line(None, None, None, None, None, 0, 0)


def test_errors_an_hour_come_from_differences_and_the_time_between():
    seen = line(read((0, {"crc_down": 100, "es_down": 5}), (1800, {"crc_down": 103, "es_down": 6})))

    assert (seen.crc_per_hour, seen.es_per_hour, seen.read_s) == (6, 2, 1800)


def test_a_counter_that_was_cleared_is_not_followed():
    seen = line(read((0, {"crc_down": 100}), (1800, {"crc_down": 3}), (2400, {"crc_down": 4})))

    assert (seen.crc_per_hour, seen.es_per_hour, seen.read_s) == (6, None, 600)


def test_one_counter_told_is_enough_to_follow_the_line():
    assert line(read((0, {"es_down": 1}), (600, {"es_down": 1}))).read_s == 600


def test_only_readings_of_the_stretch_count():
    office = read((0, {"crc_down": 0}), (1000, {"crc_down": 900}), (2000, {"crc_down": 900}))

    assert line(office, 500, 3000).crc_per_hour == 0


def test_two_modems_are_not_read_as_one():
    office = read((0, {"crc_down": 0}), (600, {"crc_down": 0}))
    office.said += [type(each)("spare", at(300), each.fact, None, Plane.MODEM_BOX) for each in office.said[:1]]

    assert line(office).read_s == 600


@pytest.mark.parametrize(
    ("readings", "bursts"),
    [
        ([(0, {"ses_down": 0}), (60, {"ses_down": 1})], 1),
        ([(0, {"ses_up": 0}), (60, {"ses_up": 1})], 1),
        ([(0, {"ses_down": 3}), (60, {"ses_down": 3})], 0),
        ([(0, {"es_down": 0}), (60, {"es_down": 2})], 1),
        ([(0, {"es_down": 0}), (60, {"es_down": 1})], 0),
        ([(0, {"es_down": 0}), (900, {"es_down": 10})], 1),
        ([(0, {"es_down": 0}), (900, {"es_down": 9})], 0),
        ([(0, {"crc_down": 0}), (60, {"crc_down": 30})], 1),
        ([(0, {"crc_down": 0}), (60, {"crc_down": 29})], 0),
        ([(0, {"crc_down": 0}), (10, {"crc_down": 10})], 1),
        ([(0, {"crc_down": 0}), (10, {"crc_down": 9})], 0),
        ([(0, {"margin_down_db": 7.0}), (60, {"margin_down_db": 4.0})], 1),
        ([(0, {"margin_down_db": 7.0}), (60, {"margin_down_db": 4.1})], 0),
        ([(0, {"margin_down_db": 4.0}), (60, {"margin_down_db": 7.0})], 0),
        ([(0, {"margin_down_db": 7.0}), (60, {"margin_down_db": 5.0}), (120, {"margin_down_db": 3.9})], 1),
        ([(0, {"margin_down_db": 7.0}), (60, {}), (120, {"margin_down_db": 3.9})], 1),
        ([(0, {"ses_down": 0}), (60, {"ses_down": 1}), (360, {"ses_down": 2})], 1),
        ([(0, {"ses_down": 0}), (60, {"ses_down": 1}), (361, {"ses_down": 2})], 2),
        ([(0, {"ses_down": 0}), (3600, {"ses_down": 9})], 2),
        ([(0, {"ses_down": 0}), (3601, {"ses_down": 9})], 3),
        ([(0, {"ses_down": 0}), (7200, {"ses_down": 2})], 2),
        ([(0, {"ses_down": 0}), (7200, {"ses_down": 1})], 1),
        ([(0, {"ses_down": 0}), (60, {"ses_down": 1}), (300, {"ses_down": 1}), (3900, {"ses_down": 3})], 3),
    ],
    ids=str,
)
def test_signs_of_a_disturbed_line_near_each_other_are_one_burst(readings, bursts):
    assert line(read(*readings)).bursts == bursts


def test_a_burst_spread_over_two_coarse_readings_counts_each():
    seen = line(read((0, {"ses_down": 0}), (3600, {"ses_down": 9}), (3660, {"ses_down": 10})))

    assert seen.bursts == 2


@pytest.mark.parametrize(
    ("counts", "start", "bursts"),
    [
        ({"ses_down": 1}, 900, 1),
        ({"ses_up": 1}, 900, 1),
        ({"es_down": 10}, 900, 1),
        ({"es_down": 9}, 900, 0),
        ({"ses_down": 1}, -1, 0),
        ({"ses_down": 1}, 0, 1),
        ({"ses_down": 1}, 6300, 1),
        ({"ses_down": 1}, 6301, 0),
    ],
    ids=str,
)
def test_bins_that_lie_in_the_stretch_tell_of_bursts_too(counts, start, bursts):
    history = DslHistory(bin_s=900, bins=(DslBin(start=at(start), duration_s=900, **counts),))

    assert line(Office(minutes=0).sees(9000, "modem", history, Plane.MODEM_BOX)).bursts == bursts


def over(margin=None, crc=None, es=None):
    return Line(margin, None, None, crc, es, 0, 3600)


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (over(es=40), over(), "40 errored seconds an hour"),
        (over(es=39.9), over(), ""),
        (over(crc=1800), over(), "1800 CRC errors an hour"),
        (over(crc=1799), over(), ""),
        (over(margin=4.0), over(margin=7.0), "a margin 3.0 dB lower than before"),
        (over(margin=4.1), over(margin=7.0), ""),
        (over(margin=9.0), over(margin=5.0), ""),
        (over(margin=2.0), over(), ""),
        (over(), over(margin=2.0), ""),
        (over(), over(), ""),
    ],
    ids=str,
)
def test_a_line_is_steadily_disturbed_by_its_errors_or_a_fallen_margin(now, before, words):
    assert disturbed(now, before) == words
