"""What would raise an indicated fault to an established one, per fault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from netdoc.diagnosis.offered_questions import QUESTIONS
from netdoc.diagnosis.offered_steps import STEPS
from netdoc.diagnosis.offers import Offer, as_test, duration_s
from netdoc.diagnosis.situation import Situation
from netdoc.diagnosis.watching import keep_watching, ways_back
from netdoc.model.fault import Fault
from netdoc.model.segment import Party
from netdoc.model.verdict import NextTest

F = Fault
MINUTES = "the office is offline for some minutes"
MOST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """A test that raises a fault, and what its two outcomes would show. `waits`: it shows something at the next one."""

    what: str
    shows: tuple[str, ...]
    seconds: int
    waits: bool = False
    who: str = ""
    disturbs: str = ""
    command: str = "netdoc check"


def confirm(fault: Fault, party: Party, now: Situation) -> tuple[NextTest, ...]:
    """Return the tests that would raise an indicated fault to an established one, the next one first."""
    own = CONFIRMATIONS.get(fault, _MEANWHILE if fault in _STEP_FIRST else _WATCH_ON)
    waiting = now.next_drop_s if own.waits and not now.failing_now else 0.0
    first = NextTest(
        id=f"confirm-{fault.value.replace('.', '-').replace('_', '-')}",
        what=own.what,
        separates=(party,),
        duration_s=round(own.seconds + waiting),
        who_agrees=own.who,
        disturbs=own.disturbs,
        command=own.command,
        shows=own.shows,
    )
    offers = [_OFFERS[each] for each in _WITH.get(fault, ())]
    more = [as_test(each, now, (party,)) for each in offers if _makes_sense(each, now)]
    told = [*keep_watching(now), *ways_back(now), *(more if fault in _STEP_FIRST else ())]
    return (*told, first, *(() if fault in _STEP_FIRST else more))[:MOST]


def _makes_sense(offer: Offer, now: Situation) -> bool:
    held_up = offer.touches and bool(now.running)
    return offer.is_open(now) and not held_up and duration_s(offer, now) is not None


_OFFERS: Mapping[str, Offer] = {each.id: each for each in (*QUESTIONS, *STEPS)}
_RESTARTS = ("other-mains-device", "ups-log", "ups-bypass", "swap-adapter")
_WITH: Mapping[Fault, tuple[str, ...]] = {
    F.MODEM_REBOOTS: _RESTARTS,
    F.MODEM_ADAPTER: ("swap-adapter",),
    F.MODEM_HANGS: ("swap-modem",),
    F.MODEM_FRONT_END: ("swap-modem",),
    F.MODEM_CONFIG: ("right-tag", "swap-modem"),
    F.INHOUSE_WIRING_FAULT: ("test-socket",),
    F.INHOUSE_WIRING_FILTER: ("filter-out",),
    F.LOOP_NOISE: ("test-socket", "swap-modem", "ask-telco"),
    F.LOOP_NO_SIGNAL: ("test-socket", "swap-modem", "ask-telco"),
    F.LOOP_SIGNAL_LOST: ("test-socket", "swap-modem", "ask-telco"),
    F.LOOP_ERRORS: ("test-socket", "swap-modem", "ask-telco"),
    F.LOOP_RATE: ("test-socket", "swap-modem", "ask-telco"),
    F.ACCESS_NO_PADO: ("right-tag", "swap-modem"),
    F.ACCESS_AUTH_REJECT: ("laptop-at-modem", "right-tag"),
    F.ACCESS_SESSION_DOWN: ("laptop-at-modem", "right-tag", "swap-modem"),
    F.MAINS_OUTAGE: ("other-mains-device", "ups-log"),
    F.MAINS_UPS: ("ups-log", "ups-bypass"),
}
"""Offers that establish a fault too, in this order."""
_STEP_FIRST = frozenset(_WITH) - {F.MODEM_REBOOTS, F.MAINS_OUTAGE, F.MAINS_UPS}
"""Faults that no watching alone establishes: the step comes before it."""

_AGAIN = "it happens again: the same signs a second time establish it"
_WATCH_ON = Confirmation(
    what="Leave netdoc watching (`netdoc check` again, or a longer `--for`): one occurrence points to it, repeated "
    "ones at other hours establish it.",
    shows=(_AGAIN, "it does not come back: it stays indicated for the times seen"),
    seconds=86400, command="netdoc watch",
)  # fmt: skip
_MEANWHILE = Confirmation(
    what="Leave netdoc watching: every further failure shortens the silence that a test needs, and shows whether the "
    "signs stay the same.",
    shows=("it happens again: one failure more to count", "it does not come back: it stays indicated as it is"),
    seconds=86400, command="netdoc watch",
)  # fmt: skip
_SECOND_PATH = Confirmation(
    what="Try the same destination over another line (a phone's tether) while it fails.",
    shows=("it fails there too: the destination is at fault", "it works there: the provider's way to it stays open"),
    seconds=300, waits=True, command="netdoc check --second-path IFACE",
)  # fmt: skip
_AT_THE_ROUTER = "Connect this computer straight to the router by a known good cable and check again."
_CORE = Confirmation(
    what="Check again at the same hour on another day, and once over another line while it fails.",
    shows=(
        "it comes back while the line is clean and the other line works: the provider's network",
        "it fails over the other line too: not this provider's network alone",
    ),
    seconds=86400,
)  # fmt: skip
_LARGE = Confirmation(
    what="Check again over another line (a phone's tether), as it is.",
    shows=(
        "large packets pass there: this line, its router or its provider",
        "they stall there too: the far end, and not this line",
    ),
    seconds=300,
)  # fmt: skip
CONFIRMATIONS: Mapping[Fault, Confirmation] = {
    F.HOST_NO_ADDRESS: Confirmation(
        what="Connect a second device to the same port.",
        shows=("it gets an address: this computer is at fault", "it gets none: the router's address service is"),
        seconds=300, command="netdoc step other-device",
    ),
    F.LAN_UNREACHABLE: Confirmation(
        what=_AT_THE_ROUTER,
        shows=("it answers there: the office cabling or switch is at fault", "it does not: look at the router's power"),
        seconds=600, waits=True,
    ),
    F.LAN_LOSS: Confirmation(
        what=_AT_THE_ROUTER,
        shows=("the loss vanishes: office cabling, switch or Wi-Fi", "it stays: the router, or what lies behind it"),
        seconds=600, waits=True,
    ),
    F.LAN_WIFI: Confirmation(
        what="Measure for ten minutes by cable, ten by Wi-Fi and ten by cable again, at the same place in the ladder.",
        shows=("only the Wi-Fi loses: the radio", "the cable loses too: what both pass"), seconds=1800,
        command="netdoc step wired",
    ),
    F.LAN_CABLE: Confirmation(
        what="Use another patch cable and another port of the switch, and check again.",
        shows=("the errors stop: that cable or port", "they go on: the computer's own port"), seconds=600,
    ),
    F.LAN_OWN_TRAFFIC: Confirmation(
        what="Repeat the check while the office is idle, at the same hour.",
        shows=("clean while idle: the office's own traffic", "the same while idle: something else"), seconds=600,
    ),
    F.ROUTER_FORWARDING: Confirmation(
        what="While it fails, read the router's internet page (session up, since when), then restart the router once "
        "and note the time.",
        shows=("the office is back at once: the router was at fault", "it is not: the router is not shown to be"),
        seconds=600, waits=True, who="whoever runs the router", disturbs=MINUTES, command="netdoc step note",
    ),
    F.LAN_ROGUE_DHCP: Confirmation(
        what="While it fails, switch off the address service (DHCP) of the second server, renew this computer's "
        "address, and note the time.",
        shows=("it works at once: the second server was at fault", "it does not: the server is not shown to be"),
        seconds=600, waits=True, who="whoever looks after that server", command="netdoc step note",
    ),
    F.LAN_DUPLICATE_IP: Confirmation(
        what="While it fails, unplug the device with the second hardware address, and note the time.",
        shows=("it works at once: the shared address was at fault", "it does not: it is not shown to be"),
        seconds=600, waits=True, who="whoever uses that device", command="netdoc step note",
    ),
    F.LAN_STORM: Confirmation(
        what="While it fails, unplug the cables between the switches one after the other, each for half a minute, and "
        "note the time of each.",
        shows=("it works at once: that cable closes a loop, or leads to what calls", "it does not: look elsewhere"),
        seconds=600, waits=True, who="whoever looks after the office network", disturbs=MINUTES,
        command="netdoc step note",
    ),
    F.MODEM_REBOOTS: Confirmation(
        what="At the next restart note whether two other mains-powered devices ran on, before anybody touches the "
        "modem.",
        shows=("they ran on: the modem or its adapter", "they restarted with it: the power supply"),
        seconds=300, waits=True, who="somebody in the office", command="netdoc step note",
    ),
    F.MAINS_OUTAGE: Confirmation(
        what="At the next failure note whether lights and other mains-powered devices went out too, and when each "
        "came back.",
        shows=("they did: the mains", "they did not: the modem's own feed, or the UPS"),
        seconds=300, waits=True, who="somebody in the office", command="netdoc step note",
    ),
    F.MAINS_UPS: Confirmation(
        what="At the next failure note whether devices that are not fed through the UPS ran on.",
        shows=("they ran on: the UPS", "they went out too: the mains"),
        seconds=300, waits=True, who="somebody in the office", command="netdoc step note",
    ),
    F.BEYOND_TARGET: _SECOND_PATH,
    F.SERVICE_DOWN: _SECOND_PATH,
    F.SERVICE_BALANCER: Confirmation(
        what="Ask the hosting vendor for one test: the same attempts from within its network, straight to each server "
        "and through the virtual address, in the same minutes.",
        shows=(
            "the servers answer and the virtual address fails: the balancer",
            "a server fails there too: that server's host; nothing fails there: the way between, or this source alone",
        ),
        seconds=600, who="the hosting vendor", command="netdoc service probe",
    ),
    F.SERVICE_BACKEND: Confirmation(
        what="Ask whoever runs that server whether it answers on its own machine, and repeat the attempts over another "
        "line (a phone's tether).",
        shows=("it fails there too: the server", "it answers there: it refuses this line, which is another question"),
        seconds=600, who="whoever runs the server", command="netdoc service probe",
    ),
    F.CORE_UNREACHABLE: _CORE,
    F.CORE_LOSS: _CORE,
    F.CORE_MTU: _LARGE,
    F.CORE_FILTER: Confirmation(
        what="Plug this computer into the modem in place of the router for some minutes and ask the same ports there, "
        "and ask the vendor at the far end whether it turns this office's address away.",
        shows=(
            "they stay closed without the router, and the far end turns nobody away: the provider's network",
            "they answer without the router: its own firewall",
        ),
        seconds=900, who="whoever runs the router, and the vendor at the far end", disturbs=MINUTES,
        command="netdoc check --second-path IFACE",
    ),
    F.ROUTER_MTU: _LARGE,
    F.NAMES_RESOLVER: Confirmation(
        what="Check again at another hour, and once over another line.",
        shows=("it fails again while the line is clean: the provider's name server", "it does not: it stays indicated"),
        seconds=3600,
    ),
    F.NAMES_ROUTER_PROXY: Confirmation(
        what="While names fail, restart the router's name service (or the router) once and note the time.",
        shows=("names work at once: the router was at fault", "they do not: look at the provider's name server"),
        seconds=600, waits=True, who="whoever runs the router", disturbs=MINUTES, command="netdoc step note",
    ),
}  # fmt: skip
