"""What a technician sees: 80 columns, commands that can be copied, nothing that steers the terminal."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from netdoc.app.doctor_record import Checked, Level, fine
from netdoc.cli.doctor import command_lines, to_text
from tests.netdoc.cli.commands import Desk

LONG = r"printf '[Login]\nHandleLidSwitch=ignore\n' | sudo tee /etc/systemd/logind.conf.d/60-netdoc-lid.conf and more"


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


def a_lack(**changes: object) -> Checked:
    held: dict[str, object] = {
        "what": "lid",
        "level": Level.WEAKENS,
        "found": "closing the lid puts this computer to sleep " * 3,
        "costs": "nothing is measured while it sleeps " * 3,
        "commands": (LONG, "sudo true"),
        "advice": "to undo it " * 12,
        "area": "unattended",
        **changes,
    }
    return Checked(**held)  # type: ignore[arg-type]


def test_every_line_fits_and_the_summary_counts(tmp_path: Path) -> None:
    text = to_text([a_lack(), a_lack(level=Level.STOPS), fine("disk", "9 GB free")])

    assert all(len(line) <= 80 for line in text.splitlines())
    assert text.splitlines()[0] == "unattended"
    assert text.splitlines()[-1] == "1 thing stops the measuring; 1 weakens the verdict."


def test_with_nothing_lacking_the_last_line_says_so() -> None:
    assert to_text([fine("disk", "9 GB free")]).endswith("nothing is lacking.")


def test_a_long_command_copied_from_the_screen_is_the_same_command() -> None:
    command = r"printf '%s|' one 'two  words' " + " ".join(f"word{number}" for number in range(30))

    lines = command_lines(command, indent=" " * 16, first=" " * 10 + "fix:  ")
    typed = "\n".join([lines[0].removeprefix(" " * 10 + "fix:  "), *lines[1:]])
    ran = [subprocess.run(["/bin/sh", "-c", each], capture_output=True).stdout for each in (command, typed)]

    assert len(lines) > 2 and all(len(each) <= 80 for each in lines)
    assert ran[0] == ran[1] and ran[0].count(b"|") == 32


def test_hostile_words_steer_no_terminal() -> None:
    hostile = "\x1b[2J\u202eevil\r\n\x07"

    text = to_text([a_lack(what=hostile, found=hostile, costs=hostile, advice=hostile, commands=(f"ip {hostile}",))])

    assert not {"\x1b", "\u202e", "\r", "\x07"} & set(text)


def test_the_json_document_holds_the_same_findings_and_the_exit_code_tells_lacks_from_remarks(desk: Desk) -> None:
    ran = desk.run("doctor", "--json")
    document = json.loads(ran.out)

    assert document["schema"] == "netdoc.doctor/2"
    lacks = {each["level"] for each in document["checks"]} & {"stops", "weakens"}
    assert ran.code == (1 if lacks else 0)
    assert document["worst"] in {each["level"] for each in document["checks"]}
    assert all(
        each["costs"] and (each["commands"] or each["advice"]) for each in document["checks"] if each["level"] in lacks
    )


def test_a_secrets_file_that_others_may_read_is_a_finding_and_not_the_end(desk: Desk) -> None:
    secrets = desk.root / "secrets.toml"
    secrets.write_text('[modem]\npassword = "hunter2"\n')
    secrets.chmod(0o644)

    ran = desk.run("doctor")

    assert ran.code == 1 and "STOPS   secrets:" in ran.out and "fix:  chmod 600" in ran.out
    assert "hunter2" not in ran.out + ran.err and "plug-ins" in ran.out


def test_doctor_ping_says_who_may_ping_now_and_how_to_keep_the_setting(desk: Desk) -> None:
    ran = desk.run("doctor", "ping")

    assert ran.out == 'sudo sysctl -w net.ipv4.ping_group_range="0 2147483647"\n'
    assert "now allowed: " in ran.err and "/etc/sysctl.d/" in ran.err
