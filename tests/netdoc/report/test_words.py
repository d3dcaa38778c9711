"""Numbers are said so that nobody can misread them."""

from __future__ import annotations

import pytest

from netdoc.model.facts import fact_types
from netdoc.model.plane import Plane
from netdoc.model.segment import Party
from netdoc.model.site import Rung, RungKind
from netdoc.model.verdict import Standing
from netdoc.report import words


def plain(text: str) -> str:
    return text.replace(words.NBSP, " ")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.2, "less than 1 s"),
        (45, "45 s"),
        (200, "3 min 20 s"),
        (7500, "2 h 5 min"),
        (86400, "24 h"),
        (3 * 86400 + 4 * 3600, "3 d 4 h"),
    ],
)
def test_a_duration_has_two_units_at_most(seconds, said):
    assert plain(words.duration(seconds)) == said


@pytest.mark.parametrize(
    ("least", "most", "said"),
    [
        (0, 5.62, "up to 5.7 min"),
        (1, 1.05, "60 to 63 s"),
        (5.21, 5.58, "5.2 to 5.6 min"),
        (34.2, 35.9, "34 to 36 min"),
        (700, 730, "11.6 to 12.2 h"),
        (7, 7, "7.0 min"),
    ],
)
def test_a_range_of_minutes_is_rounded_outwards(least, most, said):
    assert plain(words.minutes_range(least, most)) == said


@pytest.mark.parametrize(
    ("ratio", "said"), [(0, "0 %"), (0.0001, "< 0.1 %"), (0.004, "0.4 %"), (0.9996, "> 99.9 %"), (1, "100 %")]
)
def test_a_share_is_never_rounded_to_a_false_nought_or_hundred(ratio, said):
    assert plain(words.percent(ratio)) == said


@pytest.mark.parametrize(
    ("bound_s", "said"),
    [
        (None, "the clock's error is not known"),
        (0.0212, "times are right to ±0.022 s"),
        (1.2, "times are right to ±2 s"),
        (0.0, "times are right to ±0.001 s"),
    ],
)
def test_the_clock_bound_is_rounded_up(bound_s, said):
    assert plain(words.clock_words(bound_s)) == said


@pytest.mark.parametrize(
    ("lost", "sent", "low", "high"), [(0, 100, 0.0, 0.037), (1, 20, 0.009, 0.236), (300, 1000, 0.272, 0.329)]
)
def test_the_interval_is_wilsons(lost, sent, low, high):
    assert words.wilson(lost, sent) == pytest.approx((low, high), abs=0.0006)


def test_what_was_not_read_is_said_so():
    assert words.quantity(None, "dB") == words.NOT_READ
    assert words.quantity(float("nan"), "dB") == words.NOT_READ
    assert words.milliseconds(None) == words.NOT_READ


def test_nought_is_a_number_and_not_a_lack():
    assert plain(words.quantity(0, "dB")) == "0 dB"


def test_every_party_standing_and_plane_has_words():
    assert set(words.PARTY_NOUN) == set(words.PARTY_TITLE) == set(words.PARTY_SHORT) == set(Party)
    assert set(words.STANDING_WORDS) == set(words.STANDING_MEANING) == set(Standing)
    assert set(words.PLANE_WORDS) == set(Plane)


def test_a_rung_is_called_by_its_label_or_by_what_it_is():
    router = Rung(id="router", kind=RungKind.ROUTER, address="192.0.2.1")

    assert words.rung_words(router, "router") == "Office router"
    assert words.rung_words(None, "anchors") == "Internet targets"
    assert words.rung_words(None, "some_box") == "Some box"
    labelled = Rung(id="a", kind=RungKind.ANCHOR, address="192.0.2.9", label="Mail")
    assert words.rung_words(labelled, "a") == "Mail"


def test_what_a_rule_lacked_is_told_in_words_each_once():
    assert words.lacks(("DslLine", "DslLine", "Step: plug it in", "a swap")) == (
        "line statistics",
        "a step on site: plug it in",
        "a swap",
    )


def test_every_kind_of_fact_has_words():
    kinds = {each.KIND for each in fact_types().values()}

    assert kinds >= {"DeviceLog", "PowerState", "SilencePlan"}
    assert set(words.FACT_WORDS) >= kinds


def test_a_ups_is_called_so():
    assert words.rung_words(None, "ups") == "UPS"
