"""Recorded offices get the verdict that they deserve, under whatever names, and nobody else is accused."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest

from tests.lab.longer import by_name
from tests.lab.record import beside, expected_to
from tests.lab.replay import assert_judged_as_expected, lines_in, renamed, replays

RENAMINGS = 1
GREATEST_BYTES = 60_000


@pytest.mark.parametrize("replay", replays(), ids=lambda each: each.name.partition(".")[0])
def test_a_recorded_office_is_judged_as_expected_under_any_names(replay: Path, tmp_path: Path) -> None:
    for seed in (None, *(random.SystemRandom().randrange(1 << 32) for _ in range(RENAMINGS))):
        home = tmp_path / str(seed)
        home.mkdir()
        assert_judged_as_expected(replay, seed, home)


def test_every_replay_is_small_and_expects_what_the_table_of_scenarios_says() -> None:
    assert replays()
    for each in replays():
        scenario = by_name(each.name.partition(".")[0])
        assert each.stat().st_size < GREATEST_BYTES
        assert json.loads(beside(each).read_text())["expected"] == expected_to(scenario.expected), each.name


def test_a_renamed_recording_holds_no_address_name_or_day_of_the_old_one() -> None:
    lines = lines_in(replays()[0])
    site = next(json.loads(each)["site"] for each in lines if '"record":"site"' in each)

    told = "\n".join(renamed(lines, random.Random(5)))

    old = [site["id"], *(rung["address"] for rung in site["rungs"])]
    days = set(re.findall(r"\d{4}-\d\d-\d\dT", "\n".join(lines)))
    assert [each for each in (*old, *days) if each in told] == []
    assert told.count("\n") == len(lines) - 1


def test_the_same_address_stays_the_same_and_two_stay_two() -> None:
    lines = lines_in(replays()[0])
    site = next(json.loads(each)["site"] for each in lines if '"record":"site"' in each)

    again = next(json.loads(each)["site"] for each in renamed(lines, random.Random(6)) if '"record":"site"' in each)

    def shape(told: dict[str, list[dict[str, str]]]) -> list[int]:
        addresses = [each["address"] for each in (*told["rungs"], *told["devices"])]
        return [addresses.index(each) for each in addresses]

    assert shape(site) == shape(again)
    assert [each["id"] for each in site["rungs"]] == [each["id"] for each in again["rungs"]]
