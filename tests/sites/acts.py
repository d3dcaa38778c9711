"""What happens in a story of days, and what people do: drops of each kind, swaps, moves, statements."""

from __future__ import annotations

from collections.abc import Callable

from tests.sites.world import World

HOUR = 3600.0
Drop = Callable[[World, float], None]


def noisy_drop(world: World, at: float) -> None:
    """The line loses showtime amid errors; the box stays up."""
    world.drop_line(at, world.chance.randrange(60, 150))


def restart(world: World, at: float) -> None:
    """The modem starts anew by itself."""
    world.boot("modem", at, world.chance.randrange(80, 150))


def hang(world: World, at: float) -> None:
    """The modem stays in sync and passes nothing, until somebody power-cycles it a few minutes later."""
    lasts = float(world.chance.randrange(200, 500))
    world.break_(at, lasts, "access")
    world.session_down.append((at + 20, at + lasts + 100))
    world.boot("modem", at + lasts, 90, outage=False)


def power_cycled_drop(world: World, at: float) -> None:
    """The line drops, and somebody switches the modem off and on because of that (scenario F-c)."""
    delay = world.chance.randrange(25, 120) + world.chance.random()
    world.drop_line(at, delay + 20)
    world.boot("modem", at + delay, world.chance.randrange(80, 120), outage=False)


def drops_in(
    world: World, start: float, end: float, count: int, drop: Drop = noisy_drop, *, apart_s: float = 1500.0
) -> list[float]:
    """Let something happen `count` times at random within a span, far enough apart to be incidents of their own."""
    count = min(max(1, round(count * world.rate)), int((end - start) * 0.95 // apart_s))
    room = (end - start) - apart_s * count
    assert room > 0, "too many drops for the span"
    cuts = sorted(world.chance.random() * room for _ in range(count))
    found = [start + cut + apart_s * k for k, cut in enumerate(cuts)]
    for at in found:
        drop(world, at)
    return found


def days(world: World, hours: float) -> None:
    """Make the story so many hours long, «it drops now and then»: written sparsely, no lookups."""
    world.complaint = {"complaint": "drops"}
    world.sparse, world.lookups, world.minutes = True, False, round(hours * 60)


def as_found(world: World, **more: object) -> None:
    """Write down the arrangement as it was found."""
    what = {"socket": "desk", "modem": "SN-1", "adapter": "AD-1"} | more
    world.say("operator", 2.0, "Step", did="as found", who="Ada", **what)


def rearrange(
    world: World, at: float, action: str, *, lasts: float = 150.0, boots: bool = True, **step: object
) -> None:
    """Change the arrangement: the modem is off the line meanwhile, and starts anew where it lost its power."""
    world.say("operator", at, "Step", did=f"{action}, by hand", who="Ada", action=action, **step)
    world.break_(at + 5, lasts - 5, "modem", outage=False)
    world.broken.append((at + 5, at + lasts, "line"))
    world.line_down.append((at + 5, at + lasts - 4))
    world.session_down.append((at + 6, at + lasts - 1))
    if boots:
        world.boots.setdefault("modem", []).append(at + lasts - 75)
        world.broken.append((at + 5, at + lasts - 75, "unpowered"))


def plan(world: World, at: float, drops: list[float], *, watched_s: float, hours: tuple[int, ...] = ()) -> float:
    """Fix beforehand how long silence must last: t = T (20^(1/n) - 1); return it."""
    needed = watched_s * (20 ** (1 / len(drops)) - 1)
    world.say(
        "operator", at, "SilencePlan", drops_before=len(drops), watched_before_s=int(watched_s),
        needed_s=int(needed) + 1, hours=list(hours or hours_of(world, drops)),
    )  # fmt: skip
    return needed


def hours_of(world: World, drops: list[float]) -> tuple[int, ...]:
    """Return the hours of the day, UTC, in which the drops came."""
    return tuple(sorted({int(world.iso(each)[11:13]) for each in drops}))


def statement(world: World, at: float, witness: str, says: str, **what: object) -> None:
    """Let a vendor say something."""
    world.say(witness, at, "Testimony", witness=witness, says=says, person="Bob", **what)


def dark(world: World, at: float, seconds: float, *devices: str) -> None:
    """Take the power from some boxes for a while; they start together when it is back."""
    back = at + seconds
    world.broken.append((at, back, "unpowered"))
    for device in devices:
        starts = back + world.chance.random() * 20
        world.broken.append((at, starts, device))
        if device in ("modem", "router"):
            world.boot(device, starts, 50 if device == "router" else 110, outage=False)
        else:
            world.boots.setdefault(device, []).append(starts)
    if "modem" in devices:
        world.broken.append((at, back + 21, "line"))
        world.line_down.append((at, back + 21))
    world.session_down.append((at, back + 60))
    world.events += [at + 4.3, back + 3.1]
    world.outages.append((at, back + 120))


def idle_box(world: World, device: str, *, every_s: float = 900.0) -> None:
    """Let a box that has nothing to do with the internet tell how long it runs (a printer, a recorder)."""
    world.listed = (*world.listed, device)
    world.age.setdefault(device, -float(world.chance.randrange(50, 400)) * HOUR)
    t = world.begin + 20
    while t < world.end:
        world.say(device, t, "DeviceState", uptime_s=int(t - world.booted(device, t)))
        t += every_s


def ups_tells(world: World, quiet: dict[str, object], *events: tuple[float, dict[str, object]]) -> None:
    """Let a UPS be read each quarter of an hour and at what happens to it."""
    world.listed = (*world.listed, "ups")
    usual: dict[str, object] = {"on_battery": False, "output_on": True, "input_v": 231.0, "line_bads": 2} | quiet
    readings = [(900.0 * k + 7, usual) for k in range(world.minutes // 15)]
    readings += [(at, usual | change) for at, change in events]
    for at, state in sorted(readings, key=lambda each: each[0]):
        world.say("ups", at, "PowerState", **state)
