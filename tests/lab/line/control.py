"""The line in the hands of a test: start it between two namespaces, change it, read its truth, stop it.

with Line(folder, near=End("x-modem", "dsl0"), far=End("x-access", "dslam0"), state_file=modem_json, seed=7,
          settings={"line": {"profile_kbps": [20000, 1000]}, "path": {"delay_ms": 9}}) as line:
    line.set(loss=0.01)
    line.set(retrain=True)
    lost_frames(line.truth(), "icmp")
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from tests.lab.errors import LabError
from tests.lab.line.course import Event
from tests.lab.line.tap import End
from tests.lab.line.truth import read_log
from tests.lab.servers import ROOT

START_S = 10.0
STOP_S = 3.0
ANSWER_S = 5.0


class Line:
    """The process and its control socket. It ends with the thread that started it, at the latest."""

    def __init__(
        self,
        folder: Path,
        *,
        near: End,
        far: End,
        state_file: Path,
        seed: int,
        settings: Mapping[str, Any] | None = None,
    ) -> None:
        """Say what to start.

        Args:
            folder: for the truth log and the control socket; must exist.
            near: the modem's end.
            far: the DSLAM's end.
            state_file: the modem's; user, password and manners that it holds already are kept.
            seed: of everything that happens by itself.
            settings: `{"line": LineSettings' fields, "conditions": Conditions', "path": PathSettings'}`.
        """
        self._folder, self._ends, self._state_file, self._seed = folder, (near, far), state_file, seed
        self._settings = dict(settings or {})
        self._process: subprocess.Popen[bytes] | None = None
        self._said: IO[bytes] | None = None
        self._last_words = ""

    def __enter__(self) -> Line:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def truth_file(self) -> Path:
        """The log, complete up to the last `stats` or `truth`."""
        return self._folder / "truth.jsonl"

    @property
    def pid(self) -> int | None:
        """The process, while it lives."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def start(self) -> None:
        """Start the process and wait until both ends are up.

        Raises:
            LabError: it could not, in its own words.
        """
        near, far = self._ends
        argv = [sys.executable, "-m", "tests.lab.line.carrier", "--folder", str(self._folder)]
        argv += ["--near", str(near), "--far", str(far), "--state", str(self._state_file)]
        argv += ["--seed", str(self._seed), "--parent", str(os.getpid())]
        self._said = tempfile.TemporaryFile()  # noqa: SIM115, closed by stop
        process = subprocess.Popen(
            argv, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._said, start_new_session=True
        )
        self._process = process
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(self._settings).encode())
        process.stdin.close()
        if not select.select([process.stdout], [], [], START_S)[0] or process.stdout.readline() != b"ready\n":
            self.stop(expected=False)
            raise LabError(f"the line did not start: {self._last_words}")

    def set(self, **changes: Any) -> float:
        """Change the line while it runs, and return when it took effect.

        Args:
            changes: see `Physics.set`, `PathSettings`; `box` changes fields of the modem's `BoxState` (manners, ...).

        Raises:
            LabError: the line refuses, in its own words.
        """
        return float(self._ask({"do": "set", "with": changes})["at"])

    def stats(self) -> dict[str, Any]:
        """Return counts by side, drops by reason, the line's rate and margin, and the process's CPU seconds."""
        return self._ask({"do": "stats"})

    def truth(self) -> list[Event]:
        """Return everything that happened so far, see `physics.py` and `truth.py`."""
        if self.pid is not None:
            self.stats()
        return read_log(self.truth_file)

    def stop(self, *, expected: bool = True) -> None:
        """End the process; both ends are gone afterwards. A second call does nothing.

        Raises:
            LabError: it had ended by itself.
        """
        process, self._process = self._process, None
        if process is None:
            return
        died = process.poll()
        if died is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(STOP_S)
        if process.stdout is not None:
            process.stdout.close()
        self._last_words = self._words()
        if expected and died is not None:
            raise LabError(f"the line ended by itself (exit {died}): {self._last_words}")

    def _words(self) -> str:
        assert self._said is not None
        self._said.seek(0)
        words = self._said.read().decode(errors="replace").strip()
        self._said.close()
        return words or "without a word"

    def _ask(self, question: Mapping[str, Any]) -> dict[str, Any]:
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asking:
                asking.settimeout(ANSWER_S)
                asking.connect(str(self._folder / "control"))
                asking.sendall(json.dumps(question).encode() + b"\n")
                with asking.makefile("rb") as heard:
                    answer: dict[str, Any] = json.loads(heard.readline() or b'{"error": "it hung up"}')
        except OSError as failed:
            raise LabError(f"the line does not answer: {failed}") from failed
        if "error" in answer:
            raise LabError(f"the line: {answer['error']}")
        return answer
