"""Stories of silence tests of sockets, filters and adapters, of plans fixed beforehand, and of modems that hang."""

from __future__ import annotations

from tests.sites.catalogue_silence import OLD, SWAP, TABLE, drops, office, take_step
from tests.sites.story import ALL, FAULT, INSUFFICIENT, OPEN, Expected, named, nobody, open_between, story
from tests.sites.world import World


def _restarts(world: World, start: float, count: int) -> None:
    for k in range(count):
        world.boot("modem", start + 600 * k + world.chance.randrange(40), 70 + 7 * k)


def _adapter(world: World, at: float, which: str) -> None:
    world.say("operator", at, "Step", did="changed the power adapter alone", adapter=which, who="Ada")
    world.boot("modem", at + world.chance.randrange(5, 60), 70)


def _other_adapter(world: World, *, back: bool) -> None:
    office(world, 64 + 75 + (32 if back else 0))
    world.say("operator", 5, "Step", did="noted what is there", action="test-socket", socket="desk", **OLD)
    _restarts(world, 300, 6)
    _adapter(world, 3840, "AD-9")
    if back:
        _adapter(world, 3840 + 75 * 60, "AD-1")
        _restarts(world, 3840 + 75 * 60 + 500, 2)


@story(seeds=2)
def restarts_stop_with_another_adapter_and_come_back(world: World) -> Expected:
    _other_adapter(world, back=True)
    return named("equipment", "modem.adapter", standing=("established",), why="scenarios D2: its own adapter reboots")


@story()
def restarts_stop_with_another_adapter(world: World) -> Expected:
    _other_adapter(world, back=False)
    return named("equipment", "modem.adapter", standing=("indicated",), why=f"{SWAP}: A-B-A")


def _socket(world: World, *, silent_min: int = 75, readable: bool = True, action: str = "test-socket") -> None:
    office(world, 64 + silent_min, readable=readable)
    drops(world, 260, 6)
    moved: dict[str, object] = {"socket": "test"} if action == "test-socket" else {"filters_off": True}
    take_step(world, 3840, action, **moved)


@story(seeds=2)
def same_modem_silent_at_the_test_socket(world: World) -> Expected:
    _socket(world)
    return named("premises", "inhouse_wiring.fault", standing=("established",), why=f"{TABLE}: inhouse_wiring.*")


@story()
def same_unreadable_modem_silent_at_the_test_socket(world: World) -> Expected:
    _socket(world, readable=False)
    return named("premises", "inhouse_wiring.fault", standing=("established",), why=f"{TABLE}: inhouse_wiring.*")


@story()
def same_modem_at_the_test_socket_for_too_short(world: World) -> Expected:
    _socket(world, silent_min=30)
    return open_between("line premises equipment", why=SWAP)


@story()
def same_modem_silent_at_the_test_socket_and_the_line_as_noisy(world: World) -> Expected:
    _socket(world)
    for k in range(6):
        world.noisy.append((3840 + 500 + 600 * k, 3840 + 600 + 600 * k))
    return open_between("line premises equipment", why="silence compares errors too")


@story(seeds=2)
def drops_stop_without_filters_and_phones(world: World) -> Expected:
    _socket(world, action="filter-out")
    world.say("office", 3000, "Testimony", witness="operator", says="it drops when the phone rings", person="Eve")
    return named("premises", "inhouse_wiring.filter", standing=("established",), why="B1-T: in-house wiring/filter")


@story()
def drops_go_on_without_filters_and_phones(world: World) -> Expected:
    _socket(world, action="filter-out")
    drops(world, 3840 + 500, 6)
    return open_between("line premises equipment", why=TABLE)


def _planned(world: World, needed_s: int, *, silent_min: int) -> None:
    _socket(world, silent_min=silent_min)
    world.say(
        "operator",
        3840,
        "SilencePlan",
        drops_before=6,
        watched_before_s=3840,
        needed_s=needed_s,
        hours=[world.start.hour],
    )


@story()
def longer_silence_fixed_beforehand_is_kept_to(world: World) -> Expected:
    _planned(world, 3 * 3600, silent_min=120)
    return open_between("line premises equipment", why="silence test: fixed before the arm starts")


@story()
def shorter_silence_fixed_beforehand_is_not_believed(world: World) -> Expected:
    _planned(world, 900, silent_min=30)
    return open_between("line premises equipment", why="silence test: the exact rule")


@story()
def drop_long_after_a_planned_silence_was_over(world: World) -> Expected:
    _planned(world, 2700, silent_min=200)
    world.drop_line(3840 + 180 * 60, 60)
    return Expected(
        (FAULT, INSUFFICIENT), ("premises", None), None, (*OPEN, "established"), keeps=frozenset({"premises"}),
        never=ALL - {"premises"}, why="what was fixed beforehand is over when its time is",
    )  # fmt: skip


@story(seeds=2)
def modem_hung_with_its_port_up_until_it_was_restarted(world: World) -> Expected:
    office(world, 40)
    world.port_told, world.counters = True, True
    world.break_(700, 900, "modem")
    world.boots["modem"] = [1520.0]
    world.line_down.append((1519, 1598))
    world.session_down.append((700, 1599))
    world.say("operator", 1518, "Step", did="switched the modem off and on", power_cycled="modem", who="Ada")
    return named("equipment", "modem.hangs", standing=("indicated",), why="issue 4: hang with carrier up")


@story()
def modem_unreachable_with_its_port_up_and_back_by_itself(world: World) -> Expected:
    office(world, 40)
    world.port_told = True
    world.break_(700, 900, "modem")
    world.session_down.append((700, 1599))
    return nobody("equipment", why="modem unreachable is a question")
