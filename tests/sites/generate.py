"""All stories, and the files among them: `python -m tests.sites.generate` writes `*.jsonl` and `*.expected.json`."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import tests.sites.catalogue_a1
import tests.sites.catalogue_a4_d2
import tests.sites.catalogue_addresses
import tests.sites.catalogue_b1
import tests.sites.catalogue_b1_modems
import tests.sites.catalogue_b1_swaps
import tests.sites.catalogue_boxes
import tests.sites.catalogue_discovery
import tests.sites.catalogue_gradual
import tests.sites.catalogue_host
import tests.sites.catalogue_line
import tests.sites.catalogue_line_more
import tests.sites.catalogue_login
import tests.sites.catalogue_loss
import tests.sites.catalogue_memory
import tests.sites.catalogue_names
import tests.sites.catalogue_other_ways
import tests.sites.catalogue_path
import tests.sites.catalogue_power
import tests.sites.catalogue_services
import tests.sites.catalogue_silence
import tests.sites.catalogue_sizes
import tests.sites.catalogue_sockets
import tests.sites.catalogue_steps
import tests.sites.catalogue_storm
import tests.sites.catalogue_traps
import tests.sites.catalogue_wifi
import tests.sites.catalogue_y_z  # noqa: F401
from tests.sites.story import STORIES, Expected, Story

FOLDER = Path(__file__).parent
KEPT = (
    "proven-second-modem-at-the-test-socket",
    "test-socket-with-the-old-modem",
    "person-power-cycles-after-the-line-died",
    "modem-unreadable-path-only",
    "session-down-never-seen-up",
    "no-sync-box-up-long",
)
"""The stories kept as files, so that an exchange form that changes is noticed."""


def all_stories() -> dict[str, Story]:
    """Return every story by id."""
    return dict(STORIES)


def plain(expected: Expected) -> dict[str, Any]:
    """Return an expectation as JSON values."""
    out: dict[str, Any] = {}
    for each in dataclasses.fields(expected):
        value = getattr(expected, each.name)
        if isinstance(value, frozenset):
            value = sorted(value)
        if each.name == "remaining" and value is not None:
            value = [sorted(one) for one in value]
        out[each.name] = value
    return out


def from_plain(values: dict[str, Any]) -> Expected:
    """Return an expectation from JSON values."""
    known = dict(values)
    for name in ("keeps", "never", "last"):
        known[name] = None if known[name] is None else frozenset(known[name])
    if known["remaining"] is not None:
        known["remaining"] = tuple(frozenset(each) for each in known["remaining"])
    for name in ("conclusion", "party", "fault", "standing", "incidents"):
        known[name] = None if known[name] is None else tuple(known[name])
    if known["outages"] is not None:
        known["outages"] = tuple((a, b) for a, b in known["outages"])
    return Expected(**known)


def write() -> None:
    """Write the kept stories."""
    for name in KEPT:
        world, expected = STORIES[name].play(0)
        (FOLDER / f"{name}.jsonl").write_text(world.lines(), encoding="utf-8")
        start = {"start": world.iso(0), **plain(expected)}
        (FOLDER / f"{name}.expected.json").write_text(json.dumps(start, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
