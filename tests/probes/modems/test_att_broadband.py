"""AT&T's broadband page: by labels and column heads, whatever their order; bonded lines and fibre; never a guess."""

from __future__ import annotations

from pathlib import Path

import pytest

from netdoc import discover
from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts import Fact
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.interface_counters import InterfaceCounters
from netdoc.model.facts.wan_session import WanSession
from netdoc.plugin import Proof, Score
from probes.modems import att_broadband
from tests.probes.modems.eye import NOON, SHARED, line, one, read_fields

OWN = Path(__file__).parents[2] / "captures" / "att_broadband"
NVG510 = (OWN / "documented_nvg510_adsl2plus" / "dslstatistics.html").read_text()
BOX = (OWN / "documented_nvg510_adsl2plus" / "sysinfo.html").read_text()
FIBRE = """<a href="/cgi-bin/broadbandstatistics.ha">Status</a><h2>Primary Broadband</h2><table>
<tr><th>Broadband Connection Source</th><td>FIBER</td></tr><tr><th>Broadband Connection</th><td>Up</td></tr>
<tr><th>Broadband IPv4 Address</th><td>192.0.2.44</td></tr></table>
<h2>Ethernet Status</h2><table><tr><th>Line State</th><td>Up</td></tr></table>
<h2>IPv4 Statistics</h2><table><tr><th>Receive Bytes</th><td>20566453127</td></tr>
<tr><th>Transmit Bytes</th><td>794551431</td></tr></table>"""


def read(text: str) -> list[Fact]:
    return list(att_broadband.read([Capture(text.encode(), NOON, "modem", "file")]))


def line_of(text: str) -> DslLine:
    return one(read(text), DslLine)


def test_each_value_is_read_and_no_other() -> None:
    assert read_fields(line_of(NVG510)) == line(
        "11031/1019 -/- 6.3/7.6 38.5/22.1 18.2/12.6 118/7 15541/22 -/- 61/4 -/- -/- 1/0 2/0",
        sync=True,
        status="Up",
        mode="ADSL2+",
        counted_at="near",
    )


def test_the_heads_of_the_columns_say_which_way_a_number_is() -> None:
    exchanged = NVG510.replace("<th>Downstream</th><th>Upstream</th>", "<th>Upstream</th><th>Downstream</th>")

    assert (line_of(exchanged).margin_down_db, line_of(exchanged).crc_up) == (7.6, 118)


def test_columns_without_heads_are_not_read() -> None:
    told = line_of(NVG510.replace("<th>Downstream</th><th>Upstream</th>", "<th>A</th><th>B</th>"))

    assert (told.rate_down_kbps, told.margin_down_db, told.crc_down) == (11_031, None, None)


def test_a_row_with_a_cell_too_few_or_too_many_is_not_read() -> None:
    few = line_of(NVG510.replace('<td class="col2">6.3</td>', ""))
    many = line_of(NVG510.replace('<td class="col2">6.3</td>', "<td>6.3</td><td>1</td>"))

    assert [(each.margin_down_db, each.margin_up_db, each.crc_down) for each in (few, many)] == [(None, None, 118)] * 2


@pytest.mark.parametrize("state", ["Down", "Training"])
def test_a_line_that_is_not_up_has_neither_rates_nor_levels(state: str) -> None:
    told = line_of(NVG510.replace('Line State</th><td class="col2">Up', f'Line State</th><td class="col2">{state}'))

    assert told.sync is (False if state == "Down" else None)
    assert (told.rate_down_kbps, told.margin_down_db, told.power_up_dbm, told.crc_down) == (None, None, None, 118)


def test_bonded_lines_are_not_mixed() -> None:
    bonded = NVG510.replace(
        "<tr><th></th><th>Downstream</th>",
        "<tr><th></th><th>Line 1</th><th>Line 2</th></tr><tr><th></th><th>Downstream</th>",
    )

    told = line_of(bonded)

    assert (told.sync, told.rate_down_kbps, told.crc_down) == (True, None, None)
    assert any("bonded" in each for each in told.remarks)


def test_a_table_by_periods_is_told_apart_from_the_totals() -> None:
    timed = (
        "<table><tr><th></th><th>Current 15 Min</th><th>Current Day</th><th>Total</th></tr>"
        "<tr><td>CRC Errors</td><td>1</td><td>2</td><td>9999</td></tr></table>"
    )

    told = line_of(NVG510.replace("</div>", timed + "</div>"))

    assert told.crc_down == 118
    assert any("by periods" in each for each in told.remarks)


def test_a_gateway_on_fibre_has_a_session_and_no_line() -> None:
    facts = read(FIBRE)

    session, counters = one(facts, WanSession), one(facts, InterfaceCounters)
    assert not any(isinstance(each, DslLine) for each in facts)
    assert (session.status.value, session.external_address) == ("up", "192.0.2.44")
    assert (counters.rx_bytes, counters.tx_bytes, counters.bits) == (20_566_453_127, 794_551_431, 64)


@pytest.mark.parametrize(
    ("told", "uptime_s"),
    [("09:03:26:44", 790_004), ("274686", 274_686), ("0", None), ("9:99:00:00", None), ("soon", None)],
)
def test_the_time_since_the_last_reboot_is_met_in_two_forms(told: str, uptime_s: int | None) -> None:
    facts = read(BOX.replace("09:03:26:44", told))

    box = one(facts, DeviceState)
    assert (box.vendor, box.model, box.firmware, box.uptime_s) == ("Motorola", "NVG510", "9.0.6h2d51", uptime_s)


def test_it_rests_on_documentation_and_takes_no_public_capture_of_another_family() -> None:
    assert att_broadband.DRIVER.proof is Proof.DOCUMENTATION
    files = [each for each in SHARED.glob("*/*") if each.is_file()]
    assert [each.name for each in files if att_broadband.recognises(each.read_bytes())] == []


@pytest.mark.parametrize("text", [NVG510, BOX, FIBRE])
def test_its_pages_are_taken_by_no_other_driver(text: str) -> None:
    takers = {each.id: each.recognises(text.encode()) for each in discover.drivers().values()}

    assert {name: score for name, score in takers.items() if score} == {"att_broadband": Score.CERTAIN}


@pytest.mark.parametrize("text", ["", "<html>DSL Status: Up</html>", NVG510[:300]])
def test_a_page_that_shows_nothing_of_a_gateway_is_refused(text: str) -> None:
    with pytest.raises(UnreadableCapture):
        read(text)
