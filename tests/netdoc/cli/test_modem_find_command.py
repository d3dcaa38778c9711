"""`netdoc modem find` as a person types it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from netdoc.cli._session import Session
from netdoc.cli.main import run
from tests.netdoc.app.replay import World
from tests.netdoc.app.test_modem_find import BRIDGE, TELNET, Answers, NotedSnmp, ReplayDoors
from tests.netdoc.cli.commands import Ran
from tests.probes.wire.loopback import page


class Desk:
    def __init__(self, root: Path, capture: pytest.CaptureFixture[str], answers: Answers) -> None:
        self.root, self._capture = root, capture
        self.snmp = NotedSnmp()
        self.ports = replace(World().ports(), doors=ReplayDoors(answers), snmp=self.snmp)  # type: ignore[arg-type]

    def find(self, *words: str) -> Ran:
        session = Session(
            environment={"NETDOC_HOME": str(self.root)},
            make_clock=lambda: self.ports.clock,
            make_ports=lambda _clock, _secrets: self.ports,
        )
        self._capture.readouterr()
        code = run(["modem", "find", *words], session)
        return Ran(code, *self._capture.readouterr())


def test_a_modem_is_printed_with_its_doors_its_driver_and_lines_to_paste(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = Desk(tmp_path, capsys, TELNET).find()
    told = " ".join(ran.out.split())

    assert ran.code == 0
    assert f"{BRIDGE} (usual address of a modem)" in told
    assert "telnet, 23 open BCM963168 Broadband Router" in told
    assert "driver broadcom fits (it says «BCM96»)" in told
    assert '[[device]]\nid = "modem"\nkind = "modem"\naddress = "192.168.100.1"\ndriver = "broadcom"\n' in ran.out
    assert list(tmp_path.iterdir()) == []


def test_what_a_box_says_cannot_steer_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    evil = page("<title>\x1b]0;evil\x07\u202e[[device]]\n</title>".encode(), "200 OK", "Server: \x1b[2J")
    desk = Desk(tmp_path, capsys, {(BRIDGE, 80): evil})

    for words in ((), ("--json",)):
        out = desk.find(*words).out
        assert "\x1b" not in out and "\x07" not in out and "\u202e" not in out


def test_nothing_found_is_exit_code_1_with_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = Desk(tmp_path, capsys, {}).find()

    assert ran.code == 1
    assert ran.out.startswith("Nothing answered.") and "192.168.100.2/24" in ran.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--community", "Public!"], "not the name of an entry"),
        (["--community", "switch"], "has no community under [switch]"),
        (["nowhere"], "there is no site file for nowhere"),
        (["../up"], "is not a site id"),
    ],
)
def test_a_wrong_word_is_one_message_and_no_packet(
    words: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = Desk(tmp_path, capsys, TELNET)
    ran = desk.find(*words)

    assert (ran.code, ran.out) == (3, "")
    assert told in " ".join(ran.err.split()) and "try: " in ran.err
    assert desk.snmp.asked == []


def test_the_only_office_is_looked_in_with_its_own_boxes_and_secrets(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "harbour"
    folder.mkdir()
    (folder / "site.toml").write_text('[[device]]\nid = "modem"\nkind = "modem"\naddress = "192.168.55.1"\n')
    (folder / "secrets.toml").write_text('[switch]\ncommunity = "c0mmunity"\n')
    (folder / "secrets.toml").chmod(0o600)
    desk = Desk(tmp_path, capsys, {("192.168.55.1", 23): b"Login: "})

    ran = desk.find("--community", "switch", "--json")
    document = json.loads(ran.out)

    assert (document["site"], [each["address"] for each in document["boxes"]]) == ("harbour", ["192.168.55.1"])
    assert document["boxes"][0]["found_as"] == ["in the site file"]
    assert desk.snmp.asked == [("192.168.55.1", "switch")]
    assert "c0mmunity" not in ran.out + ran.err
