"""At which mode and rate a line runs, and whether a profile holds it there."""

import pytest

from netdoc.diagnosis.rules._rates import fallen, generation, held_by_profile, older_mode, previous, share_lost
from netdoc.model.facts.dsl_line import DslLine


def line(**fields):
    return DslLine(sync=True, **fields)


@pytest.mark.parametrize(
    ("mode", "rank"),
    [
        ("G.fast", 4), ("ITU-T G.9701", 4), ("VDSL2", 3), ("G.993.2 (VDSL2)", 3), ("ADSL2+ Annex J", 2),
        ("ADSL2PLUS", 2), ("ITU-T G.992.5", 2), ("ADSL2", 1), ("G.992.3", 1), ("ADSL", 0), ("G.dmt", 0),
        ("G.lite", 0), ("T1.413", 0), ("", None), (None, None), ("PTM", None),
    ],
)  # fmt: skip
def test_a_mode_is_of_a_generation_by_the_words_boxes_use(mode, rank):
    assert generation(line(mode=mode)) == rank


@pytest.mark.parametrize(
    ("now", "before", "older"),
    [("ADSL2+", "VDSL2", True), ("VDSL2", "ADSL2+", False), ("VDSL2", "VDSL2 17a", False), (None, "VDSL2", False),
     ("ADSL2+", None, False)],
)  # fmt: skip
def test_an_older_mode_is_one_of_an_older_generation(now, before, older):
    assert older_mode(line(mode=now), line(mode=before)) is older


@pytest.mark.parametrize(
    ("rate", "before", "lost"), [(75, 100, 0.25), (120, 100, 0.0), (None, 100, 0.0), (75, None, 0.0), (75, 0, 0.0)]
)
def test_the_share_of_a_rate_that_is_gone(rate, before, lost):
    assert share_lost(rate, before) == lost


@pytest.mark.parametrize(
    ("fields", "held"),
    [
        ({"rate_down_kbps": 23_839, "margin_down_db": 12.1}, True),
        ({"rate_down_kbps": 23_839, "margin_down_db": 12.0}, False),
        ({"rate_down_kbps": 16_000, "margin_down_db": 9.0}, True),
        ({"rate_down_kbps": 16_384, "margin_down_db": 9.0}, True),
        ({"rate_down_kbps": 16_001, "margin_down_db": 9.0}, False),
        ({"rate_down_kbps": 16_000, "margin_down_db": 8.9}, False),
        ({"rate_down_kbps": 20_000, "attainable_down_kbps": 25_000}, True),
        ({"rate_down_kbps": 20_000, "attainable_down_kbps": 24_999}, False),
        ({"rate_down_kbps": 20_000}, None),
        ({"attainable_down_kbps": 25_000}, None),
        ({"margin_down_db": 10.0}, False),
        ({"rate_down_kbps": 16_000, "margin_up_db": 15.0}, None),
    ],
)
def test_a_profile_holds_a_line_that_could_carry_more(fields, held):
    assert held_by_profile(line(**fields)) is held


def test_each_direction_is_held_by_its_own():
    told = line(rate_down_kbps=23_839, margin_down_db=6.0, rate_up_kbps=2_079, margin_up_db=15.0)

    assert (held_by_profile(told, "down"), held_by_profile(told, "up")) == (False, True)


BEFORE = ("at noon", line(mode="VDSL2", rate_down_kbps=100_000, rate_up_kbps=20_000))


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ({"rate_down_kbps": 85_000, "margin_down_db": 6.0}, ["at 85000 kbit/s downstream, 15% below the 100000"]),
        ({"rate_down_kbps": 85_001, "margin_down_db": 6.0}, []),
        ({"rate_up_kbps": 15_003, "margin_up_db": 6.0}, ["at 15003 kbit/s upstream, 25% below the 20000"]),
        ({"rate_down_kbps": 50_000, "margin_down_db": 9.0}, []),
        ({"rate_down_kbps": 50_001}, []),
        ({"mode": "ADSL2+", "margin_down_db": 6.0}, ["in ADSL2+ where it had been in VDSL2 at noon"]),
        ({"mode": "ADSL2+"}, ["in ADSL2+ where it had been in VDSL2 at noon"]),
        ({"mode": "ADSL2+", "margin_down_db": 15.0}, []),
        ({"mode": "VDSL2", "rate_down_kbps": 120_000, "margin_down_db": 6.0}, []),
    ],
    ids=["a step", "less than a step", "upstream", "a round rate held by a profile", "whether held not told",
         "an older mode", "an older mode, margin not told", "an older mode held by a profile", "faster"],
)  # fmt: skip
def test_a_line_fell_back_by_its_mode_or_its_rate(now, words):
    found = fallen(line(**now), [BEFORE])

    assert len(found) == len(words)
    assert all(each.startswith(part) for each, part in zip(found, words, strict=True))


def test_the_rate_is_compared_with_the_greatest_before():
    slower = ("at one", line(rate_down_kbps=90_000))

    found = fallen(line(rate_down_kbps=60_001, margin_down_db=6.0), [slower, BEFORE, slower])

    assert found == ["at 60001 kbit/s downstream, 40% below the 100000 kbit/s at noon"]


@pytest.mark.parametrize(
    ("fields", "told"),
    [({}, []), ({"previous_rate_down_kbps": 0}, []), ({"previous_rate_down_kbps": 99_999}, [(99_999, None)]),
     ({"previous_rate_up_kbps": 60_015}, [(None, 60_015)])],
)  # fmt: skip
def test_the_boxs_own_memory_of_its_rate_is_something_to_compare_with(fields, told):
    assert [(each.rate_down_kbps, each.rate_up_kbps) for _, each in previous(line(**fields))] == told
