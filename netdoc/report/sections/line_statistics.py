"""The DSL line as the modem tells it: values beside references, the modem's own memory, the contract."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_history import DslBin, DslHistory
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.observation import Seen
from netdoc.plugin import Section
from netdoc.report.document import Align, Block, Bullets, Column, Heading, KeyValues, Paragraph, Table
from netdoc.report.line_values import age_words, counter_rows, gauge_rows, sources
from netdoc.report.times import utc_clock
from netdoc.report.variants import Variant
from netdoc.report.view import View
from netdoc.report.words import NOT_READ, capital, count, duration, joined, percent, plural, quantity

_VALUES = (
    Column(title="Value", width=3.0),
    Column(title="Latest", width=1.7, align=Align.RIGHT),
    Column(title="Range in the period", width=2.6),
    Column(title="Reference", width=2.0),
    Column(title="Worst is", width=1.2),
)
_COUNTS = (_VALUES[0], _VALUES[1], Column(title="Rate", width=2.6), _VALUES[3], _VALUES[4])
_BIN_FIELDS = (
    ("es_down", "ES down"),
    ("es_up", "ES up"),
    ("ses_down", "SES down"),
    ("uas_down", "UAS down"),
    ("los_down", "LOS down"),
    ("lpr_up", "LPR"),
    ("crc_down", "CRC down"),
    ("inits", "Retrains"),
)
_MOST_BINS = 40


def write(view: View) -> Sequence[Block]:
    """Return one part for each modem that was read; the desk of a service has no use for a line."""
    if view.variant in (Variant.HOSTING, Variant.IT):
        return ()
    blocks: list[Block] = [Heading(text="Line statistics")]
    subjects = sorted({each.subject for each in view.evidence.readings(DslLine)})
    histories = sorted({each.subject for each in view.evidence.readings(DslHistory)})
    if not subjects and not histories:
        blocks.append(
            Paragraph(
                text="No modem was read, so nothing is known of the line itself: neither that it is in order nor that "
                "it is not. A modem's status page, read once, is usually the cheapest evidence there is."
            )
        )
        return blocks
    for subject in sorted({*subjects, *histories}):
        blocks += _modem(view, subject)
    return blocks


def _modem(view: View, subject: str) -> list[Block]:
    blocks: list[Block] = [Heading(text=f"As told by: {subject}", level=2)]
    readings = view.evidence.readings(DslLine, subject)
    blocks.append(KeyValues(pairs=(*_state(view, readings), *_box(view, subject), *_contract(view, readings))))
    if readings:
        gauges, counters = gauge_rows(readings), counter_rows(readings)
        if gauges:
            blocks.append(Table(caption="Levels and rates", columns=_VALUES, rows=tuple(gauges)))
        if counters:
            blocks.append(Table(caption="Error counters", columns=_COUNTS, rows=tuple(counters)))
            blocks.append(Paragraph(text=age_words(readings), small=True))
        told = sources([*gauges, *counters])
        if told:
            blocks.append(Paragraph(text=f"References: {' '.join(told)}", small=True))
    blocks += _memory(view, subject)
    remarks = tuple(dict.fromkeys(remark for each in readings[-1:] for remark in each.fact.remarks))[:8]
    if remarks:
        blocks += [Paragraph(text="Left out of the reading, and why:"), Bullets(items=remarks)]
    return blocks


def _state(view: View, readings: Sequence[Seen[DslLine]]) -> list[tuple[str, str]]:
    if not readings:
        return []
    latest = readings[-1]
    sync = {True: "in sync", False: "not in sync", None: "the modem does not say"}[latest.fact.sync]
    status = f" (the modem says: {latest.fact.status})" if latest.fact.status else ""
    pairs = [
        ("Readings", f"{count(len(readings))}, the last at {view.times.stamp(latest.at)} ({utc_clock(latest.at)} UTC)"),
        ("Line", f"{sync}{status}"),
    ]
    mode = " ".join(each for each in (latest.fact.mode, latest.fact.profile) if each)
    if mode:
        pairs.append(("Mode", mode))
    if latest.fact.showtime_s is not None:
        since = view.times.stamp(latest.at - timedelta(seconds=latest.fact.showtime_s))
        pairs.append(("In sync since", f"{since} ({duration(latest.fact.showtime_s)})"))
    if latest.fact.last_retrain_reason:
        pairs.append(("Retrain reason", f"{latest.fact.last_retrain_reason} (in the modem's own words or code)"))
    return pairs


def _box(view: View, subject: str) -> list[tuple[str, str]]:
    boxes = view.evidence.readings(DeviceState, subject)
    if not boxes:
        return []
    box = boxes[-1].fact
    pairs = []
    name = " ".join(each for each in (box.vendor, box.model) if each)
    if name:
        pairs.append(("Box", f"{name}{f', software {box.firmware}' if box.firmware else ''}"))
    if box.uptime_s is not None:
        since = view.times.stamp(boxes[-1].at - timedelta(seconds=box.uptime_s))
        pairs.append(("Box running since", f"{since} ({duration(box.uptime_s)})"))
    if box.reboot_reason:
        pairs.append(("Restart reason", f"{box.reboot_reason} (in the box's own words or code)"))
    return pairs


def _contract(view: View, readings: Sequence[Seen[DslLine]]) -> list[tuple[str, str]]:
    """Return sold against sync; the operator of the line does not see what the provider sells."""
    if view.variant is Variant.TELCO or not readings:
        return []
    contract, latest = view.site.contract, readings[-1].fact
    pairs = []
    for words, sold, sync in (
        ("Sold down", contract.rate_down_kbps, latest.rate_down_kbps),
        ("Sold up", contract.rate_up_kbps, latest.rate_up_kbps),
    ):
        if sold:
            reached = f"; in sync at {percent(sync / sold)} of it" if sync is not None else f"; sync rate {NOT_READ}"
            pairs.append((words, f"{quantity(sold, 'kbit/s')}{reached}"))
    return pairs


def _memory(view: View, subject: str) -> list[Block]:
    held: dict[tuple[int, int], DslBin] = {}
    for reading in view.evidence.readings(DslHistory, subject):
        for each in reading.fact.bins:
            # the same bin read twice: the later reading is the fuller one
            held[reading.fact.bin_s, round(each.start.timestamp() / reading.fact.bin_s)] = each
    blocks: list[Block] = []
    for bin_s in sorted({key[0] for key in held}):
        blocks += _bins(view, bin_s, [held[key] for key in sorted(held) if key[0] == bin_s])
    return blocks


def _bins(view: View, bin_s: int, bins: Sequence[DslBin]) -> list[Block]:
    fields = [(field, words) for field, words in _BIN_FIELDS if any(getattr(each, field) for each in bins)]
    length = duration(bin_s)
    heading = Heading(text=f"The modem's own memory, {length} at a time", level=3)
    if not fields:
        held = f"All {plural(len(bins), 'bin')} of {length}"
        text = f"{held} hold no error, no outage and no retrain, as far as they were read."
        return [heading, Paragraph(text=text)]
    worst = [each for each in bins if any(getattr(each, field) for field, _ in fields)]
    columns = (
        Column(title="Began, local", width=2.2),
        Column(title="UTC", width=1.2),
        *(Column(title=words, width=1.0, align=Align.RIGHT) for _, words in fields),
    )
    rows = tuple(
        (
            view.times.minute(each.start),
            utc_clock(each.start)[:5],
            *(quantity(getattr(each, field), "") for field, _ in fields),
        )
        for each in worst[-view.most(_MOST_BINS) :]
    )
    left = len(worst) - len(rows)
    clean = f"{count(len(bins) - len(worst))} of {plural(len(bins), 'bin')} are clean and not printed"
    more = f"; {plural(left, 'earlier bin')} with errors left out" if left > 0 else ""
    abbreviations = (
        "ES: errored seconds; SES: severely errored; UAS: unavailable; LOS: loss of signal; LPR: loss of power"
    )
    return [
        heading,
        Table(caption=capital(joined([words for _, words in fields], "and")), columns=columns, rows=rows),
        Paragraph(text=f"{clean}{more}. {abbreviations}.", small=True),
    ]


SECTION = Section(id="line_statistics", place=40, write=write)
