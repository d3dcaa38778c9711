"""How the rules of a service speak of its arms and patterns."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import AddressValueError, IPv4Address

from netdoc.diagnosis.services import Contrast, Sign, members_of, signs
from netdoc.diagnosis.statistics import share_in_words
from netdoc.model.facts.connect_run import SILENT, Attempt, ConnectArm, ConnectRun

MOST_NAMED = 2
_WORDS = {
    Attempt.REFUSED: "refused",
    Attempt.RESET: "reset",
    Attempt.TIMEOUT: "no answer",
    Attempt.UNREACHABLE: "unreachable",
    Attempt.TLS: "TLS failed",
    Attempt.STATUS: "wrong status",
    Attempt.RETRIED: "answered only after a repeated SYN",
}


def arm_words(arm: ConnectArm) -> str:
    """Return `300 of 1000 (27-33 %) at the virtual address [290 refused, 10 no answer]`."""
    where = f"straight to {arm.name}" if arm.backend else "through the virtual address"
    kinds = [f"{arm.count(each)} {words}" for each, words in _WORDS.items() if arm.count(each)]
    return f"{share_in_words(arm.bad, arm.sent)} {where}" + (f" [{', '.join(kinds)}]" if kinds else "")


def backend_words(arms: Sequence[ConnectArm]) -> str:
    """Return what each backend's arm counted; many of which none failed are told together."""
    if len(arms) > MOST_NAMED and not any(each.bad for each in arms):
        return f"{share_in_words(0, sum(each.sent for each in arms))} straight to the {len(arms)} servers"
    return ", ".join(f"{share_in_words(each.bad, each.sent)} straight to {each.name}" for each in arms)


def sign_words(run: ConnectRun) -> str:
    """Return the patterns as one clause, or nothing."""
    members = members_of(run)
    words = {
        Sign.DEAD_MEMBER: f"about 1 in {members}, evenly: one member of {members} looks dead and still in rotation",
        Sign.SYN_DROPS: "SYNs are dropped, whichever member answers",
        Sign.FLAPPING: "the failures come in stretches: members are taken out and in again",
        Sign.STICKY: "this address is always sent to the same member, so one dead member of several cannot be seen "
        "from here",
        Sign.ALL_FAIL: "every attempt fails",
        Sign.ONE_HOST: "only members of one host fail",
        Sign.BEGINS_LATE: "it begins only after a number of attempts, as a limit on their rate would",
    }
    return "; ".join(words[each] for each in signs(run))


def with_sign(sentence: str, run: ConnectRun) -> str:
    """Return a sentence with the pattern behind it."""
    told = sign_words(run)
    return f"{sentence}; {told}" if told else sentence


def way_shown(held: Contrast) -> bool:
    """Return whether the way to the virtual address is excluded by the servers reached beside it.

    Every backend must have been answered. Failures that the other side spoke itself need no more; silence also
    needs a server in the virtual address's own network (/24), for packets to another one may go another way.
    """
    if not held.all_reached or held.alike:
        return False
    virtual = held.virtual
    spoken = sum(end not in SILENT for _, end, _ in virtual.ends() if end is not Attempt.ANSWERED)
    return spoken == virtual.bad or any(_beside(each.address, virtual.address) for each in held.clean)


def _beside(one: str, other: str) -> bool:
    try:
        return int(IPv4Address(one)) >> 8 == int(IPv4Address(other)) >> 8
    except AddressValueError:
        return False
