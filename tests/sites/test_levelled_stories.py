"""The stories of hours and days, at each level of what can be read: import, diagnose, report; one name or none."""

from __future__ import annotations

import html
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from tests.sites.generate import all_stories
from tests.sites.inprocess import read, verdict_on, witnesses
from tests.sites.judging import accused, judged, malformed, mistakes, netdoc
from tests.sites.variations import names_one

pytestmark = pytest.mark.slow

STORIES = {name: each for name, each in all_stories().items() if each.levelled}

AWAITED: dict[str, str] = {}
"""Stories not yet right, with the rule that they wait for. One that came right must leave the list."""

WITHHELD_WRONG: frozenset[tuple[str, str]] = frozenset(
    {
        # inherent: a carrier that is gone looks like a pulled cable while nothing tells that the power went
        *(
            ("d2-twin-the-mains-failed-and-the-carrier-with-it--pages", witness)
            for witness in ("EchoBlock", "EchoBlock of ladder", "plane path")
        ),
        # inherent: what a person did and nobody wrote down cannot be told from what happened by itself
        *(
            (name, witness)
            for name in (
                "d2-trap-a-person-switched-the-strip-off--readable",
                "fb-drops-go-on-after-a-restart-by-hand--readable",
            )
            for witness in ("Step", "Step of operator", "plane operator")
        ),
    }
)
"""Pairs of story and witness withheld that then name somebody else; known, with the reason beside each."""

SAMPLE = (
    "fa-modem-restarts-by-itself--readable",
    "fb-telco-admits-with-a-ticket--readable",
    "fb-proven-modem-drops-at-the-test-socket--readable",
    "wiring-silent-and-back-again--readable",
    "d2-ups-overloaded--readable",
    "d2-twin-the-mains-failed-and-the-carrier-with-it--readable",
    "a4-router-hung-and-reset--nothing",
)
ALL_WITHHELD = bool(os.environ.get("NETDOC_STORY_ALL"))
"""Set NETDOC_STORY_ALL=1 to withhold every witness of every story; else of a sample of those that end with a name."""

NAMED = [name for name, each in STORIES.items() if names_one(each.play(0)[1])]
NAMING_WORDS = ("Strong support for a fault at", "The evidence points to")
"""How a report's headline begins when it names somebody, and only then."""


@pytest.mark.parametrize("name", STORIES)
def test_a_story_gets_one_name_or_none_and_a_report_that_says_the_same(name: str, tmp_path: Path) -> None:
    world, expected = STORIES[name].play(0)
    verdict, said = judged(tmp_path, world.lines())
    bad = sorted(accused(verdict) & expected.never)
    assert not bad, f"accuses {bad}"
    assert malformed(verdict, said.code) == []
    assert report_mistakes(tmp_path, verdict) == []
    wrong = mistakes(verdict, expected, world.start)
    if name in AWAITED:
        assert wrong, f"{name} is right now: take it off AWAITED"
        return
    assert not wrong, f"{'; '.join(wrong)} ({expected.why})"


def report_mistakes(home: Path, verdict: dict[str, Any]) -> list[str]:
    """Write the report as JSON and HTML and return in words how it differs from the verdict."""
    out = home / "report"
    argv = ("report", "--store", str(home / "story.store"), "--json-file", "--html", "--out", str(out), "--json")
    done = netdoc(home, *argv)
    if done.code:
        return [f"report: exit {done.code}, {done.err}"]
    files = [Path(each) for each in json.loads(done.out)["files"]]
    document = json.loads(next(each for each in files if each.suffix == ".json").read_text(encoding="utf-8"))
    page = html.unescape(next(each for each in files if each.suffix == ".html").read_text(encoding="utf-8"))
    wrong = [
        f"report: {key} {document['verdict'][key]!r}, verdict {verdict[key]!r}"
        for key in ("conclusion", "party", "fault", "standing", "remaining")
        if document["verdict"][key] != verdict[key]
    ]
    headlines = re.findall(
        r'"kind": "headline", "title": "[^"]*", "text": "([^"]*)"', json.dumps(document, ensure_ascii=False)
    )
    if not headlines:
        return [*wrong, "report: no headline"]
    if _words(headlines[0]) not in _words(page):
        wrong.append(f"report: the page lacks the headline «{headlines[0]}»")
    names = headlines[0].startswith(NAMING_WORDS)
    if names != (verdict["party"] is not None):
        wrong.append(f"report: «{headlines[0]}» beside party {verdict['party']}")
    if headlines[0].startswith(NAMING_WORDS[0]) and verdict["standing"] != "established":
        wrong.append(f"report: «{headlines[0]}» beside {verdict['standing']}")
    return wrong


def _words(text: str) -> str:
    return " ".join(text.split())


def test_the_lists_of_what_is_not_yet_right_hold_real_stories_only() -> None:
    assert set(AWAITED) <= set(STORIES)
    assert set(SAMPLE) <= set(NAMED)
    assert {name for name, _ in WITHHELD_WRONG} <= set(STORIES)


@pytest.mark.parametrize("name", list(STORIES) if ALL_WITHHELD else SAMPLE)
def test_a_witness_withheld_weakens_the_verdict_of_days_and_never_changes_the_name(name: str) -> None:
    world, expected = STORIES[name].play(0)
    parsed = read(world.lines())
    wrong = []
    for witness, keep in witnesses([each for each, _ in parsed.observations]).items():
        bad = accused(verdict_on(parsed, keep)) & expected.never
        known = (name, witness) in WITHHELD_WRONG
        if known and not bad:
            wrong.append(f"without {witness}: right now, take it off WITHHELD_WRONG")
        if bad and not known:
            wrong.append(f"without {witness}: accuses {sorted(bad)}")
    assert wrong == []
