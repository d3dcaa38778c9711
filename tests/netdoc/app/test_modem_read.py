"""`netdoc modem read FILE`: recognising a saved page, its JSON, its text, and every kind of bad file."""

from __future__ import annotations

import dataclasses
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from netdoc.app.modem_read import document, read_file
from netdoc.cli.main import run
from netdoc.errors import BadInput, UnreadableCapture
from netdoc.model.codec import fact_from_plain
from netdoc.model.facts.dsl_line import DslLine
from netdoc.plugin import Driver, Proof, Score
from tests.emulated.broadcom_text import BoxState, driver_text

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC).timestamp()
KEYS_OF_THE_LINE = """
sync status mode profile rate_down_kbps rate_up_kbps attainable_down_kbps attainable_up_kbps margin_down_db margin_up_db
attenuation_down_db attenuation_up_db power_down_dbm power_up_dbm showtime_s crc_down crc_up fec_down fec_up hec_down
hec_up es_down es_up ses_down ses_up uas_down uas_up los_down los_up lof_down lof_up retrains last_retrain_reason
counter_age_s remarks crc_counted_at fec_counted_at hec_counted_at es_counted_at ses_counted_at uas_counted_at
los_counted_at lof_counted_at
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "modem.txt"
    path.write_text(driver_text(BoxState(NOW - 400_000, NOW - 300_000), NOW))
    os.utime(path, (NOW, NOW))
    return path


def test_the_family_is_recognised_and_the_bins_are_dated_by_the_file(page: Path) -> None:
    reading = read_file(page)

    assert (reading.driver, reading.confidence) == ("broadcom", "certain")
    assert [each.KIND for each in reading.facts] == ["DslLine", "DslHistory", "DslHistory"]
    assert any("2026-03-01T12:00:00Z (the file's time)" in each for each in reading.remarks)


def test_the_document_carries_every_key_of_a_line_and_null_for_what_was_not_read(page: Path) -> None:
    found = document(read_file(page))
    line = found["facts"][0]

    assert (found["schema"], found["driver"], found["confidence"]) == ("netdoc.modem/1", "broadcom", "certain")
    assert set(KEYS_OF_THE_LINE.split()) <= set(line)
    assert (line["kind"], line["attenuation_up_db"], line["retrains"], line["crc_down"]) == ("DslLine", None, None, 0)
    assert isinstance(line["remarks"], list)


def test_the_document_reads_back_as_the_same_facts(page: Path) -> None:
    reading = read_file(page)

    plain = json.loads(json.dumps(document(reading)))
    assert tuple(fact_from_plain(each) for each in plain["facts"]) == reading.facts


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "not text"),
        (b"\xd4\xc3\xb2\xa1\x02\x00\x04\x00" + bytes(200), "not text"),
        (b"hello\n", "no modem family"),
        (b"#>$ garbage\n" * 900_000, "more than any modem's page"),
        (b"x" * 3_900_000, "no modem family"),
        (b"\n" * 3_900_000, "empty"),
    ],
    ids=["empty", "blank", "picture", "pcap", "unknown", "10 MB", "one long line", "newlines"],
)
def test_each_bad_file_is_one_clear_error_with_exit_code_3(
    content: bytes, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "page"
    path.write_bytes(content)

    with pytest.raises(BadInput, match=words) as caught:
        read_file(path)
    assert caught.value.hint
    assert run(["modem", "read", str(path)]) == 3
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "Traceback" not in printed.err
    assert "try: " in printed.err


@pytest.mark.parametrize("name", ["missing.txt", "."])
def test_a_missing_file_and_a_folder_are_one_clear_error(name: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read_file(tmp_path / name)


def a_driver(identity: str, score: Score, **more: Any) -> Driver:
    async def collect(device: Any, ports: Any) -> Any:
        raise AssertionError("a file is never collected")

    return Driver(
        id=identity,
        title=identity,
        recognises=lambda body: score,
        collect=collect,
        read=lambda captures: (DslLine(sync=True),),
        transport="telnet",
        **more,
    )


def test_an_ambiguous_page_names_its_candidates(page: Path) -> None:
    drivers = {each.id: each for each in (a_driver("one", Score.LIKELY), a_driver("two", Score.LIKELY))}

    with pytest.raises(BadInput, match="one, two"):
        read_file(page, drivers=drivers)
    assert read_file(page, driver_id="two", drivers=drivers).driver == "two"


def test_an_unknown_page_names_the_nearest_candidate(page: Path) -> None:
    drivers = {each.id: each for each in (a_driver("near", Score.MAYBE), a_driver("far", Score.NO))}

    with pytest.raises(BadInput, match="nearest: near"):
        read_file(page, drivers=drivers)


def test_the_surer_of_two_drivers_reads_the_page(page: Path) -> None:
    drivers = {each.id: each for each in (a_driver("one", Score.LIKELY), a_driver("two", Score.CERTAIN))}

    assert read_file(page, drivers=drivers).driver == "two"


def test_a_named_driver_that_does_not_know_the_page_says_so(page: Path) -> None:
    drivers = {"far": a_driver("far", Score.NO, proof=Proof.DOCUMENTATION)}

    reading = read_file(page, driver_id="far", drivers=drivers)

    assert reading.confidence == "given"
    assert any("does not look like" in each for each in reading.remarks)
    assert any("documentation only" in each for each in reading.remarks)


def test_a_named_driver_that_cannot_read_the_page_is_an_error_not_a_guess(page: Path) -> None:
    with pytest.raises(UnreadableCapture):
        read_file(page, driver_id="snmp_dsl")
    with pytest.raises(BadInput, match="there is no driver 'nobody'"):
        read_file(page, driver_id="nobody")


def test_a_page_saved_on_windows_reads_the_same(page: Path, tmp_path: Path) -> None:
    text = page.read_text()
    other = tmp_path / "windows.txt"
    for content in (text.encode("utf-16"), b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()):
        other.write_bytes(content)
        os.utime(other, (NOW, NOW))
        assert read_file(other).facts == read_file(page).facts


def test_the_text_says_not_stated_and_never_none(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["modem", "read", str(page)]) == 0

    shown = capsys.readouterr().out
    assert "in sync (Showtime)" in shown
    assert "39999 kbit/s" in shown
    assert "not stated" in shown
    assert "None" not in shown
    assert max(len(each) for each in shown.splitlines()) <= 100


@pytest.mark.parametrize("as_json", [False, True])
def test_nothing_from_the_page_can_steer_the_terminal(
    as_json: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state = dataclasses.replace(
        BoxState(), mode="VDSL2 \x9b31m \x1b]0;pwned\x07 \x7f \u202e gnp", retrain_reason="\x08\x08 #page()"
    )
    path = tmp_path / "hostile.txt"
    path.write_text(driver_text(state, NOW + 500_000_000))

    assert run(["modem", "read", str(path), *(["--json"] if as_json else [])]) == 0

    shown = capsys.readouterr().out
    assert all(each.isprintable() or each == "\n" for each in shown)


def test_the_families_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["modem", "list"]) == 0
    assert run(["modem", "list", "--json"]) == 0

    shown = capsys.readouterr().out
    assert "broadcom" in shown
    assert "snmp_dsl" in shown
