"""Damaged captures: a reader reads the same value, reads nothing, or refuses; it never reads another number.

Every capture that a driver takes is damaged: those in tests/captures and, where they are beside this repository, the
shared ones. `NETDOC_FUZZ=20` does it twenty times as often.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from netdoc import discover
from netdoc.plugin import Driver, Score
from tests.probes.modems import damage

pytestmark = pytest.mark.slow

OWN = Path(__file__).parents[2] / "captures"
SHARED = Path(__file__).parents[4] / "shared" / "captures"


def sources() -> Iterator[tuple[Driver, Path]]:
    drivers = discover.drivers()
    for each in sorted([*OWN.glob("*/*/*"), *SHARED.glob("*/*")]):
        if (
            not each.is_file()
            or each.name == "expected.json"
            or (each.is_relative_to(OWN) and each.parts[-3] not in drivers)
        ):
            continue
        body = each.read_bytes()
        for driver in drivers.values():
            if driver.recognises(body) >= Score.LIKELY:
                yield driver, each


SOURCES = list(sources())


@pytest.mark.parametrize("kind", damage.KINDS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize(
    ("driver", "path"), SOURCES, ids=[f"{driver.id}-{path.parent.name}-{path.name}" for driver, path in SOURCES]
)
def test_a_damaged_capture_yields_no_other_number(
    driver: Driver, path: Path, kind: Callable[[bytes], Iterator[bytes]]
) -> None:
    body = path.read_bytes()

    for damaged in kind(body):
        assert damage.differences(driver, body, damaged) == {}, damaged


@pytest.mark.parametrize("unit", [b"\xf0#>", b"1.3.6|2|", b"\n", b"{", b"<a>", b'{"a":', b": 1\n", b"0"])
def test_long_garbage_is_refused_quickly(unit: bytes) -> None:
    for driver in discover.drivers().values():
        assert damage.numbers(driver, unit * 400_000) == {}
