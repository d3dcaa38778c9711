"""The adapter: whatever the worker does is a capture or a gap, and never takes longer than it was given."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from netdoc.errors import CannotMeasure
from netdoc.ports import Credential
from probes.wire import raw
from probes.wire.raw import SystemRaw, mark_of, may_open_packet_sockets
from tests.probes.wire.loopback import RealClock, in_loop

GOOD = """
import sys, json
orders = json.loads(sys.stdin.readline())
print(json.dumps({"rights": "none"}))
print(json.dumps({"argv": sys.argv[1:], "orders": orders}))
print(json.dumps({"end": sys.argv[1]}))
"""


@pytest.fixture(autouse=True)
def _with_the_right(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    status = tmp_path / "status"
    status.write_text("Name:\tpython\nCapEff:\t0000000000002000\n")
    monkeypatch.setattr(raw, "STATUS", status)
    monkeypatch.delenv("SUDO_UID", raising=False)


def acting(code: str, *, start_s: float = 10.0) -> SystemRaw:
    return SystemRaw(RealClock(), command=(sys.executable, "-c", code), start_s=start_s)


@in_loop
async def test_the_workers_lines_are_the_capture() -> None:
    capture = await acting(GOOD).dhcp("eth9", listen_s=0.5)

    assert b'{"argv": ["dhcp", "eth9"], "orders": {"listen_s": 0.5}}' in capture.body.splitlines()
    assert (capture.source, capture.method) == ("host", "raw: dhcp on eth9")


@in_loop
async def test_who_called_sudo_is_who_the_worker_becomes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUDO_UID", "1234")

    assert b'"argv": ["arp", "eth9", "1234"]' in (await acting(GOOD).arp("eth9", ["192.0.2.1"])).body


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("raise SystemExit(3)", "ended too early"),
        ('import os; print(\'{"rights":"none"}\', flush=True); os.abort()', "ended too early"),
        ('print(\'{"rights":"none"}\'); print(\'{"sent":"DISCOVER"}\')', "ended too early"),
        ("print('hello')", "nonsense"),
        ("print('[1]')", "nonsense"),
        ("print('[' * 100000)", "nonsense"),
        ("import os; os.write(1, bytes(range(128, 256)))", "nonsense"),
        ('print(\'{"failed":"no such interface"}\')', "no such interface"),
        ('print(\'{"end":"dhcp"}\')', "gave its rights away"),
        ("import os\nwhile True: os.write(1, b'x' * 60000)", "more than 1 MB"),
    ],
    ids=["exit", "crash", "no end", "words", "a list", "deep", "bytes", "its own word", "rights kept", "flood"],
)
@in_loop
async def test_a_worker_that_does_not_do_its_job_is_a_gap(code: str, why: str) -> None:
    with pytest.raises(CannotMeasure, match=why):
        await acting(code).dhcp("eth9", listen_s=0.1)


@in_loop
async def test_a_worker_that_hangs_is_stopped_in_time() -> None:
    begun = time.monotonic()
    with pytest.raises(CannotMeasure, match="did not finish in time"):
        await acting("import time; time.sleep(60)", start_s=0.4).dhcp("eth9", listen_s=0.2)

    assert time.monotonic() - begun < 3


@in_loop
async def test_an_absent_worker_is_a_gap() -> None:
    with pytest.raises(CannotMeasure, match="could not be started"):
        await SystemRaw(RealClock(), command=("/no/such/python",)).dhcp("eth9", listen_s=0.1)


@in_loop
async def test_without_the_right_nothing_is_started_and_the_gap_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    raw.STATUS.write_text("CapEff:\t0000000000001fff\n")

    assert not may_open_packet_sockets()
    with pytest.raises(CannotMeasure, match="a right that this user does not have") as gap:
        await SystemRaw(RealClock(), command=("/no/such/python",)).arp("eth9", ["192.0.2.1"])
    assert "sudo netdoc check" in gap.value.hint


@in_loop
async def test_a_system_without_proc_has_no_right(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(raw, "STATUS", tmp_path / "nothing")

    assert not may_open_packet_sockets()


# -- a login


class Held:
    """Secrets with one entry."""

    def __init__(self, **values: object) -> None:
        self.values = values

    def find(self, name: str) -> Credential | None:
        return Credential(**self.values) if name == "session" and self.values else None  # type: ignore[arg-type]


TELLING = """
import sys, json
orders = json.loads(sys.stdin.readline())
print(json.dumps({"rights": "none"}))
import os
right = orders == {"vlans": [7, None], "user": "u@isp.example", "password": "s3cr3t-w0rd"}
print(json.dumps({"right": right, "argv": sys.argv[1:], "elsewhere": "s3cr3t" in repr(os.environ)}))
print(json.dumps({"end": sys.argv[1]}))
"""


@in_loop
async def test_the_password_goes_to_the_workers_input_and_nowhere_else() -> None:
    held = Held(password="s3cr3t-w0rd", written_at=datetime(2026, 1, 2, tzinfo=UTC))
    worker = SystemRaw(RealClock(), held, command=(sys.executable, "-c", TELLING))  # type: ignore[arg-type]
    capture = await worker.login("eth9", [7, None], user="u@isp.example", entry="session")

    who, _, told, _ = [json.loads(each) for each in capture.body.splitlines()]
    assert told == {"right": True, "argv": ["login", "eth9"], "elsewhere": False}
    assert who == {
        "login": {"mark": mark_of("u@isp.example"), "realm": "isp.example", "written": "2026-01-02T00:00:00+00:00"}
    }
    assert b"s3cr3t-w0rd" not in capture.body
    assert b"u@isp" not in capture.body


@pytest.mark.parametrize(
    ("held", "user", "entry"),
    [
        (Held(), "u", "session"),
        (Held(password="p"), "", "session"),
        (Held(user="u"), "", "session"),
        (Held(password="p"), "u", "another"),
    ],
    ids=["no entry", "no name", "no password", "another entry"],
)
@in_loop
async def test_without_a_login_nothing_is_started(held: Held, user: str, entry: str) -> None:
    worker = SystemRaw(RealClock(), held, command=("/no/such/python",))  # type: ignore[arg-type]
    with pytest.raises(CannotMeasure, match="not known") as gap:
        await worker.login("eth9", [None], user=user, entry=entry)

    assert f"[{entry}] password" in gap.value.hint


@in_loop
async def test_the_name_of_the_entry_is_taken_where_the_site_file_has_none() -> None:
    held = Held(password="s3cr3t-w0rd", user="u@isp.example")
    worker = SystemRaw(RealClock(), held, command=(sys.executable, "-c", TELLING))  # type: ignore[arg-type]
    capture = await worker.login("eth9", [7, None], user="", entry="session")

    assert b'"right": true' in capture.body


SLOW = """
import json, pathlib, signal, sys, time
def ended(*_):
    pathlib.Path(FILE).write_text("ended its session")
    sys.exit(0)
signal.signal(signal.SIGTERM, ended)
sys.stdin.readline()
pathlib.Path(FILE).write_text("begun")
time.sleep(60)
"""


@in_loop
async def test_a_login_that_is_given_up_is_told_to_end_before_it_is_ended(tmp_path: Path) -> None:
    file = tmp_path / "told"
    code = SLOW.replace("FILE", repr(str(file)))
    worker = SystemRaw(RealClock(), Held(password="p"), command=(sys.executable, "-c", code))  # type: ignore[arg-type]
    asking = asyncio.create_task(worker.login("eth9", [None], user="u", entry="session"))
    while not file.exists() or not file.read_text():
        await asyncio.sleep(0.02)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking

    assert file.read_text() == "ended its session"


def test_a_mark_tells_one_name_and_not_which() -> None:
    assert mark_of("a@isp.example") == mark_of("a@isp.example") != mark_of("b@isp.example")
    assert len(mark_of("a@isp.example")) == 8
