"""Scenario A1: the day of the «upgrade», with and without a baseline, and its twins T1 to T4."""

from __future__ import annotations

from tests.sites.story import ALL, FAULT, INSUFFICIENT, Expected, named, nobody, open_between, story
from tests.sites.world import World

A1 = "scenarios A1: in sync at a new profile, session unanswered from the router and from the laptop"
OLD = {"mode": "ADSL2+", "rate_down_kbps": 16000, "rate_up_kbps": 1000}
NEW = {"mode": "VDSL2", "profile": "17a", "rate_down_kbps": 100000, "rate_up_kbps": 40000}


def _cut_over(world: World, *, sync: bool = True) -> float:
    """Let the line go down for the cut-over and come up as another product; no session comes up. Return when."""
    world.minutes = 70
    at = 1200.0 + world.chance.randrange(300)
    trained = world.chance.randrange(150, 400)
    world.line_values += [(-(10**7), OLD), (at, NEW)]
    until = at + trained if sync else 10**6
    world.line_down.append((at, until))
    world.broken.append((at, until, "line"))
    world.session_down.append((at, 10**6))
    world.broken.append((at, 10**6, "access"))
    world.events += [at + 4.3, at + trained + 3.1]
    world.outages.append((at, world.end))
    return at


def _log(world: World, at: float, event: str, text: str) -> None:
    """Let the router's log be read at an instant, with the line that it wrote again and again."""
    lines = [{"at": world.iso(at - back), "event": event, "text": text} for back in (180, 120, 60)]
    world.say("router", at, "DeviceLog", lines=lines, clock_offset_s=0.4, clock_bound_s=1.0)


def _laptop(world: World, at: float, outcome: str) -> None:
    """Plug the laptop into the modem; where it works there the ladder goes through until the router is back."""
    world.say(
        "operator", at, "Step", did="this computer plugged into the modem", action="laptop-at-modem", at_modem=True,
        outcome=outcome, who="Ada",
    )  # fmt: skip
    back = at + 600
    if outcome == "works":
        start, end, _ = world.broken.pop()
        world.broken += [(start, at - 40, "access"), (at + 560, end, "access")]
        world.outages[:] = [(start, at - 40), (at + 560, world.end)]
    world.say(
        "operator", back, "Step", did="router back at the modem", action="laptop-at-modem", at_modem=False, who="Ada"
    )


@story(seeds=2)
def a1_upgrade_day_session_unanswered(world: World) -> Expected:
    at = _cut_over(world)
    _log(world, at + 900, "no_answer", "PADI sent, no PADO received")
    return nobody("provider", "equipment", "premises", why=A1 + "; nobody tried another device yet")


@story(seeds=2)
def a1_upgrade_day_and_the_laptop_gets_no_answer_either(world: World) -> Expected:
    at = _cut_over(world)
    _log(world, at + 900, "no_answer", "PADI sent, no PADO received")
    _laptop(world, at + 1000, "fails")
    return open_between("provider equipment", fault=("access.session_down",), why=A1)


@story(seeds=2)
def a1_upgrade_day_with_a_second_modem_too(world: World) -> Expected:
    at = _cut_over(world)
    _log(world, at + 900, "no_answer", "PADI sent, no PADO received")
    _laptop(world, at + 1000, "fails")
    world.say(
        "operator", at + 1700, "Step", did="modem swapped for SN-2", action="swap-modem", modem="SN-2",
        modem_proven=True, adapter="AD-2", replaced="SN-1", who="Ada",
    )  # fmt: skip
    world.line_down.append((at + 1690, at + 1850))
    world.boots.setdefault("modem", []).append(at + 1760)
    return Expected(
        ("fault", "insufficient"), ("provider", None), ("access.session_down", None), keeps=frozenset({"provider"}),
        never=frozenset({"premises", "power", "equipment", "line", "far_end"}), why=A1 + "; or with a second modem",
    )  # fmt: skip


@story()
def a1_t1_no_sync_after_the_upgrade(world: World) -> Expected:
    _cut_over(world, sync=False)
    return nobody("line", "premises", "equipment", why="scenarios A1 T1: no sync at all, retrain loops")


@story(seeds=2)
def a1_t2_the_laptop_logs_in_at_the_modem(world: World) -> Expected:
    at = _cut_over(world)
    _log(world, at + 900, "auth_rejected", "PPP: authentication failed")
    _laptop(world, at + 1000, "works")
    return named("premises", "router.config", why="scenarios A1 T2: login works from the laptop, not from the router")


@story()
def a1_t2_the_router_is_the_provider_s(world: World) -> Expected:
    world.owners = {"modem": "isp", "router": "isp"}
    at = _cut_over(world)
    _laptop(world, at + 1000, "works")
    return Expected(
        ("fault", "insufficient"), ("equipment", None), keeps=frozenset({"equipment"}),
        never=frozenset({"premises", "power", "provider", "line", "far_end"}), why="T2; the ISP rents it out",
    )  # fmt: skip


@story()
def a1_t2_twin_it_worked_when_the_laptop_came_and_still_does(world: World) -> Expected:
    """The provider put it right at that very minute: with the router back it works too."""
    at = _cut_over(world)
    _laptop(world, at + 1000, "works")
    world.broken.pop()
    world.outages.pop()
    world.session_down[-1] = (at, at + 1600)
    return nobody("provider", why="not put back and failing: the router is not shown")


@story(seeds=2)
def a1_t3_another_modem_comes_into_sync(world: World) -> Expected:
    """The supplied modem does not know the new profile; with a proven second one the line comes up at once."""
    world.minutes = 80
    at = 900.0 + world.chance.randrange(300)
    swap = at + 1500.0
    world.line_values += [(-(10**7), OLD), (swap, NEW)]
    world.line_down.append((at, swap + 160))
    world.broken.append((at, swap + 160, "line"))
    world.session_down.append((at, swap + 200))
    world.events += [at + 4.3, swap + 163]
    world.outages.append((at, swap + 160))
    world.boots.setdefault("modem", []).append(swap + 60)
    world.say(
        "operator", swap, "Step", did="modem swapped for SN-2", action="swap-modem", modem="SN-2", modem_proven=True,
        adapter="AD-2", replaced="SN-1", who="Ada",
    )  # fmt: skip
    return nobody("equipment", why="scenarios A1 T3: one swap without the way back is no proof")


@story(seeds=2)
def a1_t3_and_the_first_one_loses_it_again(world: World) -> Expected:
    """The way back: with the supplied modem in again the line does not come up, with the second it does."""
    world.minutes = 120
    at = 900.0 + world.chance.randrange(300)
    swap, back, once_more = at + 1500.0, at + 3300.0, at + 4800.0
    world.line_values += [(-(10**7), OLD), (swap, NEW)]
    for start, end in ((at, swap + 160), (back - 10, once_more + 160)):
        world.line_down.append((start, end))
        world.broken.append((start, end, "line"))
        world.session_down.append((start, end + 40))
        world.outages.append((start, end))
        world.events += [start + 4.3, end + 3.1]
    world.boots.setdefault("modem", []).extend((swap + 60, back + 60, once_more + 60))
    second = {"modem": "SN-2", "modem_proven": True, "adapter": "AD-2"}
    first = {"modem": "SN-1", "modem_proven": False, "adapter": "AD-1"}
    for when, told, out in ((swap, second, "SN-1"), (back, first, "SN-2"), (once_more, second, "SN-1")):
        world.say(
            "operator", when, "Step", did=f"modem swapped for {told['modem']}", action="swap-modem", replaced=out,
            who="Ada", **told,
        )  # fmt: skip
    return named("equipment", "modem.front_end", why="scenarios A1 T3: no sync with that modem only")


@story(seeds=2)
def a1_t3_twin_the_port_was_put_right_at_that_minute(world: World) -> Expected:
    """With the second modem the line comes up, and with the first one back it stays up: the telco was at work."""
    world.minutes = 110
    at = 900.0 + world.chance.randrange(300)
    swap, back = at + 1500.0, at + 3300.0
    world.line_values += [(-(10**7), OLD), (swap, NEW)]
    for start, end in ((at, swap + 160), (back - 10, back + 150)):
        world.line_down.append((start, end))
        world.broken.append((start, end, "line"))
        world.session_down.append((start, end + 40))
        world.events += [start + 4.3, end + 3.1]
    world.boots.setdefault("modem", []).extend((swap + 60, back + 60))
    for when, modem, proven, adapter, out in (
        (swap, "SN-2", True, "AD-2", "SN-1"),
        (back, "SN-1", False, "AD-1", "SN-2"),
    ):
        world.say(
            "operator", when, "Step", did=f"modem swapped for {modem}", action="swap-modem", replaced=out, modem=modem,
            modem_proven=proven, adapter=adapter, who="Ada",
        )  # fmt: skip
    return Expected(
        (FAULT, INSUFFICIENT), (None,), never=ALL, keeps=frozenset({"line"}),
        why="scenarios A1 T3: that modem holds the new profile too",
    )  # fmt: skip


@story(seeds=2)
def a1_t4_new_client_without_a_baseline(world: World) -> Expected:
    """The consultant comes an hour after the cut-over: nothing was seen before."""
    at = _cut_over(world)
    world.begin = 60.0 * (at // 60 + 15)
    world.outages = []
    _log(world, at + 1200, "no_answer", "PADI sent, no PADO received")
    return nobody("provider", "equipment", "premises", why="scenarios A1 T4: settled or honestly left open")


@story()
def a1_t4_new_client_and_the_laptop_gets_no_answer_either(world: World) -> Expected:
    a1_t4_new_client_without_a_baseline(world)
    _laptop(world, world.begin + 600, "fails")
    return open_between("provider equipment", fault=("access.session_down",), why="scenarios A1 T4")
