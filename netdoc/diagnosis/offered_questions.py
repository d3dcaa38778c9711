"""Tests that only read or ask: they change nothing in the office, and are offered while a silence test runs too."""

from __future__ import annotations

from netdoc.diagnosis.offers import DOWN, LOSS, Offer, Outcome
from netdoc.diagnosis.situation import Situation
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.interface_counters import InterfaceCounters
from netdoc.model.facts.port_answer import PortAnswer
from netdoc.model.facts.power_state import PowerState
from netdoc.model.facts.second_path import SecondPath
from netdoc.model.facts.testimony import Testimony, Witness
from netdoc.model.facts.wan_session import WanSession
from netdoc.model.fault import Fault
from netdoc.model.incident import IncidentKind
from netdoc.model.plane import Plane
from netdoc.model.segment import Segment

ALL = frozenset(Fault)


def of(*segments: Segment) -> frozenset[Fault]:
    """Return the faults of some segments."""
    return frozenset(each for each in Fault if each.segment in segments)


LOOP, WIRING, MODEM, MAINS = of(Segment.LOOP), of(Segment.INHOUSE_WIRING), of(Segment.MODEM), of(Segment.MAINS)
OWN_NETWORK = of(Segment.HOST, Segment.LAN, Segment.ROUTER, Segment.ROUTER_MODEM_CABLE)
CORE = of(Segment.CORE)
SYNC = LOOP | WIRING | {Fault.MODEM_FRONT_END}
"""What makes a line lose its sync, or its packets, while the modem runs on."""
BOX = MAINS | {Fault.MODEM_REBOOTS, Fault.MODEM_ADAPTER}
"""What makes the modem start anew."""
SETUP = frozenset({Fault.MODEM_CONFIG, Fault.ROUTER_CONFIG})
SESSION = SETUP | {
    Fault.ACCESS_NO_PADO, Fault.ACCESS_AUTH_REJECT, Fault.ACCESS_SESSION_DOWN, Fault.MODEM_HANGS, Fault.CABLE_DOWN,
}  # fmt: skip
"""What ends a session while the line is in sync."""


def _no_line(situation: Situation) -> bool:
    return not situation.evidence.readings(DslLine)


def _no_boot(situation: Situation) -> bool:
    known = any(each.fact.uptime_s is not None for each in situation.evidence.readings(DeviceState))
    return not known and not _no_line(situation)


def _no_session(situation: Situation) -> bool:
    return not situation.evidence.readings(WanSession)


def _no_counters(situation: Situation) -> bool:
    return not any(each.fact.role == "wan" for each in situation.evidence.readings(InterfaceCounters))


def _no_ups_log(situation: Situation) -> bool:
    return not situation.evidence.readings(PowerState)


def _no_telco(situation: Situation) -> bool:
    said = situation.evidence.readings(Testimony)
    return not any(each.fact.witness is Witness.TELCO for each in said)


def _no_lamps(situation: Situation) -> bool:
    seen = any(each.fact.light_dsl is not None for each in situation.evidence.readings(Testimony))
    return not seen and _no_line(situation)


def _in_sync(situation: Situation) -> bool:
    """Return whether the line is out of the question: the setup is asked about when it came into sync at all."""
    return not SYNC & set(situation.candidates)


def _second_path_asked(situation: Situation) -> bool:
    ports = situation.evidence.readings(PortAnswer)
    asked = any(each.plane is Plane.SECOND_PATH for each in ports)
    return asked or bool(situation.evidence.readings(SecondPath))


def _no_second_path(situation: Situation) -> bool:
    return not _second_path_asked(situation)


def _always(_: Situation) -> bool:
    return True


_PAGE = (
    Outcome("in sync through the failures", "neither line nor wiring, and no restart", SYNC | BOX),
    Outcome("sync lost, the modem ran on", "the line, the wiring or the modem's DSL side", ALL - SYNC),
    Outcome("the modem started anew before the failure", "the modem, its adapter or its power", ALL - BOX),
)
_OWNER_OF_LOGIN = "whoever has the modem's login"

QUESTIONS = (
    Offer(
        id="read-modem",
        what="Save the modem's line page (status, statistics, log; whatever it shows) as a file and hand it in, or "
        "configure its login in site.toml. It tells whether the line was in sync, and since when.",
        outcomes=_PAGE, hands_s=600, command="netdoc import modem FILE", who_agrees=_OWNER_OF_LOGIN,
        agreement_h=0.25, serves=DOWN, is_open=_no_line,
    ),
    Offer(
        id="values-by-phone",
        what="Have somebody in the office open the modem's page and read off by phone: sync or not, in sync since "
        "when, running since when, margin, CRC and ES. Write them down with name and time.",
        outcomes=_PAGE, hands_s=900, command="netdoc step values", who_agrees="somebody in the office",
        agreement_h=0.25, serves=DOWN, is_open=_no_line,
    ),
    Offer(
        id="modem-leds",
        what="At the next failure look at the modem before anybody touches it: which lamps are lit, steady, blinking "
        "or dark (power, DSL, internet)? Note them with the time.",
        outcomes=(
            Outcome("DSL lamp dark or blinking, power lamp lit", "the line lost its sync", ALL - SYNC),
            Outcome("all lamps dark, or starting anew", "the modem had no power or restarted", ALL - BOX),
            Outcome("DSL lamp steady, internet lamp dark", "the session ended while in sync", ALL - SESSION),
            Outcome("all lamps steady", "beyond the modem and its session, on either side", SYNC | BOX | SESSION),
        ),
        hands_s=300, command="netdoc step led", waits=True, who_agrees="somebody in the office",
        agreement_h=0.25, serves=DOWN, is_open=_no_lamps,
    ),
    Offer(
        id="ask-login",
        what="Ask whoever supplied the modem for a login that may only read its status, or for its line statistics "
        "and log of the hours in question.",
        outcomes=_PAGE, hands_s=86400, command="netdoc modem ask", who_agrees="whoever supplied the modem",
        agreement_h=1.0, serves=DOWN, is_open=_no_line,
    ),
    Offer(
        id="read-counters",
        what="Read the modem's error counters (CRC, ES) before and after a stretch of loss: save its line page twice.",
        outcomes=(
            Outcome("errors grew with the loss", "the line, the wiring or the modem's DSL side", ALL - SYNC),
            Outcome("no errors while packets were lost", "neither line nor wiring", SYNC),
        ),
        hands_s=900, command="netdoc import modem FILE", waits=True, who_agrees=_OWNER_OF_LOGIN,
        agreement_h=0.25, serves=LOSS, is_open=_no_line,
    ),
    Offer(
        id="read-modem-uptime",
        what="Find out when the modem last started (its status page or log), and note the time. It tells a restart "
        "from a line that dropped.",
        outcomes=(
            Outcome("it started at or before the failure", "the modem, its adapter or its power", ALL - BOX),
            Outcome("it ran on", "no restart", BOX),
        ),
        hands_s=600, command="netdoc step values --uptime TIME", who_agrees=_OWNER_OF_LOGIN, agreement_h=0.25,
        serves=DOWN, is_open=_no_boot,
    ),
    Offer(
        id="read-router",
        what="Enable UPnP status on the router, or read its internet page, and note whether the session was up and "
        "since when.",
        outcomes=(
            Outcome("the session stood", "neither line, wiring, modem nor session", SYNC | BOX | SESSION),
            Outcome("the session was down", "not the network behind it", CORE | {Fault.ROUTER_FORWARDING}),
        ),
        hands_s=600, command="netdoc check", who_agrees="whoever runs the router", agreement_h=0.25,
        serves=DOWN, is_open=_no_session,
    ),
    Offer(
        id="right-tag",
        what="Ask the provider for VLAN tag, VPI/VCI, realm and user name of this line, and compare them with what "
        "modem and router are set to.",
        outcomes=(
            Outcome("they differ", "the setup of modem or router", ALL - SETUP),
            Outcome("they are the same", "the setup is excluded", SETUP),
        ),
        hands_s=3600, command="netdoc step said --by isp", who_agrees="the provider", agreement_h=1.0, serves=DOWN,
        is_open=_in_sync,
    ),
    Offer(
        id="other-mains-device",
        what="Find out when other mains-powered devices in the office last started (router, switch, printer, a clock "
        "that blinks), and note each with its time.",
        outcomes=(
            Outcome("another started within 3 minutes of the modem", "the power supply", ALL - MAINS),
            Outcome("none did", "the mains did not fail", frozenset({Fault.MAINS_OUTAGE})),
        ),
        hands_s=300, command="netdoc step note", who_agrees="the client", agreement_h=0.25, serves=DOWN,
        is_open=_always,
    ),
    Offer(
        id="ups-log",
        what="Where the modem is fed through a UPS, read it: its log of transfers, its load, battery and self-test.",
        outcomes=(
            Outcome("it switched, was overloaded or failed its test", "the power supply", ALL - MAINS),
            Outcome("it shows nothing", "says little: short events are easily missed", frozenset()),
        ),
        hands_s=600, command="netdoc step note", who_agrees="the client", agreement_h=0.25, serves=DOWN,
        is_open=_no_ups_log,
    ),
    Offer(
        id="idle-line",
        what="Read the router's traffic counters (UPnP or SNMP) while it happens: loss on a full line is no fault.",
        outcomes=(
            Outcome("the line was full", "the office's own traffic", ALL - {Fault.LAN_OWN_TRAFFIC}),
            Outcome("the line was idle", "not the office's own traffic", frozenset({Fault.LAN_OWN_TRAFFIC})),
        ),
        hands_s=900, command="netdoc watch", waits=True, who_agrees="whoever runs the router", agreement_h=0.25,
        serves=LOSS, is_open=_no_counters,
    ),
    Offer(
        id="other-resolver",
        what='Add the provider\'s name server to site.toml ([[resolver]] with role = "isp") and check again: it tells '
        "the router's name service from the provider's.",
        outcomes=(
            Outcome("the provider's answers, the router's does not", "the router", ALL - OWN_NETWORK),
            Outcome("the provider's fails too", "the provider's name server", OWN_NETWORK),
        ),
        hands_s=120, command="netdoc check", serves=frozenset({IncidentKind.NAMES}), is_open=_always,
    ),
    Offer(
        id="second-path",
        what="Try the same destination over another line (a phone's tether).",
        outcomes=(
            Outcome("it fails there too", "the destination", ALL - of(Segment.BEYOND, Segment.SERVICE)),
            Outcome("it works there", "the way to it from here", of(Segment.BEYOND, Segment.SERVICE)),
        ),
        hands_s=300, command="netdoc check --second-path IFACE", is_open=_no_second_path,
    ),
    Offer(
        id="ask-far-end",
        what="Ask the vendor at the far end whether it turns this office's internet address away (a ban after failed "
        "logins, a firewall), and note name, time and answer.",
        outcomes=(
            Outcome("it does", "the far end", ALL - of(Segment.BEYOND, Segment.SERVICE)),
            Outcome("it does not", "the way to it from here", of(Segment.BEYOND, Segment.SERVICE)),
        ),
        hands_s=86400, command="netdoc step note", who_agrees="the vendor at the far end", agreement_h=1.0,
        serves=frozenset({IncidentKind.TARGET, IncidentKind.PORT}), is_open=_second_path_asked,
    ),
    Offer(
        id="ask-telco",
        what="Ask the telco to read its port for the times of the drops: 15-minute ES/SES/UAS bins, initialisations "
        "and dying gasps. Note ticket, name and time of the answer. A line test that passes now says nothing of then.",
        outcomes=(
            Outcome("it finds its own line at fault", "the line", ALL - LOOP),
            Outcome("a dying gasp at each drop", "the modem lost its power", ALL - BOX),
            Outcome("it finds nothing", "says nothing of the drops", frozenset()),
        ),
        hands_s=3 * 86400, command="netdoc step said --by telco", who_agrees="the telco", agreement_h=2.0,
        serves=DOWN | LOSS, is_open=_no_telco,
    ),
)  # fmt: skip
"""In the order in which equal figures are offered."""
