"""What is printed cannot steer a terminal and fits it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from netdoc.cli._options import Duration, Moment, Rate
from netdoc.cli._text import paragraph, safe, table
from netdoc.cli._verdict_text import verdict_text
from netdoc.model.fault import Fault
from netdoc.model.finding import Bearing, Finding
from netdoc.model.plane import Plane
from netdoc.model.segment import Party
from netdoc.model.verdict import Conclusion, GapSpan, NextTest, PartyStanding, Standing, Verdict

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LONG = "a sentence that goes on and on " * 9


def a_finding(sentence: str, bearing: Bearing = Bearing.BLAMES) -> Finding:
    return Finding(
        rule="LOOP01", fault=Fault.LOOP_NOISE, bearing=bearing, sentence=sentence, planes=frozenset({Plane.MODEM_BOX})
    )


def a_verdict(hostile: str = "") -> Verdict:
    return Verdict(
        site="here",
        window_start=START,
        window_end=START + timedelta(seconds=40),
        complaint=None,
        conclusion=Conclusion.INSUFFICIENT,
        party=None,
        fault=None,
        standing=Standing.INSUFFICIENT,
        remaining=(Party.LINE, Party.EQUIPMENT),
        headline=f"Beyond the office network{hostile}",
        reason=LONG + hostile,
        parties=(
            PartyStanding(
                party=Party.LINE,
                standing=Standing.INSUFFICIENT,
                minutes_min=0,
                minutes_max=1,
                speaks_for=tuple(a_finding(f"{LONG}{number}{hostile}") for number in range(9)),
                speaks_against=(a_finding("it was in sync", Bearing.CLEARS),),
            ),
        ),
        gaps=(
            GapSpan(
                subject="modem", start=START, end=START, what=f"DslLine{hostile}", why=LONG, hint="read the manual"
            ),
        ),
        next_tests=(
            NextTest(
                id="swap",
                what=f"Swap the modem{hostile}",
                separates=(Party.LINE,),
                duration_s=600,
                who_agrees="the client",
            ),
        ),
        limitations=tuple(f"lack {number}{hostile}" for number in range(9)),
    )


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[2J", "\\x1b[2J"),
        ("a\r\nb\tc", "a  b c"),
        ("\x9b1m\x7f", "\\x9b1m\\x7f"),
        ("\u202egnp", "\\u202egnp"),
        ("a\u00a0b\u2028c", "a b c"),
        ("\ud800", "\\ud800"),
        ("Müller – 6 dB ≤ µ", "Müller – 6 dB ≤ µ"),
    ],
)
def test_what_a_terminal_would_obey_is_shown_and_not_sent(hostile: str, shown: str) -> None:
    assert safe(hostile) == shown


def test_paragraphs_and_tables_fit_80_columns() -> None:
    text = paragraph(LONG, indent="      ", first="  for: ") + "\n" + table([("a", "b" * 12, LONG), ("cc", "d", "")])

    assert all(len(line) <= 80 for line in text.splitlines())


def test_a_verdict_names_the_remaining_parties_the_reasons_and_the_next_test() -> None:
    text = " ".join(verdict_text(a_verdict(), [Path("/tmp/report.pdf")]).split())

    for words in (
        "Beyond the office network",
        "the telephone line",
        "the equipment the provider supplied",
        "cannot tell them apart",
        "insufficient",
        "in sync [LOOP01]",
        "and 6 more",
        "line statistics",
        "Next test: Swap the modem (10 min)",
        "to be agreed with: the client",
        "Report: /tmp/report.pdf",
    ):
        assert words in text, words
    assert "Party:" not in text and "Fault:" not in text
    assert "None" not in text


def test_a_hostile_verdict_fits_80_columns_and_holds_no_control_character() -> None:
    text = verdict_text(a_verdict("\x1b[31m\u202e\x07"))

    assert all(len(line) <= 80 for line in text.splitlines())
    assert not [each for each in text if each != "\n" and not each.isprintable()]


def test_a_verdict_that_names_a_party_says_party_and_fault() -> None:
    named = replace(a_verdict(), conclusion=Conclusion.FAULT, party=Party.LINE, fault=Fault.LOOP_NOISE, remaining=())

    text = verdict_text(named)

    assert "Party:" in text and "loop.noise" in text and "One of" not in text


@pytest.mark.parametrize(
    ("text", "seconds"), [("40s", 40), ("40", 40), ("1.5 h", 5400), ("5min", 300), ("2m", 120), ("3d", 259200)]
)
def test_time_spans_are_read(text: str, seconds: float) -> None:
    assert Duration().convert(text, None, None) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("text", "a_day"), [("3/day", 3), ("3", 3), ("1/week", 1 / 7), ("2/hour", 48), ("1.5 / day", 1.5)]
)
def test_rates_are_read_as_times_a_day(text: str, a_day: float) -> None:
    assert Rate().convert(text, None, None) == pytest.approx(a_day)


def test_a_moment_is_a_time_in_utc_or_a_span_before_the_end() -> None:
    assert Moment().convert("2026-03-02T10:00:00+01:00", None, None) == START
    assert Moment().convert("24h", None, None) == timedelta(hours=24)


def test_what_a_vendor_denies_is_printed_with_the_party_it_concerns() -> None:
    verdict = a_verdict()
    line = replace(verdict.parties[0], stated=("«the line tests OK» (telco, ticket T-7)",))

    assert "  stated:  «the line tests OK» (telco, ticket T-7)\n" in verdict_text(replace(verdict, parties=(line,)))


def test_what_stands_out_over_the_whole_time_is_printed_without_a_name() -> None:
    told = a_finding("the line fell back"), a_finding("hop 3 limits its answers", Bearing.CLEARS)
    text = verdict_text(replace(a_verdict(), window_findings=told))

    assert "Over the whole time, naming nobody:\n  seen:    the line fell back [LOOP01]\n" in text
    assert "hop 3" not in text
    assert "Over the whole time" not in verdict_text(replace(a_verdict(), window_findings=told[1:]))
