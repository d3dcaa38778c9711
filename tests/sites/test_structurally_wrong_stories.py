"""Stories that are wrong in form or in sense: one clear error with exit code 3, or a verdict that accuses nobody."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from tests.sites.judging import accused, malformed, netdoc
from tests.sites.world import Record, World
from tests.sites.wrong_stories import ODD, REFUSED, Change

NO_TRACE = ("Traceback", "an error of netdoc itself")


def _healthy(seed: int = 7, minutes: int = 12) -> World:
    return World(random.Random(seed), minutes=minutes)


def _text(records: list[Record]) -> str:
    return "".join((each["__raw__"] if "__raw__" in each else json.dumps(each)) + "\n" for each in records)


def _imported(home: Path, change: Change, world: World) -> tuple[int, str]:
    records = json.loads(json.dumps(world.records()))
    change(records)
    (home / "s.jsonl").write_text(_text(records), encoding="utf-8")
    said = netdoc(home, "import", "observations", str(home / "s.jsonl"), "--store", str(home / "s.store"))
    assert not any(each in said.err for each in NO_TRACE), said.err
    return said.code, said.err


KNOWN_WRONG: frozenset[str] = frozenset()
"""What still ends in a traceback, an accusation or a silent acceptance; a case put right must leave the list."""


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_with_one_error_and_nothing_is_kept(name: str, tmp_path: Path) -> None:
    try:
        code, err = _imported(tmp_path, REFUSED[name], _healthy())
        assert code == 3
        assert err.count("netdoc:") == 1, err
        assert not (tmp_path / "s.store").exists()
    except AssertionError:
        assert name in KNOWN_WRONG
    else:
        assert name not in KNOWN_WRONG, f"{name!r} is right now: take it off KNOWN_WRONG"


@pytest.mark.parametrize("name", ODD)
def test_what_makes_no_sense_gives_an_error_or_a_verdict_that_accuses_nobody(name: str, tmp_path: Path) -> None:
    problems = _odd(name, tmp_path)
    assert bool(problems) == (name in KNOWN_WRONG), f"{name}: {problems}"


def _odd(name: str, home: Path) -> list[str]:
    try:
        code, _ = _imported(home, ODD[name], _healthy())
    except AssertionError as traced:
        return [f"import: {traced}"]
    if code == 3:
        return []
    said = netdoc(home, "diagnose", "--store", str(home / "s.store"), "--json")
    if any(each in said.err for each in NO_TRACE):
        return [f"diagnose: {said.err}"]
    if not said.out:
        return [] if said.code == 3 and said.err else ["neither verdict nor error"]
    out = netdoc(home, "export", "--store", str(home / "s.store"), "--out", str(home / "again.jsonl"))
    if out.code:
        return [f"export: {out.err}"]
    verdict = json.loads(said.out)
    bad = sorted(accused(verdict))
    return malformed(verdict, said.code) + ([f"accuses {bad} ({verdict['fault']})"] if bad else [])
