"""How long is watched, how often what is asked, and whether the line may be loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from netdoc.errors import BadInput
from netdoc.model.site import RungKind, Site
from netdoc.plugin import Probe

FULL, QUICK, SLOT, WATCH = "full", "quick", "slot", "watch"
"""A person's check, and a shorter one; one scheduled slot; watching in the foreground."""
FULL_S, QUICK_S, SLOT_S = 40.0, 16.0, 290.0
SHORTEST_S, LONGEST_S = 5.0, 24 * 3600.0
BEFORE_END_S = 6.0
"""Nothing is asked later than this before the ladder stops, so that its answer lies within the ladder's window."""
GRACE_S = 6.0
"""How much longer than the ladder a question of a check may take."""
EXCLUSIVE_S = 60.0
"""How long a test that loads the line may take."""

READING_S = 60.0
"""How often a box is read: the usual least interval of the drivers."""
NAMES_S = 10.0
STRANGERS_EVERY = 3
"""Pace of name questions: 1/10 s for router and provider, 1/30 s for public resolvers (architecture, section 6)."""
PATH_S, OTHERS_S = 300.0, 300.0
CLOCK_S = 3600.0
OTHER_CLOCKS = "clock_offset"
"""The probe that asks time servers: at the start, hourly and at the end, and hourly over all slots together."""
OTHER_CLOCKS_LEAST_S = 3300.0
ONCE_S = float("inf")
"""A login is tried once in a run, however long it is."""
SECOND_S: Mapping[str, float] = {FULL: 15.0, QUICK: 10.0, SLOT: 120.0, WATCH: 120.0}
"""A second path may be a metered tether: three anchors, a service and a name server take 3.7 kB a round (measured)."""
PORTS_S: Mapping[str, float] = {FULL: 15.0, QUICK: 10.0, SLOT: 120.0, WATCH: 120.0}
LINK_S: Mapping[str, float] = {FULL: 10.0, QUICK: 5.0, SLOT: 10.0, WATCH: 10.0}
"""The own link costs nobody anything: only files are read."""
TURNS_S, TURN_S, TURNS = 12 * 60.0, 60.0, 12
"""Measured through two cards by turns: for so long, so long at a time, and so many times in a shorter run."""
SHORTEST_TURN_S = 5.0
LOAD_EVERY_S = 6 * 3600.0
"""Mean time between throughput tests where they are allowed unattended; the instants are random."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One check, slot or watch."""

    profile: str
    ladder_s: float | None
    """Seconds from the first packet to the last; None: until stopped."""
    load_every_s: float | None = None
    """Mean seconds between throughput tests of a slot or watch; None: never."""
    cards: tuple[str, str] | None = None
    """Interfaces of this computer through which the ladder goes by turns; None: it goes the computer's own way."""
    turn_s: float = TURN_S

    @property
    def attended(self) -> bool:
        """Whether a person waits for it: then the boxes are read at the start and towards the end."""
        return self.profile in (FULL, QUICK)

    @property
    def loads_the_line(self) -> bool:
        """Whether the throughput test may run at the end."""
        return self.profile == FULL and self.cards is None

    def period_s(self, probe: Probe) -> float:
        """Return how often a light probe is asked."""
        periods = {
            "dns": NAMES_S,
            "link": LINK_S[self.profile],
            "path": PATH_S,
            "clock": CLOCK_S,
            OTHER_CLOCKS: CLOCK_S,
            "router_igd": READING_S,
            "pppoe_session": ONCE_S,
            "host_power": READING_S,
            "second_path": SECOND_S[self.profile],
            "port_answers": PORTS_S[self.profile],
        }
        return periods.get(probe.id, OTHERS_S)

    def least_s(self, probe: Probe) -> float:
        """Return the least time between two questions of a light probe, this run's and an earlier one's alike."""
        if probe.id == OTHER_CLOCKS and not self.attended:
            return max(OTHER_CLOCKS_LEAST_S, probe.min_interval_s)
        return probe.min_interval_s


def asked_in(site: Site, probe: Probe, number: int) -> Site:
    """Return the site as one round of a probe shall see it: strangers' name servers only in every third round."""
    if probe.id != "dns" or number % STRANGERS_EVERY == 0:
        return site
    kept = tuple(each for each in site.rungs if each.kind is not RungKind.RESOLVER or each.role in _NEAR_RESOLVERS)
    if not any(each.kind is RungKind.RESOLVER for each in kept):
        return site
    return replace(site, rungs=kept)


_NEAR_RESOLVERS = ("router", "isp", "office")


def plan_for(
    profile: str, length: timedelta | None, *, load: bool = False, cards: tuple[str, str] | None = None
) -> Plan:
    """Return the plan of a profile, with another length where one was given.

    Args:
        profile: FULL, QUICK, SLOT or WATCH.
        length: instead of the profile's own; a watch without one goes on until stopped.
        load: let a slot or watch test the throughput now and then.
        cards: interfaces to measure through by turns.

    Raises:
        BadInput: shorter than 5 s or longer than a day (a watch may last as long as it likes).
    """
    usual = {FULL: FULL_S, QUICK: QUICK_S, SLOT: SLOT_S, WATCH: None}[profile]
    if cards is not None:
        usual = TURNS_S
    seconds = length.total_seconds() if length is not None else usual
    if seconds is not None and (seconds < SHORTEST_S or (seconds > LONGEST_S and profile != WATCH)):
        what = {SLOT: "slot", WATCH: "watch"}.get(profile, "check")
        default = "" if usual is None else f"; {usual:.0f}s is the default"
        raise BadInput(f"a {what} of {seconds:.0f} s is not possible", hint=f"give --for between 5s and 24h{default}")
    turn_s = TURN_S if cards is None or seconds is None else min(TURN_S, max(SHORTEST_TURN_S, seconds / TURNS))
    every_s = LOAD_EVERY_S if load else None
    return Plan(profile=profile, ladder_s=seconds, load_every_s=every_s, cards=cards, turn_s=turn_s)
