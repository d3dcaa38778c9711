"""Page 1's request to its reader: what to do, and never more than the standing allows to ask."""

from __future__ import annotations

from collections.abc import Mapping

from netdoc.model.fault import Fault
from netdoc.model.segment import Party, Segment
from netdoc.model.verdict import Conclusion, Standing
from netdoc.report.agreed_test import CONCERNS, running, told_test
from netdoc.report.headline import remaining_words
from netdoc.report.options import options
from netdoc.report.variants import Variant, accused, isp_name, telco_name
from netdoc.report.view import View
from netdoc.report.words import capital, joined

_AT_THE_PROVIDER = {
    Segment.ACCESS: ("the account and its session", "your session and authentication log"),
    Segment.CORE: ("your network from the access to the internet", "your own loss and load figures"),
    Segment.NAMES: ("your name server", "its own record of failures"),
}
"""What to look at, and what to send, by the segment of the fault."""
_ON_THE_LINE: Mapping[Fault | None, str] = {
    Fault.LOOP_SIGNAL_LOST: "; a contact that opens now and then would look like this",
    Fault.LOOP_RATE: "; please compare the rate and the profile set for it with those it had before",
}
"""What a line fault adds to the request."""
_AT_THE_LOGIN: Mapping[Fault | None, tuple[str, ...]] = {
    Fault.ACCESS_AUTH_REJECT: (
        "Please say which user name and VLAN tag are right for this access today, and why this login is rejected: "
        "blocked, moved, or never set up for the product on this line.",
    ),
}
"""What a rejected login adds: only the provider can see the reason."""
_COUNTERS = "the 15-minute error counters (ES, SES, UAS, initialisations, dying gasp) at your end of the line"


def ask(view: View) -> tuple[str, ...]:
    """Return the request, one sentence or two a line, the most important first."""
    lines = {
        Variant.TELCO: _telco,
        Variant.ISP: _isp,
        Variant.JOINT: _joint,
        Variant.HOSTING: _hosting,
        Variant.IT: _installation,
        Variant.PLAIN: _office,
        Variant.TECHNICAL: _office,
    }[view.variant](view)
    return tuple(each for each in lines if each)


def _telco(view: View) -> tuple[str, ...]:
    if accused(view.verdict) is Party.LINE:
        if view.verdict.standing is Standing.ESTABLISHED:
            act = "Please test and repair the pair from the test socket to the DSLAM port"
        else:
            act = "Please test the pair from the test socket to the DSLAM port, and repair what you find"
        return (
            f"{act}{_ON_THE_LINE.get(view.verdict.fault, '')}.",
            f"Please compare {_COUNTERS} with the times on the incident page.",
            *told_test(view),
        )
    if Party.LINE in view.verdict.remaining:
        return (
            f"Please read {_COUNTERS} for the times on the incident page and tell us what they show.",
            "A single line test that passes now says nothing about those times.",
            *told_test(view),
        )
    if accused(view.verdict) in _OWN:
        return (_NO_VISIT,)
    return ("This copy is for your information. No line repair and no visit is asked for.", *told_test(view))


def _isp(view: View) -> tuple[str, ...]:
    party, established = accused(view.verdict), view.verdict.standing is Standing.ESTABLISHED
    if party is Party.EQUIPMENT:
        adapter = view.verdict.fault is Fault.MODEM_ADAPTER
        done, asked = _THE_ADAPTER if adapter else _THE_BOX
        return (done if established else asked, *told_test(view))
    if party is Party.PROVIDER:
        act, fault = "repair" if established else "check", view.verdict.fault
        place, records = _AT_THE_PROVIDER[fault.segment if fault else Segment.ACCESS]
        return (
            f"Please {act} {place}, as of the times on the incident page.",
            f"Please send {records} for those times.",
            *_AT_THE_LOGIN.get(fault, ()),
            *told_test(view),
        )
    if set(view.verdict.remaining) & {Party.EQUIPMENT, Party.PROVIDER}:
        return (
            "Please compare your session, port and line records with the times on the incident page, "
            "and tell us what they show.",
            *told_test(view),
        )
    if party in _OWN:
        return (_NO_VISIT,)
    return ("This copy is for your information. Nothing is asked of you yet.", *told_test(view))


_OWN = frozenset({Party.PREMISES, Party.POWER})
_NO_VISIT = "This copy is for your information: nothing is asked of you, and no visit is asked for."
_THE_BOX = (
    "Please replace the supplied box together with its power adapter.",
    "Please send a second box with its power adapter, so that the two can be compared at the same socket.",
)
_THE_ADAPTER = (
    "Please replace the power adapter of the supplied box.",
    "Please send a second power adapter for the supplied box, so that the two can be compared.",
)
"""What is asked for when it is established, and before."""


def _hosting(view: View) -> tuple[str, ...]:
    party, fault = accused(view.verdict), view.verdict.fault
    if party is Party.FAR_END and fault is Fault.SERVICE_BALANCER:
        established = view.verdict.standing is Standing.ESTABLISHED
        act = "Please repair" if established else "Please check"
        return (
            f"{act} the balancer in front of this service: its members, their checks, and what it drops.",
            "Please send its log and its counters for the seconds printed under «Attempts at services».",
            *told_test(view),
        )
    if party is Party.FAR_END and fault is Fault.SERVICE_BACKEND:
        return (
            "Please look at the server named in the finding, and say why the balancer keeps it in rotation.",
            *told_test(view),
        )
    if party is Party.FAR_END:
        return ("Please say whether this destination was down at the times on the incident page.", *told_test(view))
    if party in _OWN:
        return (_NO_VISIT,)
    return ("This copy is for your information. Nothing is asked of you yet.", *told_test(view))


def _installation(view: View) -> tuple[str, ...]:
    party, fault = accused(view.verdict), view.verdict.fault
    if party is Party.PREMISES and fault is not None and fault in _AT_THE_INSTALLATION:
        established = view.verdict.standing is Standing.ESTABLISHED
        act = "Please put right" if established else "Please check, and put right what you find,"
        return (
            f"{act} {_AT_THE_INSTALLATION[fault]}, as of the times on the incident page.",
            "Please say what was installed or changed in this network, and when, next to the changes listed here.",
            *told_test(view),
        )
    if party is Party.PREMISES or Party.PREMISES in view.verdict.remaining:
        return (
            "Please compare what you installed and changed in this network with the times on the incident page, and "
            "tell us what that shows.",
            *told_test(view),
        )
    return ("This copy is for your information. Nothing is asked of you yet.", *told_test(view))


_AT_THE_INSTALLATION: Mapping[Fault, str] = {
    Fault.HOST_CLOCK: "the clocks of the office's computers and server",
    Fault.HOST_LINK: "the computer's own link",
    Fault.HOST_NO_ADDRESS: "how this computer gets its address",
    Fault.LAN_UNREACHABLE: "the cabling and switches between the computers and the router",
    Fault.LAN_WIFI: "the office's Wi-Fi",
    Fault.LAN_CABLE: "the cable or port named in the finding",
    Fault.LAN_LOSS: "the cabling and switches between the computers and the router",
    Fault.LAN_NAMES: "the office's own name server: whom it asks onward, its clock, and who is told to ask it",
    Fault.LAN_STORM: "the loop or the device that floods the network, and the switches that let it",
    Fault.LAN_OWN_TRAFFIC: "what fills the line at those times (backup, synchronisation)",
    Fault.LAN_ROGUE_DHCP: "which server hands out addresses here: one only, with the right gateway and name server",
    Fault.LAN_DUPLICATE_IP: "the address that two devices hold",
}
"""What is asked for of whoever installed it, by fault."""


def _joint(view: View) -> tuple[str, ...]:
    telco, isp = capital(telco_name(view.site)), isp_name(view.site)
    party, concerned = accused(view.verdict), CONCERNS[Variant.JOINT]
    if party in concerned:
        work = "carries out the repair" if view.verdict.standing is Standing.ESTABLISHED else "looks into it"
        return (f"Please agree, in one call, who {work} and by when.", *told_test(view))
    if party in _OWN:
        return (_NO_VISIT,)
    if party is not None or not concerned & set(view.verdict.remaining):
        return ("This copy is for your information. Nothing is asked of you yet.", *told_test(view))
    compare = "Until then, please each compare your own records with the times on the incident page."
    if running(view) is not None:
        call = f"{telco} and {isp}: a test is running. If you would not accept its result, please say so now, and why."
        return (call, *told_test(view), compare)
    call = f"{telco} and {isp}: please agree one joint test, in one call, with its pass mark fixed beforehand."
    return (call, *told_test(view), compare)


def _office(view: View) -> tuple[str, ...]:
    verdict = view.verdict
    party = accused(verdict)
    if party in _OWN:
        return (_office_own(view, party), options(view), *told_test(view))
    if party is not None:
        return (_OFFICE_ASKS[party], *told_test(view))
    if verdict.conclusion is Conclusion.NO_FAULT:
        return ("Nothing is asked of anybody.", *told_test(view))
    tests = told_test(view)
    if verdict.remaining:
        hold = f"Please accuse none of them yet ({joined(remaining_words(view), 'and')})."
        return (*(tests or ("Please keep measuring until the next incident.",)), hold)
    tests = tests or ("Please keep measuring: `netdoc check --for 24h`.",)
    return (*tests, "Please accuse nobody on this report alone.")


def _office_own(view: View, party: Party) -> str:
    what = "put right" if view.verdict.standing is Standing.ESTABLISHED else "looked at first"
    place = "in the office" if party is Party.PREMISES else "at the office's power supply"
    return f"This can be {what} {place}; no call to a vendor is needed for it."


_OFFICE_ASKS: Mapping[Party, str] = {
    Party.EQUIPMENT: "Please ask the provider to look at the supplied box; a copy for the provider can be printed.",
    Party.LINE: "Please report this to the line's operator; a copy for the operator can be printed.",
    Party.PROVIDER: "Please report this to the provider; a copy for the provider can be printed.",
    Party.FAR_END: "Please report this to whoever runs the destination. The office's own connection is not at fault.",
}
