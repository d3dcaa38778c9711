"""Scenarios A4 (loose cable, hung router; twin: sync lost) and D2 (UPS; twins: mains, the modem's own adapter)."""

from __future__ import annotations

from tests.sites.acts import HOUR, as_found, dark, days, drops_in, idle_box, noisy_drop, rearrange, restart, ups_tells
from tests.sites.levels import levelled
from tests.sites.story import (
    ALL,
    FAULT,
    INSUFFICIENT,
    NO_FAULT,
    OPEN,
    SURE,
    Expected,
    leaning,
    named,
    nobody,
    open_between,
)
from tests.sites.world import World

A4 = "scenarios A4: recovery after reseat or reset; the report must not blame the provider"
D2 = "scenarios D2: UPS status, overload, devices off the UPS stay up"
MAINS = "table of planes, mains.*: two devices' boot instants, or the UPS log"
DARK = "a box without power looks as dead as one without a cable: nothing tells them apart"
CABLE = ("host.link", "host.no_address", "lan.unreachable")


def _dead(world: World, hours: float = 3) -> float:
    """Make a short office day in which «the DSL is dead»; return when it dies."""
    days(world, hours)
    world.complaint = {"complaint": "dead"}
    return (hours - 1.5) * HOUR + world.chance.randrange(900)


@levelled(
    readable=named("premises", *CABLE, why=A4),
    pages=named("premises", *CABLE, why=A4 + "; the carrier is the computer's own to see"),
    nothing=named("premises", *CABLE, why=A4 + "; the carrier is the computer's own to see"),
)
def a4_cable_out_of_the_computer(world: World) -> None:
    at = _dead(world)
    lasts = world.chance.randrange(300, 1500)
    world.links.append(
        (at, at + lasts, {"carrier": False, "address": None, "gateway": None, "gateway_neighbour": "not_asked"})
    )
    world.break_(at, lasts, "host")


@levelled(
    readable=leaning(
        "premises", "router_modem_cable.down", why=A4 + "; the router's port had no link, the line had sync"
    ),
    pages=nobody("premises", why="nothing tells the router's port from the modem's"),
    lamps=leaning("premises", "router_modem_cable.down", why="the Ethernet lamp is off beside a steady DSL lamp"),
    nothing=nobody("premises", "equipment", "provider", why="path data ALONE cannot separate"),
)
def a4_plug_slipped_between_router_and_modem(world: World) -> None:
    """The plug slips out of the router's port; twenty minutes later somebody pushes it in again."""
    at = _dead(world)
    world.port_told = True
    lasts = world.chance.randrange(900, 1500)
    world.break_(at, lasts, "plug")
    world.session_down.append((at, at + lasts + 20))


@levelled(
    readable=named("premises", "router.hangs", why=A4 + "; ARP answers, pings and forwarding do not"),
    nothing=named("premises", "router.hangs", why=A4 + "; ARP answers, pings and forwarding do not"),
)
def a4_router_hung_and_reset(world: World) -> None:
    """The router hangs for half an hour; somebody resets it, and writes that down."""
    at = _dead(world)
    lasts = world.chance.randrange(900, 1500)
    world.break_(at, lasts, "router")
    world.links.append((at, at + lasts, {"gateway_neighbour": "answers"}))
    world.say("operator", at + lasts, "Step", did="reset the router", power_cycled="router", who="Ada")
    world.boot("router", at + lasts + 2, 50, outage=False)


@levelled(
    readable=leaning(
        "premises", alone=True, standing=(*SURE, *OPEN), why=A4 + "; it answers nothing, and its start is a consequence"
    ),
    nothing=leaning("premises", alone=True, standing=(*SURE, *OPEN), why=DARK),
)
def a4_router_dead_and_arp_silent(world: World) -> None:
    """As before, and the router does not even answer address resolution: hung, unplugged, or behind a dead switch."""
    at = _dead(world)
    lasts = world.chance.randrange(900, 1500)
    world.break_(at, lasts, "router")
    world.say("operator", at + lasts, "Step", did="reset the router", power_cycled="router", who="Ada")
    world.boot("router", at + lasts + 2, 50, outage=False)


@levelled(
    readable=named("equipment", "router.hangs", why=A4 + "; the router is the provider's"),
    nothing=named("equipment", "router.hangs", why=A4 + "; the router is the provider's"),
)
def a4_router_of_the_provider_hung(world: World) -> None:
    world.owners = {"modem": "isp", "router": "isp"}
    a4_router_hung_and_reset(world)


@levelled(
    readable=open_between("line premises equipment", why="scenarios A4 T: carrier up, gateway fine, sync lost: line"),
    bins=nobody("line", "premises", "equipment", why="scenarios A4 T"),
    pages=nobody("line", "premises", "equipment", why="scenarios A4 T"),
    lamps=nobody("line", "premises", "equipment", why="scenarios A4 T; the DSL lamp blinks"),
    nothing=nobody("line", "premises", "equipment", "provider", why="path data ALONE cannot separate"),
)
def a4_twin_sync_lost(world: World) -> None:
    """The same call, «DSL dead»: carrier up, gateway fine, and the line has gone."""
    at = _dead(world)
    noisy_drop(world, at)
    world.break_(at, 1500, "line", outage=False)
    world.outages = [(at, at + 1500)]
    world.line_down[-1] = (at, at + 1497)
    world.session_down[-1] = (at + 8, at + 1499)


def _overload(world: World, hours: float = 20, count: int = 4) -> None:
    """The UPS drops what hangs on it when the server draws too much; the printer is on the wall."""
    days(world, hours)
    starts = drops_in(world, 1800, (hours - 1) * HOUR, count, lambda one, at: dark(one, at, 25, "modem", "router"))
    idle_box(world, "printer")
    events: list[tuple[float, dict[str, object]]] = []
    for at in starts:
        events.append((at - 30, {"overloaded": True, "load_pct": 118.0, "status": "OL OVER"}))
        events.append((at + 8, {"overloaded": True, "load_pct": 121.0, "output_on": False, "status": "OFF OVER"}))
    ups_tells(world, {"load_pct": 92.0}, *events)


@levelled(
    readable=named("power", "mains.ups", "mains.outage", standing=("established",), why=D2 + "; " + MAINS),
    pages=leaning("power", why=D2 + "; the UPS is not read"),
    bins=leaning("power", standing=(*SURE, *OPEN), why=MAINS),
    lamps=nobody(why=DARK),
    nothing=nobody(why=DARK),
)
def d2_ups_overloaded(world: World) -> None:
    _overload(world)


@levelled(
    readable=named("power", "mains.ups", why=D2 + ": its load alone tells, as by SNMP where no alarm is listed"),
    nothing=nobody(why=DARK),
)
def d2_ups_overloaded_told_by_its_load_alone(world: World) -> None:
    _overload(world)
    for each in world.extra:
        if each["fact"]["kind"] == "PowerState":
            for name in ("overloaded", "status", "output_on"):
                each["fact"].pop(name, None)


@levelled(
    readable=named("power", "mains.ups", "mains.outage", why=D2 + ": battery defective"),
    nothing=nobody(why=DARK),
)
def d2_ups_battery_bad(world: World) -> None:
    """A dip of the mains that a good UPS would bridge: its battery is dead, and what hangs on it restarts."""
    days(world, 20)
    starts = drops_in(world, 1800, 19 * HOUR, 3, lambda one, at: dark(one, at, 12, "modem", "router"))
    idle_box(world, "printer")
    events: list[tuple[float, dict[str, object]]] = []
    for k, at in enumerate(starts):
        events.append((at + 1, {"on_battery": True, "on_battery_s": 1, "input_v": 188.0, "line_bads": 3 + k}))
        events.append((at + 40, {"line_bads": 3 + k, "battery_bad": True, "last_transfer": "low input voltage"}))
    ups_tells(world, {"battery_bad": True, "load_pct": 40.0}, *events)


@levelled(
    readable=named("power", "mains.ups", "mains.outage", why=D2 + ": only the modem hangs on it, and the UPS tells"),
    nothing=nobody(why="path data ALONE cannot separate"),
)
def d2_ups_drops_the_modem_alone(world: World) -> None:
    """Only the modem hangs on the UPS; the router is on the wall and runs on. It must not be the modem."""
    days(world, 20)
    starts = drops_in(world, 1800, 19 * HOUR, 4, lambda one, at: dark(one, at, 25, "modem"))
    world.say("operator", 3, "Step", did="as found: the modem is fed through the UPS", behind_ups=True, who="Ada")
    events: list[tuple[float, dict[str, object]]] = []
    for at in starts:
        events.append((at - 20, {"overloaded": True, "load_pct": 118.0}))
        events.append((at + 8, {"overloaded": True, "load_pct": 119.0, "output_on": False}))
    ups_tells(world, {"load_pct": 93.0}, *events)


@levelled(
    readable=named("power", "mains.outage", why=MAINS + "; T: devices on other circuits drop too"),
    pages=leaning("power", why=MAINS),
    bins=leaning("power", standing=(*SURE, *OPEN), why=MAINS),
    nothing=nobody(why=DARK),
)
def d2_twin_the_mains_failed(world: World) -> None:
    """T: modem, router and the printer on another circuit start together: building electrics."""
    days(world, 20)
    drops_in(world, 1800, 19 * HOUR, 2, lambda one, at: dark(one, at, 40, "modem", "router", "printer"))
    idle_box(world, "printer")


@levelled(
    readable=named("power", "mains.outage", why=MAINS + "; the carrier goes with the switch's power"),
    pages=leaning("power", why=MAINS),
    bins=leaning("power", standing=(*SURE, *OPEN), why=MAINS),
)
def d2_twin_the_mains_failed_and_the_carrier_with_it(world: World) -> None:
    """The computer runs on its battery and sees its cable go dead: that is no cable out."""
    d2_twin_the_mains_failed(world)
    for start, end, segment in list(world.broken):
        if segment == "unpowered":
            world.links.append(
                (start, end, {"carrier": False, "address": None, "gateway": None, "gateway_neighbour": "not_asked"})
            )


@levelled(
    readable=named(
        "equipment", "modem.reboots", "modem.adapter", why="scenarios D2 T: only the modem's adapter reboots"
    ),
    pages=leaning("equipment", standing=(*SURE, *OPEN), why="scenarios D2 T"),
    lamps=nobody("equipment", why="lamps that go dark are testimony; whose power failed is open"),
    nothing=nobody("equipment", why="path data ALONE cannot separate"),
)
def d2_twin_only_the_modem_s_own_adapter(world: World) -> None:
    """T: the adapter fails for an instant, the modem starts anew; UPS and printer saw nothing, the router ran on."""
    days(world, 20)
    drops_in(world, 1800, 19 * HOUR, 4, restart)
    idle_box(world, "printer")
    ups_tells(world, {"load_pct": 40.0})


@levelled(
    readable=leaning("equipment", why="dark for seconds before it starts: as when a person pulls and plugs it"),
    lamps=nobody("equipment", why="lamps that go dark are testimony; whose power failed is open"),
)
def d2_twin_the_modem_s_adapter_is_dead_for_seconds(world: World) -> None:
    days(world, 20)
    drops_in(world, 1800, 19 * HOUR, 4, lambda one, at: dark(one, at, 5, "modem"))
    idle_box(world, "printer")
    ups_tells(world, {"load_pct": 40.0})


@levelled(
    readable=open_between(
        "line premises equipment", fault=("loop.noise",), why="a UPS that chirps is no drop of the line"
    ),
    nothing=nobody("line", why="path data ALONE cannot separate"),
)
def d2_trap_the_ups_chirps_and_the_line_drops(world: World) -> None:
    """The UPS is overloaded all day and holds; the line drops by itself."""
    days(world, 20)
    drops_in(world, 1800, 19 * HOUR, 4)
    ups_tells(world, {"overloaded": True, "load_pct": 104.0})


_OURS = Expected(
    (FAULT, INSUFFICIENT, NO_FAULT), (None, "premises"), standing=(*OPEN, "cleared"), never=ALL - {"premises"},
    why="scenarios C1: an own change is reported as such: «we did it»",
)  # fmt: skip


@levelled(readable=_OURS, nothing=_OURS)
def d2_trap_a_person_switched_the_strip_off(world: World) -> None:
    days(world, 8)
    at = 5 * HOUR
    world.say("operator", at - 3, "Step", did="strip off and on", power_cycled="modem, router", who="Ada")
    dark(world, at, 20, "modem", "router")
    idle_box(world, "printer")


@levelled(
    readable=leaning("power", why=D2 + "; A-B-A past the UPS"),
    nothing=nobody(why="nothing tells what the boxes did: {equipment, power} at best"),
)
def d2_ups_bypassed_and_silent(world: World) -> None:
    """No log of the UPS: fed past it the modem stands for a day, behind it again it restarts."""
    days(world, 61)
    as_found(world, behind_ups=True)
    drops_in(world, 1800, 23 * HOUR, 7, restart)
    rearrange(world, 24 * HOUR, "ups-bypass", behind_ups=False)
    rearrange(world, 49 * HOUR, "ups-bypass", behind_ups=True)
    drops_in(world, 50 * HOUR, 60 * HOUR, 3, restart)
