"""The shipped font shows what a report needs; what it lacks is printed as code points."""

from __future__ import annotations

from netdoc.report.glyphs import FILES, FONTS, coverage, shown


def test_the_font_has_every_mark_the_report_uses():
    assert all(ord(each) in coverage() for each in "☑☐▲■–≤≥µ±·…«»−×ÄéßłşЖΩ\u00a0")


def test_the_font_lacks_what_would_be_a_blank_box():
    assert not {0x5D0, 0x1F600, 0x4E2D, 0x0} & coverage()


def test_letters_the_font_lacks_become_code_points():
    assert shown("plain") == "plain"
    assert shown("Škoda ☑") == "Škoda ☑"
    assert shown("א בגד 😀") == "[U+05D0] [U+05D1 U+05D2 U+05D3] [U+1F600]"


def test_the_fonts_are_small_and_come_with_their_licence():
    assert all((FONTS / each).stat().st_size < 600_000 for each in FILES)
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "OFL.txt").read_text()
