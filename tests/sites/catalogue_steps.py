"""Stories of what people did and said: test sockets, second modems, vendors' statements."""

from __future__ import annotations

from tests.sites.catalogue_line import PLANES
from tests.sites.story import ALL, FAULT, INSUFFICIENT, OPEN, Expected, either, named, open_between, story
from tests.sites.world import World


def _two_arms(world: World, after: int = 1, **step: object) -> None:
    """Drop once at the desk with the old modem, take a step, drop again `after` times."""
    world.lookups = False
    at = 300.0 + world.chance.randrange(60)
    world.drop_line(at, world.chance.randrange(45, 90))
    moved = at + 400
    world.say("operator", moved, "Step", did="changed the arrangement", who="Ada", **step)
    for _ in range(after):
        at += 620 + world.chance.randrange(60)
        world.drop_line(at, world.chance.randrange(45, 110))
    world.minutes = int(at // 60) + 4


@story(seeds=2)
def test_socket_with_the_old_modem(world: World) -> Expected:
    _two_arms(world, socket="test")
    return open_between("line equipment", last=frozenset({"line", "equipment"}), fault=("loop.noise",), why=PLANES)


@story(seeds=2)
def proven_second_modem_at_the_desk(world: World) -> Expected:
    _two_arms(world, modem="SN-2", modem_proven=True, socket="desk")
    return open_between("line premises", last=frozenset({"line", "premises"}), fault=("loop.noise",), why=PLANES)


@story(seeds=2)
def proven_second_modem_at_the_test_socket(world: World) -> Expected:
    _two_arms(world, modem="SN-2", modem_proven=True, socket="test")
    return named("line", "loop.noise", standing=("established",), why=PLANES)


@story()
def unproven_second_modem_at_the_test_socket(world: World) -> Expected:
    _two_arms(world, modem="SN-2", socket="test")
    return open_between("line equipment", last=frozenset({"line", "equipment"}), why=PLANES + ": *proven* second modem")


@story()
def proven_modem_taken_away_again(world: World) -> Expected:
    """The proven modem was at the test socket, but the drop came with the old one back at the desk."""
    at = 500.0
    world.say("operator", at, "Step", did="test", modem="SN-2", modem_proven=True, socket="test")
    world.say("operator", at + 300, "Step", did="back", modem="SN-1", modem_proven=False, socket="desk")
    world.drop_line(at + 700, 80)
    return open_between("line premises equipment", why=PLANES)


@story()
def two_steps_one_after_the_other(world: World) -> Expected:
    """Socket first, modem later: fields left out keep their last value."""
    world.say("operator", 200, "Step", did="moved to the test socket", socket="test")
    world.say("operator", 300, "Step", did="put in a proven modem", modem="SN-9", modem_proven=True)
    for at in (700.0, 1400.0):
        world.drop_line(at, 70)
    return named("line", "loop.noise", standing=("established",), why=PLANES)


@story()
def step_taken_after_the_drops(world: World) -> Expected:
    """The proven modem at the test socket came after the last drop: it has proved nothing yet."""
    for at in (500.0, 1150.0):
        world.drop_line(at, 70)
    world.say("operator", 1500, "Step", did="swap", modem="SN-2", modem_proven=True, socket="test")
    return open_between("line premises equipment", why=PLANES)


@story()
def step_of_a_spare_when_the_modem_reboots(world: World) -> Expected:
    """At the test socket the box restarts by itself: that is not the line."""
    world.say("operator", 200, "Step", did="moved", socket="test")
    for at in (700.0, 1400.0, 2050.0):
        world.boot("modem", at, 100)
    return named("equipment", "modem.reboots", why="table of planes: modem.reboots")


@story()
def no_sync_proven_modem_at_the_test_socket(world: World) -> Expected:
    world.minutes, world.complaint = 10, {"complaint": "dead"}
    world.break_(-4000, 10**6, "line", outage=False)
    world.line_down.append((-4000, 10**6))
    world.session_down.append((-4000, 10**6))
    world.say("operator", 1, "Step", did="swap", modem="SN-2", modem_proven=True, socket="test")
    return named("line", "loop.no_signal", why="no sync on any modem, at test socket: LN ++")


@story(seeds=2)
def drops_at_the_desk_silence_at_the_test_socket(world: World) -> Expected:
    """Six drops in an hour; the same modem is silent at the test socket for an hour and a half.

    Nobody recorded that it had been at a desk socket before: that stays with the word «moved».
    """
    at = 200.0
    for _ in range(6):
        world.drop_line(at, 40)
        at += 600
    world.say("operator", 3700, "Step", did="moved to the test socket", socket="test")
    world.minutes = 62 + 90
    return named("premises", "inhouse_wiring.fault", standing=("indicated",), why="table of planes: inhouse_wiring.*")


def _told(world: World, witness: str, **what: object) -> None:
    for at in (500.0, 1200.0):
        world.drop_line(at, 80)
    world.say(witness, 1700, "Testimony", witness=witness, says="as quoted", person="Bob", **what)


@story()
def telco_admits_with_a_ticket(world: World) -> Expected:
    _told(world, "telco", admits="loop.noise", ticket="T-77")
    return named("line", "loop.noise", standing=("established",), why=PLANES + ": vendor, the telco's own statement")


@story()
def telco_admits_without_a_ticket(world: World) -> Expected:
    _told(world, "telco", admits="loop.noise")
    return open_between("line premises equipment", why="facts: a vendor's statement counts only with a ticket")


@story()
def isp_says_it_is_the_line(world: World) -> Expected:
    """The provider accuses the telco; that is not the telco's own statement."""
    _told(world, "isp", admits="loop.noise", ticket="I-5")
    return open_between("line premises equipment", why=PLANES + ": the telco's OWN statement")


@story()
def telco_denies_with_a_ticket(world: World) -> Expected:
    """«The line tests OK from here»: it must not turn the verdict against the modem."""
    _told(world, "telco", denies="loop", ticket="T-78")
    return Expected(
        (FAULT, INSUFFICIENT),
        (None,),
        None,
        OPEN,
        either("line premises equipment", "premises equipment"),
        never=ALL,
        why="scenarios B1: telco «line OK»",
    )


@story()
def telco_admits_but_the_cable_is_out(world: World) -> Expected:
    world.links.append(
        (700, 1500, {"carrier": False, "address": None, "gateway": None, "gateway_neighbour": "not_asked"})
    )
    world.break_(700, 800, "host")
    world.say("telco", 200, "Testimony", witness="telco", says="we had noise", admits="loop.noise", ticket="T-1")
    return named("premises", "host.link", "lan.unreachable", why="scenarios A4: report must not blame others")


@story()
def telco_admits_an_old_fault_and_the_provider_is_down(world: World) -> Expected:
    """In sync throughout; the session is down; the telco's statement is about last month."""
    world.session_down.append((900, 1900))
    world.break_(900, 1000, "access")
    world.say("telco", -40 * 86400, "Testimony", witness="telco", says="repaired", admits="loop.noise", ticket="T-2")
    return Expected(
        (FAULT, INSUFFICIENT),
        (None, "provider"),
        None,
        None,
        None,
        never=ALL - {"provider"},
        why="in sync through the incident clears the line",
    )
