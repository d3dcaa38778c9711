"""Telnet sessions against an emulated Broadcom box: the login, the answers, and every kind of bad manners."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from netdoc.errors import CannotMeasure, NotAnswered
from netdoc.model.capture import Capture
from netdoc.model.site import Device
from netdoc.ports import Credential
from probes.wire import _transcript as transcript
from probes.wire.shell import SystemShell
from tests.emulated.broadcom_telnet import Box
from tests.emulated.broadcom_text import BoxState, driver_text

pytestmark = pytest.mark.slow

STATS = "xdslctl info --stats"
GOOD = Credential(user="admin", password="secret-of-the-box")


class Instant:
    """A clock for stamps only."""

    def now(self) -> datetime:
        return datetime(2026, 3, 1, 8, 15, tzinfo=UTC)

    def monotonic_ns(self) -> int:
        return 0

    def boottime_ns(self) -> int:
        return 0

    def boot_id(self) -> str:
        return "test"


class Held:
    """Secrets of one entry."""

    def __init__(self, credential: Credential | None) -> None:
        self._credential = credential

    def find(self, name: str) -> Credential | None:
        return self._credential


def modem(port: int, credentials: str | None = "box") -> Device:
    return Device(id="modem", kind="modem", address="127.0.0.1", port=port, credentials=credentials)


def run(
    state: BoxState,
    commands: Sequence[str] = (STATS,),
    credential: Credential | None = GOOD,
    timeout_s: float = 8,
) -> tuple[Sequence[Capture], Box]:
    """Run commands on a box in that state."""

    async def whole() -> tuple[Sequence[Capture], Box]:
        box = Box(state)
        port = await box.start()
        try:
            shell = SystemShell(Instant(), Held(credential))
            taken = await shell.run(modem(port), commands, timeout_s=timeout_s)
            await asyncio.sleep(0.1)
            return taken, box
        finally:
            await box.stop()

    return asyncio.run(whole())


def with_box(state: BoxState, body: Callable[[SystemShell, int, Box], Coroutine[Any, Any, None]]) -> None:
    """Run a coroutine with a shell and a box."""

    async def whole() -> None:
        box = Box(state)
        port = await box.start()
        try:
            await body(SystemShell(Instant(), Held(GOOD)), port, box)
        finally:
            await box.stop()

    asyncio.run(whole())


def failure_of(state: BoxState, **more: Any) -> str:
    with pytest.raises(NotAnswered) as caught:
        run(state, **more)
    return caught.value.failure


@pytest.mark.parametrize(
    ("manners", "prompt"),
    [
        ((), "> "),
        ((), "ATP>"),
        ((), "admin@box:~$ "),
        (("negotiate",), "# "),
        (("ansi",), "tc>"),
        (("double_prompt",), "> "),
        (("double_echo",), "# "),
        (("no_echo",), "> "),
        (("negotiate", "ansi", "double_prompt", "double_echo"), "TP-Link(conf)#"),
    ],
    ids=str,
)
def test_the_capture_is_what_the_command_printed_and_nothing_else(manners: tuple[str, ...], prompt: str) -> None:
    state = BoxState(manners=manners, prompt=prompt)

    taken, box = run(state)

    shown = taken[0].body.decode()
    assert without_times(shown) == without_times(driver_text(state, time.time()))
    assert (taken[0].method, taken[0].source) == (f"telnet: {STATS}", "modem")
    assert box.left_politely == 1


def without_times(text: str) -> list[str]:
    """Return the lines that do not change from second to second."""
    return [
        line for line in text.splitlines() if not line.startswith(("AS:", "OHF:", "RS:")) and " time = " not in line
    ]


def test_paging_is_answered_and_leaves_no_trace() -> None:
    state = BoxState(page_lines=10)

    taken, _ = run(state)

    assert without_times(taken[0].body.decode()) == without_times(driver_text(state, time.time()))


@pytest.mark.parametrize("prompt", ["login: ", "Username: ", "Account:", "User name: ", "BCM96368 login: "])
def test_the_usual_login_prompts_are_known(prompt: str) -> None:
    taken, box = run(BoxState(login_prompt=prompt))

    assert (len(taken), box.logins) == (1, 1)


def test_a_box_without_a_login_needs_no_credentials() -> None:
    taken, box = run(BoxState(login_prompt=""), credential=None)

    assert b"ADSL driver and PHY status" in taken[0].body
    assert box.logins == 0


def test_a_box_that_waits_for_a_first_enter_gets_one() -> None:
    taken, _ = run(BoxState(manners=("first_enter",)), timeout_s=15)

    assert b"ADSL driver and PHY status" in taken[0].body


def test_one_capture_per_command_in_one_session() -> None:
    taken, box = run(BoxState(), [STATS, "cat /proc/uptime", "nonsense"])

    assert [each.method.removeprefix("telnet: ") for each in taken] == [STATS, "cat /proc/uptime", "nonsense"]
    assert taken[2].body == b"nonsense: not found\n"
    assert box.sessions == 1


def test_a_slow_box_is_waited_for() -> None:
    taken, _ = run(BoxState(delay_s=2.2))

    assert b"Since Link time" in taken[0].body


def test_the_shell_behind_a_closed_cli_is_entered_and_left() -> None:
    taken, box = run(BoxState(prompt="ATP>", manners=("needs_sh",)), ["sh", STATS])

    assert taken[1].body.startswith(b"xdslctl: ADSL driver and PHY status\n")
    assert box.left_politely == 1


def test_a_refused_login_is_tried_once_and_never_again() -> None:
    async def body(shell: SystemShell, port: int, box: Box) -> None:
        with pytest.raises(NotAnswered) as first:
            await shell.run(modem(port), [STATS], timeout_s=8)
        with pytest.raises(CannotMeasure, match="refused earlier"):
            await shell.run(modem(port), [STATS], timeout_s=8)
        assert (first.value.failure, box.logins, box.sessions) == ("denied", 1, 1)

    with_box(BoxState(password="another"), body)


def test_a_box_that_hangs_up_on_the_password_is_asked_twice_at_most() -> None:
    async def body(shell: SystemShell, port: int, box: Box) -> None:
        for _ in range(2):
            with pytest.raises(NotAnswered) as cut:
                await shell.run(modem(port), [STATS], timeout_s=8)
            assert cut.value.failure == "closed"
        with pytest.raises(CannotMeasure):
            await shell.run(modem(port), [STATS], timeout_s=8)
        assert box.logins == 2

    with_box(BoxState(manners=("drop_after_password",)), body)


def test_a_busy_box_is_not_a_wrong_password() -> None:
    async def body(shell: SystemShell, port: int, box: Box) -> None:
        for _ in range(2):
            with pytest.raises(NotAnswered) as busy:
                await shell.run(modem(port), [STATS], timeout_s=8)
            assert busy.value.failure == "busy"
        assert box.sessions == 2

    with_box(BoxState(manners=("busy",)), body)


def test_a_login_without_credentials_is_our_gap_not_the_boxs_failure() -> None:
    with pytest.raises(CannotMeasure, match="wants a login"):
        run(BoxState(), credential=None)


@pytest.mark.parametrize(
    ("manners", "timeout_s", "failure"),
    [
        (("silent",), 1.5, "timeout"),
        (("byte_a_minute",), 1.5, "timeout"),
        (("drop_at_connect",), 5, "closed"),
        (("drop_mid_answer",), 5, "closed"),
        (("garbage",), 20, "error"),
    ],
    ids=str,
)
def test_each_failure_has_its_own_name_and_ends_in_time(
    manners: tuple[str, ...], timeout_s: float, failure: str
) -> None:
    began = time.monotonic()

    assert failure_of(BoxState(manners=manners), timeout_s=timeout_s) == failure
    assert time.monotonic() - began < timeout_s + 1.5


def test_a_box_that_takes_no_connection_is_given_up_long_before_the_check_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("probes.wire.shell.CONNECT_S", 0.3)
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        waiting = [socket.socket() for _ in range(3)]
        for each in waiting:  # they fill the queue: what comes after is not answered at all
            each.setblocking(False)
            each.connect_ex(deaf.getsockname())
        with pytest.raises(NotAnswered, match="does not answer on telnet port") as caught:
            asyncio.run(SystemShell(Instant(), Held(GOOD)).run(modem(deaf.getsockname()[1]), [STATS], timeout_s=8))
        for each in waiting:
            each.close()

    assert caught.value.failure == "timeout"


def test_a_closed_port_is_refused() -> None:
    shell = SystemShell(Instant(), Held(GOOD))

    with pytest.raises(NotAnswered) as caught:
        asyncio.run(shell.run(modem(9), [STATS], timeout_s=3))

    assert caught.value.failure == "refused"


def test_what_was_answered_before_the_session_broke_is_kept() -> None:
    taken, _ = run(BoxState(manners=("drop_mid_answer",)), ["cat /proc/uptime", STATS])

    assert [each.method for each in taken] == ["telnet: cat /proc/uptime"]


def test_a_second_question_does_not_open_a_second_session() -> None:
    async def body(shell: SystemShell, port: int, box: Box) -> None:
        first = asyncio.create_task(shell.run(modem(port), [STATS], timeout_s=8))
        await asyncio.sleep(0.3)
        with pytest.raises(CannotMeasure, match="still under way"):
            await shell.run(modem(port), [STATS], timeout_s=8)
        assert len(await first) == 1
        assert box.most_at_once == 1

    with_box(BoxState(delay_s=0.5), body)


def test_the_password_is_in_no_capture_even_when_a_command_prints_it() -> None:
    state = BoxState(banner="hello", password="hunter2-hunter2")
    taken, _ = run(state, ["echo"], credential=Credential(user="admin", password="hunter2-hunter2"))
    printing, _ = run(state, ["hunter2-hunter2"], credential=Credential(user="admin", password="hunter2-hunter2"))

    assert b"hunter2" not in taken[0].body + printing[0].body
    assert b"[password]: not found" in printing[0].body


@pytest.mark.parametrize(
    ("received", "shown"),
    [
        ("ls\r\nfile\r\n# ", "file\n"),
        ("# ls\r\nfile\r\n# \r\n# ", "file\n"),
        ("ls\r\nls\r\nfile\r\n# ", "file\n"),
        ("ls\r\n--More--\r        \rfile\r\n# ", "file\n"),
        ("ls\r\nab\b\bfile\r\n# ", "file\n"),
        ("ls\r\n# ", ""),
    ],
)
def test_echo_prompt_and_overprinting_are_removed(received: str, shown: str) -> None:
    assert transcript.answer(transcript.plain(received.encode()), "ls", "#") == shown


@pytest.mark.parametrize("text", ["SNR (dB): 6.9 4.9", "Progress: 50%", "last line without an end"])
def test_a_line_that_is_no_prompt_ends_no_answer(text: str) -> None:
    assert transcript.prompt_of(f"xdslctl info\n{text}") is None
