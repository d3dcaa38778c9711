"""The record that a run begins with: what all its records have in common."""

from __future__ import annotations

import os
import platform
import secrets
from pathlib import Path
from typing import Any

import netdoc
from netdoc.ports import Clock
from netdoc.store.records import Entry

_ZONES = "zoneinfo/"


def run_entry(command: str, clock: Clock | None) -> tuple[str, Entry]:
    """Return a new run's id and its record: command, versions, platform, time zone, boot id."""
    now = "" if clock is None else f"{clock.now():%Y%m%dT%H%M%SZ}-"
    run_id = now + secrets.token_hex(4)
    fields: dict[str, Any] = {
        "command": command,
        "netdoc": netdoc.__version__,
        "platform": platform.platform(),
        "python": platform.python_version(),
        "run_id": run_id,
        "tz": _time_zone(),
    }
    if clock is not None:
        fields |= {"boot_id": clock.boot_id(), "boottime_ns": clock.boottime_ns()}
    return run_id, Entry(kind="run", fields=fields)


def _time_zone() -> str:
    """Return the computer's time zone by its IANA name, where the system says it: a label, not a reading."""
    named = os.environ.get("TZ", "").lstrip(":")
    link = str(Path("/etc/localtime").resolve())
    return named or (link.split(_ZONES, 1)[1] if _ZONES in link else "UTC")
