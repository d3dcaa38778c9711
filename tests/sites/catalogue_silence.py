"""Stories of silence tests: one thing changed, and the drops stopped, or did not, or nobody can tell."""

from __future__ import annotations

from tests.sites.story import Expected, named, nobody, open_between, story
from tests.sites.world import World

TABLE = "architecture section 3, table of planes"
SWAP = "measurement notes: swap test"
RUNGS = ("router", "first_hop", "anchor_1", "anchor_2")
HOUR = 3600.0


def office(world: World, minutes: int, *, readable: bool = True) -> None:
    """Let a small office be watched after a complaint of drops; the modem can be read, or not."""
    world.lookups = False
    world.minutes = minutes
    world.rungs = ("router", "modem", *RUNGS[1:]) if readable else RUNGS
    if not readable:
        world.devices = ("router",)
    world.complaint = {"complaint": "drops", "per_day": 10}


def drops(world: World, start: float, count: int, every: float = 600.0) -> None:
    """Let the line drop amid errors, some times in a row."""
    for k in range(count):
        world.drop_line(start + k * every + world.chance.randrange(40), world.chance.randrange(40, 90))


def take_step(world: World, at: float, action: str, *, interrupts: bool = True, **fields: object) -> None:
    """Take a step; plugging takes the line away for a minute or two, as it does."""
    world.say("operator", at, "Step", did=f"{action}, as asked", action=action, who="Ada", **fields)
    if interrupts and action == "swap-modem":
        world.boot("modem", at + world.chance.randrange(5, 60), 70)
    elif interrupts:
        world.drop_line(at + world.chance.randrange(-90, 60), world.chance.randrange(50, 100), noise=False)


OLD = {"modem": "SN-1", "adapter": "AD-1", "modem_proven": False}
NEW = {"modem": "SN-2", "adapter": "AD-2", "modem_proven": True}


def _named_at_first(world: World, socket: str) -> None:
    """Write down what is there, without touching it."""
    world.say("operator", 5, "Step", did="noted what is there", action="test-socket", socket=socket, **OLD)


def _swapped(world: World, *, back: bool = True, silent_min: int = 75, socket: str = "test", **how: object) -> None:
    """Drop six times in an hour, swap the modem, be silent; swap back and drop again."""
    readable = bool(how.pop("readable", True))
    office(world, 64 + silent_min + (32 if back else 0), readable=readable)
    if how.pop("noted", True):
        _named_at_first(world, socket)
    drops(world, 260, 6)
    take_step(world, 3840, "swap-modem", **{**NEW, **how})
    if back:
        again = 3840 + silent_min * 60
        take_step(world, again, "swap-modem", **OLD)
        drops(world, again + 500, 2)


@story(seeds=2)
def swap_silent_and_back_at_the_test_socket(world: World) -> Expected:
    _swapped(world)
    return named("equipment", "modem.front_end", standing=("established",), why=f"{TABLE}: modem faults, A-B-A")


@story(seeds=2)
def swap_silent_and_back_at_the_desk(world: World) -> Expected:
    _swapped(world, socket="desk")
    return named("equipment", "modem.front_end", standing=("established",), why=f"{TABLE}: the same socket")


@story(seeds=2)
def swap_silent_without_return(world: World) -> Expected:
    _swapped(world, back=False)
    return named("equipment", "modem.front_end", standing=("indicated",), why=f"{SWAP}: swap back once (A-B-A)")


@story()
def swap_silent_and_back_adapter_not_swapped(world: World) -> Expected:
    _swapped(world, adapter="AD-1")
    return named("equipment", "modem.front_end", standing=("indicated",), why=f"{TABLE}: adapter included")


@story(seeds=2)
def swap_silent_for_too_short(world: World) -> Expected:
    _swapped(world, back=False, silent_min=30)
    return open_between("line equipment", why=f"{SWAP}: six drops in an hour need 41 minutes")


@story()
def swap_ended_before_its_time(world: World) -> Expected:
    _swapped(world, silent_min=30)
    return open_between("line equipment", why=f"{SWAP}: stopped early only by a drop")


@story()
def swap_silent_with_a_modem_nobody_proved(world: World) -> Expected:
    _swapped(world, modem_proven=False)
    return open_between("line equipment", why=f"{SWAP}: known-good modem")


@story()
def swap_silent_while_the_laptop_slept(world: World) -> Expected:
    _swapped(world, back=False)
    world.asleep.append((3840 + 15 * 60, 3840 + 65 * 60, True))
    return open_between("line equipment", why=f"{SWAP}: silence is watched, never assumed")


@story(seeds=2)
def swap_silent_in_other_hours(world: World) -> Expected:
    """It drops in one hour of four; the other modem is watched in the four after them."""
    office(world, 60 * 9)
    world.start = world.start.replace(minute=0)
    _named_at_first(world, "test")
    drops(world, 260, 5)
    take_step(world, 4 * HOUR, "swap-modem", **NEW)
    return open_between("line equipment", why=f"{SWAP}: cover the same hours of day as the old drops")


@story(seeds=2)
def old_modem_at_the_desk_new_one_silent_at_the_test_socket(world: World) -> Expected:
    _swapped(world, socket="desk")
    world.extra = [each for each in world.extra if each["fact"].get("modem") != "SN-1" or each["at"] < world.iso(60)]
    world.say("operator", 3841, "Step", did="and moved it", action="test-socket", socket="test")
    world.minutes = 64 + 75
    return open_between("line premises equipment", why=f"{SWAP}: two things were changed at once")


@story(seeds=2)
def sturdy_modem_on_a_bad_line(world: World) -> Expected:
    """The other modem rides out what had taken the old one down; the old one drops again afterwards."""
    _swapped(world)
    for k in range(6):
        begin = 3840 + 500 + 600 * k
        world.noisy.append((begin, begin + 100))
    return nobody("line", "equipment", why=f"{SWAP}: a sturdier modem can HOLD a bad line")


@story(seeds=2)
def proven_modem_drops_on_at_the_test_socket(world: World) -> Expected:
    office(world, 130)
    _named_at_first(world, "test")
    drops(world, 260, 6)
    take_step(world, 3840, "swap-modem", **NEW)
    drops(world, 3840 + 500, 5)
    return named("line", "loop.noise", standing=("established",), why=f"{SWAP}: continuing drops clear the modem")


@story()
def proven_modem_drops_on_with_the_old_adapter(world: World) -> Expected:
    office(world, 130)
    _named_at_first(world, "test")
    drops(world, 260, 6)
    take_step(world, 3840, "swap-modem", modem="SN-2", modem_proven=True)
    drops(world, 3840 + 500, 5)
    return open_between("line equipment", why=f"{SWAP}: swap the power adapter too")


@story()
def fault_that_vanished_by_itself(world: World) -> Expected:
    """The old modem is as silent as the new one when it comes back."""
    _swapped(world)
    world.line_down = [each for each in world.line_down if each[0] < 8300]
    world.broken = [each for each in world.broken if each[0] < 8300 or each[2] == "modem"]
    world.session_down = [each for each in world.session_down if each[0] < 8300]
    world.noisy = [each for each in world.noisy if each[0] < 8300]
    world.minutes += 60
    return open_between("line equipment", why=f"{SWAP}: A-B-A")


@story(seeds=2)
def unreadable_modem_swapped_and_back(world: World) -> Expected:
    _swapped(world, readable=False)
    return named(
        "equipment", "modem.hangs", standing=("established",), why=f"{TABLE}: operator A-B-A, adapter included"
    )


@story()
def unreadable_modem_swapped_and_back_the_old_one_never_named(world: World) -> Expected:
    _swapped(world, readable=False, noted=False)
    return named(
        "equipment", "modem.hangs", standing=("established",), why=f"{TABLE}: operator A-B-A, adapter included"
    )


@story()
def unreadable_modem_swapped_without_return(world: World) -> Expected:
    _swapped(world, readable=False, back=False)
    return named("equipment", "modem.hangs", standing=("indicated",), why=f"{TABLE}: A-B-A")


@story()
def unreadable_modem_swapped_too_short(world: World) -> Expected:
    _swapped(world, readable=False, back=False, silent_min=25)
    return nobody("line", "equipment", "provider", why=SWAP)


@story()
def modem_of_unknown_owner_swapped_and_back(world: World) -> Expected:
    world.owners = {"router": "client"}
    _swapped(world)
    return open_between("equipment premises", fault=("modem.front_end",), why="owners: unknown names no vendor")


@story()
def modem_bought_by_the_client_swapped_and_back(world: World) -> Expected:
    world.owners = {"modem": "client", "router": "client"}
    _swapped(world)
    return named("premises", "modem.front_end", standing=("established",), why="a modem the client bought is premises")
