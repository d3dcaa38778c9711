"""Arms and silence tests: what was held against what, how long it was watched, and by which number it passed."""

from __future__ import annotations

from collections.abc import Sequence

from netdoc.model.arm import Arm, SilenceOutcome, SilenceTest
from netdoc.plugin import Section
from netdoc.report.agreed_test import running
from netdoc.report.document import Align, Block, Bullets, Column, Heading, Paragraph, Table
from netdoc.report.hours import hours_done, hours_needed, hours_of_day
from netdoc.report.silence_words import CHANGED_WORDS, RULE, plan_of, silence_mark
from netdoc.report.view import View
from netdoc.report.words import NOT_READ, capital, count, joined, quantity

_MOST_ROWS = 60
_ARMS = (
    Column(title="Arm", width=0.7),
    Column(title="Arrangement", width=3.6),
    Column(title="From, to, local", width=2.5),
    Column(title="Watched", width=1.1, align=Align.RIGHT),
    Column(title="Drops", width=1.6),
    Column(title="Margin", width=1.0, align=Align.RIGHT),
    Column(title="CRC/h", width=0.9, align=Align.RIGHT),
    Column(title="ES/h", width=0.9, align=Align.RIGHT),
)
_TESTS = (
    Column(title="Test", width=1.7),
    Column(title="What changed", width=2.0),
    Column(title="Needed", width=1.1, align=Align.RIGHT),
    Column(title="Silent", width=1.1, align=Align.RIGHT),
    Column(title="Drops", width=0.9, align=Align.RIGHT),
    Column(title="Hours not watched", width=1.9),
    Column(title="Fixed beforehand", width=1.5),
    Column(title="Outcome", width=1.9),
)


def write(view: View) -> Sequence[Block]:
    """Return the arms and the tests, or nothing where the timeline has no arms at all."""
    arms, tests = view.verdict.arms, view.verdict.silence_tests
    if not arms and not tests:
        return ()
    blocks: list[Block] = [Heading(text="Arms and silence tests")]
    if len(arms) == 1 and not tests:
        words = f"Everything was watched in one arrangement: {arms[0].words.rstrip('.')}. Nothing was changed."
        blocks.append(Paragraph(text=words))
        return blocks
    if arms:
        rows = tuple(_arm(view, each) for each in arms[-view.most(_MOST_ROWS) :])
        blocks.append(Table(caption="Arms: stretches in one arrangement", columns=_ARMS, rows=rows))
        if len(arms) > view.most(_MOST_ROWS):
            left = f"The {len(arms) - view.most(_MOST_ROWS)} arms before these stand in the attached verdict.json."
            blocks.append(Paragraph(text=left, small=True))
        blocks.append(
            Paragraph(
                text="Watched: without the gaps. Margin: median of the readings, downstream. CRC and ES: downstream, "
                "per hour, from differences of readings; «not read» is no nought.",
                small=True,
            )
        )
    if not tests:
        blocks.append(Paragraph(text="No silence test can be drawn from these arms."))
        return blocks
    rows = tuple(_test(view, each) for each in tests)
    blocks.append(Table(caption="Silence tests: one arm held against another", columns=_TESTS, rows=rows))
    blocks.append(Bullets(items=tuple(_told(view, each) for each in tests)))
    blocks.append(Paragraph(text=RULE, small=True))
    return blocks


def _arm(view: View, arm: Arm) -> tuple[str, ...]:
    many = len(arm.drops) > 2
    drops = f"{count(len(arm.drops))} ({arm.drops[0]} to {arm.drops[-1]})" if many else ", ".join(arm.drops) or "none"
    return (
        arm.id,
        capital(arm.words) or "not described",
        view.times.span(arm.start, arm.end),
        hours_done(arm.watched_s),
        drops,
        quantity(arm.margin_down_db, "dB", 1),
        _rate(arm.crc_per_hour),
        _rate(arm.es_per_hour),
    )


def _rate(value: float | None) -> str:
    return NOT_READ if value is None else quantity(value, "", 0 if value >= 10 or value == 0 else 1)


def _test(view: View, test: SilenceTest) -> tuple[str, ...]:
    return (
        f"{test.arm} against {test.against}",
        capital(joined([CHANGED_WORDS[each] for each in test.changed], "and")) or "nothing recorded",
        hours_needed(test.needed_s) if test.needed_s is not None else "no mark",
        hours_done(test.silent_s),
        count(test.drops),
        hours_of_day(test.hours_missing) or "none",
        "yes" if test.fixed_beforehand else "no",
        _outcome(view, test),
    )


def _outcome(view: View, test: SilenceTest) -> str:
    if test.outcome is SilenceOutcome.RUNNING:
        return "running" if running(view) == test else "stopped before its mark: shows nothing"
    return {
        SilenceOutcome.PASSED: "passed",
        SilenceOutcome.DROPPED: "dropped too",
        SilenceOutcome.VOID: "void: can show nothing",
    }[test.outcome]


def _told(view: View, test: SilenceTest) -> str:
    parts = [f"{test.arm} against {test.against}: {test.sentence.rstrip('. ') or 'no sentence was recorded'}."]
    if test.needed_s is not None:
        parts.append(f"Mark: {silence_mark(view, test)}.")
    plan = plan_of(view, test)
    if plan is not None:
        parts.append(f"Fixed on {view.times.zoned(plan.at)}, when the arm began.")
    elif not test.fixed_beforehand and test.outcome is not SilenceOutcome.VOID:
        parts.append("The mark was not recorded when the arm began; a reader may object to that.")
    if test.chance is not None and test.outcome in (SilenceOutcome.PASSED, SilenceOutcome.RUNNING):
        parts.append(f"If nothing had changed, such a silence would come by chance with p {_chance(test.chance)}.")
    if test.returned:
        parts.append("The first arrangement was tried again afterwards, and it dropped again (A-B-A).")
    return " ".join(parts)


def _chance(chance: float) -> str:
    return f"= {chance:.3f}" if chance >= 0.001 else "< 0.001"


SECTION = Section(id="silence", place=35, write=write)
