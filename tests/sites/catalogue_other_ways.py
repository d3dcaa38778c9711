"""Stories of a second path, of closed ports, of login pages and of one family of addresses, each beside its twin."""

from __future__ import annotations

from tests.sites.story import ALL, FAULT, INSUFFICIENT, NO_FAULT, OPEN, Expected, clean, named, open_between, story
from tests.sites.world import World

ANCHORS = ("anchor_1", "anchor_2", "anchor_3")
WHY_BOTH = "measurement, controls: «if the same target fails on both, it is the target»"
WHY_ONE = "it answers over the other line: the provider's way to it, or a far end that turns this office away"
WHY_PORT = "scenarios D3: UDP blocked; the router's firewall and a far end's ban look alike"
CALLS = "203.0.113.80:5060/udp"


def _second(world: World, *dead: tuple[float, float, str], every: int = 60, loss: float = 0.0) -> None:
    """Ask over the second path each minute; what is dead there is dead for that time."""
    world.rungs = ("router", "modem", "first_hop", "resolver", *ANCHORS, "service")
    for t in range(20, int(world.end), every):
        for rung in (*ANCHORS, "service"):
            gone = any(a <= t < b and rung in ("all", each) for a, b, each in dead)
            lost = sum(world.chance.random() < loss for _ in range(3))
            world.say(
                rung, t, "SecondPath", plane="second_path", interface="wwan0", target=world.address[rung],
                method="tcp:443" if rung == "service" else "icmp", sent=3, answered=0 if gone else 3 - lost,
            )  # fmt: skip


def _down(world: World, start: float, end: float) -> None:
    world.extra.append(
        {"record": "gap", "subject": "second_path", "start": world.iso(start), "end": world.iso(end),
         "what": "SecondPath", "why": "nothing answered over the second path (wwan0): it is down itself"}
    )  # fmt: skip


def _port(world: World, *closed: tuple[float, float, str], name: str = "calls", target: str = CALLS) -> None:
    """Ask a port every two minutes by both ways; `here`, `there` or `both` closed for a time."""
    for t in range(30, int(world.end), 120):
        for way, plane in (("here", "path"), ("there", "second_path")):
            shut = any(a <= t < b and which in (way, "both") for a, b, which in closed)
            tries = {"tried": 3} if shut else {"tried": 1, "answered": 1}
            world.say(
                f"port_{name}", t + (way == "there"), "PortAnswer", plane=plane, target=target, asks="sip",
                address=target.partition(":")[0], what="telephony", **tries,
            )  # fmt: skip


def _far_end(standing: str, why: str) -> Expected:
    return Expected(
        (FAULT,), ("far_end",), ("beyond.target", "service.down"), (standing,), never=ALL - {"far_end"}, why=why
    )


@story(seeds=2)
def an_anchor_fails_on_both_lines(world: World) -> Expected:
    world.broken.append((600, 1800, "anchor_2"))
    _second(world, (600, 1800, "anchor_2"))
    return _far_end("established", WHY_BOTH)


@story(seeds=2)
def an_anchor_fails_on_this_line_only(world: World) -> Expected:
    """The twin."""
    world.broken.append((600, 1800, "anchor_2"))
    _second(world)
    return open_between("provider far_end", fault=(None,), why=WHY_ONE)


@story()
def an_anchor_fails_while_the_second_path_is_down(world: World) -> Expected:
    """The other twin: a second path that is down says nothing, and blames nobody."""
    world.broken.append((600, 1800, "anchor_2"))
    _down(world, 100, 2300)
    return _far_end("indicated", "a second path that is down is a gap")


@story()
def an_anchor_never_answers_on_the_second_path(world: World) -> Expected:
    """It may serve its own network's customers only: no witness."""
    world.broken.append((600, 1800, "anchor_2"))
    _second(world, (0, 10**6, "anchor_2"))
    return _far_end("indicated", "a destination counts as failing there only if it once answered there")


@story()
def a_service_fails_on_both_lines(world: World) -> Expected:
    world.complaint = {"complaint": "service"}
    world.broken.append((600, 1800, "service"))
    _second(world, (600, 1800, "service"))
    return _far_end("established", WHY_BOTH)


@story()
def a_service_fails_on_this_line_only(world: World) -> Expected:
    world.complaint = {"complaint": "service"}
    world.broken.append((600, 1800, "service"))
    _second(world)
    return open_between("provider far_end", fault=(None,), why=WHY_ONE)


@story()
def the_second_path_alone_is_broken(world: World) -> Expected:
    _second(world)
    for rung in ANCHORS:
        world.say(
            rung, 900, "SecondPath", plane="second_path", interface="wwan0", target=world.address[rung], method="icmp",
            sent=3, answered=0,
        )  # fmt: skip
    _down(world, 1000, 2000)
    return clean("what fails over the tether alone is the tether's")


@story(seeds=2)
def the_core_is_dead_and_the_second_path_is_clean(world: World) -> Expected:
    world.break_(700, 300, "core")
    world.break_(1500, 300, "core")
    world.devices = ("router",)
    _second(world)
    return named(
        "provider", "core.unreachable", standing=("established",), outages=tuple(world.outages),
        why="table: core.* with second_path clean and recurrence",
    )  # fmt: skip


@story()
def the_line_drops_while_the_second_path_is_clean(world: World) -> Expected:
    """A clean second path accuses nobody beyond what the line's own data says."""
    world.drop_line(900, 80)
    world.drop_line(1600, 80)
    _second(world)
    return open_between("line premises equipment", fault=("loop.noise",), why="table of planes: loop.*")


@story()
def lossy_tether_beside_a_sound_line(world: World) -> Expected:
    _second(world, loss=0.3)
    return clean("loss over the tether is the tether's")


@story(seeds=2)
def a_port_is_closed_here_and_open_there(world: World) -> Expected:
    _second(world)
    _port(world, (600, 10**6, "here"))
    return open_between("provider premises far_end", fault=("core.filter",), why=WHY_PORT)


@story()
def a_port_is_closed_on_both_lines(world: World) -> Expected:
    """The twin: the far end."""
    _second(world)
    _port(world, (600, 10**6, "both"))
    return _far_end("established", "far end silent on both ways")


@story()
def a_port_of_two_far_ends_is_closed_here_and_open_there(world: World) -> Expected:
    _second(world)
    _port(world, (600, 10**6, "here"))
    _port(world, (600, 10**6, "here"), name="other", target="198.18.77.9:5060/udp")
    return open_between("provider premises", fault=("core.filter",), why=WHY_PORT)


@story()
def a_port_of_two_far_ends_is_closed_without_the_router(world: World) -> Expected:
    _second(world)
    world.say("site", 20, "Step", plane="operator", did="laptop at the modem", at_modem=True)
    _port(world, (200, 10**6, "here"))
    _port(world, (200, 10**6, "here"), name="other", target="198.18.77.9:5060/udp")
    return named("provider", "core.filter", why=WHY_PORT + "; neither is left")


@story()
def a_port_is_closed_and_nobody_asked_elsewhere(world: World) -> Expected:
    for t in range(30, int(world.end), 120):
        tries = {"tried": 3} if t > 600 else {"tried": 1, "answered": 1}
        world.say("port_calls", t, "PortAnswer", plane="path", target=CALLS, asks="sip", **tries)
    return open_between("provider premises far_end", fault=(None,), why="silence of UDP proves little")


@story()
def a_port_never_answered_anybody(world: World) -> Expected:
    """An OpenVPN server with tls-auth: silence is its manner."""
    _second(world)
    _port(world, (0, 10**6, "both"))
    return clean("a port that never answered is not missed")


@story()
def the_mobile_network_closes_the_port_too(world: World) -> Expected:
    """It was never open over there: its silence there says nothing of the far end."""
    _second(world)
    _port(world, (0, 10**6, "there"), (600, 10**6, "here"))
    return open_between("provider premises far_end", fault=(None,), why="mobile networks close ports themselves")


def _page(world: World, t: float, page: str) -> None:
    more = {"leads_to": "portal.example"} if page == "redirected" else {}
    world.say("host", t, "PortalCheck", plane="path", url="http://check.example.net/", page=page, **more)


@story()
def a_login_page_stands_in_the_way(world: World) -> Expected:
    for t in range(10, int(world.end), 300):
        _page(world, t, "redirected")
    world.break_(0, world.end, "core", outage=False)
    return Expected((INSUFFICIENT,), (None,), (None,), never=ALL, why="scenarios X9: refuse")


@story()
def the_same_outage_without_a_login_page(world: World) -> Expected:
    """The twin: nothing excuses it."""
    for t in range(10, int(world.end), 300):
        _page(world, t, "as_known" if not 600 <= t < 1200 else "error")
    world.break_(600, 600, "core")
    return Expected(
        (FAULT, INSUFFICIENT), (None, "provider"), None, (*OPEN, "indicated"), keeps=frozenset({"provider"}),
        never=ALL - {"provider"}, why="first hop answers, nothing beyond it does",
    )  # fmt: skip


@story()
def logged_in_after_the_first_look(world: World) -> Expected:
    _page(world, 20, "redirected")
    _page(world, 320, "as_known")
    world.break_(0, 250, "core", outage=False)
    return Expected((NO_FAULT, INSUFFICIENT), (None,), (None,), never=ALL, why="what failed behind the page is its own")


def _families(world: World, v4: int, v6: int) -> None:
    world.rungs = ("router", "modem", "first_hop", *ANCHORS, "service")
    for t in range(60, int(world.end), 300):
        world.say(
            "service", t, "AddressFamilies", plane="path", target="app.example.net:443", v4_tried=2, v4_answered=v4,
            v6_tried=2, v6_answered=v6,
        )  # fmt: skip


@story()
def ipv6_is_broken_and_ipv4_is_sound(world: World) -> Expected:
    _families(world, 2, 0)
    return clean("scenarios X11: said which, and nobody accused")


@story()
def ipv4_of_a_service_is_broken_and_ipv6_is_sound(world: World) -> Expected:
    _families(world, 0, 2)
    return clean("scenarios X11, the reverse")


@story()
def large_transfers_stall_in_the_tunnel_while_its_port_answers(world: World) -> Expected:
    """D3: the tunnel's port answers on both lines; what stalls is large packets, whose cause is asked, not guessed."""
    _second(world)
    _port(world, name="tunnel", target="203.0.113.90:500/udp")
    for k, rung in enumerate(("service", "anchor_1")):
        world.say(
            rung, 400 + k, "LargePackets", plane="path", target=f"{world.address[rung]}:443", direction="in",
            segment_octets=1460, full_tried=2, full_stalled=2, small_tried=2, small_passed=2,
        )  # fmt: skip
    return open_between("premises provider", fault=(None,), why="scenarios D3: MTU, not the port")
