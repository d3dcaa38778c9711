"""A folder below tests/captures/<driver> is a test: its files are read together, `expected.json` holds the facts."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from netdoc import discover
from netdoc.app.capture_folders import NO_CAPTURES
from netdoc.model.capture import Capture
from netdoc.model.codec import fact_to_plain
from netdoc.plugin import Score

CAPTURES = Path(__file__).parents[2] / "captures"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
FOLDERS = [each for each in sorted(CAPTURES.glob("*/*")) if each.is_dir() and each.parent.name in discover.drivers()]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_a_folder_of_captures_is_read_as_expected(folder: Path) -> None:
    driver = discover.drivers()[folder.parent.name]
    files = [each for each in sorted(folder.iterdir()) if each.name not in NO_CAPTURES]

    facts = driver.read([Capture(each.read_bytes(), NOON, "modem", "file") for each in files])

    assert [fact_to_plain(each) for each in facts] == json.loads((folder / "expected.json").read_text())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_no_other_driver_takes_it(folder: Path) -> None:
    bodies = [each.read_bytes() for each in folder.iterdir() if each.name not in NO_CAPTURES]
    takers = {each.id for each in discover.drivers().values() if any(map(each.recognises, bodies))}

    assert takers == {folder.parent.name}


def test_every_driver_refuses_empty_and_foreign_bytes() -> None:
    for driver in discover.drivers().values():
        for body in (b"", b"\n", b"<html>DSL Status: Showtime</html>", b'{"sync": true}', bytes(range(256))):
            assert driver.recognises(body) is Score.NO
