"""The public text of Zyxel's page against a table written by eye; its forms as text, HTML and JSON; how it is asked."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from netdoc.errors import CannotMeasure, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.dsl_history import DslHistory
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.site import Device
from netdoc.plugin import Score
from probes.modems import zyxel_web
from tests.probes.modems.eye import NOON, SHARED, facts_of, line, one, read_fields
from tests.probes.modems.shell_of import ports_of

FOLDER = SHARED / "zyxel-web"
OWN = Path(__file__).parents[2] / "captures" / "zyxel_web"
PAGE = (OWN / "vmg_vdsl2_html_with_counters" / "page.html").read_text()
TEXT = PAGE[PAGE.index("====") : PAGE.index("</textarea>")]


@pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared captures are not beside this repository")
def test_each_value_of_the_public_text_is_read_upstream_standing_first() -> None:
    found = one(facts_of(zyxel_web.DRIVER, FOLDER / "vmg1312-b10d-xdslstatistics.txt"), DslLine)

    assert read_fields(found) == line(
        "39999/7853 47093/7853 7.3/5.7 22.4/18.2 11.4/-2.6",
        sync=True,
        status="Showtime",
        mode="VDSL2 Annex B",
        profile="17a",
        showtime_s=86_400 + 4 * 3_600 + 28 * 60,
    )
    assert any("7.881 Mbps 39.998 Mbps" in each for each in found.remarks)


@pytest.mark.parametrize(
    "path",
    [each for each in sorted(SHARED.glob("*/*")) if each.parent != FOLDER and each.is_file()],
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_the_captures_of_other_families_are_refused(path: Path) -> None:
    assert zyxel_web.recognises(path.read_bytes()) is Score.NO


def facts(text: str) -> list[Any]:
    return list(zyxel_web.read([Capture(text.encode(), NOON, "modem", "file")]))


def read(text: str) -> DslLine:
    return one(facts(text), DslLine)


def test_text_html_and_json_say_the_same() -> None:
    inside = {"result": "ZCFG_SUCCESS", "Object": [{"result": TEXT}]}

    assert facts(TEXT) == facts(PAGE) == facts(json.dumps(inside))
    assert zyxel_web.recognises(json.dumps(inside).encode()) is Score.CERTAIN


def test_marked_up_text_is_read_as_a_browser_shows_it() -> None:
    marked = TEXT.replace(" dB ", "&nbsp;<b>dB</b> ").replace("\n", "<br/>\n")

    assert read(marked) == read(TEXT)


def test_the_head_of_the_table_tells_which_column_is_which() -> None:
    turned = read(TEXT.replace("Upstream         Downstream", "Downstream         Upstream"))
    headless = read(TEXT.replace("VDSL Port Details", "VDSL Port   Dotails"))

    assert (turned.rate_down_kbps, turned.margin_up_db, turned.power_down_dbm) == (10_000, 6.2, -4.1)
    assert (headless.rate_down_kbps, headless.margin_up_db) == (None, None)
    assert any("order of the columns" in each for each in headless.remarks)


def test_the_head_of_the_counters_tells_which_column_is_which() -> None:
    head = "           Downstream        Upstream\n"
    turned = read(TEXT.replace(head, "           Upstream        Downstream\n"))
    headless = facts(TEXT.replace(head, ""))

    assert (read(TEXT).crc_down, read(TEXT).crc_up) == (1330, 41)
    assert (turned.crc_down, turned.crc_up) == (41, 1330)
    assert one(headless, DslLine).crc_down is None
    assert not any(isinstance(each, DslHistory) for each in headless)


@pytest.mark.parametrize(
    ("printed", "seconds"),
    [
        ("1 day: 4 hours: 28 minutes", 102_480),
        ("0 day: 0 hour: 1 minute", 60),
        ("2 hours: 3 minutes: 9 seconds", 7_389),
        ("1 day: 4 hours", None),
        ("N/A", None),
    ],
)
def test_the_clock_of_the_line_in_words(printed: str, seconds: int | None) -> None:
    assert read(TEXT.replace("3 days: 2 hours: 41 minutes", printed)).showtime_s == seconds


@pytest.mark.parametrize("status", ["Initializing", "G.994 Training", "Idle"])
def test_a_line_that_is_not_up_has_no_rates_levels_or_clock(status: str) -> None:
    found = read(TEXT.replace("Showtime", status))

    assert (found.sync, found.rate_down_kbps, found.margin_down_db, found.showtime_s) == (False, None, None, None)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("9.4 dB            6.2 dB", (6.2, 9.4)),
        ("- 0.4 dB            6.2 dB", (6.2, -0.4)),
        ("N/A                N/A", (None, None)),
        ("9.4 dB", (None, None)),
        ("9.4                6.2", (None, None)),
        ("94.1 dB            6.2 dB", (6.2, None)),
    ],
)
def test_two_values_with_their_units_or_none(cells: str, expected: tuple[float | None, float | None]) -> None:
    found = read(TEXT.replace("9.4 dB            6.2 dB", cells))

    assert (found.margin_down_db, found.margin_up_db) == expected


def test_text_of_something_else_is_unreadable() -> None:
    with pytest.raises(UnreadableCapture, match="not the text"):
        zyxel_web.read([Capture(b"<html>xDSL statistics</html>", NOON, "modem", "file")])


class HttpOf:
    """Answers every address with one page."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    async def get(self, url: str, *, timeout_s: float, device: Device | None = None) -> Capture:
        return Capture(self.body, NOON, "modem", f"http: {url}")


def asked(body: bytes, url: str | None) -> list[Capture]:
    device = Device(id="modem", kind="modem", address="192.0.2.51", url=url)
    return list(asyncio.run(zyxel_web.collect(device, ports_of(http=HttpOf(body)))))


def test_a_plain_page_is_taken() -> None:
    assert [each.body for each in asked(TEXT.encode(), "http://192.0.2.51/xdsl")] == [TEXT.encode()]


@pytest.mark.parametrize("url", [None, "http://192.0.2.51/xdsl"])
def test_a_page_behind_a_login_or_encrypted_is_saved_by_hand(url: str | None) -> None:
    with pytest.raises(CannotMeasure) as caught:
        asked(b'{"content":"3lXyNw=","iv":"qqo="}', url)

    assert "save the text" in caught.value.hint
