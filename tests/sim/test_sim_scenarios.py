"""Hours of office life, each with the one thing that netdoc may say of it. Every other accusation is forbidden.

NETDOC_SIM_SEED repeats a run; NETDOC_SIM_TIMES multiplies the hours, for days on demand.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from netdoc.model.case import Complaint
from netdoc.model.segment import ISP, Segment
from tests.sim.draws import two_faults
from tests.sim.office import some_office
from tests.sim.run import Played, play
from tests.sim.scenarios import SCENARIOS, Scenario, assert_fits
from tests.sim.story import Episode, Trouble
from tests.sim.world import World

SEED = int(os.environ.get("NETDOC_SIM_SEED", random.SystemRandom().randrange(1 << 24)))
TIMES = float(os.environ.get("NETDOC_SIM_TIMES", "1"))


def played(folder: Path, scenario: Scenario, seed: int, *, times: float = 1.0) -> Played:
    """Return what became of a scenario, and print its seed."""
    dice, hours = random.Random(seed), scenario.hours * times
    print(f"{scenario.name}: NETDOC_SIM_SEED={seed}, {hours:g} h")
    return play(
        folder,
        some_office(seed, **scenario.manners),
        scenario.story(dice, hours),
        hours,
        interruptions=scenario.disturbed(dice, hours),
        complaint=scenario.complaint,
        per_day=scenario.per_day,
    )


@pytest.mark.slow
@pytest.mark.timeout(120 * TIMES)
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda each: each.name)
def test_hours_of_an_office_end_in_the_one_verdict_that_fits(scenario: Scenario, tmp_path: Path) -> None:
    ran = played(tmp_path, scenario, SEED, times=TIMES)

    assert_fits(ran.told, scenario)


@pytest.mark.parametrize("complaint", [Complaint.DROPS, Complaint.DEAD])
def test_a_quiet_minute_does_not_refute_what_the_office_complains_of(complaint: Complaint, tmp_path: Path) -> None:
    office = some_office(SEED)
    unstable = Episode(trouble=Trouble.LINE_UNSTABLE, start_s=-3_000, end_s=7_200, amount=1_200)
    ran = play(tmp_path, office, [unstable], 70 / 3600, complaint=complaint, per_day=70, from_s=_quiet_from(SEED))

    assert ran.cut_off() != [] and not any(a - 5 < ran.clock.true_s < b + 5 for a, b in ran.cut_off())
    assert ran.told["conclusion"] == "insufficient"
    assert ran.told["party"] is None


def _quiet_from(seed: int) -> float:
    """Return an instant in the middle of the pause between two losses of sync."""
    unstable = Episode(trouble=Trouble.LINE_UNSTABLE, start_s=-3_000, end_s=7_200, amount=1_200)
    spans = [each for each in World(some_office(seed), [unstable]).cut_off() if each[0] > 0]
    return (spans[0][1] + spans[1][0]) / 2


@pytest.mark.slow
def test_two_faults_of_two_parties_are_each_laid_where_they_belong(tmp_path: Path) -> None:
    hours = 0.8
    story = two_faults(random.Random(SEED), hours)
    print(f"NETDOC_SIM_SEED={SEED}")
    ran = play(tmp_path, some_office(SEED), story, hours)

    outages = [each for each in ran.told["incidents"] if each["kind"] == "outage"]
    middle = ran.clock.true_at(hours * 1_800).strftime("%Y-%m-%dT%H:%M:%S")
    hangs = [each for each in outages if each["start"] < middle]
    retrains = [each for each in outages if each["start"] >= middle]
    assert len(hangs) >= 2
    assert len(retrains) >= 2
    assert {each["party"] for each in hangs} <= {"premises", None}
    assert {party for each in hangs for party in each["remaining"]} & {"line", "provider"} == set()
    assert {each["fault"] for each in hangs} <= {"lan.unreachable", "router.hangs", None}
    assert {each["party"] for each in retrains} == {None}
    assert {each["fault"] for each in retrains} <= {"loop.noise", "loop.no_signal", None}
    assert all("line" in each["remaining"] and "provider" not in each["remaining"] for each in retrains)
    accused = {each["party"] for each in ran.told["parties"] if each["standing"] in ("established", "indicated")}
    assert accused <= {"premises", "line", "equipment"}


@pytest.mark.slow
def test_a_flapping_cable_that_no_reading_met_accuses_nobody_and_clears_not_its_owner(tmp_path: Path) -> None:
    flaps = [
        Episode(trouble=Trouble.CABLE_OUT, start_s=at_s, end_s=at_s + length_s)
        for at_s, length_s in ((200, 9), (650, 14), (1_100, 25))
    ]
    ran = play(tmp_path, some_office(SEED), flaps, 0.4)

    outages = [each for each in ran.told["incidents"] if each["kind"] == "outage"]
    assert len(outages) == len(flaps)
    assert all(each["party"] in (None, "premises") for each in outages)
    assert all("premises" in (*each["remaining"], each["party"]) for each in outages)
    assert {each["fault"] for each in outages} <= {None, "router_modem_cable.down"}


@pytest.mark.slow
def test_a_silent_router_of_the_provider_is_not_accused_for_what_a_dead_switch_does_too(tmp_path: Path) -> None:
    owners = {Segment.ROUTER: ISP, Segment.MODEM: ISP}
    hang = Episode(trouble=Trouble.ROUTER_HUNG, start_s=400, end_s=400 + 150)
    ran = play(tmp_path, some_office(SEED, owners=owners), [hang], 0.25)

    assert ran.told["party"] != "equipment"
    assert "established" not in {each["standing"] for each in ran.told["incidents"]}
    assert all("premises" in (*each["remaining"], each["party"]) for each in ran.told["incidents"])
