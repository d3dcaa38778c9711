"""The checklist of next tests, for a person at a terminal and for a program."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from netdoc.cli._text import paragraph
from netdoc.cli._verdict_text import span
from netdoc.diagnosis.wording import SHORT
from netdoc.model.arm import SilenceOutcome, SilenceTest
from netdoc.model.codec import format_time, to_plain
from netdoc.model.verdict import Conclusion, NextTest, Standing, Verdict, next_test_to_plain

_INDENT = " " * 16


def next_text(verdict: Verdict) -> str:
    """Return the checklist as text of at most 80 columns."""
    return "\n".join(_lines(verdict)) + "\n"


def next_to_plain(verdict: Verdict) -> dict[str, Any]:
    """Return the document `netdoc.next/1`."""
    return {
        "schema": "netdoc.next/1",
        "site": verdict.site,
        "as_of": format_time(verdict.window_end),
        "conclusion": verdict.conclusion.value,
        "standing": verdict.standing.value,
        "party": verdict.party.value if verdict.party else None,
        "fault": verdict.fault.value if verdict.fault else None,
        "remaining": [each.value for each in verdict.remaining],
        "headline": verdict.headline,
        "next_tests": [
            {**next_test_to_plain(each), "earliest_end": format_time(_end(verdict, each))}
            for each in verdict.next_tests
        ],
        "silence_tests": [to_plain(each) for each in _running(verdict)],
    }


def _lines(verdict: Verdict) -> Iterator[str]:
    yield paragraph(verdict.headline, indent="  ", first="")
    yield f"As of {_moment(verdict.window_end)} UTC, the end of the record."
    yield ""
    if not verdict.next_tests:
        yield paragraph(_nothing_left(verdict))
    for number, each in enumerate(verdict.next_tests, 1):
        yield from _test(verdict, number, each)
    running = _running(verdict)
    if running:
        yield "Silence tests under way:"
    for silence in running:
        yield paragraph(
            f"{silence.arm} against {silence.against} ({', '.join(silence.changed)} changed): {silence.sentence}",
            indent="    ",
            first="  ",
        )


def _test(verdict: Verdict, number: int, test: NextTest) -> Iterator[str]:
    yield paragraph(test.what, indent="    ", first=f"{number:>2}. ")
    if len(test.separates) > 1:
        yield _field("Why now", f"tells {', '.join(SHORT[each] for each in test.separates)} apart")
    elif test.separates:
        yield _field("Why now", f"would confirm or clear: {SHORT[test.separates[0]]}")
    for index, each in enumerate(test.shows):
        yield _field("" if index else "Shows", f"- {each}")
    if test.duration_s:
        yield _field("Takes", f"{span(test.duration_s)}; begun now, until {_moment(_end(verdict, test))} UTC")
    yield _field("Must agree", test.who_agrees or "nobody")
    yield _field("Disturbs", test.disturbs or "nothing")
    if test.pass_mark:
        yield _field("Pass mark", test.pass_mark)
    if test.command:
        yield _field("Record it", test.command)
    yield ""


def _field(name: str, text: str) -> str:
    return paragraph(text, indent=_INDENT, first=f"    {name + ':' if name else '':<12}")


def _nothing_left(verdict: Verdict) -> str:
    if verdict.conclusion is Conclusion.NO_FAULT:
        return "No test is due: nothing failed, for as long as it was watched."
    if verdict.standing is Standing.ESTABLISHED:
        return "No test is left to do: it is established. Write the sheet for who must act: netdoc report."
    return "No test is known that would tell more than what is stored: go on watching (netdoc watch)."


def _running(verdict: Verdict) -> list[SilenceTest]:
    return [each for each in verdict.silence_tests if each.outcome is SilenceOutcome.RUNNING]


def _end(verdict: Verdict, test: NextTest) -> datetime:
    return verdict.window_end + timedelta(seconds=test.duration_s)


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
