"""Tests that change the arrangement for a time: socket, modem, adapter, filters, power, cable."""

from __future__ import annotations

from netdoc.diagnosis.offered_questions import ALL, MODEM, OWN_NETWORK, SETUP, SYNC, WIRING, of
from netdoc.diagnosis.offers import DOWN, LOSS, Offer, Outcome
from netdoc.diagnosis.situation import Situation
from netdoc.model.facts.link_state import LinkKind, LinkState
from netdoc.model.facts.power_state import PowerState
from netdoc.model.facts.step import Action, Step
from netdoc.model.fault import Fault
from netdoc.model.incident import IncidentKind
from netdoc.model.segment import Segment

NEAR = of(Segment.HOST, Segment.LAN)
FILTER, ADAPTER, UPS = Fault.INHOUSE_WIRING_FILTER, Fault.MODEM_ADAPTER, Fault.MAINS_UPS
MINUTES = "the internet is interrupted for some minutes"
CLIENT = "the client"


def _not_at_test_socket(situation: Situation) -> bool:
    return Action.TEST_SOCKET not in situation.taken


def _not_swapped(situation: Situation) -> bool:
    return Action.SWAP_MODEM not in situation.taken


def _filters_on(situation: Situation) -> bool:
    """Return whether filters are worth a test of their own: nothing else hangs on the line at the test socket."""
    return Action.TEST_SOCKET in situation.taken and Action.FILTER_OUT not in situation.taken


def _through_ups(situation: Situation) -> bool:
    evidence = situation.evidence
    told = any(each.fact.behind_ups for each in evidence.readings(Step))
    known = told or bool(evidence.readings(PowerState)) or any(each.kind == "ups" for each in evidence.site.devices)
    return known and Action.UPS_BYPASS not in situation.taken


def _router_between(situation: Situation) -> bool:
    return Action.LAPTOP_AT_MODEM not in situation.taken


def _wireless(situation: Situation) -> bool:
    looks = situation.evidence.readings(LinkState)
    return any(each.fact.link is LinkKind.WIFI for each in looks) and Action.WIRED not in situation.taken


def _first_adapter(situation: Situation) -> bool:
    """Return whether the adapter alone is worth a test: where the modem restarts; else it goes with the modem."""
    return not situation.adapter_swapped and not SYNC & set(situation.candidates)


STEPS = (
    Offer(
        id="test-socket",
        what="Plug the same modem, with the same adapter, into the telco's test socket with nothing else connected; "
        "then leave it alone.",
        outcomes=(
            Outcome("it drops there", "the in-house wiring is excluded", WIRING),
            Outcome("silent there", "the in-house wiring", ALL - WIRING),
        ),
        hands_s=900, command="netdoc step test-socket", silent=True, disturbs=MINUTES, disturbance_h=1.0,
        who_agrees=CLIENT, agreement_h=0.25, touches=True, serves=DOWN | LOSS, is_open=_not_at_test_socket,
    ),
    Offer(
        id="swap-modem",
        what="Put in a second modem that is proven on another line, with its own adapter, {where}; change nothing "
        "else. If it is silent, put the first one back: it must drop again (A-B-A).",
        outcomes=(
            Outcome("it drops with the second modem too", "the first modem is excluded", MODEM),
            Outcome("silent with it", "the first modem or its adapter", ALL - MODEM),
        ),
        hands_s=1800, command="netdoc step swap-modem --modem SERIAL --proven", silent=True, returns=True, fetch_h=24.0,
        disturbs=MINUTES, disturbance_h=1.0, who_agrees=CLIENT, agreement_h=0.25, touches=True, serves=DOWN | LOSS,
        is_open=_not_swapped,
    ),
    Offer(
        id="filter-out",
        what="Take every filter, splitter, extension lead and phone off the line, so that only the modem hangs on it; "
        "then leave it alone.",
        outcomes=(
            Outcome("it drops all the same", "filters and phones are excluded", frozenset({FILTER})),
            Outcome("silent without them", "a filter, a phone or an extension", ALL - {FILTER}),
        ),
        hands_s=900, command="netdoc step filter-out", silent=True,
        disturbs="the telephones on this line are dead meanwhile", disturbance_h=4.0, who_agrees=CLIENT,
        agreement_h=0.25, touches=True, serves=DOWN | LOSS, is_open=_filters_on,
    ),
    Offer(
        id="swap-adapter",
        what="Feed the same modem from another power adapter of the same voltage and current; change nothing else.",
        outcomes=(
            Outcome("it restarts all the same", "the adapter is excluded", frozenset({ADAPTER})),
            Outcome("no restart with it", "the adapter", ALL - {ADAPTER}),
        ),
        hands_s=900, command="netdoc step swap-modem --adapter NAME", silent=True, returns=True, fetch_h=4.0,
        disturbs=MINUTES, disturbance_h=1.0, who_agrees=CLIENT, agreement_h=0.25, touches=True, serves=DOWN,
        is_open=_first_adapter,
    ),
    Offer(
        id="ups-bypass",
        what="Feed modem and router from the wall instead of the UPS; change nothing else.",
        outcomes=(
            Outcome("it restarts all the same", "the UPS is excluded", frozenset({UPS})),
            Outcome("no restart from the wall", "the UPS", ALL - {UPS}),
        ),
        hands_s=900, command="netdoc step ups-bypass", silent=True, disturbs=MINUTES, disturbance_h=1.0,
        who_agrees=CLIENT, agreement_h=0.25, touches=True, serves=DOWN, is_open=_through_ups,
    ),
    Offer(
        id="laptop-at-modem",
        what="While it fails, connect this computer to the modem in place of the router, log in with the tag and the "
        "account that the provider names, and run `netdoc check --at-modem` again (`--login` tries the account of the "
        "site file once, and ends the session).",
        outcomes=(
            Outcome("it works there", "the router, its cable or the office network", ALL - OWN_NETWORK),
            Outcome("it works there only with another tag", "the setup of modem or router", ALL - SETUP),
            Outcome("it fails there with the right tag too", "router and setup are excluded", OWN_NETWORK | SETUP),
        ),
        hands_s=900, command="netdoc step laptop-at-modem", waits=True,
        disturbs="the office is offline for a quarter of an hour", disturbance_h=1.5, who_agrees=CLIENT,
        agreement_h=0.25, touches=True, serves=DOWN | {IncidentKind.LARGE, IncidentKind.PORT}, is_open=_router_between,
    ),
    Offer(
        id="wired",
        what="Connect this computer by cable instead of Wi-Fi and measure again.",
        outcomes=(
            Outcome("gone by cable", "the Wi-Fi or this computer", ALL - NEAR),
            Outcome("the same by cable", "not the Wi-Fi", NEAR - {Fault.LAN_OWN_TRAFFIC}),
        ),
        hands_s=300, command="netdoc step wired", is_open=_wireless,
    ),
)  # fmt: skip
"""In the order in which equal figures are offered."""
