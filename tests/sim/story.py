"""What happens in a simulated office: troubles with their instants, drawn from a seed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Trouble(StrEnum):
    """What can go wrong, and what `amount` means then. Times are true seconds since the story began."""

    LINE_DOWN = "line_down"
    """The line loses showtime until about the end; the box stays up. `amount`: minutes of errors before it."""
    LINE_UNSTABLE = "line_unstable"
    """Noise throws the line out again and again. `amount`: seconds from one time to the next, on average."""
    LINE_ERRORS = "line_errors"
    """The line stays in sync and corrupts packets. `amount`: share of the packets lost, both ways together."""
    MODEM_REBOOTS = "modem_reboots"
    """The box restarts by itself at the start; how long that takes is the box's matter, and the line's."""
    MODEM_OFF = "modem_off"
    """The box is without power from start to end; then it starts, and the line trains."""
    MODEM_LOCKED = "modem_locked"
    """The box passes packets and answers nobody."""
    CABLE_OUT = "cable_out"
    """The Ethernet cable between router and modem has no link."""
    SESSION_DOWN = "session_down"
    """The provider ended the session; the line is in sync."""
    ACCESS_GONE = "access_gone"
    """The provider's first router is gone, the session with it only after its timers."""
    CONGESTED = "congested"
    """Queue and loss from the provider's first hop on, swelling and ebbing. `amount`: loss at the peak."""
    UPLINK_FULL = "uplink_full"
    """The office sends as much as the line takes. `amount`: the queue in milliseconds."""
    SWITCH_LOSES = "switch_loses"
    """The switch drops frames. `amount`: share lost in each direction."""
    ROUTER_HUNG = "router_hung"
    """The router does nothing; its ports keep their link."""
    RESOLVER_SLOW = "resolver_slow"
    """The provider's name server takes longer. `amount`: seconds."""
    RESOLVER_DEAD = "resolver_dead"
    """The provider's name server answers no question any more."""
    NO_NETWORK = "no_network"
    """The measuring computer has no carrier; with an `amount`, no network card at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """One trouble from start to end."""

    trouble: Trouble
    start_s: float
    end_s: float
    amount: float = 0.0

    def covers(self, true_s: float) -> bool:
        """Tell whether it is going on."""
        return self.start_s <= true_s < self.end_s


@dataclass(frozen=True, slots=True)
class Sleep:
    """The computer is suspended."""

    at_s: float
    for_s: float


@dataclass(frozen=True, slots=True)
class ClockSet:
    """The computer's wall clock is set by that much."""

    at_s: float
    by_s: float


@dataclass(frozen=True, slots=True)
class Kill:
    """netdoc is killed (SIGKILL) and started again that much later; with `reboot`, the whole computer."""

    at_s: float
    for_s: float
    reboot: bool = False


Interruption = Sleep | ClockSet | Kill


def every(
    dice: random.Random, trouble: Trouble, hours: float, *, each_s: float, for_s: tuple[float, float], amount: float = 0
) -> Iterator[Episode]:
    """Yield episodes about `each_s` apart (give or take a tenth), each as long as drawn from `for_s`."""
    at_s = dice.uniform(0.2, 0.8) * each_s
    while at_s + for_s[1] < hours * 3600 - 60:
        length_s = dice.uniform(*for_s)
        yield Episode(trouble=trouble, start_s=at_s, end_s=at_s + length_s, amount=amount)
        at_s += each_s * dice.uniform(0.9, 1.1)


def poisson(
    dice: random.Random, troubles: Sequence[Trouble], hours: float, *, per_hour: float, for_s: tuple[float, float]
) -> list[Episode]:
    """Return outages with exponential pauses between them; none begins while another lasts."""
    found: list[Episode] = []
    at_s = 120 + dice.expovariate(per_hour / 3600)
    while at_s < hours * 3600 - for_s[1] - 60:
        # Logarithmically even lengths: as many between 5 and 20 s as between 150 and 600 s.
        length_s = for_s[0] * (for_s[1] / for_s[0]) ** dice.random()
        found.append(Episode(trouble=dice.choice(list(troubles)), start_s=at_s, end_s=at_s + length_s))
        at_s += length_s + 20 + dice.expovariate(per_hour / 3600)
    return found
