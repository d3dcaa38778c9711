"""Judge a recorded office again, under other names: random addresses, site id, zone and start time.

Every text of the recording is renamed by one table, so that what was the same stays the same: /24 networks become
other networks of the same kind, all instants move together, and captures get the digests of their renamed bytes.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import random
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.lab.expectation import assert_only
from tests.lab.plan import ZONE
from tests.lab.record import beside, expected_from
from tests.sites.judging import judged

FOLDER = Path(__file__).with_name("replays")
_ADDRESS = re.compile(r"(?<![\d.])(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?!\.?\d)")
_INSTANT = re.compile(r"(?<!\d)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
_FARTHEST_DAYS = 2_000
_LETTERS = "abcdefghjkmnpqrstuvwxyz"


def replays() -> list[Path]:
    """Return every replay of the folder."""
    return sorted(FOLDER.glob("*.jsonl.gz"))


def lines_in(replay: Path) -> list[str]:
    """Return the records of a replay."""
    with gzip.open(replay, "rt", encoding="utf-8") as file:
        return file.read().splitlines()


def assert_judged_as_expected(replay: Path, seed: int | None, home: Path) -> None:
    """Fail unless the replay, renamed by the seed, gets the verdict that lies beside it and nobody else is accused.

    Args:
        replay: a file of `python -m tests.lab record`.
        seed: of the new names; None keeps the recorded ones.
        home: an empty folder.
    """
    lines = lines_in(replay)
    told = lines if seed is None else renamed(lines, random.Random(seed))
    verdict, said = judged(home, "\n".join(told) + "\n")
    expected = expected_from(json.loads(beside(replay).read_text(encoding="utf-8"))["expected"])
    try:
        assert_only(verdict, expected)
        assert said.code == expected.exit_code, f"exit code {said.code}, expected {expected.exit_code}"
    except AssertionError as wrong:
        raise AssertionError(f"{wrong}\n{replay.name}, seed {seed}: {json.dumps(verdict, indent=1)}") from None


def renamed(lines: list[str], dice: random.Random) -> list[str]:
    """Return the records of an office under other names and at another time."""
    rename = _table([json.loads(each) for each in lines], dice)
    records = [json.loads(rename(each)) for each in lines]
    digests: dict[str, str] = {}
    for record in records:
        if record.get("record") == "capture":
            body = rename(base64.b64decode(record["body"]).decode("latin-1")).encode("latin-1")
            fresh = hashlib.sha256(body).hexdigest()
            digests[record["digest"]] = fresh
            record |= {"digest": fresh, "body": base64.b64encode(body).decode()}
    for record in records:
        if record.get("capture"):
            record["capture"] = digests[record["capture"]]
    return [json.dumps(each, separators=(",", ":"), ensure_ascii=False) for each in records]


def _table(records: list[dict[str, Any]], dice: random.Random) -> Callable[[str], str]:
    """Return what renames a text."""
    site = next(each["site"] for each in records if each.get("record") == "site")
    words = {site["id"]: f"{_word(dice)}-{dice.randrange(1000)}", ZONE: f"{_word(dice)}.test"}
    networks = _Networks(dice)
    moved = timedelta(days=dice.randrange(-_FARTHEST_DAYS, _FARTHEST_DAYS), seconds=dice.uniform(0, 86_400))

    def instant(found: re.Match[str]) -> str:
        was = datetime.fromisoformat(found[0].replace("Z", "+00:00"))
        return (was + moved).astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")

    def rename(text: str) -> str:
        for old, new in words.items():
            text = text.replace(old, new)
        return _ADDRESS.sub(networks.other, _INSTANT.sub(instant, text))

    return rename


def _word(dice: random.Random) -> str:
    return "".join(dice.choice(_LETTERS) for _ in range(dice.randrange(4, 10)))


class _Networks:
    """Another /24 for each that is met; the last octet stays, so that two hosts never become one."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self._known: dict[tuple[int, ...], tuple[int, ...]] = {}

    def other(self, found: re.Match[str]) -> str:
        """Return the new address of a match; what is no host's address stays as it is."""
        octets = tuple(int(each) for each in found.groups())
        if max(octets) > 255 or octets[0] in (0, 127) or octets[0] >= 224:
            return found[0]
        network = octets[:3]
        while network not in self._known:
            fresh = self._like(network)
            if fresh not in self._known.values():
                self._known[network] = fresh
        return ".".join(str(each) for each in (*self._known[network], octets[3]))

    def _like(self, network: tuple[int, ...]) -> tuple[int, ...]:
        dice = self._dice
        if network[0] == 10:
            return (10, dice.randrange(256), dice.randrange(256))
        if network[0] == 172 and 16 <= network[1] < 32:
            return (172, dice.randrange(16, 32), dice.randrange(256))
        if network[:2] in ((192, 168), (169, 254)):
            return (*network[:2], dice.randrange(256))
        if network[0] == 100 and 64 <= network[1] < 128:
            return (100, dice.randrange(64, 128), dice.randrange(256))
        return (dice.randrange(20, 100), dice.randrange(256), dice.randrange(256))


def truth_of(replay: Path) -> Mapping[str, Any]:
    """Return what lies beside a replay: summary, expectation, injections, and the line's own log where there is one."""
    held = json.loads(beside(replay).read_text(encoding="utf-8"))
    assert isinstance(held, dict)
    return held
