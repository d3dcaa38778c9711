"""The line's model agrees with itself: what frames meet, what counters say and what the truth tells are one story."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.emulated.broadcom_text import SECTIONS, BoxState, driver_text
from tests.lab.errors import LabError
from tests.lab.line.conditions import DOWN, UP, Conditions, LineSettings
from tests.lab.line.counters import KEYS
from tests.lab.line.physics import Physics
from tests.lab.line.truth import outages

START = 1_790_000_000.0
HOUR = 3600.0
RETRAIN_S = (30.0, 60.0)
QUICK = LineSettings(booted_ago_s=9000, showtime_ago_s=5000)
ROUGH: dict[str, Any] = {
    "retrain_every_s": (900, 400),
    "impulses_per_min": 3,
    "impulse_ms": 90,
    "noise_db": 6.5,
    "loss": 0.003,
}


def a_line(seed: int = 1, **conditions: Any) -> Physics:
    line = Physics(START, seed=seed, settings=QUICK)
    if conditions:
        line.set(START, **conditions)
    return line


def since_start(line: Physics, *kinds: str) -> list[dict[str, Any]]:
    return [each for each in line.truth if each["at"] >= START and each["kind"] in kinds]


def grown(line: Physics, before: BoxState, at: float) -> dict[str, tuple[int, int]]:
    old, new = before.counters["total"], line.state(at).counters["total"]
    return {key: (new[key][0] - old[key][0], new[key][1] - old[key][1]) for key in KEYS}


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1000), st.lists(st.floats(0.01, 600), min_size=1, max_size=20))
def test_small_steps_and_one_big_step_give_the_same_life(seed: int, steps: list[float]) -> None:
    one, other = a_line(seed, **ROUGH), a_line(seed, **ROUGH)
    at = START
    for step in steps:
        at += step
        one.advance(at)
    other.advance(at)

    assert one.truth == other.truth
    assert one.state(at) == other.state(at)


def test_traffic_does_not_change_when_the_line_is_lost() -> None:
    idle, busy = a_line(**ROUGH), a_line(**ROUGH)
    for step in range(int(2 * HOUR)):
        busy.fate(START + step, DOWN)
        busy.fate(START + step, UP)
    idle.advance(START + 2 * HOUR)
    busy.advance(START + 2 * HOUR)

    assert len(outages(idle.truth)) >= 3
    assert outages(idle.truth) == outages(busy.truth)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 1000), st.lists(st.floats(0.5, 700), min_size=2, max_size=30))
def test_no_counter_ever_falls_while_the_box_is_up(seed: int, steps: list[float]) -> None:
    line, at = a_line(seed, **ROUGH), START
    before = line.state(at).counters["total"]
    for step in steps:
        at += step
        after = line.state(at).counters["total"]
        assert all(after[key][side] >= before[key][side] for key in KEYS for side in (DOWN, UP))
        assert all(after["SES"][side] <= after["ES"][side] for side in (DOWN, UP))
        before = after


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1000), st.floats(10, 2 * HOUR))
def test_no_section_holds_more_than_the_total(seed: int, later: float) -> None:
    line = a_line(seed, **ROUGH)
    told = line.state(START + later).counters

    assert set(told) == set(SECTIONS)
    assert all(told[name][key][side] <= told["total"][key][side] for name in told for key in KEYS for side in (0, 1))


def test_a_retrain_moves_the_lines_instant_and_not_the_boxes() -> None:
    line = a_line()
    before = line.state(START + 5)
    line.set(START + 10, retrain=True)
    during, after = line.state(START + 15), line.state(START + 100)

    [retrain] = since_start(line, "retrain")
    assert (during.showtime_at, during.sync) == (None, False)
    assert after.booted_at == before.booted_at
    assert after.showtime_at == retrain["at"] > before.showtime_at
    assert RETRAIN_S[0] <= retrain["duration_s"] <= RETRAIN_S[1]
    assert after.counters["total"]["INITS"][DOWN] == before.counters["total"]["INITS"][DOWN] + 1
    assert after.counters["since_link"]["CRC"] == (0, 0)


def test_frames_pass_exactly_while_the_truth_tells_of_no_outage() -> None:
    line = a_line(retrain_every_s=(200, 50))
    steps = range(int(HOUR * 2))
    passed = [line.forwards(START + step / 2) for step in steps]
    gaps = outages(line.truth)

    assert len(gaps) > 10
    assert passed == [not any(a <= START + step / 2 < (b or START + HOUR) for a, b, _ in gaps) for step in steps]


def test_a_long_outage_is_unavailable_time_as_long_as_it_was() -> None:
    line = a_line()
    before = line.state(START)
    line.set(START + 10, cut=True)
    line.set(START + 310, cut=False)
    counted = grown(line, before, START + 500)

    [(began, ended, cause)] = outages(line.truth)
    assert cause == "cut"
    assert ended is not None
    assert abs(counted["UAS"][DOWN] - (ended - began)) <= 2
    assert counted["SES"] == (0, 0)
    assert counted["LOS"] == (1, 0)


def test_an_outage_below_ten_seconds_is_severe_and_never_unavailable() -> None:
    line = Physics(START, seed=4, settings=LineSettings(booted_ago_s=900, showtime_ago_s=800, retrain_s=(5, 5)))
    before = line.state(START)
    line.set(START + 10, retrain=True)
    counted = grown(line, before, START + 40)

    assert counted["UAS"] == (0, 0)
    assert 5 <= counted["SES"][DOWN] <= 7


def test_a_reboot_moves_both_instants_and_clears_the_counters() -> None:
    line = a_line(impulses_per_min=30, impulse_ms=80)
    line.set(START + 600, reboot=True)
    dead = line.answers(START + 605), line.forwards(START + 605)
    line.set(START + 606, impulses_per_min=0)
    after = line.state(START + 720)

    assert dead == (False, False)
    assert after.booted_at == START + 600
    assert after.showtime_at is not None
    assert START + 600 + 55 <= after.showtime_at <= START + 600 + 105
    assert after.counters["total"]["CRC"] == (0, 0)
    assert abs(after.counters["total"]["UAS"][DOWN] - (after.showtime_at - after.booted_at)) <= 2


def test_the_box_boots_when_its_power_is_back() -> None:
    line = Physics(START, seed=2, settings=LineSettings(dying_gasp=True))
    line.set(START + 10, power_off_s=40)

    assert line.blocked(START + 45) == "box"
    assert line.state(START + 200).booted_at == START + 50
    assert line.state(START + 200).counters["total"]["LPR"] == (0, 1)
    assert [each["kind"] for each in since_start(line, "power_off", "boot", "alive")] == ["power_off", "boot", "alive"]


def test_a_box_restarted_after_the_line_died_keeps_the_first_cause() -> None:
    line = a_line(cut=True)
    line.set(START + 300, power_off_s=5)
    line.set(START + 900, cut=False)
    line.advance(START + 1000)

    [(began, ended, cause)] = outages(line.truth)
    assert (began, cause) == (START, "cut")
    assert ended == line.state(START + 1000).showtime_at


@pytest.mark.parametrize(
    ("hang", "forwards", "answers"), [("dead", False, False), ("deaf", True, False), ("", True, True)]
)
def test_a_box_that_hangs_keeps_its_line(hang: str, forwards: bool, answers: bool) -> None:
    line = a_line(hang=hang)
    at = START + 30

    assert (line.forwards(at), line.answers(at), line.in_showtime(at)) == (forwards, answers, True)
    assert ("silent" in line.state(at).manners) is not answers


def test_a_reboot_ends_a_hang() -> None:
    line = a_line(hang="dead")
    line.set(START + 60, reboot=True)

    assert line.forwards(START + 200)
    assert [cause for _, _, cause in outages(line.truth)] == ["hang"]


@pytest.mark.parametrize(("change", "status"), [({"cut": True}, "Idle"), ({"no_sync": True}, "G.994 Training")])
def test_a_line_that_cannot_train_says_so_until_it_can(change: dict[str, Any], status: str) -> None:
    line = a_line(**change)
    day_later = line.state(START + 86_400)
    line.set(START + 86_400, **dict.fromkeys(change, False))

    assert (day_later.sync, day_later.status, day_later.showtime_at) == (False, status, None)
    assert (
        abs(day_later.counters["previous_day"]["UAS"][DOWN] + day_later.counters["latest_day"]["UAS"][DOWN] - 86_400)
        < 200
    )
    assert line.in_showtime(START + 86_400 + RETRAIN_S[1] + 1)


def test_training_passes_through_the_boxes_words() -> None:
    line, twin = a_line(), a_line()
    for each in (line, twin):
        each.set(START, retrain=True)
    twin.advance(START + 100)
    [(_, ended, _)] = outages(twin.truth)
    assert ended is not None
    told = [
        driver_text(line.state(START + share * (ended - START)), START).split("\n")[1] for share in (0.05, 0.2, 0.9)
    ]

    assert told == ["Status: Idle", "Status: G.994 Training", "Status: G.993 Started"]


def test_noise_eats_the_margin_and_then_the_rate() -> None:
    line = a_line(noise_db=8)
    eaten = line.margin_db(START + 1, DOWN)
    line.set(START + 10, noise_db=12)
    fell, lost = line.in_showtime(START + 12), line.in_showtime(START + 15)
    after = line.state(START + 100)

    assert eaten == pytest.approx(line_margin() - 8)
    assert (fell, lost) == (True, False)
    assert outages(line.truth)[0][2] == "margin"
    assert after.rate[DOWN] < 39_999 * 0.8
    assert line.margin_db(START + 100, DOWN) == pytest.approx(6)


def line_margin() -> float:
    return a_line().margin_db(START, DOWN)


def test_a_line_below_its_margin_for_a_moment_lives_on() -> None:
    line = a_line(noise_db=11)
    line.set(START + 2, noise_db=1)
    line.advance(START + 100)

    assert outages(line.truth) == []


def test_noise_can_rise_slowly() -> None:
    line = a_line(noise_db=6, over_s=600)

    assert [round(line_margin() - line.margin_db(START + s, DOWN), 1) for s in (1, 300, 601)] == [0, 3, 6]


def test_errors_rain_before_noise_throws_the_line_out() -> None:
    line = a_line(retrain_every_s=(300, 0))
    before = line.state(START + 297)
    counted = grown(line, before, START + 299.99)
    line.advance(START + 400)

    assert [round(began - START, 3) for began, _, _ in outages(line.truth)] == [300]
    assert counted["CRC"][DOWN] > 5


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 10_000))
def test_a_second_that_costs_frames_has_crc_errors_in_that_second(seed: int) -> None:
    line = a_line(seed, impulses_per_min=20, impulse_ms=60, loss=0.0005)
    at, told = START, line.state(START)
    for _ in range(30):
        lost = [sum(bool(line.fate(at + step / 1000, side)) for step in range(1000)) for side in (DOWN, UP)]
        at += 1.0
        grew, told = grown(line, told, at), line.state(at)
        for side in (DOWN, UP):
            assert not lost[side] or grew["CRC"][side] > 0


def test_a_long_burst_makes_its_second_severe_and_a_short_one_errored() -> None:
    seen: dict[float, tuple[int, int]] = {}
    for length_ms in (20.0, 200.0):
        line = a_line(6, impulses_per_min=1, impulse_ms=length_ms)
        line.advance(START + 1200)
        counted = line.state(START + 1200).counters["total"]
        seen[length_ms] = counted["ES"][DOWN], counted["SES"][DOWN]

    assert seen[20.0][0] > 5
    assert seen[20.0][1] == 0
    assert seen[200.0][1] > 5


def test_a_cut_ends_the_training_in_hand() -> None:
    line = a_line()
    line.set(START, retrain=True)
    line.set(START + 10, cut=True)
    line.set(START + 500, cut=False)
    line.advance(START + 600)

    [(began, ended, cause)] = outages(line.truth)
    assert (began, cause) == (START, "noise")
    assert ended is not None
    assert ended >= START + 500 + RETRAIN_S[0]


def test_a_burst_takes_every_frame_while_it_lasts_and_no_other() -> None:
    line = a_line(9, impulses_per_min=10, impulse_ms=200)
    lost = [at for at in (START + step / 200 for step in range(200 * 300)) if line.fate(at, DOWN) == "impulse"]
    bursts = since_start(line, "burst")

    assert len(bursts) > 20
    inside = [START + n / 200 for n in range(200 * 300) if any(0 <= START + n / 200 - b["at"] < 0.2 for b in bursts)]
    assert lost == inside


def test_losses_come_at_the_chance_that_is_set() -> None:
    line = a_line(loss=(0.05, 0.0))
    fates = Counter(line.fate(START + step / 1000, DOWN) for step in range(40_000))

    assert 0.045 < fates["random"] / 40_000 < 0.055
    assert {line.fate(START + 41, UP) for _ in range(1000)} == {""}
    assert line.loss_chance(START + 41, DOWN) == pytest.approx(0.05, rel=0.01)


def test_gilbert_elliott_loses_in_bursts() -> None:
    line = a_line(gilbert=(0.002, 0.1, 0.9))
    fates = [bool(line.fate(START + step / 1000, DOWN)) for step in range(100_000)]
    lost = sum(fates)
    together = sum(a and b for a, b in pairwise(fates))

    assert 0.012 < lost / 100_000 < 0.024
    assert together > lost / 2


def test_a_clean_line_loses_nothing_in_a_day() -> None:
    line = a_line()

    assert not any(line.fate(START + step, side) for step in range(86_400) for side in (DOWN, UP))
    assert outages(line.truth) == []


def test_the_rate_can_be_changed_without_a_retrain() -> None:
    line = a_line(rate_kbps=(100_000, 40_000))

    assert (line.rate_bps(START + 1, DOWN), line.rate_bps(START + 1, UP)) == (100e6, 40e6)
    assert line.margin_db(START + 1, DOWN) > 6
    assert outages(line.truth) == []


def test_the_line_is_as_old_as_the_settings_say() -> None:
    told = Physics(START, seed=1, settings=LineSettings(booted_ago_s=500_000, showtime_ago_s=4321)).state(START)

    assert told.booted_at == START - 500_000
    assert told.showtime_at == START - 4321
    assert told.counters["total"]["INITS"][DOWN] == 2


def test_events_come_in_order_and_outages_in_pairs() -> None:
    line = a_line(**ROUGH)
    line.set(START + 500, power_off_s=20)
    line.advance(START + 4 * HOUR)
    kinds = [each["kind"] for each in line.truth if each["kind"] in ("outage_begin", "outage_end")]

    assert [each["at"] for each in line.truth] == sorted(each["at"] for each in line.truth)
    assert kinds[::2] == ["outage_begin"] * len(kinds[::2])
    assert kinds[1::2] == ["outage_end"] * len(kinds[1::2])


@pytest.mark.parametrize(
    "wrong",
    [
        {"los": 1},
        {"loss": 1.5},
        {"hang": "asleep"},
        {"retrain_every_s": [3, 2]},
        {"rate_kbps": [0, 5]},
        {"rate_kbps": [5000]},
        {"noise_db": ["much", 0]},
        {"gilbert": [0.1, 0.1]},
        {"noise_db": -3},
    ],
)
def test_a_wrong_change_is_refused_and_changes_nothing(wrong: dict[str, Any]) -> None:
    line = a_line()
    before = list(line.truth)

    with pytest.raises(LabError):
        line.set(START + 10, cut=True, **wrong)
    assert line.in_showtime(START + 11)
    assert line.conditions == Conditions()
    assert line.truth == before


def test_what_is_not_of_the_line_stays_as_the_box_has_it() -> None:
    told = a_line().state(START, BoxState(user="support", password="linden7", manners=("ansi",), mode="ADSL2+"))

    assert (told.user, told.password, told.manners, told.mode) == ("support", "linden7", ("ansi",), "ADSL2+")
