"""Name servers side by side: how often each one worked, how long like questions took, and what else they showed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from netdoc.model.facts import Fact
from netdoc.model.facts.dns_identity import DnsIdentity
from netdoc.model.facts.dns_lookup import DnsLookup, Question
from netdoc.model.facts.dnssec_pair import DnssecPair
from netdoc.model.facts.fixed_answer import FixedAnswer
from netdoc.model.facts.secure_lookup import Carrier, SecureEnd, SecureLookup
from netdoc.plugin import Section
from netdoc.report.document import Align, Block, Column, Heading, Paragraph, Table
from netdoc.report.texts import shorten
from netdoc.report.variants import Variant
from netdoc.report.view import View
from netdoc.report.words import capital, count, joined, milliseconds, percent, share, wilson

F = TypeVar("F", bound=Fact)

_SPARED = (Variant.TELCO, Variant.HOSTING)
"""Readers whose work has nothing to do with names."""
_ROLE = {"isp": "provider's", "router": "router's", "office": "office's own", "public": "public"}
_QUESTION = {
    Question.CACHED: "a name it has in memory",
    Question.RANDOM: "a name that is new to it",
    Question.WILDCARD: "a new name that exists",
}
_COLUMNS = (
    Column(title="Name server", width=2.6),
    Column(title="Asked for", width=2.3),
    Column(title="Worked", width=2.0, align=Align.RIGHT),
    Column(title="95 % interval", width=1.7, align=Align.RIGHT),
    Column(title="Median", width=1.1, align=Align.RIGHT),
    Column(title="95th", width=1.1, align=Align.RIGHT),
)
_SHOWN = (
    Column(title="Name server", width=2.6),
    Column(title="Checks signatures", width=2.6),
    Column(title="Calls itself", width=2.4),
    Column(title="Inside TLS", width=2.2),
    Column(title="Fixed names", width=1.6),
)
_NAME, _LEAST_RANKED = 30, 2
_METHOD = (
    "Each server was asked the same questions in turn, at one pace. Times compare only within a kind of question: a "
    "name in memory was asked for a moment before; a new one has to be fetched first. Worked: an answer, or the proof "
    "that the name does not exist. Median and 95th percentile are of those that worked. Interval after Wilson."
)


def write(view: View) -> Sequence[Block]:
    """Return the two tables, or nothing where no name server was asked or the reader has no use for them."""
    if view.variant in _SPARED:
        return ()
    asked = _by_subject(view, DnsLookup)
    shown = [each for each in (_shown_row(view, subject) for subject in _subjects(view)) if each is not None]
    if not asked and not shown:
        return ()
    blocks: list[Block] = [Heading(text="Name servers compared")]
    rows = [row for question in Question for each in asked.values() if (row := _row(each, question)) is not None]
    if rows:
        blocks.append(Table(caption="Questions of one kind, server by server", columns=_COLUMNS, rows=tuple(rows)))
        blocks.append(Paragraph(text=_METHOD, small=True))
    if shown:
        caption = "What else the servers showed (the last of each; «not asked» says nothing)"
        blocks.append(Table(caption=caption, columns=_SHOWN, rows=tuple(shown)))
    return blocks


def _subjects(view: View) -> list[str]:
    kinds = (DnssecPair, DnsIdentity, SecureLookup, FixedAnswer)
    return sorted({each.subject for kind in kinds for each in view.evidence.readings(kind)})


def _by_subject(view: View, kind: type[F]) -> dict[str, list[F]]:
    held: dict[str, list[F]] = {}
    for each in view.evidence.readings(kind):
        held.setdefault(each.subject, []).append(each.fact)
    return dict(sorted(held.items()))


def _row(lookups: Sequence[DnsLookup], question: Question) -> tuple[str, ...] | None:
    asked = [each for each in lookups if each.question is question]
    if not asked:
        return None
    worked = [each for each in asked if each.worked]
    took = sorted(each.duration_us for each in worked if each.duration_us is not None)
    low, high = wilson(len(worked), len(asked))
    return (
        _server(asked[-1].role.value, asked[-1].resolver),
        _QUESTION[question],
        share(len(worked), len(asked)),
        f"{percent(low)} to {percent(high)}",
        milliseconds(ranked(took, 0.5)) if took else "no answer",
        milliseconds(ranked(took, 0.95)) if len(took) >= _LEAST_RANKED else "too few" if took else "no answer",
    )


def ranked(values: Sequence[int], share_below: float) -> int:
    """Return the smallest of some sorted values that this share of them does not exceed (nearest rank)."""
    return values[max(0, -int(-share_below * len(values) // 1) - 1)]


def _server(role: str, address: str) -> str:
    return f"{_ROLE[role]} {address}"


def _shown_row(view: View, subject: str) -> tuple[str, ...] | None:
    pair = _last(view, DnssecPair, subject)
    identity = _last(view, DnsIdentity, subject)
    secure = [each.fact for each in view.evidence.readings(SecureLookup, subject)]
    fixed = [each.fact for each in view.evidence.readings(FixedAnswer, subject)]
    known = next((each for each in (pair, identity, *secure[-1:], *fixed[-1:]) if each is not None), None)
    if known is None:
        return None
    return (
        _server(known.role.value, known.resolver),
        _checks(pair),
        "not asked" if identity is None else shorten(_calls(identity), _NAME),
        _inside(secure),
        _fixed(fixed),
    )


def _last(view: View, kind: type[F], subject: str) -> F | None:
    held = view.evidence.readings(kind, subject)
    return held[-1].fact if held else None


def _checks(pair: DnssecPair | None) -> str:
    if pair is None:
        return "not asked"
    if pair.breaks_signed:
        return "yes, and fails a sound name by it"
    return {True: "yes", False: "no", None: "not shown"}[pair.validates]


def _calls(identity: DnsIdentity) -> str:
    told = [each for each in (identity.server_id or identity.hostname, identity.software) if each]
    return ", ".join(dict.fromkeys(told)) or "it does not tell"


def _inside(secure: Sequence[SecureLookup]) -> str:
    parts = []
    for carrier in Carrier:
        own = [each for each in secure if each.over is carrier]
        if own:
            answered = sum(each.ended is SecureEnd.ANSWERED for each in own)
            ended = "" if answered else f" ({own[-1].ended.value.replace('_', ' ')})"
            parts.append(f"{carrier.value.upper()} {count(answered)} of {count(len(own))}{ended}")
    return capital(joined(parts, "and")) if parts else "not asked"


def _fixed(fixed: Sequence[FixedAnswer]) -> str:
    if not fixed:
        return "none given"
    wrong = sum(each.wrong for each in fixed)
    return f"{count(wrong)} of {count(len(fixed))} wrong" if wrong else f"all {count(len(fixed))} right"


SECTION = Section(id="name_servers", place=51, write=write)
