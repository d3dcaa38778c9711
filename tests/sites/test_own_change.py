"""C1 to the report's first sentence: a change of ours just before the onset is said to be ours, no other is."""

from __future__ import annotations

import pytest

import tests.sites.catalogue_wifi  # noqa: F401 - registers the stories
from netdoc.app.cases import judge
from netdoc.model.case import Case
from netdoc.model.evidence import Evidence
from netdoc.report.headline import headline
from tests.netdoc.report.examples import view_of
from tests.sites.inprocess import read
from tests.sites.story import STORIES


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("c1-our-own-change-of-the-router-just-before", True),
        ("c1-twin-our-own-change-of-the-router-long-before", False),
        ("c1-twin-our-own-change-of-the-router-because-it-was-down", False),
    ],
)
def test_only_a_change_just_before_the_onset_is_told_as_ours(name: str, ours: bool) -> None:
    world, _ = STORIES[name].play(0)
    parsed = read(world.lines())
    assert parsed.site is not None
    evidence = Evidence(parsed.site, parsed.case or Case(), [each for each, _ in parsed.observations])

    said = headline(view_of(judge(evidence), evidence))

    assert ("own change" in said.lower()) is ours
