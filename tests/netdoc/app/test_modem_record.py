"""`netdoc modem record`: a live box or a saved page becomes a redacted folder that is a test as it stands."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from netdoc import discover
from netdoc.app.capture_folders import Origin, folders
from netdoc.app.modem_record import record
from netdoc.cli._session import Session
from netdoc.cli.main import run
from netdoc.errors import BadInput, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.codec import fact_to_plain
from netdoc.model.facts import Fact
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.plugin import Driver
from tests.emulated.broadcom_telnet import Box
from tests.emulated.broadcom_text import BoxState, driver_text
from tests.netdoc.app.replay import START
from tests.netdoc.app.test_devices import a_driver
from tests.netdoc.cli.commands import Ran
from tests.netdoc.cli.test_modem_ask import PASSWORD, Office, a_modem

PRIVATE = "PPP user name: anna.rossi@isp\nwan 81.2.69.142 via 00:1D:AA:94:30:04\nSerial Number: D7788X\n"
GONE = ("anna.rossi", "81.2.69.142", "94:30:04", "7788")


def a_capture(body: str, method: str = "telnet: show all") -> Capture:
    return Capture(body.encode(), START, "modem", method)


def a_reader(read: Callable[[Sequence[Capture]], Sequence[Fact]]) -> Driver:
    return dataclasses.replace(a_driver("acme", [b""]), read=read)


def put(*words: str, capture: pytest.CaptureFixture[str], root: Path) -> Ran:
    capture.readouterr()
    code = run(["modem", "record", *words], Session(environment={"NETDOC_HOME": str(root)}))
    return Ran(code, *capture.readouterr())


def as_a_test(folder: Path) -> bool:
    """Do what tests/probes/modems/test_modem_captures.py does with every folder."""
    (found,) = folders(folder.parents[1], discover.drivers())
    facts = discover.drivers()[found.driver].read(found.captures())
    return [fact_to_plain(each) for each in facts] == json.loads((folder / "expected.json").read_text())


def test_a_live_box_becomes_a_folder_that_passes_as_a_test_and_holds_no_login(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with a_modem(Box()) as port:
        Office(tmp_path, capsys, port)
        ran = put("harbour", "modem", "--to", str(tmp_path / "out"), "--json", capture=capsys, root=tmp_path)

    done = json.loads(ran.out)
    folder = Path(done["folder"])
    files = sorted(each.name for each in folder.iterdir())
    assert ran.code == 0
    assert folder == tmp_path / "out" / "broadcom" / "unknown_in_sync"
    assert files == ["01-xdslctl-info-stats.txt", "02-cat-proc-uptime.txt", "about.json", "expected.json"]
    assert as_a_test(folder)
    assert folders(tmp_path / "out", discover.drivers())[0].origin is Origin.DEVICE
    assert PASSWORD not in "".join(each.read_text() for each in folder.iterdir()) + ran.out + ran.err


def test_a_saved_page_becomes_a_folder_and_what_was_removed_is_counted_and_not_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.txt"
    page.write_text(driver_text(BoxState(), 1_772_366_400.0) + PRIVATE)

    ran = put("--from", str(page), "--to", str(tmp_path / "out"), "--told", "Acme VX", capture=capsys, root=tmp_path)
    (folder,) = (tmp_path / "out").glob("*/*")
    kept = "".join(each.read_text() for each in folder.iterdir())

    assert ran.code == 0 and as_a_test(folder)
    assert not [each for each in GONE if each in kept + ran.out + ran.err]
    told = " ".join(ran.out.split())
    assert "1 names of the internet account" in told and "1 MAC addresses" in told and "1 public addresses" in told
    assert json.loads((folder / "about.json").read_text()) == {"origin": "device", "device": "Acme VX"}


def test_the_secrets_files_own_values_are_taken_out_wherever_they_stand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "secrets.toml").write_text(
        '[switch]\ncommunity = "hidden-comm"\n[modem]\npassword = "hunter2hunter2"\n'
    )
    (tmp_path / "secrets.toml").chmod(0o600)
    page = tmp_path / "page.txt"
    page.write_text(driver_text(BoxState(), 1_772_366_400.0) + "x hidden-comm y hunter2hunter2 z\n")

    put("--from", str(page), "--to", str(tmp_path / "out"), capture=capsys, root=tmp_path)
    (folder,) = (tmp_path / "out").glob("*/*")

    assert "x [removed] y [removed] z" in "".join(each.read_text() for each in folder.iterdir())


def test_nothing_on_disk_is_ever_replaced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.txt"
    page.write_text(driver_text(BoxState(), 1_772_366_400.0))
    words = ("--from", str(page), "--to", str(tmp_path / "out"))
    put(*words, capture=capsys, root=tmp_path)
    before = {each: each.read_bytes() for each in (tmp_path / "out").rglob("*") if each.is_file()}

    again = put(*words, capture=capsys, root=tmp_path)

    assert (again.code, again.out) == (3, "")
    assert "is there already" in again.err
    assert {each: each.read_bytes() for each in (tmp_path / "out").rglob("*") if each.is_file()} == before


def test_facts_that_do_not_survive_the_redaction_stop_it_and_their_values_are_not_told(tmp_path: Path) -> None:
    driver = a_reader(lambda captures: (DslLine(sync=True, crc_down=len(captures[0].body)),))

    with pytest.raises(BadInput, match=r"DslLine\.crc_down") as stopped:
        record(driver, [a_capture("SSID: a-long-name-of-a-network")], tmp_path, secrets=())

    assert "a-long-name" not in str(stopped.value)
    assert list(tmp_path.iterdir()) == []


def test_a_page_that_is_not_read_any_more_stops_it(tmp_path: Path) -> None:
    def read(captures: Sequence[Capture]) -> Sequence[Fact]:
        if b"OfficeNet" not in captures[0].body:
            raise UnreadableCapture("no network")
        return (DslLine(sync=True),)

    with pytest.raises(BadInput, match="reads something else"):
        record(a_reader(read), [a_capture("SSID: OfficeNet")], tmp_path, secrets=())
    assert list(tmp_path.iterdir()) == []


def test_a_fact_that_is_itself_a_detail_is_kept_as_its_stand_in(tmp_path: Path) -> None:
    def read(captures: Sequence[Capture]) -> Sequence[Fact]:
        return (DeviceState(vendor="Acme", model="VX", firmware="1.0 b/2", remarks=(captures[0].body.decode(),)),)

    done = record(a_reader(read), [a_capture("ip 81.2.69.142")], tmp_path, secrets=())

    (fact,) = json.loads((done.folder / "expected.json").read_text())
    assert fact["remarks"] == ["ip 192.0.2.1"]
    assert done.folder.name == "1.0-b-2_devicestate"
    assert json.loads((done.folder / "about.json").read_text())["device"] == "Acme VX 1.0 b/2"


@pytest.mark.parametrize(
    ("method", "body", "name"),
    [
        ("telnet: vdsl status more", "text", "01-vdsl-status-more.txt"),
        ("http: GET /../../etc/passwd?x=1", "<html>", "01-get-..-..-etc-passwd-x-1.html"),
        ("SOAP urn:x#GetInfo", "<?xml ?>", "01-soap-urn-x-getinfo.xml"),
        ("file", '{"a": 1}', "01-file.json"),
        ("snmp: get", "1.3.6|2|7", "01-get.snmprec"),
        ("", "text", "01-answer.txt"),
    ],
)
def test_files_are_named_by_the_question_and_stay_in_their_folder(
    method: str, body: str, name: str, tmp_path: Path
) -> None:
    done = record(a_reader(lambda _: (DslLine(sync=True),)), [a_capture(body, method)], tmp_path, secrets=())

    assert done.files == (name,)
    assert (done.folder / name).resolve().parent == done.folder.resolve()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "Missing option '--to'"),
        (["harbour", "modem", "--to", "{out}"], "try `netdoc modem ask`"),
        (["harbour", "nobody", "--to", "{out}"], "has no device"),
        (["nowhere", "--to", "{out}"], "no modem is configured"),
        (["--from", "missing.txt", "--to", "{out}"], "cannot be read"),
    ],
)
def test_what_cannot_be_recorded_is_one_message(
    words: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Office(tmp_path, capsys)
    filled = [each.format(out=tmp_path / "out") for each in words]

    ran = put(*filled, capture=capsys, root=tmp_path)

    assert (ran.code, ran.out) == (3, "")
    assert told in " ".join(ran.err.split())
    assert not (tmp_path / "out").exists()


def test_a_wrong_login_is_tried_once_and_not_again_by_recording(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    box = Box()
    with a_modem(box) as port:
        Office(tmp_path, capsys, port, password="n0t-the-0ne")
        rans: list[Any] = [
            put("harbour", "modem", "--to", str(tmp_path / "out"), capture=capsys, root=tmp_path) for _ in range(2)
        ]

    assert [each.code for each in rans] == [3, 3]
    assert (box.logins, box.sessions) == (1, 1)
    assert "is not tried again" in " ".join(rans[1].err.split())
