"""What is asked when: periods, least intervals across slots, one question to a box at a time, event sets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from netdoc import discover
from netdoc.app.lanes import Question, Timetable, questions
from netdoc.app.plan import FULL, QUICK, SLOT, Plan, plan_for
from netdoc.model.site import Device, Rung, RungKind, Site

MODEM = Question(id="device:modem", period_s=60.0, least_s=60.0, box="192.0.2.1", at_loss=True, closing=True)
FRAGILE = replace(MODEM, id="device:fragile", period_s=300.0, least_s=300.0, box="192.0.2.2")
NAMES = Question(id="dns", period_s=10.0, least_s=10.0, at_loss=True)
CLOCK = Question(id="clock", period_s=3600.0, least_s=600.0, closing=True)


def begun(table: Timetable, until_s: float, *, took_s: float = 0.0) -> Mapping[str, list[float]]:
    """Serve a table second by second and return when each question began."""
    times: dict[str, list[float]] = {}
    under_way: dict[str, float] = {}
    now = 0.0
    while now <= until_s:
        for key in [key for key, at in under_way.items() if at + took_s <= now]:
            table.ended(key)
            del under_way[key]
        for question, _ in table.due(now):
            times.setdefault(question.id, []).append(now)
            under_way[question.id] = now
        now += 1.0
    return times


def slot(*asked: Question, ago_s: Mapping[str, float] | None = None, end_s: float | None = 290.0) -> Timetable:
    return Timetable(asked, start_s=0.0, end_s=end_s, attended=False, ago_s=ago_s)


def check(*asked: Question, end_s: float, ago_s: Mapping[str, float] | None = None) -> Timetable:
    return Timetable(asked, start_s=0.0, end_s=end_s, attended=True, ago_s=ago_s)


def test_a_slot_asks_each_question_at_its_period_and_nothing_in_its_last_seconds() -> None:
    times = begun(slot(MODEM, NAMES, CLOCK), 290)

    assert times["device:modem"] == [0, 60, 120, 180, 240]
    assert times["dns"] == [float(each) for each in range(0, 281, 10)]
    assert times["clock"] == [0]


def test_a_box_that_may_be_asked_every_five_minutes_is_not_asked_in_each_slot() -> None:
    assert begun(slot(FRAGILE, ago_s={FRAGILE.id: 20.0}), 290) == {FRAGILE.id: [280]}
    assert begun(slot(FRAGILE, ago_s={FRAGILE.id: 5.0}), 290) == {}
    assert begun(slot(FRAGILE, ago_s={FRAGILE.id: 400.0}), 290) == {FRAGILE.id: [0]}


def test_the_next_slot_goes_on_where_the_last_one_stopped() -> None:
    assert begun(slot(MODEM, ago_s={MODEM.id: 45.0}), 100)[MODEM.id] == [15, 75]


def test_a_question_under_way_is_not_asked_again_however_long_it_takes() -> None:
    times = begun(slot(NAMES), 100, took_s=35)

    assert times["dns"] == [0, 35, 70]


def test_a_slow_device_delays_no_other_question() -> None:
    times = begun(slot(replace(MODEM, least_s=10.0, period_s=10.0), NAMES), 60, took_s=0)
    table = slot(MODEM, NAMES)
    table.due(0.0)
    table.ended("dns")  # the modem never answers

    assert len(times["dns"]) == 7
    assert [each.id for each, _ in table.due(10.0)] == ["dns"]


def test_two_questions_are_never_put_to_one_box_at_a_time() -> None:
    igd = Question(id="router_igd", period_s=60.0, least_s=60.0, box=MODEM.box)
    table = slot(MODEM, igd)

    assert [each.id for each, _ in table.due(0.0)] == [MODEM.id]
    assert table.due(1.0) == []
    table.ended(MODEM.id)
    assert [each.id for each, _ in table.due(2.0)] == ["router_igd"]


def test_an_event_set_is_asked_at_once_and_a_box_as_soon_as_its_driver_allows() -> None:
    table = slot(MODEM, NAMES, CLOCK)
    begun(table, 0)
    table.ended(MODEM.id)
    table.ended("dns")

    (held,) = table.event(25.0)

    assert (held.question.id, held.since_s, held.until_s) == (MODEM.id, 0.0, 60.0)
    assert [each.id for each, _ in table.due(25.0)] == ["dns"]
    assert [each.id for each, _ in table.due(60.0)] == [MODEM.id]


def test_an_event_set_asks_a_box_whose_last_reading_is_older_than_its_minimum() -> None:
    table = slot(replace(MODEM, period_s=300.0))
    begun(table, 0)
    table.ended(MODEM.id)

    assert table.event(61.0) == []
    assert [each.id for each, _ in table.due(61.0)] == [MODEM.id]


def test_a_check_reads_the_boxes_at_its_start_and_towards_its_end() -> None:
    assert begun(check(MODEM, end_s=40.0), 46)[MODEM.id] == [0, 34]
    assert begun(check(MODEM, end_s=6.0), 12)[MODEM.id] == [0]
    assert begun(check(MODEM, end_s=200.0), 206)[MODEM.id] == [0, 60, 120, 194]


def test_a_box_that_asks_for_a_long_interval_gets_it_in_a_check_too() -> None:
    assert begun(check(FRAGILE, end_s=40.0), 46)[FRAGILE.id] == [0]
    assert begun(check(FRAGILE, end_s=40.0, ago_s={FRAGILE.id: 100.0}), 46) == {}
    assert begun(check(MODEM, end_s=40.0, ago_s={MODEM.id: 20.0}), 46)[MODEM.id] == [0, 34]


def test_nothing_is_due_while_the_line_is_loaded() -> None:
    table = slot(NAMES)
    table.paused = True

    assert table.due(0.0) == []
    table.paused = False
    assert [each.id for each, _ in table.due(1.0)] == ["dns"]


def test_a_table_without_an_end_goes_on_and_says_when_it_is_next_due() -> None:
    table = slot(NAMES, end_s=None)
    table.due(0.0)

    assert table.next_s(0.0) == 10.0
    assert table.next_s(10.0) == float("inf")  # it is still being asked


def test_another_site_keeps_what_was_asked_and_adds_what_is_new() -> None:
    table = slot(MODEM, NAMES)
    begun(table, 0)
    table.ended(MODEM.id)
    table.ended("dns")

    table.replace([MODEM, FRAGILE], 5.0)

    assert [each.id for each, _ in table.due(5.0)] == [FRAGILE.id]
    assert [each.id for each, _ in table.due(60.0)] == [MODEM.id]


def test_the_pace_of_every_installed_probe_and_driver_keeps_its_least_interval() -> None:
    site = Site(
        id="here",
        rungs=(Rung(id="router", kind=RungKind.ROUTER, address="192.0.2.1"),),
        devices=(Device(id="modem", kind="modem", address="192.0.2.9", driver="broadcom"),),
    )
    drivers, probes = discover.drivers(), discover.probes()

    asked = {each.id: each for each in questions(site, plan_for(SLOT, None), probes, drivers)}

    assert (asked["dns"].period_s, asked["device:modem"].period_s) == (10.0, 60.0)
    assert all(each.period_s >= each.least_s for each in asked.values())
    assert all(asked[each.id].least_s >= each.min_interval_s for each in probes.values() if each.id in ("dns", "path"))
    assert "throughput" not in asked


def test_a_default_check_asks_names_more_than_once_and_ends_within_the_minute() -> None:
    for profile, length_s in ((FULL, 40.0), (QUICK, 16.0)):
        plan = plan_for(profile, None)
        asked = questions(Site(id="here"), plan, discover.probes(), discover.drivers())
        assert plan.ladder_s == length_s
        times = begun(check(*asked, end_s=length_s), length_s)
        assert len(times["dns"]) >= 2
        assert all(max(each) < length_s for each in times.values())
        assert plan.loads_the_line is (profile == FULL)


def test_a_plan_of_a_slot_never_loads_the_line_unless_it_is_told_to() -> None:
    assert plan_for(SLOT, None) == Plan(profile=SLOT, ladder_s=290.0)
    assert plan_for(SLOT, None, load=True).load_every_s == 6 * 3600.0


def test_what_could_not_be_asked_waits_longer_unless_something_happens() -> None:
    table = slot(NAMES)
    table.due(0.0)
    table.ended("dns")

    table.postpone("dns", 300.0)
    assert table.due(20.0) == []
    table.event(30.0)
    assert [each.id for each, _ in table.due(30.0)] == ["dns"]
    table.ended("dns")
    table.postpone("dns", 300.0)
    table.replace([NAMES], 45.0)
    assert [each.id for each, _ in table.due(45.0)] == ["dns"]
