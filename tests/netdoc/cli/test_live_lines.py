"""The live screen, line by line: it fits, says everything in words, and holds nothing a terminal would obey."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rich.cells import cell_len

from netdoc.app.live_picture import ClockRow, Picture, RungRow
from netdoc.cli._live_lines import screen
from netdoc.cli._live_rungs import strip
from netdoc.cli._live_text import Line
from netdoc.model.facts.echo_block import LOST, NOT_SENT, UNREACHABLE
from tests.netdoc.app.live_examples import NOW, ago, episode, judged, picture, rung_row, weighed

FOOT = Line("n note   q quit")
HOSTILE = "\x1b[2J\x1b]0;x\x07\u202egnp\u200b\x9b1m日本語" * 50


def text(shown: Picture, width: int = 80, height: int = 24) -> list[str]:
    return [each.text.rstrip() for each in screen(shown, width, height, FOOT)]


def test_the_whole_office_fits_a_terminal_of_80_by_24() -> None:
    assert text(picture()) == [
        "netdoc watch harbour-dental  1 h 12 min of 24 h          2026-03-02 09:31:12 UTC",
        " step             address         last minute, now at right    lost   med p95 ms",
        " Office router    192.168.1.1     ..........................   0/60  0.40   0.80",
        " Modem            192.168.1.254   ..........................   0/60   1.1    2.2",
        "!Provider 1st hop 10.55.0.1       ....................XXXXXX  14/60   9.4   18.8",
        "!Name server      203.0.113.53    ....................XXXXXX  14/60   9.9   19.8",
        "!Target           198.51.100.1    . . . .  . . . . . .  X X    2/12  15.4   30.8",
        "!Target           198.51.100.2    . . . .  . . . . . .  X X    2/12  15.4   30.8",
        "!Target           198.51.100.3    . . . .  . . . . . .  X X    2/12  15.4   30.8",
        ". answered  + slow  X lost  U told unreachable  - not sent  blank: not asked",
        "",
        "Modem:   up since 03-01 03:31 (30 h), Acme VX-100",
        "Line:    NOT in sync, G.994 Training",
        "Session: not read: no router or modem that can be asked",
        "Engine:  own; NOT WATCHED: 1 gap, 2 min 10 s; last: this computer slept",
        "Incidents: 2, 1 GOING ON",
        "! 09:30:58  14 s so far    no answer from Provider 1st hop on; Modem does",
        "  09:11:11  1 min          no connection at Provider 1st hop, 2 times: Telepho..",
        "Verdict so far, to 09:30:32, before what goes on now: insufficient",
        "  Beyond the office network: the telephone line, the supplied modem or the",
        "  in-house wiring. The data cannot tell them apart.",
        "  Next test: Plug the modem into the test socket and watch for 40 min",
        "measuring for 24 h",
        "n note   q quit",
    ]


@pytest.mark.parametrize(("width", "height"), [(80, 24), (60, 20), (200, 60), (40, 12), (20, 5), (10, 2), (80, 1)])
def test_it_fits_every_terminal_to_the_line_and_column(width: int, height: int) -> None:
    shown = screen(picture(), width, height, FOOT)

    assert len(shown) == height
    assert all(cell_len(each.text) <= max(width, 20) for each in shown)
    assert shown[-1].text.startswith("n note")


def test_a_narrow_terminal_gives_addresses_up_before_the_strip() -> None:
    shown = text(picture(), 60, 20)

    assert "192.168.1.1" not in "\n".join(shown)
    assert shown[2] == " Office router    ......................   0/60  0.40   0.80"


def test_a_wide_terminal_has_a_column_for_each_second() -> None:
    assert "." * 46 + "X" * 14 in text(picture(), 130, 30)[4]


def test_twelve_rungs_fit_or_it_says_how_many_do_not() -> None:
    rows = tuple(
        rung_row(f"s_{number}", f"Service {number}", f"192.0.2.{number}", lost=(3,) if number == 11 else ())
        for number in range(12)
    )
    shown = text(replace(picture(), rows=rows))

    assert len(shown) == 24
    assert any("more not shown (no loss there)" in each for each in shown)
    assert any("Service 11" in each for each in shown), "the one with loss is not the one left out"
    assert all(any(f"Service {n} " in each for each in text(replace(picture(), rows=rows), 80, 40)) for n in range(12))


def test_nothing_that_a_device_or_a_site_says_reaches_the_terminal_raw_or_breaks_the_lines() -> None:
    rows = (replace(rung_row("x", HOSTILE, HOSTILE), rung=HOSTILE),)
    evil = Picture(
        site=HOSTILE,
        now=NOW,
        watched_s=1,
        engine=HOSTILE,
        rows=rows,
        clocks=tuple(
            ClockRow(name="Modem", state=HOSTILE, remark=HOSTILE, trouble=HOSTILE, read_at=NOW) for _ in "abc"
        ),
        episodes=(replace(episode(10, None), what=HOSTILE),),
        weighed=replace(
            weighed(incidents=(replace(judged(500, 9), about=HOSTILE),)), headline=HOSTILE, next_test=HOSTILE
        ),
        weighing=HOSTILE,
        saying=HOSTILE,
        not_measured=HOSTILE,
    )

    for width, height in ((80, 24), (60, 20), (33, 40)):
        shown = screen(evil, width, height, FOOT)
        assert all(each.text.isprintable() for each in shown)
        assert all(cell_len(each.text) <= width for each in shown)


def test_letters_without_a_width_do_not_make_a_line_endless() -> None:
    (line,) = [
        each
        for each in screen(replace(picture(), saying="e" + "\u0301" * 100_000), 80, 24, FOOT)
        if "e\u0301" in each.text
    ]

    assert len(line.text) < 400


def test_before_anything_is_known_it_says_so_and_shows_no_zero() -> None:
    shown = "\n".join(text(Picture(site="x", now=NOW, watched_s=0)))

    assert "No step of the ladder is sampled yet." in shown
    assert "none sends yet" in shown
    assert "Verdict so far: none: the first minute" in shown
    assert "0/0" not in shown and "None" not in shown


def test_a_computer_without_a_way_out_is_told_so_and_nobody_is_blamed() -> None:
    row = RungRow(rung="router", name="Office router", address="192.168.1.1", samples=((1.0, NOT_SENT),), void=1)
    shown = text(replace(picture(), rows=(row,)))

    assert shown[2].split() == ["Office", "router", "192.168.1.1", "-", "-", "-", "-"]
    assert any("THIS COMPUTER SENDS NOTHING" in each and "blames nobody" in each for each in shown)


def test_a_headline_that_is_cut_never_reads_as_a_whole_sentence() -> None:
    for height in range(6, 24):
        lines = [each for each in text(picture(), 60, height) if each.startswith("  Beyond")]
        rest = "\n".join(text(picture(), 60, height))
        assert not lines or lines[0].endswith("..") or "apart." in rest or ".." in rest.partition("Beyond")[2]


def test_a_verdict_that_could_not_be_renewed_says_why() -> None:
    shown = text(replace(picture(), weighing="the rules took longer than 120 s and were stopped"), 160)

    assert any("no newer one: the rules took longer" in each for each in shown)


def test_a_fault_is_told_with_its_standing() -> None:
    fault = replace(weighed(), conclusion="fault", standing="indicated", party="line", headline="The telephone line")

    assert any("now: fault, indicated" in each for each in text(replace(picture(), weighed=fault)))


def test_a_clock_that_could_not_be_read_again_says_since_when() -> None:
    stale = ClockRow(name="Line", state="in sync", since=ago(600), read_at=ago(120), trouble="timeout")

    assert any("NOT READ since 09:29:12: timeout" in each for each in text(replace(picture(), clocks=(stale,))))


def test_the_strip_shows_the_worst_of_each_column_and_blanks_where_nothing_was_asked() -> None:
    samples = ((59.0, 1000), (30.0, LOST), (29.0, 1000), (12.0, UNREACHABLE), (6.0, NOT_SENT), (0.0, 90_000))
    row = RungRow(rung="x", name="x", address="x", samples=samples, median_us=1000)

    assert strip(row, 10) == ".   X. U-+"
    assert strip(row, 6) == ". X.U-"
    assert (strip(row, 60)[0], strip(row, 60)[-1]) == (".", "+")
