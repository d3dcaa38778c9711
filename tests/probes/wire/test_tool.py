from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import pytest

from netdoc.errors import CannotMeasure
from probes.wire.tool import SystemTool
from tests.probes.wire.loopback import RealClock, in_loop


def a_tool() -> SystemTool:
    return SystemTool(RealClock())


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


@in_loop
async def test_what_the_program_printed_comes_back_with_its_command_line() -> None:
    capture = await a_tool().run(["echo", "rtt 1.2"], timeout_s=5)

    assert (capture.body, capture.source, capture.method) == (b"rtt 1.2\n", "host", "tool: echo rtt 1.2")


@in_loop
async def test_the_child_sees_a_clean_environment_and_no_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    code = "import os, sys, json; print(json.dumps([dict(os.environ), sys.stdin.read()]))"

    environment, given = json.loads((await a_tool().run(python(code), timeout_s=10)).body)

    assert set(environment) <= {"PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE"}
    assert environment["LC_ALL"] == "C"
    assert given == ""


@in_loop
async def test_a_program_that_is_not_there_is_a_gap_with_a_hint() -> None:
    with pytest.raises(CannotMeasure, match="not installed") as gap:
        await a_tool().run(["netdoc-no-such-program"], timeout_s=5)

    assert "install" in gap.value.hint


@in_loop
async def test_a_failed_program_says_why_in_printable_words() -> None:
    code = "import sys; sys.stderr.write('first\\n\\x1b[31mno servers\\x07\\n'); sys.exit(3)"
    with pytest.raises(CannotMeasure) as gap:
        await a_tool().run(python(code), timeout_s=10)

    assert "exit status 3" in gap.value.message
    assert "no servers" in gap.value.message
    assert "\x1b" not in gap.value.message


@in_loop
async def test_a_hanging_program_is_killed_with_everything_it_started(tmp_path: Path) -> None:
    note = tmp_path / "grandchild"
    code = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen(['sleep', '60'])\n"
        f"open({str(note)!r}, 'w').write(str(child.pid))\n"
        "time.sleep(60)"
    )
    started = time.monotonic()
    with pytest.raises(CannotMeasure, match="did not finish within 2 s"):
        await a_tool().run(python(code), timeout_s=2)

    assert time.monotonic() - started < 3
    assert not _alive(int(note.read_text()))


@in_loop
async def test_a_grandchild_that_keeps_the_pipe_open_does_not_hold_us() -> None:
    started = time.monotonic()
    with pytest.raises(CannotMeasure, match="did not finish"):
        await a_tool().run(["sh", "-c", "sleep 60 & echo done"], timeout_s=1)

    assert time.monotonic() - started < 2


@in_loop
async def test_more_than_ten_megabytes_are_refused() -> None:
    with pytest.raises(CannotMeasure, match="more than 10 MB"):
        await a_tool().run(["yes"], timeout_s=20)


@in_loop
async def test_a_flood_of_complaints_does_not_block_the_program() -> None:
    code = "import sys; sys.stderr.write('x' * 5_000_000); print('done')"

    assert (await a_tool().run(python(code), timeout_s=20)).body == b"done\n"


def _alive(pid: int) -> bool:
    for _ in range(50):
        try:
            os.kill(pid, 0)
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (ProcessLookupError, FileNotFoundError):
            return False
        if state == "Z":
            return False
        time.sleep(0.02)
    return True
