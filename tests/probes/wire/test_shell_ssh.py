"""Ssh sessions against emulated boxes: Unix and CLI, old algorithms, logins, and bad manners."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from netdoc.errors import CannotMeasure, NotAnswered
from netdoc.model.capture import Capture
from netdoc.model.site import Device
from netdoc.ports import Credential
from probes.wire import _session_door
from probes.wire.shell import SystemShell
from tests.emulated.ssh_box import SshBox
from tests.probes.wire.test_shell import Held, Instant

ANSWERS = {"show line": "Line 0:\n  Speed: 39999\n", "show clock": "14:20:01.123 UTC Thu Nov 26 2026\n"}
GOOD = Credential(user="admin", password="secret-of-the-box")


@pytest.fixture(autouse=True)
def _less_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("probes.wire.shell.NO_ECHO_QUIET_S", 0.6)
    monkeypatch.setattr("probes.wire.shell.NEW_PROMPT_QUIET_S", 0.15)
    monkeypatch.setattr("probes.wire.shell.QUIET_S", 0.05)
    monkeypatch.setattr("probes.wire.shell.GOODBYE_S", 0.1)
    monkeypatch.setattr("probes.wire.ssh.PROMPT_QUIET_S", 0.4)
    monkeypatch.setattr("probes.wire.ssh.SILENT_S", 0.8)


def device(port: int, credentials: str | None = "box") -> Device:
    return Device(id="modem", kind="modem", address="127.0.0.1", credentials=credentials, url=f"ssh://127.0.0.1:{port}")


def run(
    box: SshBox,
    commands: Sequence[str] = ("show line", "show clock"),
    *,
    times: int = 1,
    credential: Credential | None = GOOD,
    timeout_s: float = 9,
) -> list[Sequence[Capture] | Exception]:
    """Run commands on a box some times by one shell; what is raised is returned."""

    async def whole() -> list[Sequence[Capture] | Exception]:
        port = await box.start()
        shell = SystemShell(Instant(), Held(credential))
        found: list[Sequence[Capture] | Exception] = []
        try:
            for _ in range(times):
                try:
                    found.append(await shell.run(device(port), commands, timeout_s=timeout_s))
                except (CannotMeasure, NotAnswered) as failed:
                    found.append(failed)
        finally:
            await asyncio.sleep(0.1)
            await box.stop()
        return found

    return asyncio.run(whole())


def bodies(taken: Any) -> list[str]:
    assert not isinstance(taken, Exception), taken
    return [each.body.decode("latin-1") for each in taken]


@pytest.mark.parametrize(
    ("given", "kind", "port"),
    [
        ({}, "telnet", 23),
        ({"port": 22}, "ssh", 22),
        ({"port": 2323}, "telnet", 2323),
        ({"url": "ssh://192.0.2.1"}, "ssh", 22),
        ({"url": "ssh://192.0.2.1:2222"}, "ssh", 2222),
        ({"url": "ssh://192.0.2.1", "port": 2223}, "ssh", 2223),
        ({"url": "telnet://192.0.2.1", "port": 22}, "telnet", 22),
        ({"url": "http://192.0.2.1:5000/rootDesc.xml"}, "telnet", 23),
    ],
    ids=str,
)
def test_the_url_or_port_22_decides_for_ssh(given: dict[str, Any], kind: str, port: int) -> None:
    door = _session_door.door_of(Device(id="modem", kind="modem", address="192.0.2.1", **given))

    assert (door.kind, door.port) == (kind, port)


@pytest.mark.parametrize(
    ("version", "manners", "by_exec"),
    [
        ("dropbear_2022.83", (), 2),
        ("dropbear_2022.83", ("no_exec",), 0),
        ("OpenSSH_9.2", ("no_shell",), 2),
        ("Cisco-1.25", ("one_exec",), 0),
        ("Cisco-1.25", ("no_shell",), 2),
        ("dropbear_0.52", ("cli_on_exec",), 0),
        ("Cisco-1.25", ("no_echo",), 0),
    ],
    ids=str,
)
def test_a_unix_is_asked_by_exec_and_a_cli_at_its_prompt(version: str, manners: tuple[str, ...], by_exec: int) -> None:
    box = SshBox(ANSWERS, version=version, manners=manners)

    (taken,) = run(box)

    assert bodies(taken) == list(ANSWERS.values())
    assert (len(box.by_exec), box.connections, box.logins, box.open_now) == (by_exec, 1, 1, 0)
    assert box.left_politely == (0 if by_exec else 1)


def test_a_box_that_says_nothing_to_exec_is_asked_at_its_prompt() -> None:
    box = SshBox(ANSWERS, version="dropbear_0.46", manners=("silent_on_exec",))

    (taken,) = run(box, timeout_s=15)

    assert bodies(taken) == list(ANSWERS.values())


def test_a_command_that_waits_for_input_is_told_that_there_is_none() -> None:
    (taken,) = run(SshBox(ANSWERS, version="dropbear_2022.83"), ("show line", "sh", "show clock"), timeout_s=15)

    assert bodies(taken) == [ANSWERS["show line"], "", ANSWERS["show clock"]]


def test_paging_leaves_no_trace() -> None:
    long = "".join(f"line {number}\n" for number in range(30))

    (taken,) = run(SshBox({"show line": long}, page_lines=7), ("show line",))

    assert bodies(taken) == [long]


@pytest.mark.parametrize("version", ["dropbear_2022.83", "Cisco-1.25"])
def test_a_slow_box_is_waited_for(version: str) -> None:
    (taken,) = run(SshBox(ANSWERS, version=version, delay_s=1.0), ("show line",))

    assert bodies(taken) == [ANSWERS["show line"]]


def test_the_host_key_is_noted_and_not_checked() -> None:
    (taken,) = run(SshBox(ANSWERS))

    assert not isinstance(taken, Exception)
    assert taken[0].method.startswith("ssh: show line [host key SHA256:")
    assert "weak" not in taken[0].method


def test_old_algorithms_are_spoken_only_where_the_box_has_no_others_and_that_is_noted() -> None:
    box = SshBox(ANSWERS, manners=("old",))

    first, second = run(box, ("show line",), times=2)

    assert bodies(first) == bodies(second) == [ANSWERS["show line"]]
    assert not isinstance(first, Exception)
    assert "weak algorithms 3des-cbc, hmac-md5]" in first[0].method
    assert (box.logins, box.connections) == (2, 3), "one attempt with today's algorithms, and none the second time"


def test_a_box_with_no_algorithm_in_common_is_our_gap() -> None:
    (failed,) = run(SshBox(ANSWERS, manners=("negotiates_nothing",)))

    assert isinstance(failed, CannotMeasure)
    assert "no ssh algorithm in common" in failed.message


@pytest.mark.parametrize("manners", [(), ("keyboard",)], ids=str)
def test_a_wrong_password_is_given_once_and_never_again(manners: tuple[str, ...]) -> None:
    box = SshBox(ANSWERS, manners=manners, password="another")

    first, second = run(box, times=2)

    assert isinstance(first, NotAnswered)
    assert first.failure == "denied"
    assert isinstance(second, CannotMeasure)
    assert "refused earlier" in second.message
    assert (box.logins, box.connections) == (1, 1)


def test_a_password_asked_for_by_keyboard_interactive_is_given() -> None:
    (taken,) = run(SshBox(ANSWERS, manners=("keyboard",)))

    assert bodies(taken) == list(ANSWERS.values())


def test_a_busy_box_is_not_a_wrong_password() -> None:
    box = SshBox(ANSWERS, manners=("busy",))

    found = run(box, times=2)

    assert [each.failure for each in found if isinstance(each, NotAnswered)] == ["busy", "busy"]
    assert box.logins == 0


def test_a_box_that_hangs_up_on_the_password_is_asked_twice_at_most() -> None:
    box = SshBox(ANSWERS, manners=("hang_up_on_password",))

    found = run(box, times=3)

    assert [getattr(each, "failure", None) for each in found] == ["closed", "closed", None]
    assert box.logins == 2


def test_a_box_that_takes_keys_only_is_our_gap() -> None:
    (failed,) = run(SshBox(ANSWERS, manners=("keys_only",)))

    assert isinstance(failed, CannotMeasure)
    assert "takes no password" in failed.message


def test_without_credentials_no_connection_is_made() -> None:
    box = SshBox(ANSWERS)

    (failed,) = run(box, credential=None)

    assert isinstance(failed, CannotMeasure)
    assert box.connections == 0


@pytest.mark.parametrize("version", ["dropbear_2022.83", "Cisco-1.25"])
def test_an_answer_broken_off_in_the_middle_is_not_taken(version: str) -> None:
    box = SshBox(ANSWERS, version=version, manners=("drop_mid_answer",))

    (failed,) = run(box)

    assert isinstance(failed, NotAnswered)
    assert failed.failure == "closed"


@pytest.mark.parametrize("version", ["dropbear_2022.83", "Cisco-1.25"])
def test_an_answer_that_does_not_come_ends_in_time(version: str) -> None:
    began = time.monotonic()

    (failed,) = run(SshBox(ANSWERS, version=version, delay_s=30), timeout_s=1.2)

    assert isinstance(failed, NotAnswered)
    assert (failed.failure, time.monotonic() - began < 3.7) == ("timeout", True)


def test_a_closed_port_is_refused() -> None:
    shell = SystemShell(Instant(), Held(GOOD))

    with pytest.raises(NotAnswered) as caught:
        asyncio.run(shell.run(device(9), ["show line"], timeout_s=3))

    assert caught.value.failure == "refused"


def test_nothing_of_this_computers_own_ssh_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / ".ssh"
    own.mkdir()
    (own / "config").write_text("Host *\n  Port 1\n  User somebody\n  Ciphers none\n")
    (own / "known_hosts").write_text("not a list of hosts\n")
    (own / "id_ed25519").write_text("not a key\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SSH_AUTH_SOCK", str(tmp_path / "no-agent"))

    (taken,) = run(SshBox(ANSWERS))

    assert bodies(taken) == list(ANSWERS.values())


def test_a_missing_asyncssh_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("probes.wire.ssh", raising=False)
    monkeypatch.delitem(sys.modules, "probes.wire.ssh", raising=False)
    monkeypatch.delitem(sys.modules, "probes.wire._ssh_connect", raising=False)
    monkeypatch.setitem(sys.modules, "asyncssh", None)

    with pytest.raises(CannotMeasure) as caught:
        asyncio.run(SystemShell(Instant(), Held(GOOD)).run(device(9), ["show line"], timeout_s=3))

    assert "netdoc-toolkit[ssh]" in caught.value.hint
