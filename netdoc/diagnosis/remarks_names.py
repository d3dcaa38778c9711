"""What was seen of name servers that accuses nobody and yet must be known to whoever reads the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from netdoc.diagnosis.rules._names import answered_near, fails_by_checking, may_live_inside
from netdoc.model.evidence import Evidence
from netdoc.model.facts import Fact
from netdoc.model.facts.dns_identity import DnsIdentity
from netdoc.model.facts.dns_interception import DnsInterception
from netdoc.model.facts.dns_lookup import DnsLookup, DnsOutcome, Question, ResolverRole
from netdoc.model.facts.dnssec_pair import DnssecPair
from netdoc.model.facts.fixed_answer import FixedAnswer
from netdoc.model.facts.secure_lookup import SecureEnd, SecureLookup

F = TypeVar("F", bound=Fact)
LEAST = 2
_NEAR = {1: "by the office's router or this computer itself", 2: "by the box at the second hop"}


def name_remarks(evidence: Evidence) -> tuple[str, ...]:
    """Return the remarks on name servers, one sentence each, nothing where nothing was seen."""
    return (
        *_rewriting(evidence),
        *_interception(evidence),
        *_answered_near(evidence),
        *_one_hand(evidence),
        *_checking(evidence),
        *_fixed(evidence),
        *_secure(evidence),
    )


def _by_subject(evidence: Evidence, kind: type[F]) -> dict[str, list[F]]:
    held: dict[str, list[F]] = {}
    for each in evidence.readings(kind):
        held.setdefault(each.subject, []).append(each.fact)
    return held


def _rewriting(evidence: Evidence) -> list[str]:
    """Tell of name servers that give an address for a random name, which has never existed (RFC 4924, RFC 8020)."""
    told = []
    for every in _by_subject(evidence, DnsLookup).values():
        own = [each for each in every if each.question is Question.RANDOM]
        made_up = [each for each in own if each.outcome is DnsOutcome.NOERROR and each.answers > 0]
        if len(made_up) >= LEAST:
            told.append(
                f"the {own[0].role.value} name server {own[0].resolver} gave an address for {len(made_up)} of "
                f"{len(own)} names that do not exist: it rewrites such answers, so what it answers proves little"
            )
    return told


def _interception(evidence: Evidence) -> list[str]:
    seen = [each.fact for each in evidence.readings(DnsInterception) if each.fact.answered]
    if not seen:
        return []
    near = {each.distance for each in seen if each.distance is not None}
    where = "" if len(near) != 1 else f" {_NEAR[1]}" if near == {1} else f", {near.pop()} hops away"
    return [
        f"name questions are answered on the way{where}: one sent to {seen[0].asked}, where nobody lives, was "
        "answered; which name server really answered is not known"
    ]


def _answered_near(evidence: Evidence) -> list[str]:
    """Tell of resolvers in the internet whose questions are answered before they can have left the office."""
    told = []
    for own in _by_subject(evidence, DnsIdentity).values():
        near = [each for each in own if answered_near(evidence.site, each)]
        if near:
            told.append(
                f"questions to the {near[-1].role.value} name server {near[-1].resolver} are answered "
                f"{_NEAR[near[-1].distance or 1]}: one with a hop limit of {near[-1].distance} was answered, and "
                "cannot have come farther; what is told of that server is not known to be its own"
            )
    return told


def _one_hand(evidence: Evidence) -> list[str]:
    """Tell where the provider's resolver and a public one give the same name of themselves."""
    last = [own[-1] for own in _by_subject(evidence, DnsIdentity).values()]
    told = []
    for ours in (each for each in last if each.role is ResolverRole.ISP):
        for other in (each for each in last if each.role is ResolverRole.PUBLIC):
            same = sorted(ours.names & other.names)
            if same:
                told.append(
                    f"the isp name server {ours.resolver} and the public one {other.resolver} both call themselves "
                    f"«{same[0]}»: one server answers for both, or the first passes its questions on to the second"
                )
    return told


def _checking(evidence: Evidence) -> list[str]:
    """Tell of resolvers that fail a rightly signed name by checking it, where another one answers the same name."""
    held = _by_subject(evidence, DnssecPair)
    told = []
    for own in held.values():
        failing = [each for each in own if fails_by_checking(evidence, each)]
        if failing:
            told.append(
                f"the {failing[-1].role.value} name server {failing[-1].resolver} fails the rightly signed name "
                f"{failing[-1].signed} {len(failing)} of {len(own)} times and answers it when asked not to check: its "
                "checking of signatures is broken (its clock, or its trust anchor), and every signed name fails by it"
            )
    return told


def _fixed(evidence: Evidence) -> list[str]:
    """Tell of answers that differ from the addresses that the site file gives."""
    names: dict[str, list[FixedAnswer]] = {}
    for each in evidence.readings(FixedAnswer):
        if not _answers_inside(each.fact):
            names.setdefault(each.fact.name, []).append(each.fact)
    told = []
    for name, every in names.items():
        servers = list(dict.fromkeys(each.resolver for each in every))
        wrong = [each for each in servers if _always_wrong([one for one in every if one.resolver == each])]
        if not wrong:
            continue
        last = next(each for each in reversed(every) if each.resolver == wrong[0])
        gave = ", ".join(last.addresses) or "no address"
        right = ", ".join(last.expected)
        if len(wrong) == len(servers):
            told.append(
                f"no name server gave {name} the address {right} that the site file calls fixed ({wrong[0]} gave "
                f"{gave}): either the site file is out of date, or something answers for all of them"
            )
        else:
            told.append(
                f"the {last.role.value} name server {wrong[0]} gave {gave} for {name}, which has the fixed address "
                f"{right}, while another gave the right one"
            )
    return told


def _always_wrong(answers: Sequence[FixedAnswer]) -> bool:
    told = [each for each in answers if each.outcome in (DnsOutcome.NOERROR, DnsOutcome.NXDOMAIN)]
    return len(told) >= LEAST and all(each.wrong for each in told)


def _answers_inside(answer: FixedAnswer) -> bool:
    """Return whether the office's own server gave an address in the office: it may, for its own names."""
    if answer.role not in (ResolverRole.OFFICE, ResolverRole.ROUTER) or not answer.addresses:
        return False
    return all(may_live_inside(each) for each in answer.addresses)


def _secure(evidence: Evidence) -> list[str]:
    """Tell where only questions inside TLS are answered, and where a certificate was not the resolver's."""
    told = []
    plain = _by_subject(evidence, DnsLookup)
    for subject, own in _by_subject(evidence, SecureLookup).items():
        asked = plain.get(subject, [])
        through = [each for each in own if each.ended is SecureEnd.ANSWERED]
        if through and len(asked) >= LEAST and not any(each.worked for each in asked):
            told.append(
                f"{own[0].resolver} answered none of {len(asked)} plain name questions, and {len(through)} of "
                f"{len(own)} inside TLS: port 53 towards it is closed or taken over on the way"
            )
        strange = [each for each in own if each.ended is SecureEnd.WRONG_NAME]
        if strange and not through:
            told.append(
                f"asked over {strange[0].over.value}, {own[0].resolver} showed a certificate that is not "
                f"{strange[0].server_name}'s: something on the way answers in its place"
            )
        late = [each for each in own if each.ended is SecureEnd.WRONG_TIME]
        if late and not through:
            told.append(
                f"the certificate of {own[0].resolver} is not valid at this computer's time: the computer's clock is "
                "to be checked first"
            )
    return told
