"""A modem's state file as its doors read it: anew at each question, and not at all while the box hangs."""

from __future__ import annotations

import os
import time
from pathlib import Path

from tests.emulated.broadcom_text import BoxState

SILENT = "silent"
LOOK_S = 0.2
OWNER = os.getppid()
"""Who started this process: without it nobody waits any more."""


def awake_state(file: Path) -> BoxState:
    """Return the state; while it says that the box is silent, wait.

    Raises:
        SystemExit: the process that started this one has ended meanwhile.
    """
    while SILENT in (state := BoxState.from_json(file.read_text())).manners:
        if os.getppid() != OWNER:
            raise SystemExit(0)
        time.sleep(LOOK_S)
    return state
