"""What happens in the hours of each scenario, drawn from dice: when, how long, how badly."""

from __future__ import annotations

import random
from collections.abc import Sequence

from tests.sim.story import ClockSet, Episode, Interruption, Kill, Sleep, Trouble, every


def nothing(dice: random.Random, hours: float) -> Sequence[Episode]:
    """Nothing goes wrong."""
    return ()


def undisturbed(dice: random.Random, hours: float) -> Sequence[Interruption]:
    """Nobody disturbs netdoc."""
    return ()


def retrains(dice: random.Random, hours: float) -> list[Episode]:
    """Noise throws the line out every 20 min; it trains for about 40 s."""
    return [Episode(trouble=Trouble.LINE_UNSTABLE, start_s=-dice.uniform(0, 1_100), end_s=hours * 3600, amount=1_200)]


def bursts(dice: random.Random, hours: float) -> list[Episode]:
    """Bursts of impulse noise cost packets for minutes; sync holds."""
    return list(every(dice, Trouble.LINE_ERRORS, hours, each_s=600, for_s=(120, 240), amount=dice.uniform(0.1, 0.25)))


def reboots(dice: random.Random, hours: float) -> list[Episode]:
    """The modem restarts by itself."""
    return list(every(dice, Trouble.MODEM_REBOOTS, hours, each_s=900, for_s=(1, 1)))


def person_restarts(dice: random.Random, hours: float) -> list[Episode]:
    """The line dies; minutes later somebody pulls the modem's plug; then it trains and holds."""
    dies_s = dice.uniform(500, 800)
    pulled_s = dies_s + dice.uniform(240, 480)
    dead = Episode(trouble=Trouble.LINE_DOWN, start_s=dies_s, end_s=pulled_s + 60)
    off = Episode(trouble=Trouble.MODEM_OFF, start_s=pulled_s, end_s=pulled_s + dice.uniform(4, 40))
    return [dead, off]


def session_ends(dice: random.Random, hours: float) -> list[Episode]:
    """The provider ends the session for minutes."""
    return list(every(dice, Trouble.SESSION_DOWN, hours, each_s=900, for_s=(120, 300)))


def access_gone(dice: random.Random, hours: float) -> list[Episode]:
    """The provider's first router disappears once."""
    start_s = dice.uniform(400, 600)
    return [Episode(trouble=Trouble.ACCESS_GONE, start_s=start_s, end_s=start_s + dice.uniform(600, 900))]


def peak_hours(dice: random.Random, hours: float) -> list[Episode]:
    """Queue and loss swell from the first hop on, and ebb again."""
    start_s = dice.uniform(0.25, 0.3) * hours * 3600
    peak = Episode(
        trouble=Trouble.CONGESTED, start_s=start_s, end_s=start_s + 0.5 * hours * 3600, amount=dice.uniform(0.06, 0.1)
    )
    return [peak]


def backup(dice: random.Random, hours: float) -> list[Episode]:
    """The office uploads for minutes as fast as the line takes it."""
    start_s = dice.uniform(300, 500)
    length_s = dice.uniform(600, 900)
    queue_ms = dice.uniform(250, 700)
    return [Episode(trouble=Trouble.UPLINK_FULL, start_s=start_s, end_s=start_s + length_s, amount=queue_ms)]


def lossy_switch(dice: random.Random, hours: float) -> list[Episode]:
    """The switch drops 5 % all the while."""
    return [Episode(trouble=Trouble.SWITCH_LOSES, start_s=-60, end_s=hours * 3600 + 60, amount=0.05)]


def router_hangs(dice: random.Random, hours: float) -> list[Episode]:
    """The router stops for minutes."""
    return list(every(dice, Trouble.ROUTER_HUNG, hours, each_s=800, for_s=(90, 300)))


def cable_out(dice: random.Random, hours: float) -> list[Episode]:
    """The cable between router and modem loses its link for longer than the boxes' least interval."""
    return list(every(dice, Trouble.CABLE_OUT, hours, each_s=600, for_s=(75, 110)))


def resolver(dice: random.Random, hours: float) -> list[Episode]:
    """The provider's name server gets slow, then dies."""
    slow_s, dead_s = dice.uniform(300, 500), dice.uniform(900, 1_100)
    return [
        Episode(trouble=Trouble.RESOLVER_SLOW, start_s=slow_s, end_s=dead_s, amount=dice.uniform(0.9, 1.4)),
        Episode(trouble=Trouble.RESOLVER_DEAD, start_s=dead_s, end_s=dead_s + dice.uniform(400, 700)),
    ]


def dead_modem_unread(dice: random.Random, hours: float) -> list[Episode]:
    """The line goes out for a minute or more."""
    return list(every(dice, Trouble.LINE_DOWN, hours, each_s=700, for_s=(70, 200)))


def no_network(dice: random.Random, hours: float) -> list[Episode]:
    """The computer's cable has no link."""
    return [Episode(trouble=Trouble.NO_NETWORK, start_s=-60, end_s=hours * 3600 + 60)]


def no_card(dice: random.Random, hours: float) -> list[Episode]:
    """The computer has no network card."""
    return [Episode(trouble=Trouble.NO_NETWORK, start_s=-60, end_s=hours * 3600 + 60, amount=1)]


def two_faults(dice: random.Random, hours: float) -> list[Episode]:
    """Return a client's router that hangs in the first half, and a line that drops amid errors in the second."""
    half_s = hours * 1_800
    hangs = list(every(dice, Trouble.ROUTER_HUNG, hours / 2, each_s=520, for_s=(60, 90)))
    drops = every(dice, Trouble.LINE_DOWN, hours / 2, each_s=520, for_s=(70, 110), amount=4)
    later = [
        Episode(trouble=each.trouble, start_s=each.start_s + half_s, end_s=each.end_s + half_s, amount=each.amount)
        for each in drops
    ]
    return [*hangs, *later]


def sleeps(dice: random.Random, hours: float) -> list[Interruption]:
    """The computer is suspended twice, once for long."""
    return [Sleep(dice.uniform(200, 500), dice.uniform(300, 900)), Sleep(dice.uniform(1_500, 1_600), 20.0)]


def clock_steps(dice: random.Random, hours: float) -> list[Interruption]:
    """The clock is set forward by an hour, and back."""
    return [ClockSet(dice.uniform(300, 600), 3_600.0), ClockSet(dice.uniform(1_000, 1_300), -3_600.0)]


def kills(dice: random.Random, hours: float) -> list[Interruption]:
    """netdoc is killed; later the whole computer goes down."""
    first_s = dice.uniform(200, 500)
    return [Kill(first_s, dice.uniform(20, 90)), Kill(first_s + dice.uniform(400, 600), 240, reboot=True)]
