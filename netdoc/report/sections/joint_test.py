"""The joint-test sheet: one test both vendors can accept, its mark, who is present, and what each result means."""

from __future__ import annotations

import re
from collections.abc import Sequence

from netdoc.plugin import Section
from netdoc.report.agreed_test import AgreedTest, State, agreed_test, deadlock, unfixed
from netdoc.report.document import (
    Blanks,
    Block,
    Bullets,
    Column,
    Heading,
    KeyValues,
    OnePage,
    PageBreak,
    Paragraph,
    Table,
)
from netdoc.report.outcomes import outcome_rows
from netdoc.report.silence_words import RULE, plan_of
from netdoc.report.statements import latest
from netdoc.report.texts import shorten
from netdoc.report.variants import Variant, isp_name, telco_name
from netdoc.report.view import View
from netdoc.report.words import PARTY_SHORT, capital, joined

_NAME, _LABEL, _WORDS, _SHOWN = 60, 26, 500, 260
_STATES = {
    State.RUNNING: "running",
    State.PROPOSED: "proposed, not begun",
    State.MADE: "made; no further test is proposed",
}
_SAID = (
    Column(title="Said", width=4.4),
    Column(title="It shows", width=2.6),
    Column(title="It does not show", width=4.0),
)


def write(view: View) -> Sequence[Block]:
    """Return the sheet, for the joint copy of a case in which a vendor's part remains."""
    if view.variant is not Variant.JOINT or not deadlock(view):
        return ()
    test = agreed_test(view)
    blocks: list[Block] = [Heading(text="Joint test"), Paragraph(text=_purpose(view))]
    blocks += _test(view, test) if test else _none()
    blocks += _results(view, test) if test else []
    blocks += _said(view)
    blocks.append(_present(view, test))
    return (OnePage(blocks=tuple(blocks)), PageBreak())


def _purpose(view: View) -> str:
    names = joined([PARTY_SHORT[each].lower() for each in view.verdict.remaining], "and")
    return (
        f"Still to be told apart: {names}. One test, agreed by all before it begins, tells more than further "
        "statements. Whatever it shows, nobody is found at fault by this sheet alone."
    )


def _test(view: View, test: AgreedTest) -> list[Block]:
    fixed = plan_of(view, test.silence) if test.silence else None
    state = _STATES[test.state]
    if fixed is not None:
        state += f"; the mark was fixed on {view.times.zoned(fixed.at)}, when the test began"
    elif test.silence is not None and test.silence.fixed_beforehand:
        state += "; the mark was fixed before the test began"
    elif test.silence is not None:
        state += "; the mark was not recorded when the test began: please agree to it here, or begin again"
    mark = test.mark.rstrip(". ")
    pairs = [("Test", shorten(test.what, _WORDS)), ("Pass mark", capital(mark)), ("State", capital(state))]
    pairs += [("Begun", view.times.zoned(test.begun))] if test.begun else []
    pairs += [("So far", capital(test.progress.removeprefix("So far: ").rstrip(".")))] if test.progress else []
    pairs += [(name, shorten(value, _NAME + 40)) for name, value in test.where]
    pairs += [("Conditions", capital(shorten(test.conditions, _SHOWN)))] if test.conditions else []
    blocks: list[Block] = [KeyValues(pairs=tuple(pairs))]
    if test.silence is not None:
        blocks.append(Paragraph(text=RULE, small=True))
    return blocks


def _none() -> list[Block]:
    return [Paragraph(text="No test is proposed from the evidence. Please write the one you agree on below.")]


def _results(view: View, test: AgreedTest) -> list[Block]:
    if test.silence is None:
        shows = test.shows or ("What each result would show is not stated; please agree on it before the start.",)
        return [
            Paragraph(text="What each result means:"),
            Bullets(items=tuple(shorten(each, _SHOWN) for each in shows)),
        ]
    columns = (
        Column(title="Result", width=2.2),
        Column(title=f"For {shorten(telco_name(view.site), _NAME)}", width=3.2),
        Column(title=f"For {shorten(isp_name(view.site), _NAME)}", width=3.2),
        Column(title="For the office", width=3.2),
    )
    rows = outcome_rows(view, test.silence)
    return [Table(caption="What each result means for each party", columns=columns, rows=rows)]


def _said(view: View) -> list[Block]:
    rows = tuple((each.quoted, each.shows, each.shows_not) for each in latest(view))
    if not rows:
        return [Paragraph(text="No statement of a vendor is on record.", small=True)]
    return [Table(caption="What was said so far, and how far it reaches", columns=_SAID, rows=rows)]


def _present(view: View, test: AgreedTest | None) -> Blanks:
    told = test.present if test else ""
    telco, isp = shorten(telco_name(view.site), _LABEL), shorten(isp_name(view.site), _LABEL)
    sides = (
        (f"Present for {telco}", (telco_name(view.site), "telco")),
        (f"Present for {isp}", (isp_name(view.site), "isp", "provider")),
        ("Present for the office", (view.site.contract.holder or "", "client", "office")),
    )
    named = [each for each in re.split(r"[;,]", told) if each.strip()]
    labels = [label for label, words in sides if not any(_of(each, words) for each in named)]
    where = dict(test.where) if test else {}
    labels += [] if test else ["Test agreed"]
    labels += ["Pass mark agreed"] if test is None or unfixed(test) else []
    labels += [] if "Socket" in where else ["Socket (which, where)"]
    labels += [] if "Modem" in where else ["Modem and serial no."]
    labels += [] if "Power adapter" in where else ["Power adapter"]
    labels += [] if test and test.begun else ["Begun at (date, time, zone)"]
    labels += ["Ended at", "Drops counted", f"Ticket of {telco}", f"Ticket of {isp}"]
    lines = (f"Recorded as present when it began: {shorten(told, _SHOWN)}.",) if told else ()
    return Blanks(title="To be filled in and kept by each side", labels=tuple(labels), lines=lines)


def _of(person: str, words: Sequence[str]) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(each)}(?!\w)", person, re.IGNORECASE) for each in words if each)


SECTION = Section(id="joint_test", place=15, write=write)
