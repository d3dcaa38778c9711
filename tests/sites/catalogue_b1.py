"""Scenario B1, the branches without a swap: modem, line, people who power-cycle, owners, and no statistics at all.

Each is told at several levels of what can be read. Sources: scenarios B1 and architecture section 3, table of planes.
"""

from __future__ import annotations

from tests.sites.acts import as_found, days, drops_in, hang, power_cycled_drop, restart, statement
from tests.sites.levels import levelled
from tests.sites.story import clean, leaning, named, nobody, open_between
from tests.sites.world import World

PLANES = "architecture 3, table of planes"
CAUSE = "scenarios B1 F-c; cause before consequence"
PATH_ONLY = "scenarios: path data ALONE cannot separate; B1 N: never call it with no swap AND no stats"
LAMPS = "scenarios Z: lamps are testimony; no modem_box, nothing excludes the other holders of the symptom"
THREE = ("line", "premises", "equipment")


@levelled(
    readable=named(
        "equipment", "modem.reboots", why=PLANES + ": modem_box, boot at the onset, repeatedly, power quiet"
    ),
    bins=nobody(why=CAUSE + ": who restarted it, and whether before the onset, is unknown on a first visit"),
    pages=leaning("equipment", "modem.reboots", why=PLANES + ": three pages tell three starts at most"),
    lamps=nobody("equipment", why=LAMPS),
    nothing=nobody("equipment", "line", "provider", "premises", why=PATH_ONLY),
)
def fa_modem_restarts_by_itself(world: World) -> None:
    """F-a: the modem starts anew six times in 30 h; the router beside it runs on."""
    days(world, 30)
    drops_in(world, 1800, 29 * 3600, 6, restart)


@levelled(
    readable=named("equipment", "modem.reboots", standing=("established",), why=PLANES + ": and the UPS log is quiet"),
    pages=leaning("equipment", why=PLANES),
)
def fa_modem_restarts_and_the_ups_saw_nothing(world: World) -> None:
    days(world, 20)
    world.listed = ("ups",)
    drops_in(world, 1800, 19 * 3600, 4, restart)
    for k in range(20 * 4):
        world.say("ups", k * 900.0 + 7, "PowerState", on_battery=False, load_pct=31.0, input_v=231.0, line_bads=2)


@levelled(
    readable=open_between(
        "equipment provider", "equipment provider premises", why=PLANES + ": access.*, all behind one"
    ),
    pages=nobody("equipment", "provider", why=PLANES),
    lamps=nobody("equipment", "provider", why=LAMPS),
    nothing=nobody("equipment", "provider", why=PATH_ONLY),
)
def fa_modem_hangs_in_sync(world: World) -> None:
    """The modem stays in sync and passes nothing until somebody power-cycles it: a swap is needed to name it."""
    days(world, 12)
    drops_in(world, 1800, 11 * 3600, 3, hang)


@levelled(
    readable=named("premises", "modem.reboots", why="architecture 2: a modem that the client bought is premises"),
    bins=nobody(why=CAUSE),
    nothing=nobody("line", "provider", "premises", why=PATH_ONLY),
)
def fa_modem_bought_by_the_client_restarts(world: World) -> None:
    world.owners = {"modem": "client", "router": "client"}
    days(world, 20)
    drops_in(world, 1800, 19 * 3600, 4, restart)


@levelled(
    readable=open_between(
        "equipment premises", fault=("modem.reboots",), why="architecture 2: unknown owner, no vendor"
    ),
    pages=nobody("equipment", "premises", why="architecture 2: unknown owner, no vendor is named"),
    nothing=nobody("equipment", "premises", "line", why=PATH_ONLY),
)
def fa_modem_of_unknown_owner_restarts(world: World) -> None:
    world.owners = {"router": "client"}
    days(world, 20)
    drops_in(world, 1800, 19 * 3600, 4, restart)


def _combined(world: World, owner: str) -> None:
    world.combined, world.devices, world.rungs = True, ("modem",), tuple(r for r in world.rungs if r != "modem")
    world.owners = {"modem": owner, "router": owner}
    days(world, 20)
    for at in drops_in(world, 1800, 19 * 3600, 4, restart):
        world.broken.append((at - 1, at + 60, "router"))


@levelled(
    readable=leaning("equipment", why="one box of the provider: power is not shown quiet"),
    nothing=nobody("equipment", "premises", why=PATH_ONLY),
)
def fa_combined_box_of_the_provider_restarts(world: World) -> None:
    _combined(world, "isp")


@levelled(
    readable=leaning("premises", why="architecture 2: the client's own box is premises"),
    nothing=leaning("premises", why="architecture 2: the client's own box is premises"),
)
def fa_combined_box_of_the_client_restarts(world: World) -> None:
    _combined(world, "client")


@levelled(
    readable=open_between(" ".join(THREE), fault=("loop.noise",), why=PLANES + ": loop.*, neither holder excluded"),
    bins=nobody(*THREE, why=PLANES + ": loop.*; architecture 3 point 1: a first visit starts with 24 h of history"),
    pages=nobody(*THREE, why=PLANES + ": loop.*"),
    lamps=nobody(*THREE, why=LAMPS),
    nothing=nobody(*THREE, "provider", why=PATH_ONLY),
)
def fb_line_drops_amid_errors(world: World) -> None:
    """F-b: showtime lost amid errors while the box runs on; nobody has changed anything yet."""
    days(world, 30)
    world.complaint = {"complaint": "drops", "per_day": 5}
    drops_in(world, 2400, 29 * 3600, 6)


@levelled(
    readable=open_between("line premises", fault=("loop.noise",), why=PLANES + "; the modem is the client's"),
    bins=nobody("line", "premises", why=PLANES + "; the modem is the client's"),
    nothing=nobody("line", "premises", "provider", why=PATH_ONLY),
)
def fb_line_drops_behind_the_client_s_own_modem(world: World) -> None:
    world.owners = {"modem": "client", "router": "client"}
    days(world, 14)
    drops_in(world, 2400, 13 * 3600, 3)


@levelled(
    readable=nobody(*THREE, why=CAUSE),
    bins=nobody(why=CAUSE),
    pages=nobody("line", why=CAUSE),
    lamps=nobody("line", why=CAUSE),
    nothing=nobody(*THREE, "provider", why=PATH_ONLY),
)
def fc_line_drops_and_a_person_power_cycles_each_time(world: World) -> None:
    """F-c: the box's start is a consequence; it must not flip to the modem."""
    days(world, 26)
    drops_in(world, 2400, 25 * 3600, 6, power_cycled_drop)


@levelled(
    readable=nobody("line", why=CAUSE),
    bins=nobody(why=CAUSE),
    nothing=nobody("line", "provider", why=PATH_ONLY),
)
def fc_some_are_power_cycled_and_the_telco_says_it_is_the_modem(world: World) -> None:
    """Three drops left alone, three power-cycled; the telco: «line tests OK, modem bad», with a ticket."""
    days(world, 26)
    drops_in(world, 2400, 12 * 3600, 3, power_cycled_drop)
    drops_in(world, 13 * 3600, 25 * 3600, 3)
    statement(world, 25.5 * 3600, "telco", "the line tests OK from here, it is the modem", denies="loop", ticket="T-78")


@levelled(
    readable=nobody("line", "equipment", why="scenarios B1: both deny; B2: the verdict stays what the data says"),
    bins=nobody("line", "equipment", why="scenarios B2"),
    nothing=nobody("line", "equipment", why=PATH_ONLY),
)
def fb_both_vendors_deny(world: World) -> None:
    days(world, 20)
    drops_in(world, 2400, 19 * 3600, 4)
    statement(world, 19.2 * 3600, "telco", "the line tests OK from here", denies="loop", ticket="T-1")
    statement(world, 19.4 * 3600, "isp", "it is not our modem", denies="modem", ticket="I-1")


@levelled(
    readable=named("line", "loop.noise", standing=("established",), why=PLANES + ": vendor, the telco's own statement"),
    bins=leaning("line", why=PLANES + ": vendor; what bins tell is bounded by a quarter of an hour"),
    pages=leaning("line", why=PLANES + ": vendor, with fewer readings"),
    lamps=leaning("line", why=PLANES + ": vendor without modem_box: indicated at most"),
    nothing=leaning("line", why=PLANES + ": vendor without modem_box: indicated at most"),
)
def fb_telco_admits_with_a_ticket(world: World) -> None:
    days(world, 20)
    drops_in(world, 2400, 19 * 3600, 4)
    statement(world, 19.7 * 3600, "telco", "we found a bad joint", admits="loop.noise", ticket="T-9")


@levelled(
    readable=clean("low-margin lines held so on purpose by the DSLAM are no fault"),
    pages=clean("low-margin lines held so on purpose by the DSLAM are no fault"),
    nothing=clean("nothing failed"),
)
def line_held_at_a_low_margin_on_purpose(world: World) -> None:
    """Dynamic line management holds the line at 1 to 2 dB: fast, stable, no errors."""
    days(world, 24)
    world.complaint = None
    world.margin_db = 1.6


@levelled(
    readable=open_between(" ".join(THREE), why=PLANES + ": loop.*; no sync", fault=("loop.no_signal", "loop.noise")),
    bins=nobody(*THREE, why=PLANES + ": loop.*"),
    lamps=nobody(*THREE, why=LAMPS),
    nothing=nobody(*THREE, "provider", why=PATH_ONLY),
)
def fb_no_sync_since_this_morning(world: World) -> None:
    """The line goes after hours of good work and does not come back; the modem runs on and trains in vain."""
    days(world, 5)
    world.complaint = {"complaint": "dead"}
    at = 2 * 3600.0
    world.break_(at, 10**6, "line", outage=False)
    world.outages.append((at, world.end))
    world.line_down.append((at, 10**6))
    world.session_down.append((at + 8, 10**6))


@levelled(
    readable=nobody(*THREE, why=PLANES + ": loop.*, neither holder excluded; «we did it» once"),
    nothing=nobody("line", why=PATH_ONLY),
)
def fb_drops_go_on_after_a_restart_by_hand(world: World) -> None:
    """A person restarts the modem once between drops, and writes it down; the drops go on."""
    days(world, 20)
    as_found(world)
    drops_in(world, 2400, 9 * 3600, 3)
    at = 10 * 3600.0
    world.say("operator", at - 4, "Step", did="restarted the modem", power_cycled="modem", who="Ada")
    restart(world, at)
    drops_in(world, 11 * 3600, 19 * 3600, 3)
