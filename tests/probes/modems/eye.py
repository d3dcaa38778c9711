"""Tables of expected values, written by eye from the raw text of captures."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from netdoc.model.capture import Capture
from netdoc.model.facts import Fact
from netdoc.model.facts.dsl_line import COUNTED_PAIRS
from netdoc.plugin import Driver

SHARED = Path(__file__).parents[4] / "shared" / "captures"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
F = TypeVar("F", bound=Fact)

PAIRED = (
    "rate_{}_kbps",
    "attainable_{}_kbps",
    "margin_{}_db",
    "attenuation_{}_db",
    "power_{}_dbm",
    "crc_{}",
    "fec_{}",
    "hec_{}",
    "es_{}",
    "ses_{}",
    "uas_{}",
    "los_{}",
    "lof_{}",
)


def line(pairs: str, *, counted_at: str | None = None, **more: Any) -> dict[str, Any]:
    """Return the expected fields of a `DslLine`.

    Args:
        pairs: down/up in the order of PAIRED, `-` where the text holds no value; shorter when the rest is missing.
        counted_at: the end that told every pair of counters.
        more: the other fields.
    """
    expected = dict(more)
    for name, pair in zip(PAIRED, pairs.split(), strict=False):
        for side, text in zip(("down", "up"), pair.split("/"), strict=True):
            if text != "-":
                expected[name.format(side)] = float(text) if name.endswith(("db", "dbm")) else int(text)
                kind = name.removesuffix("_{}")
                if kind in COUNTED_PAIRS and counted_at is not None:
                    expected[f"{kind}_counted_at"] = counted_at
    return expected


def facts_of(driver: Driver, *paths: Path) -> list[Fact]:
    """Return the facts in files that were saved together."""
    return list(driver.read([Capture(each.read_bytes(), NOON, "modem", "file") for each in paths]))


def one(facts: list[Fact], kind: type[F]) -> F:
    """Return the only fact of a kind."""
    (found,) = (each for each in facts if isinstance(each, kind))
    return found


def read_fields(fact: Fact) -> dict[str, Any]:
    """Return the fields that were read, without the remarks."""
    held = {each.name: getattr(fact, each.name) for each in dataclasses.fields(fact)}  # type: ignore[arg-type]
    return {name: value for name, value in held.items() if value is not None and name != "remarks"}
