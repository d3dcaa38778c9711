"""What each result of a silence test means for each party: never more than one test can show."""

from __future__ import annotations

from netdoc.model.arm import Changed, SilenceTest
from netdoc.model.segment import Party, Segment
from netdoc.report.view import View
from netdoc.report.words import capital

_TAKEN_OUT = {
    Changed.SOCKET: "the wiring between the two sockets",
    Changed.MODEM: "the modem that was changed",
    Changed.ADAPTER: "the power adapter that was changed",
    Changed.FILTERS: "what was taken off the line",
    Changed.UPS: "the UPS",
}
_FIXED = {Changed.SOCKET: (Party.PREMISES,), Changed.FILTERS: (Party.PREMISES,), Changed.UPS: (Party.POWER,)}
_OFFICE = frozenset({Party.PREMISES, Party.POWER})
_SWAPS = frozenset({Changed.MODEM})
_UNLESS = "Nothing is asked of you on this result, unless margin or errors stay as bad as before."
_NOTHING = "Nothing is asked of you on this result."
_COMPARE = "Your part is not excluded: please compare your own records with the times of the drops."


def outcome_rows(view: View, test: SilenceTest) -> tuple[tuple[str, str, str, str], ...]:
    """Return one row for each result: the result, and what it means for telco, provider and office."""
    if len(test.changed) != 1:
        void = "It shows nothing for or against anybody: exactly one thing must change between the two arms."
        return (("Any result", void, void, void),)
    changed = test.changed[0]
    thing = _TAKEN_OUT[changed]
    owners = _owners(view, changed)
    ask = "This points to your part" if len(owners) == 1 else "This points to your part, if the box is yours"
    sturdy = " Margin and CRC must be compared too: a sturdier modem can hold a bad line." if changed in _SWAPS else ""
    passed = f"{ask}: {_remedy(changed)}. It is firmer once the first arrangement has dropped again (A-B-A).{sturdy}"
    dropped = f"{capital(thing)} is not needed for the drops; if they go on as often as before, it is cleared."
    early = "Shows nothing for or against anybody."
    provider = Party.EQUIPMENT in owners
    office = bool(_OFFICE & set(owners))
    return (
        (
            "Passed: no drop for the whole time, all hours covered",
            _UNLESS if sturdy else _NOTHING,
            passed if provider else _NOTHING,
            passed if office else _NOTHING,
        ),
        (
            "Failed: one drop or more",
            _COMPARE,
            dropped if provider else _COMPARE,
            dropped if office else "Please leave the arrangement as it is, until the next test is agreed.",
        ),
        ("Stopped early without a drop, or hours missing", early, early, early),
    )


def _owners(view: View, changed: Changed) -> tuple[Party, ...]:
    owners = _FIXED.get(changed) or view.site.parties(Segment.MODEM)
    return tuple(each for each in owners if each in view.verdict.remaining) or owners


def _remedy(changed: Changed) -> str:
    return {
        Changed.SOCKET: "leave the modem where it is now, or have the wiring to the other socket renewed",
        Changed.FILTERS: "leave it off, or put new filters in place",
        Changed.UPS: "feed the modem from the wall until the UPS is mended",
        Changed.MODEM: "please replace that modem with its adapter",
        Changed.ADAPTER: "please replace that adapter",
    }[changed]
