"""What to do on site, in a few lines for each step: what to plug where, what it interrupts, who must agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Guide:
    """A title and three to six lines."""

    title: str
    lines: tuple[str, ...]


_AT_ONCE = "Press Enter below as soon as it is plugged in and switched on; coming into sync takes 1 to 3 minutes more."
_OFFLINE = "Ask the office first: internet (and telephone, if it hangs on the modem) is off for some 5 minutes."
_SAVE_PAGE = "Save the modem's page first (`netdoc import modem FILE`): a restart clears its counters and its log."

GUIDES: Mapping[str, Guide] = {
    "swap-modem": Guide(
        "Swap the modem for another one",
        (
            _OFFLINE,
            _SAVE_PAGE,
            "Have a modem at hand that has just held another line («proven»), supports this line's profile and is set "
            "up for it (VLAN, login), with its own power adapter.",
            "Write down the serials of both modems and adapters. Change nothing else: same socket, same line cable.",
            "Unplug the first modem with its adapter; plug in the other with its own.",
            _AT_ONCE,
        ),
    ),
    "test-socket": Guide(
        "Move the modem to the telco's test socket",
        (
            _OFFLINE,
            _SAVE_PAGE,
            "Find the test socket: where the telco's line enters, often behind the lower half of the first socket's "
            "cover. Open nothing that is the telco's alone.",
            "Unplug everything else from the line: telephones, fax, extensions. An alarm on this line cannot call out "
            "meanwhile: the office must know.",
            "Move the same modem there with its own adapter and line cable, and write down which socket it is.",
            _AT_ONCE,
        ),
    ),
    "laptop-at-modem": Guide(
        "Plug this computer into the modem, in place of the router",
        (
            "Ask the office first: everybody is offline for about a quarter of an hour.",
            "Unplug the router's cable at the modem and plug this computer in there; Wi-Fi off.",
            "If the modem is a bridge, the computer has to log in (PPPoE) with the office's account: ask who holds it. "
            "Log the router out first; two sessions at once may be refused.",
            "Press Enter below once it is plugged in, then try, with `netdoc check --at-modem` in another window; "
            "`--login` tries the account of the site file once.",
        ),
    ),
    "filter-out": Guide(
        "Take everything but the modem off the line",
        (
            "Ask the office first: telephones and fax on this line are dead until they are put back, and an alarm on "
            "it cannot call out.",
            "Take off filters, splitters, extensions, telephones, fax and alarm; write down what hung where.",
            "Connect the modem with one cable straight to the socket, the same socket as before.",
            "Press Enter below as soon as the modem hangs alone on the line.",
        ),
    ),
    "wired": Guide(
        "Put this computer on a cable",
        (
            "Plug a cable from this computer into the router (or the switch), and switch its Wi-Fi off.",
            "Nobody is disturbed. Write down the port you used.",
            "Press Enter below, then run `netdoc check`: its first lines must say «own link wired».",
        ),
    ),
    "other-device": Guide(
        "Try the same with another device",
        (
            "Take a device that shares as little as possible with the first one; by cable if you can.",
            "Ask whose it is; do the very thing that failed: same page, same call, in the same minute.",
            "Write down which device it was and how it was connected.",
            "Press Enter below when you see whether it works.",
        ),
    ),
    "ups-bypass": Guide(
        "Feed the modem from the wall instead of the UPS",
        (
            _OFFLINE,
            _SAVE_PAGE,
            "While it lasts the modem is not protected against a power cut: the office must agree to that.",
            "Plug the modem's own adapter straight into a wall socket; leave everything else on the UPS.",
            _AT_ONCE,
        ),
    ),
    "led": Guide(
        "Look at the lamps of the modem",
        (
            "Look before anybody touches the modem: a restart destroys what its lamps say.",
            "The DSL lamp may be called Link, Sync, ADSL or Broadband; the internet lamp Online, WAN or @.",
            "Watch each for five seconds: a lamp that flickers with the traffic counts as steady, one with a regular "
            "beat as blinking.",
            "Press Enter below while you look; then say what you see, and just Enter for a lamp it does not have.",
        ),
    ),
    "values": Guide(
        "Values read off the modem's page",
        (
            "Let the person open the modem's page for the DSL line; nothing is to be changed or restarted.",
            "Ask for the state first, then rates, noise margin and times; Enter leaves out what is not shown.",
            "Times as they stand there, with hours and minutes: 3h12m, 5d10h52m, 17:52:10.",
            "A saved page is better than a page read out: `netdoc import modem FILE`.",
        ),
    ),
    "quiet-line": Guide(
        "Listen to the line",
        (
            "This needs a plain telephone service on the line; ask the telco for its quiet-line test number.",
            "Plug a plain corded telephone into the test socket, alone if that is possible: the modem is off the line "
            "meanwhile, so ask the office first.",
            "Listen for half a minute. Crackle, hum, other voices, or no dial tone count as noisy.",
            "Press Enter below when you have heard it.",
        ),
    ),
    "note": Guide(
        "A note",
        (
            "Write what you saw or were told on site, not what you conclude from it.",
            "It is kept with its time and read by whoever gets the client's report.",
            "A restart or a changed setting of ours is entered with --power-cycled or --changed.",
        ),
    ),
    "said": Guide(
        "What a vendor said",
        (
            "Write the sentence as it was said, not what was meant by it.",
            "Ask for a ticket number and a name: without a ticket the statement supports nothing.",
            "Ask for what was measured, and when: «the line tests OK» is worth more with its time.",
        ),
    ),
}

BACK: Mapping[str, Guide] = {
    "swap-modem": Guide(
        "Put the first modem back",
        (
            _OFFLINE,
            _SAVE_PAGE,
            "Put the first modem back with the adapter it had, at the same socket and with the same line cable.",
            "Change nothing else: going back is what shows that it was the swap.",
            _AT_ONCE,
        ),
    ),
    "test-socket": Guide(
        "Move the modem back to the socket it came from",
        (
            _OFFLINE,
            _SAVE_PAGE,
            "Move the same modem back, with its own adapter and line cable; connect again what hung on the line.",
            "Change nothing else: going back is what shows that it was the socket.",
            _AT_ONCE,
        ),
    ),
    "laptop-at-modem": Guide(
        "Give the router its place at the modem again",
        (
            "Log this computer out first, if it had logged in.",
            "Plug the router's cable into the same port of the modem as before.",
            "Press Enter below, and see that the office is online again before you leave.",
        ),
    ),
    "filter-out": Guide(
        "Put filters and telephones back on the line",
        (
            "Put back what hung on the line, each where it was; each telephone behind its filter.",
            "Lift a receiver: there must be a dial tone. An alarm should be tried too.",
            "Press Enter below as soon as it is done.",
        ),
    ),
    "wired": Guide(
        "Put this computer back on Wi-Fi",
        (
            "Switch Wi-Fi on and unplug the cable.",
            "Stay at the same place in the room as before.",
            "Press Enter below, then run `netdoc check` once more.",
        ),
    ),
    "ups-bypass": Guide(
        "Feed the modem through the UPS again",
        (
            _OFFLINE,
            "Plug the modem's adapter into the outlet of the UPS where it was; some are not backed by its battery.",
            "Change nothing else.",
            _AT_ONCE,
        ),
    ),
}


def guide(name: str, *, back: bool = False) -> Guide:
    """Return the guide of a step."""
    return BACK[name] if back else GUIDES[name]
