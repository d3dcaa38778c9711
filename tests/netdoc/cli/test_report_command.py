"""`netdoc report`: for whom, on which incident, in whose place, and what a vendor will miss."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.netdoc.cli.commands import Desk

LINES = (
    {"schema": "netdoc.observations/1"},
    {"record": "site", "site": {"id": "office-1", "name": "Mill Lane"}},
    {
        "record": "seen",
        "subject": "modem",
        "at": "2026-03-02T09:00:00Z",
        "fact": {"kind": "DeviceState", "v": 1, "model": "VX-100", "uptime_s": 5000},
    },
)


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    made = Desk(tmp_path / "root", capsys)
    file = tmp_path / "records.jsonl"
    file.write_text("\n".join(json.dumps(each) for each in LINES), encoding="utf-8")
    assert made.run("import", "observations", str(file)).code == 0
    return made


def body(out: Path) -> dict[str, object]:
    (file,) = out.glob("*.json")
    plain: dict[str, object] = json.loads(file.read_text(encoding="utf-8"))
    return plain


@pytest.mark.parametrize(("reader", "variant"), [("client", "plain"), ("technical", "technical"), ("telco", "telco")])
def test_each_reader_gets_a_copy_of_its_own(desk: Desk, tmp_path: Path, reader: str, variant: str) -> None:
    ran = desk.run("report", "--for", reader, "--json-file", "--out", str(tmp_path / "out"))

    assert ran.code == 0
    assert body(tmp_path / "out")["variant"] == variant
    assert ran.out.strip().endswith(f"-{variant}.json")


def test_what_the_vendor_will_ask_for_is_warned_of_on_stderr_and_has_a_line_on_page_one(
    desk: Desk, tmp_path: Path
) -> None:
    ran = desk.run("report", "--for", "isp", "--json-file", "--out", str(tmp_path / "out"))
    said = json.dumps(body(tmp_path / "out"), ensure_ascii=False)

    assert "the site file does not give: Account number, Circuit or line no., Account holder" in ran.err
    assert "Account number" not in ran.out
    assert "Not given in the site file, and the vendor will ask for it: Account number" in said


def test_the_clients_copy_warns_of_nothing_where_no_vendor_is_concerned(desk: Desk, tmp_path: Path) -> None:
    ran = desk.run("report", "--for", "client", "--json-file", "--out", str(tmp_path / "out"))

    assert "does not give" not in ran.err


def test_a_report_that_replaces_another_says_which_and_why(desk: Desk, tmp_path: Path) -> None:
    ran = desk.run(
        "report", "--json-file", "--out", str(tmp_path / "out"), "--replaces", "office-1-x", "--reason", "wrong account"
    )

    assert ran.code == 0
    assert "This report replaces office-1-x. Reason: wrong account" in json.dumps(body(tmp_path / "out"))


@pytest.mark.parametrize("half", [("--replaces", "office-1-x"), ("--reason", "wrong account"), ("--replaces", " ")])
def test_half_an_amendment_is_refused_before_anything_is_written(
    desk: Desk, tmp_path: Path, half: tuple[str, str]
) -> None:
    ran = desk.run("report", "--out", str(tmp_path / "out"), *half)

    if half == ("--replaces", " "):
        assert ran.code == 0  # nothing was named, so nothing is replaced
        return
    assert ran.code == 3
    assert "says which one, and why" in ran.err
    assert not (tmp_path / "out").exists()


def test_an_incident_that_is_not_there_is_refused(desk: Desk, tmp_path: Path) -> None:
    ran = desk.run("report", "--incident", "I-009\x1b[31m", "--out", str(tmp_path / "out"))

    assert ran.code == 3
    assert "there is no incident 'I-009" in ran.err
    assert "\x1b" not in ran.err
    assert not (tmp_path / "out").exists()
