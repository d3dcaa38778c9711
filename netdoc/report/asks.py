"""Page 1's request to its reader: what to do, and never more than the standing allows to ask."""

from __future__ import annotations

from netdoc.model.segment import Party, Segment
from netdoc.model.verdict import Conclusion, NextTest, Standing
from netdoc.report.headline import remaining_words
from netdoc.report.variants import Variant, accused, isp_name, telco_name
from netdoc.report.view import View
from netdoc.report.words import capital, duration, joined

_AT_THE_PROVIDER = {
    Segment.ACCESS: ("the account and its session", "your session and authentication log"),
    Segment.CORE: ("your network from the access to the internet", "your own loss and load figures"),
    Segment.NAMES: ("your name server", "its own record of failures"),
}
"""What to look at, and what to send, by the segment of the fault."""
_COUNTERS = "the 15-minute error counters (ES, SES, UAS, initialisations, dying gasp) at your end of the line"


def ask(view: View) -> tuple[str, ...]:
    """Return the request, one sentence or two a line, the most important first."""
    lines = {
        Variant.TELCO: _telco,
        Variant.ISP: _isp,
        Variant.JOINT: _joint,
        Variant.PLAIN: _office,
    }[view.variant](view)
    return tuple(each for each in lines if each)


_CONCERNS = {
    Variant.TELCO: frozenset({Party.LINE}),
    Variant.ISP: frozenset({Party.EQUIPMENT, Party.PROVIDER}),
    Variant.JOINT: frozenset({Party.LINE, Party.EQUIPMENT, Party.PROVIDER}),
    Variant.PLAIN: frozenset[Party](),
}
"""Whom a test must concern to be asked of this reader."""


def next_test_line(view: View) -> str:
    """Return the cheapest test that tells something about this reader's part, or the cheapest, or nothing."""
    tests = view.verdict.next_tests
    if not tests:
        return ""
    concerns = _CONCERNS[view.variant]
    most = max(len(concerns & set(each.separates)) for each in tests)
    best = next(each for each in tests if len(concerns & set(each.separates)) == most)
    return f"Next test: {best.what.rstrip('. ')}{_conditions(best)}."


def _telco(view: View) -> tuple[str, ...]:
    if accused(view.verdict) is Party.LINE:
        if view.verdict.standing is Standing.ESTABLISHED:
            act = "Please test and repair the pair from the test socket to the DSLAM port."
        else:
            act = "Please test the pair from the test socket to the DSLAM port, and repair what you find."
        return (act, f"Please compare {_COUNTERS} with the times on the incident page.", next_test_line(view))
    if Party.LINE in view.verdict.remaining:
        return (
            f"Please read {_COUNTERS} for the times on the incident page and tell us what they show.",
            "A single line test that passes now says nothing about those times.",
            next_test_line(view),
        )
    return ("This copy is for your information. No line repair is asked for.", next_test_line(view))


def _isp(view: View) -> tuple[str, ...]:
    party, established = accused(view.verdict), view.verdict.standing is Standing.ESTABLISHED
    if party is Party.EQUIPMENT:
        act = (
            "Please replace the supplied box together with its power adapter."
            if established
            else "Please send a second box with its power adapter, so that the two can be compared at the same socket."
        )
        return (act, next_test_line(view))
    if party is Party.PROVIDER:
        act, fault = "repair" if established else "check", view.verdict.fault
        place, records = _AT_THE_PROVIDER[fault.segment if fault else Segment.ACCESS]
        return (
            f"Please {act} {place}, as of the times on the incident page.",
            f"Please send {records} for those times.",
            next_test_line(view),
        )
    if set(view.verdict.remaining) & {Party.EQUIPMENT, Party.PROVIDER}:
        return (
            "Please compare your session, port and line records with the times on the incident page, "
            "and tell us what they show.",
            next_test_line(view),
        )
    return ("This copy is for your information. Nothing is asked of you yet.", next_test_line(view))


def _joint(view: View) -> tuple[str, ...]:
    telco, isp = capital(telco_name(view.site)), isp_name(view.site)
    party, concerned = accused(view.verdict), _CONCERNS[Variant.JOINT]
    if party in concerned:
        work = "carries out the repair" if view.verdict.standing is Standing.ESTABLISHED else "looks into it"
        return (f"Please agree, in one call, who {work} and by when.", next_test_line(view))
    if party is not None or not concerned & set(view.verdict.remaining):
        return ("This copy is for your information. Nothing is asked of you yet.", next_test_line(view))
    call = f"{telco} and {isp}: please agree one joint test, in one call, with its pass mark fixed beforehand."
    compare = "Until then, please each compare your own records with the times on the incident page."
    return (call, next_test_line(view), compare)


def _office(view: View) -> tuple[str, ...]:
    verdict = view.verdict
    party = accused(verdict)
    if party is not None:
        return (_OFFICE_ASKS[party], next_test_line(view))
    if verdict.conclusion is Conclusion.NO_FAULT:
        return ("Nothing is asked of anybody.", next_test_line(view))
    test = next_test_line(view)
    if verdict.remaining:
        hold = f"Please accuse none of them yet ({joined(remaining_words(view), 'and')})."
        return (test or "Please keep measuring until the next incident.", hold)
    return (test or "Please keep measuring: `netdoc check --for 24h`.", "Please accuse nobody on this report alone.")


_OFFICE_ASKS = {
    Party.PREMISES: "Please put this right in the office first. No call to a vendor is needed for it.",
    Party.POWER: "Please have the power supply or the UPS checked. No call to an internet vendor is needed for it.",
    Party.EQUIPMENT: "Please ask the provider to look at the supplied box; a copy for the provider can be printed.",
    Party.LINE: "Please report this to the line's operator; a copy for the operator can be printed.",
    Party.PROVIDER: "Please report this to the provider; a copy for the provider can be printed.",
    Party.FAR_END: "Please report this to whoever runs the destination. The office's own connection is not at fault.",
}


def _conditions(test: NextTest) -> str:
    parts = [f"takes {duration(test.duration_s)}"] if test.duration_s > 0 else []
    if test.who_agrees:
        parts.append(f"{test.who_agrees} must agree")
    if test.disturbs:
        parts.append(f"it disturbs: {test.disturbs}")
    return f" ({', '.join(parts)})" if parts else ""
