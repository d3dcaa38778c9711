"""Traps: what looks like a party's fault and is not, what looks like nothing and is an outage."""

from __future__ import annotations

from tests.sites.catalogue_line import CAUSE, PLANES
from tests.sites.story import ALL, FAULT, INSUFFICIENT, NO_FAULT, Expected, clean, nobody, open_between, story
from tests.sites.world import World


@story()
def telco_repaired_it_long_ago(world: World) -> Expected:
    """An admission forty days before this drop is not about this drop."""
    world.say(
        "telco", -40 * 86400, "Testimony", witness="telco", says="found and repaired", admits="loop.noise", ticket="T-3"
    )
    for at in (500.0, 1200.0):
        world.drop_line(at, 80)
    return open_between(
        "line premises equipment", why=PLANES + "; a statement older than the incident cannot be about it"
    )


@story(seeds=2)
def line_flaps_while_the_router_resolves_names(world: World) -> Expected:
    """Five drops of 40 s, two minutes of service between them: one incident, in whose good minutes names resolve."""
    for k in range(5):
        world.drop_line(600 + 160.0 * k, 40, noise=k == 0)
    world.outages = [(600, 600 + 160 * 4 + 40)]
    return nobody("line", "equipment", "premises", why="flaps within 5 min are one incident; " + PLANES)


@story(seeds=2)
def line_flaps_path_only(world: World) -> Expected:
    world.devices, world.rungs = (), ("router", "first_hop", "anchor_1", "anchor_2", "anchor_3")
    for k in range(5):
        world.break_(600 + 160.0 * k, 40, "line")
    world.outages = [(600, 600 + 160 * 4 + 40)]
    return nobody("line", "equipment", "provider", "premises", why="path data ALONE cannot separate")


@story()
def transit_dead_while_the_provider_s_resolver_answers(world: World) -> Expected:
    """All anchors are silent; the resolver inside the provider's network still answers from its cache."""
    world.break_(700, 600, "transit")
    world.break_(1700, 500, "transit")
    return Expected(
        (FAULT, INSUFFICIENT),
        (None, "provider"),
        None,
        None,
        None,
        never=ALL - {"provider"},
        outages=tuple(world.outages),
        why="architecture 3: outage = no anchor of the quorum answers",
    )


@story()
def gateway_field_left_out(world: World) -> Expected:
    """The computer's own table was not read whole; the ladder is clean."""
    world.links.append((0, 10**6, {"gateway": None, "gateway_neighbour": "not_asked"}))
    return Expected(
        (NO_FAULT, INSUFFICIENT), (None,), never=ALL, incidents=(0, 0), why="all answered: nothing is wrong"
    )


@story()
def speed_test_of_our_own(world: World) -> Expected:
    """netdoc fills the line itself for two minutes: those samples are loaded and judge nobody."""
    world.own_load.append((600, 720))
    world.traffic.append((600, 720, world.rate_up_kbps, 100000))
    world.lossy.append((600, 720, "line", 0.1))
    world.slow.append((600, 720, "line", 300000))
    return clean("facts: loaded is never judged as idle")


@story(seeds=2)
def router_limits_its_answers_while_the_core_loses(world: World) -> Expected:
    """The router drops 10 % of pings to itself; the first hop, behind it, loses none; the core loses 10 %."""
    world.minutes = 60
    world.lossy += [(0, 10**6, "router_self", 0.1), (600, 3300, "core", 0.1)]
    return Expected(
        (FAULT, INSUFFICIENT),
        (None, "provider"),
        never=ALL - {"provider"},
        why="measurement, reading a trace 2: compare with the MINIMUM loss of later hops",
    )


@story()
def router_limits_its_answers(world: World) -> Expected:
    world.minutes = 60
    world.lossy += [(0, 10**6, "router_self", 0.2)]
    return clean("measurement, reading a trace 1 and 3")


@story()
def two_of_three_anchors_dead(world: World) -> Expected:
    world.broken += [(600, 1800, "anchor_2"), (600, 1800, "anchor_3")]
    return Expected((FAULT, INSUFFICIENT), (None, "far_end"), never=ALL - {"far_end"}, why="scenarios X10")


@story(seeds=2)
def person_restarts_the_modem_because_the_net_loses(world: World) -> Expected:
    """The core loses 25 % for six minutes; somebody restarts the modem, three times that morning."""
    for at in (600.0, 2000.0, 3400.0):
        world.lossy.append((at, at + 700, "core", 0.25))
        world.boot("modem", at + 360 + world.chance.randrange(120), 90)
    world.minutes = 80
    return Expected(
        (FAULT, INSUFFICIENT),
        (None, "provider"),
        never=ALL - {"provider"},
        why="cause before consequence: the trouble began before the restart",
    )


@story(seeds=2)
def person_restarts_the_modem_because_names_fail(world: World) -> Expected:
    for at in (600.0, 2000.0):
        world.broken.append((at, at + 900, "resolver"))
        world.boot("modem", at + 300 + world.chance.randrange(100), 90)
    world.minutes = 60
    return Expected(
        (FAULT, INSUFFICIENT),
        (None, "provider"),
        never=ALL - {"provider"},
        why="cause before consequence: the trouble began before the restart",
    )


@story()
def clock_stepped_forward_one_hour(world: World) -> Expected:
    """The computer's clock jumps: every box's start seems to move by an hour."""
    world.steps_of_clock.append((1200, 3600))
    world.extra.append(
        {
            "record": "gap",
            "subject": "ladder",
            "start": world.iso(1199),
            "end": world.iso(1201),
            "what": "EchoBlock",
            "why": "the clock was stepped by 3600 s",
        }
    )
    return clean("scenarios X7")


@story()
def clock_stepped_back_one_hour(world: World) -> Expected:
    world.minutes = 100
    world.steps_of_clock.append((5400, -3600))
    return clean("scenarios X7")


@story(seeds=2)
def modem_page_is_stale_once(world: World) -> Expected:
    """A box that caches its page: one reading shows clocks 15 to 40 s old. It has run for days."""
    world.stale.append((600, 660, float(world.chance.randrange(15, 40))))
    return clean("boot instants are compared, with the error of a reading")


@story(slow=True)
def box_clock_drifts(world: World) -> Expected:
    """A cheap oscillator: the box's uptime runs 0.03 % slow, 26 s a day."""
    world.minutes = 24 * 60
    world.stale += [(60.0 * k, 60.0 * k + 60, 60.0 * k * 0.0003) for k in range(world.minutes)]
    return clean("boot instants are compared, with the error of a reading")


@story()
def router_says_unreachable(world: World) -> Expected:
    """The router answers «unreachable» while its line is down: still only path data."""
    world.devices, world.rungs = (), ("router", "first_hop", "anchor_1", "anchor_2", "anchor_3")
    world.break_(900, 300, "line")
    world.refusing.append((930, 1200))
    return nobody("line", "equipment", "provider", "premises", why="path data ALONE cannot separate")


@story(seeds=2)
def second_modem_was_warm_when_plugged_in(world: World) -> Expected:
    """The technician starts the spare first and then moves the cable: its boot lies before the onset of the swap."""
    world.drop_line(500, 60)
    at = 1100.0
    warm = world.chance.randrange(20, 150)
    world.say("operator", at, "Step", did="swapped the modem", modem="SN-2", modem_proven=True, who="Ada")
    world.break_(at, 70, "line")
    world.broken.append((at, at + 8, "modem"))
    world.line_down.append((at, at + 68))
    world.session_down.append((at, at + 69))
    world.boots["modem"] = [at - warm]
    world.stale.append((at - warm, at, -(10.0**6) - warm))
    return nobody("line", why="the swap itself; " + CAUSE)


@story(seeds=2)
def modem_moved_to_the_test_socket(world: World) -> Expected:
    at = 900.0
    world.say("operator", at - 20, "Step", did="moved to the test socket", socket="test", who="Ada")
    world.break_(at, 60, "modem")
    world.line_down.append((at, at + 60))
    world.boot("modem", at + 60, 100, outage=False)
    return Expected((FAULT, INSUFFICIENT, NO_FAULT), (None, "premises"), never=ALL - {"premises"}, why="we did it")


@story(seeds=2)
def core_dead_within_the_session_of_a_restart(world: World) -> Expected:
    """The modem was restarted by a person two minutes before the core died; the net was fine in between."""
    world.boots["modem"] = [-200.0]
    world.showtime = -120.0
    world.session_down.append((-300, -110))
    world.break_(40.0 + world.chance.randrange(20), 400, "core")
    return Expected(
        (FAULT, INSUFFICIENT),
        (None, "provider"),
        never=ALL - {"provider"},
        why="in sync through the incident: the restart was over before",
    )


@story(seeds=2)
def modem_restarted_and_fine_then_the_line_dies(world: World) -> Expected:
    """Restarted (by whom is unknown) before the record; in sync for 40 s; then the line goes, amid errors."""
    world.minutes = 20
    world.boots["modem"] = [-100.0]
    world.showtime = -20.0
    world.session_down.append((-300, -15))
    at = 45.0 + world.chance.randrange(20)
    world.drop_line(at, 300, noise=False)
    world.noisy.append((-10, at))
    return nobody("line", "premises", "equipment", why="the box had come back and carried traffic before the onset")
