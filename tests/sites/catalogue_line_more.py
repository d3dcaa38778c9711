"""Stories of lines that a ping test cannot tell apart, and of modems that only a person can look at.

The modem of these stories tells more than the simulated one does by itself: `modem_tells` takes its readings and
writes more into them, so that ladder and modem still tell of the same events.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.sites.boxes import readings
from tests.sites.judging import when
from tests.sites.story import ALL, FAULT, INSUFFICIENT, NO_FAULT, Expected, either, nobody, open_between, story
from tests.sites.world import World

HOLDERS = "line premises equipment"
WHY = "issue 4 point 2; shared/domain/dsl-sources.md e, f2"
LAMPS = "scenarios Z; issue 4 point 4: LED states are operator testimony"
Amend = Callable[[float, dict[str, Any]], None]


def modem_tells(world: World, amend: Amend) -> None:
    """Let the modem's readings of its line be amended: seconds into the story, and the fact to change."""
    told = [each for each in readings(world) if each["subject"] == "modem"]
    for each in told:
        if each["record"] == "seen" and each["fact"]["kind"] == "DslLine":
            amend((when(each["at"]) - world.start).total_seconds(), each["fact"])
    world.extra += told
    world.devices = tuple(each for each in world.devices if each != "modem")


def lamps(world: World, t: float, **lights: str) -> None:
    """Let a person tell what the modem's lamps do."""
    told = {f"light_{name}": light for name, light in lights.items()}
    world.say("operator", t, "Testimony", witness="operator", says="read off the modem", person="Ada", **told)


def unreadable(world: World) -> None:
    """Take the modem's login away, and all that answers on the way to it."""
    world.devices = tuple(each for each in world.devices if each != "modem")
    world.rungs = tuple(each for each in world.rungs if each != "modem")


def at_random(world: World) -> float:
    """Return an onset."""
    return 500.0 + world.chance.randrange(300) + world.chance.random()


@story(seeds=3)
def drops_masked_by_retransmission(world: World) -> Expected:
    """CRC and ES stay 0 up to the drop; retransmission loses more and more units."""
    starts = [at_random(world), 1600.0 + world.chance.randrange(100)]
    for at in starts:
        world.drop_line(at, world.chance.randrange(50, 100), noise=False)
    world.minutes = 36
    rate = world.chance.randrange(40, 90)

    def amend(t: float, line: dict[str, Any]) -> None:
        noisy = sum(max(0.0, min(t, at) - (at - 400)) for at in starts)
        line |= {"crc_down": 0, "es_down": 0, "ses_down": 0, "rtx_uncorrected_down": int(noisy * rate)}
        line["leftrs_down"] = int(noisy * 0.2)

    modem_tells(world, amend)
    return open_between(HOLDERS, fault=("loop.noise",), why=WHY, outages=tuple(world.outages))


@story(seeds=3)
def loss_masked_by_retransmission(world: World) -> Expected:
    """Packets are lost while in sync and CRC stays 0: the modem may not be said to have counted no damage."""
    begin = 900.0 + world.chance.randrange(200)
    world.minutes, world.lookups = 50, False
    world.lossy.append((begin, begin + 900, "line", 0.06))

    def amend(t: float, line: dict[str, Any]) -> None:
        line |= {"crc_down": 0, "crc_up": 0, "es_down": 0, "es_up": 0, "ses_down": 0}
        line["rtx_uncorrected_down"] = int(max(0.0, min(t, begin + 900) - begin) * 2)

    modem_tells(world, amend)
    return nobody("line", "premises", "equipment", why=WHY)


@story(seeds=2)
def fallback_to_an_older_mode_amid_errors(world: World) -> Expected:
    at = at_random(world)
    world.drop_line(at, world.chance.randrange(60, 140))
    world.minutes = 25

    def amend(t: float, line: dict[str, Any]) -> None:
        if t > at and line["sync"]:
            line |= {"mode": "ADSL2+", "rate_down_kbps": 16_411, "rate_up_kbps": 1_021, "margin_down_db": 6.2}
            line |= {"previous_rate_down_kbps": 104_000, "previous_rate_up_kbps": world.rate_up_kbps + 2000}

    modem_tells(world, amend)
    return open_between(HOLDERS, fault=("loop.noise",), why=WHY, outages=tuple(world.outages))


@story(seeds=2)
def slow_since_the_line_fell_back(world: World) -> Expected:
    """Somebody complains of slowness; nothing fails while we watch; the modem remembers that it was faster."""
    world.minutes = world.chance.randrange(20, 40)
    world.complaint = {"complaint": "slow"}

    def amend(_: float, line: dict[str, Any]) -> None:
        line |= {"mode": "ADSL2+", "rate_down_kbps": 23_839, "rate_up_kbps": 2_079, "margin_down_db": 6.1}
        line |= {"margin_up_db": 6.4, "previous_rate_down_kbps": 99_999, "previous_rate_up_kbps": 60_015}

    modem_tells(world, amend)
    return Expected((INSUFFICIENT,), (None,), (None,), never=ALL, outages=(), why="capture cisco-ios; scenarios Y")


@story(seeds=2)
def a_rate_held_by_its_profile(world: World) -> Expected:
    """After a retrain the line runs at a round 50 Mbit/s with a high margin: its profile, which is no sign of noise."""
    at = at_random(world)
    world.drop_line(at, 80, noise=False)

    def amend(t: float, line: dict[str, Any]) -> None:
        if t > at and line["sync"]:
            line |= {"rate_down_kbps": 50_000, "margin_down_db": 14.5}

    modem_tells(world, amend)
    return nobody("line", "premises", "equipment", why=WHY + ": cap", fault=(None,))


@story(seeds=3)
def the_signal_vanishes_and_comes_back(world: World) -> Expected:
    """A joint opens, or somebody pulls a plug: no errors before, losses of signal, the box runs on."""
    starts = [at_random(world), 1700.0 + world.chance.randrange(100)]
    for at in starts:
        world.drop_line(at, world.chance.randrange(60, 200), noise=False)
    world.minutes = 38

    def amend(t: float, line: dict[str, Any]) -> None:
        gone = sum(1 for at in starts if t > at)
        line |= {"los_down": 2 + gone, "lpr_up": 0, "ses_down": 3 * gone, "es_down": 4 * gone}

    modem_tells(world, amend)
    return open_between(HOLDERS, fault=("loop.signal_lost",), why=WHY, outages=tuple(world.outages))


@story(seeds=2)
def the_signal_vanishes_at_the_test_socket_with_a_proven_modem(world: World) -> Expected:
    """Cut joint: it vanishes for ten minutes with everything of the house and the provider taken out."""
    world.say("operator", 100, "Step", did="swap", modem="SN-2", modem_proven=True, socket="test", who="Ada")
    at = 700.0 + world.chance.randrange(200)
    world.drop_line(at, world.chance.randrange(400, 700), noise=False)

    def amend(t: float, line: dict[str, Any]) -> None:
        line |= {"los_down": int(t > at), "ses_down": 0, "es_down": 0}

    modem_tells(world, amend)
    return Expected(
        (FAULT,), ("line",), ("loop.no_signal", "loop.signal_lost"), ("established",), either(""),
        never=ALL - {"line"}, outages=tuple(world.outages), why="architecture 3, table of planes: loop.*",
    )  # fmt: skip


@story(seeds=2)
def a_modem_that_says_good_bye(world: World) -> Expected:
    """The same loss of signal with a dying gasp counted: power, and not the line, may be behind it."""
    at = at_random(world)
    world.drop_line(at, 120, noise=False)

    def amend(t: float, line: dict[str, Any]) -> None:
        line |= {"los_down": int(t > at), "lpr_up": int(t > at)}

    modem_tells(world, amend)
    return nobody(why="dsl-sources e: LPR = modem power, not line", fault=(None,))


@story(seeds=4)
def a_low_margin_held_on_purpose(world: World) -> Expected:
    """Line management holds the line at 3-6 dB; blocks are repaired by the thousand; nothing is wrong."""
    world.minutes = 60
    held = world.chance.choice([3.0, 3.4, 4.5, 6.0])

    def amend(t: float, line: dict[str, Any]) -> None:
        line |= {"margin_down_db": round(held + 0.3 * (int(t / 60) % 3 - 1), 1), "fec_down": int(t * 900)}
        line |= {"crc_down": int(t / 900), "es_down": int(t / 900), "ses_down": 0}

    modem_tells(world, amend)
    return Expected((NO_FAULT,), (None,), (None,), never=ALL, outages=(), incidents=(0, 0), why="dsl-sources f1: DLM")


@story(seeds=2)
def a_low_margin_beside_a_dead_session(world: World) -> Expected:
    """The low margin is there all the while; it is the session that fails, and the line may not be blamed for it."""
    world.minutes = 30
    world.session_down.append((900, 1500))
    world.break_(900, 600, "access")
    modem_tells(world, lambda t, line: line.update(margin_down_db=3.2, fec_down=int(t * 900)))
    return nobody("provider", why="issue 4 point 2: low-margin lines held so on purpose must not be blamed")


@story(seeds=2)
def noise_of_office_hours_with_drops(world: World) -> Expected:
    """The modem's bins tell of three days of errors by office hours; a drop amid them today. A rhythm names nobody."""
    at = at_random(world)
    world.drop_line(at, 80)
    opens = world.chance.randrange(8, 17) * 3600.0
    bins = []
    for day in (-3, -2, -1):
        for hour in range(24):
            begin = day * 86_400 + hour * 3600.0
            noisy = opens <= hour * 3600.0 < opens + 6 * 3600
            counts = {"es_down": world.chance.randrange(40, 90), "ses_down": 3} if noisy else {"es_down": 0}
            bins.append({"start": world.iso(begin), "duration_s": 900, "ses_down": 0, "uas_down": 0, **counts})
    world.say("modem", 40, "DslHistory", bin_s=900, bins=bins)
    return open_between(HOLDERS, fault=("loop.noise",), why=WHY + ": REIN", outages=tuple(world.outages))


@story(seeds=3)
def lamps_only_dsl_blinking(world: World) -> Expected:
    """The modem cannot be read; a person sees its DSL lamp blink for as long as the internet is gone."""
    unreadable(world)
    world.minutes, world.lookups = 30, False
    at = at_random(world)
    world.break_(at, 900, "line")
    world.session_down.append((at + 5, at + 900))
    lamps(world, at + world.chance.randrange(320, 800), power="steady", dsl=world.chance.choice(["blinking", "red"]))
    return open_between(HOLDERS, fault=("loop.no_signal",), why=LAMPS, outages=tuple(world.outages))


@story(seeds=2)
def lamps_only_proven_modem_at_the_test_socket(world: World) -> Expected:
    """All of the house taken out, and yet the lamp is a person's word: indicated, never established."""
    unreadable(world)
    world.minutes, world.lookups = 30, False
    world.say("operator", 100, "Step", did="swap", modem="SN-2", modem_proven=True, socket="test", who="Ada")
    at = at_random(world)
    world.break_(at, 900, "line")
    world.session_down.append((at + 5, at + 900))
    lamps(world, at + 400, power="steady", dsl="blinking")
    return Expected(
        (FAULT,), ("line",), ("loop.no_signal",), ("indicated",), either(""), never=ALL - {"line"},
        why=LAMPS + "; table of planes: modem_box",
    )  # fmt: skip


@story(seeds=2)
def lamps_only_dsl_steady_and_the_session_lost(world: World) -> Expected:
    """The DSL lamp is steady amid the outage: whatever it is, it is not the line that lost its sync."""
    unreadable(world)
    world.minutes, world.lookups = 30, False
    at = at_random(world)
    world.break_(at, 900, "access")
    world.session_down.append((at + 5, at + 899))
    lamps(world, at + world.chance.randrange(100, 600), power="steady", dsl="steady", internet="red")
    return Expected(
        (FAULT, INSUFFICIENT), (None,), None, ("indicated", "insufficient"),
        either("provider equipment premises"), never=ALL, outages=tuple(world.outages), why=LAMPS,
    )  # fmt: skip


@story(seeds=2)
def lamps_only_no_power(world: World) -> Expected:
    """Not one lamp is lit: nothing can be told of line or provider, and the power must stay among what is open."""
    unreadable(world)
    world.minutes, world.lookups = 30, False
    at = at_random(world)
    world.break_(at, 900, "modem")
    world.session_down.append((at + 5, at + 899))
    lamps(world, at + world.chance.randrange(100, 600), power="off", dsl="off")
    return nobody("power", "equipment", "premises", why=LAMPS, fault=(None,))


@story(seeds=2)
def values_read_by_phone(world: World) -> Expected:
    """A person reads the modem's page aloud, twice in the outage: no sync, by that person's word."""
    unreadable(world)
    world.minutes, world.lookups = 30, False
    at = at_random(world)
    world.break_(at, 1000, "line")
    world.session_down.append((at + 5, at + 999))
    for after in (60.0, 500.0 + world.chance.randrange(200)):
        world.say("modem", at + after, "DslLine", plane="operator", sync=False, status="G.993 Training")
        world.say("modem", at + after, "DeviceState", plane="operator", uptime_s=int(90_000 + at + after))
    return open_between(HOLDERS, fault=("loop.no_signal",), why=LAMPS, outages=tuple(world.outages))


@story(seeds=2)
def values_read_by_phone_never_establish(world: World) -> Expected:
    world.say("operator", 100, "Step", did="swap", modem="SN-2", modem_proven=True, socket="test", who="Ada")
    values_read_by_phone(world)
    return Expected(
        (FAULT,), ("line",), ("loop.no_signal",), ("indicated",), either(""), never=ALL - {"line"},
        why=LAMPS + "; table of planes: modem_box",
    )  # fmt: skip


@story(seeds=2)
def telco_denies_while_only_lamps_tell(world: World) -> Expected:
    """«The line tests OK from here», with a ticket: quoted, and it turns nothing against the modem."""
    lamps_only_dsl_blinking(world)
    world.say(
        "telco", world.end - 100, "Testimony", witness="telco", says="the line tests OK from here", denies="loop",
        ticket="T-812", person="Bob",
    )  # fmt: skip
    return open_between(HOLDERS, fault=("loop.no_signal",), why="scenarios B1: telco «line OK, modem bad»")
