"""Custody: the seal, its six words with a place for the ticket, the signature, and how a stranger checks all of it."""

from __future__ import annotations

from collections.abc import Sequence

from netdoc.plugin import Section
from netdoc.report.clocks import at_instant, foot
from netdoc.report.custody import Custody, Enclosed
from netdoc.report.document import Blanks, Block, Bullets, Heading, KeyValues
from netdoc.report.view import View
from netdoc.report.words import count, plural

_WHERE = {
    Enclosed.RECORDS: "{records}, attached to this PDF ({file})",
    Enclosed.MINUTES: "{records}, in the file {file} that belongs to this report; one-minute roll-ups are attached "
    "(minutes.csv)",
    Enclosed.WITHHELD: "in the office's own store; this copy holds none of them, for they tell what it has to hold "
    "back",
}


def write(view: View) -> Sequence[Block]:
    """Return the page; nothing for a report on records that were not sealed."""
    held = view.custody
    if held is None:
        return ()
    return (
        Heading(text="Custody: seal, signature, and how to check them"),
        KeyValues(pairs=_pairs(view, held)),
        Blanks(
            title=f"Six words of the seal: {' '.join(held.words)}",
            labels=("Written into ticket", "By whom, when"),
            lines=(
                "Please note these words in the ticket. Whoever has them can show later that since that day no record "
                "was taken away, changed, or put in place of another.",
            ),
        ),
        Heading(text="How to check", level=2),
        Bullets(items=_checks(view, held)),
        Heading(text="What this shows, and what it does not", level=2),
        Bullets(items=_claims(held)),
    )


def _pairs(view: View, held: Custody) -> tuple[tuple[str, str], ...]:
    at = "time not recorded" if held.sealed_at is None else view.times.stamp(held.sealed_at)
    return (
        ("Sealed", f"{plural(held.size, 'record')}, {at} by the measuring computer's clock"),
        *_stamped(view, held),
        ("That clock", _clock(view, held)),
        ("Root (RFC 6962, SHA-256)", held.root),
        ("Records", _WHERE[held.enclosed].format(file=held.case_file, records=_records(held))),
        ("Signed with key", held.fingerprint or "not signed"),
    )


def _stamped(view: View, held: Custody) -> tuple[tuple[str, str], ...]:
    stamp = held.stamped
    if stamp is None:
        return ()
    what = "this root" if stamp.size == held.size else f"an earlier root, over the first {count(stamp.size)} of them"
    told = f"{what}, {view.times.stamp(stamp.at)} by the clock of {stamp.by} (RFC 3161; timestamp.tsr is attached)"
    return (("Stamped", told),)


def _clock(view: View, held: Custody) -> str:
    whole = foot(view.evidence, view.verdict.clock_bound_s)
    then = "" if held.sealed_at is None else f"when it was sealed: {at_instant(view.evidence, held.sealed_at)}; "
    return f"{then}over the whole period: {whole}; every reading stands under «How right the times are»"


def _records(held: Custody) -> str:
    if not held.withheld:
        return "all of them, as they are stored"
    return (
        f"{count(held.size - held.withheld)} of {count(held.size)} as they are stored; {count(held.withheld)} are "
        "withheld, for they may tell the office's own addresses or names: their hashes are shown, and readings under "
        "other names stand in their place, proven by nothing"
    )


def _checks(view: View, held: Custody) -> tuple[str, ...]:
    verdict = (
        "the verdict printed here"
        if view.incident is None
        else f"the attached verdict on the whole period; incident {view.incident} is one of it"
    )
    told = {
        Enclosed.RECORDS: "It recomputes every record's hash and the root, judges the records again by the installed "
        f"rules, and compares that with {verdict}.",
        Enclosed.MINUTES: f"With {held.case_file} in the same folder it recomputes every record's hash and the root, "
        f"judges the records again by the installed rules, and compares that with {verdict}.",
        Enclosed.WITHHELD: "It checks the signature and every attachment. The verdict can be recomputed from the "
        "office's own copy, or from its store, which have the same root.",
    }[held.enclosed]
    key = () if held.fingerprint is None else ("Add --key with the fingerprint that was given to you beforehand.",)
    tsa = (
        ()
        if held.stamped is None
        else ("Add --tsa-root with the certificate of whoever stamped the root: get it from them, not from here.",)
    )
    return (
        "On any computer, without any network: install netdoc-toolkit and run «netdoc verify» with this file's name. "
        + told,
        "Add --anchor with the six words as they stand in your ticket, not as they stand here.",
        *key,
        *tsa,
    )


def _claims(held: Custody) -> tuple[str, ...]:
    signed = (
        "It is not signed: nothing ties these pages to whoever made them."
        if held.fingerprint is None
        else "The signature shows that no byte of this file was changed since. The key is the technician's own: only "
        "the fingerprint that was handed over at the first visit shows whose it is."
    )
    withheld = (
        (
            "Of a withheld record only the hash is shown. The root shows that it was not changed since; what it holds, "
            "the office can show. What stands in its place rests on the word of whoever made this report.",
        )
        if held.withheld
        else ()
    )
    stamped = "" if held.stamped is None else ", or whoever stamped the root is believed"
    return (
        "Each record's hash covers the one before it, and the root covers all: a record that was changed, left out or "
        "put in between shows.",
        *withheld,
        signed,
        "With the six words in a ticket, a later forgery takes about 2 to the power of 66 attempts; for somebody who "
        "prepared two sets of records beforehand, about 2 to the power of 33.",
        "None of it shows that the right cable was connected, that the computer's clock was right (its bound stands on "
        f"every page), or when the seal was made, unless somebody else noted the words{stamped}.",
    )


SECTION = Section(id="custody", place=65, write=write)
