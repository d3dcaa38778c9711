"""Tables and words of a box's page, whatever was cut, left out or nested."""

from __future__ import annotations

import time

from probes.modems._html import page_of

PAGE = b"""<!doctype html><html><head><title> The  box </title><script>var x = '<td>9</td>';</script></head><body>
<h2>DSL <b>status</b></h2>
<table><tr><th></th><th>Down</th><th>Up</th></tr>
<tr><td>Margin&nbsp;(dB)<td>6.1<td>7<br>2</tr>
<tr><td>Rate</td><td>50&#48;0</td><td>900</td></tr></table>
<p>Uptime:
 <b>3</b> days</p><style>p { color: red }</style><div>end</div>"""


def test_tables_stand_under_their_heading_with_folded_cells() -> None:
    (table,) = page_of(PAGE).tables

    assert table.heading == "DSL status"
    assert table.rows == (("", "Down", "Up"), ("Margin (dB)", "6.1", "7 2"), ("Rate", "5000", "900"))


def test_scripts_and_styles_are_not_shown() -> None:
    page = page_of(PAGE)

    assert page.title == "The box"
    assert page.lines[0] == "DSL status"
    assert page.lines[-2:] == ["Uptime: 3 days", "end"]


def test_a_table_that_the_page_leaves_open_is_not_kept() -> None:
    assert page_of(PAGE[: PAGE.index(b"</table>")]).tables == []
    assert page_of(PAGE[: PAGE.index(b"7<br>") + 1]).tables == []


def test_a_table_in_a_cell_leaves_the_outer_one_whole() -> None:
    page = page_of(b"<table><tr><td>a</td><td><table><tr><td>1</td></tr></table></td><td>b</td></tr></table>")

    assert [each.rows for each in page.tables] == [(("1",),), (("a", "", "b"),)]


def test_hostile_pages_are_bounded() -> None:
    started = time.monotonic()

    for unit in (b"<td>", b"<tr><td>1", b"<table>", b"<!--", b"&#x", b"<a <"):
        page_of(b"<table><tr>" + unit * 300_000)

    assert time.monotonic() - started < 8
