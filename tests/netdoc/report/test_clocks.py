"""How right the times are: at the foot of every page, and with everything it rests on among the limits."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from netdoc.model.clock_polls import Span
from netdoc.model.facts.clock_offset import ClockOffset, ClockSource
from netdoc.model.facts.device_log import DeviceLog
from netdoc.model.observation import CLOCK_SET_FORWARD, Gap, Seen
from netdoc.model.plane import Plane
from netdoc.report.clocks import NOT_KNOWN, SOON, at_instant, clock_blocks, error_words, foot
from netdoc.report.compose import compose
from netdoc.report.custody import Custody, Enclosed
from netdoc.report.document import Paragraph, Table
from netdoc.report.html import to_html
from netdoc.report.sections import custody, limits
from netdoc.report.typst import to_pdf
from netdoc.report.variants import Variant
from netdoc.report.words import NBSP
from tests.netdoc.report.example_office import MADE_AT, at, office
from tests.netdoc.report.examples import captures_of, made, pdf_text, texts, view, view_of


def plain(text: str) -> str:
    return text.replace(NBSP, " ")


def offset(hour, off_s, bound_s=0.02, server="ntp1.example.net", source=ClockSource.SNTP, **more):
    fact = ClockOffset(source=source, server=server, offset_s=off_s, bound_s=bound_s, **more)
    return Seen("host", at(hour), fact, None, Plane.PATH, "clock_offset/1")


def poll(hour, off_s, bound_s=0.02, servers=("ntp1", "ntp2", "ntp3")):
    return [offset(hour, off_s, bound_s, f"{each}.example.net", stratum=2, rtt_ms=18.25) for each in servers]


def day(off_s=0.001, bound_s=0.02):
    return [each for hour in range(25) for each in poll(hour, off_s, bound_s)]


def evidence(*more):
    return office(more=list(more))


def said(*more, bound_s=None):
    return plain(foot(evidence(*more), bound_s))


@pytest.mark.parametrize(
    ("low_s", "high_s", "expected"),
    [
        (-0.02, 0.021, "times are right to ±0.021 s"),
        (0.001, 0.0201, "times are right to ±0.021 s"),
        (0.2, 0.3, "times are right to ±0.3 s"),
        (3.1, 3.3, "off by +3.20 s ± 0.10 s: netdoc's clock is fast"),
        (3.144, 3.246, "off by +3.195 s ± 0.051 s: netdoc's clock is fast"),
        (-3700.4, -3699.1, "off by −3699.75 s ± 0.65 s: netdoc's clock is slow"),
        (40.0, 90.0, "off by +65 s ± 25 s: netdoc's clock is fast"),
        (-1.0, 3.0, "times are right to ±3 s"),
        (86399.0, 86401.2, "off by +86400.1 s ± 1.1 s: netdoc's clock is fast"),
    ],
)
def test_an_error_is_told_so_that_what_is_printed_holds_the_whole_of_it(low_s, high_s, expected):
    told = plain(error_words(Span(low_s, high_s)))

    assert told == expected
    if found := re.match(r"off by ([+−][\d.]+) s ± ([\d.]+) s", told):
        middle, bound = float(found[1].replace("−", "-")), float(found[2])
        assert middle - bound <= low_s + 1e-9 and high_s - 1e-9 <= middle + bound


def test_the_foot_tells_the_bound_and_what_it_rests_on():
    assert said(*day()) == "times are right to ±0.201 s (3 time servers)"  # half an hour of 100 ppm, both ways
    assert said(*day(3.2)) == "off by +3.20 s ± 0.20 s: netdoc's clock is fast (3 time servers)"


def test_one_witness_is_said_to_be_alone_and_web_servers_are_called_so():
    web = [offset(hour, 0.4, 1.02, "192.0.2.9", ClockSource.HTTP_DATE) for hour in range(25)]
    dates = [each for seen in web for each in (seen, replace(seen, fact=replace(seen.fact, server="192.0.2.8")))]

    assert said(*web).endswith("(1 web server's date alone)")
    assert said(*dates).endswith("(2 web servers' dates)")


def test_where_no_other_clock_was_heard_the_systems_own_word_is_told_as_that():
    assert said(bound_s=0.021) == "times are right to ±0.021 s by the system's own word"
    assert said() == NOT_KNOWN


def test_a_clock_that_was_moved_unseen_is_known_for_a_part_only():
    slept = Gap("ladder", at(12), at(12) + timedelta(seconds=60), "EchoBlock", "the computer slept for 60.0 s")
    moved = Gap("ladder", at(6), at(6) + timedelta(seconds=60), "EchoBlock", f"{CLOCK_SET_FORWARD} by 60.0 s")

    told = said(*poll(20, 0.0), slept, moved)

    # the first and the last stretch are known by the system's word and by the servers
    pattern = r"times are right to ±[\d.]+ s for 75\.1 % of the period, else not known \(3 time servers\)"
    assert re.fullmatch(pattern, told)


def test_every_page_of_the_pdf_and_the_page_in_html_carry_it_and_the_bytes_are_the_same_twice(tmp_path):
    verdict, _ = made("line_remaining")
    held = evidence(*day(3.2))
    document = compose(verdict, held, captures=captures_of(), made_at=MADE_AT).document
    first, again = to_pdf(document), to_pdf(document)
    pages = pdf_text(first, tmp_path).split("\f")[:-1]

    assert first == again
    assert len(pages) > 5
    for number, page in enumerate(pages, 1):
        words = " ".join(page.split())
        assert "off by +3.20 s ± 0.20 s: netdoc's clock is fast (3 time servers)" in words, number
    assert "netdoc's clock is fast (3 time servers)</footer>" in plain(to_html(document)).replace("&#x27;", "'")


def table(*more, variant=None):
    verdict, _ = made("line_remaining")
    blocks = clock_blocks(view_of(verdict, evidence(*more), variant))
    rows = [row for each in blocks if isinstance(each, Table) for row in each.rows]
    words = " ".join(each.text for each in blocks if isinstance(each, Paragraph))
    return [tuple(plain(cell) for cell in row) for row in rows], plain(words)


def test_the_limits_hold_every_reading_the_falsetickers_and_each_boxs_clock():
    wrong = [*poll(3, 0.001, servers=("ntp1", "ntp2")), offset(3, 50.0, 0.02, "bad.example.net", stratum=1)]
    log = DeviceLog(lines=(), clock_offset_s=-4.0, clock_bound_s=1.0)
    service = offset(5, None, 0.013, "chrony, by 192.0.2.7", ClockSource.TIME_SERVICE)

    rows, words = table(*wrong, service, Seen("modem", at(24), log, None, Plane.MODEM_BOX))

    heard = next(row for row in rows if "bad.example.net" in row[4])
    assert heard[1:3] == ("3 time servers", "+0.001 s ± 0.020 s")
    assert heard[4] == "2 agree; bad.example.net, stratum 1: +50.000 s ± 0.020 s, contradicted by the majority"
    assert [row[1:3] for row in rows if row[1] == "Modem"] == [("Modem", "+4.0 s ± 1.0 s")]
    assert [row[2] for row in rows if row[1].startswith("chrony")] == ["at most ±0.013 s"]
    assert [row[2] for row in rows if row[1] == "the system itself"] == ["at most ±0.021 s"] * 2
    assert "No stored time was moved" in words


def test_servers_that_contradict_each_other_are_told_and_nothing_is_known():
    quarrel = [offset(3, 0.0), offset(3, 50.0, server="ntp2.example.net")]

    rows, words = table(*quarrel)

    assert rows[0][2] == "no majority"
    assert "contradict each other" in words


def test_a_month_of_readings_is_shown_by_its_ends_and_its_quarrels():
    month = [each for hour in range(0, 700) for each in poll(hour, 0.0)]
    odd = [*poll(350.5, 0.0, servers=("ntp1", "ntp2")), offset(350.5, 9.0, server="ntp9.example.net")]

    rows, words = table(*month, *odd)
    whole, _ = table(*month, *odd, variant=Variant.TECHNICAL)

    assert len(rows) < 16 and len(whole) > 700
    assert any("ntp9" in row[4] for row in rows)
    assert "ntp1.example.net, stratum 2: +0.000 s ± 0.020 s; ntp2" in whole[0][4]
    assert re.search(r"69\d more comparisons between those shown", words)


def test_limits_and_custody_tell_it():
    sealed = Custody(
        words=("a",) * 6, root="5e" * 32, size=3, sealed_at=at(24), fingerprint=None, enclosed=Enclosed.RECORDS,
        case_file="x",
    )  # fmt: skip
    verdict, _ = made("line_remaining")
    shown = replace(view_of(verdict, evidence(*day(3.2))), custody=sealed)

    page = plain("\n".join(texts(custody.SECTION.write(shown))))
    assert (
        "when it was sealed: off by +3.200 s ± 0.020 s: netdoc's clock is fast; over the whole period: off by" in page
    )
    assert "How right the times are" in texts(limits.SECTION.write(shown))
    assert "Every time in this report is stated as that clock showed it: later than it was." in plain(
        "\n".join(texts(limits.SECTION.write(shown)))
    )


def test_long_after_netdoc_last_ran_nothing_is_said_of_the_clock():
    held = evidence(*day())

    assert at_instant(held, held.end + SOON) != NOT_KNOWN
    assert at_instant(held, held.end + 2 * SOON) == NOT_KNOWN


def test_a_copy_that_leaves_the_house_withholds_a_server_of_the_office():
    verdict, _ = made("line_remaining")
    wrong = [offset(3, 50.0, server=each) for each in ("192.168.1.9", "bad.example.net")]
    held = evidence(*poll(3, 0.0), *wrong)

    told = plain(str(compose(verdict, held, captures=captures_of(), made_at=MADE_AT, variant=Variant.TELCO).document))

    assert "192.168.1.9" not in told and "[LAN address withheld]: +50.000" in told and "bad.example.net" in told


def test_an_office_without_any_clock_says_so():
    assert NOT_KNOWN in plain("\n".join(texts(limits.SECTION.write(view("no_network"))))).lower()
