"""The emulated modem as a program: its line changes while it runs."""

from __future__ import annotations

import asyncio
import dataclasses
import subprocess
import sys
from pathlib import Path

import pytest

from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.site import Device
from probes.modems import broadcom
from probes.wire.shell import SystemShell
from tests.emulated.ask_live import Held, Now
from tests.emulated.broadcom_text import BoxState, duration

ROOT = Path(__file__).parents[2]


def test_the_state_file_is_read_anew_at_each_command(tmp_path: Path) -> None:
    file = tmp_path / "box.json"
    state = BoxState()
    file.write_text(state.to_json())
    argv = [sys.executable, "-m", "tests.emulated.broadcom_telnet", "--port", "0", "--state", str(file)]
    with subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            port = int(process.stdout.readline().split()[-1])
            shell = SystemShell(Now(), Held())
            device = Device(id="modem", kind="modem", address="127.0.0.1", port=port, credentials="box")

            def line() -> DslLine:
                taken = asyncio.run(shell.run(device, ["xdslctl info --stats"], timeout_s=8))
                fact = broadcom.read(taken)[0]
                assert isinstance(fact, DslLine)
                return fact

            up = line()
            lost = dataclasses.replace(state, sync=False, showtime_at=None, status="Idle", retrain_reason="8000")
            file.write_text(lost.to_json())
            down = line()
        finally:
            process.terminate()

    assert (up.sync, up.rate_down_kbps) == (True, 39_999)
    assert (down.sync, down.status, down.rate_down_kbps, down.last_retrain_reason) == (False, "Idle", None, "8000")


def test_a_state_survives_its_file_and_a_wrong_key_is_refused() -> None:
    state = BoxState(manners=("ansi",), counters={"total": {"CRC": (3, 1)}})

    assert BoxState.from_json(state.to_json()).to_json() == state.to_json()
    with pytest.raises(AssertionError, match="unknown keys"):
        BoxState.from_json('{"synch": true}')


@pytest.mark.parametrize(
    ("seconds", "printed"),
    [(0, "0 sec"), (900, "15 min 0 sec"), (100_481, "1 days 3 hours 54 min 41 sec"), (175_309, "2 days 41 min 49 sec")],
)
def test_times_are_printed_as_the_driver_prints_them(seconds: int, printed: str) -> None:
    assert duration(seconds) == printed
