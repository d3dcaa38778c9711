"""What to do on site is said in three to six short lines for each step."""

from __future__ import annotations

import pytest

from netdoc.app.steps_guides import BACK, GUIDES, Guide, guide
from netdoc.model.facts.step import Action


@pytest.mark.parametrize("told", [*GUIDES.values(), *BACK.values()], ids=lambda each: each.title)
def test_a_guide_has_three_to_six_short_lines_that_are_sentences(told: Guide) -> None:
    assert 3 <= len(told.lines) <= 6
    assert all(len(each) <= 200 and each.endswith((".", ")")) for each in told.lines)


def test_every_kind_of_step_has_a_guide_and_every_one_that_can_be_undone_one_for_the_way_back() -> None:
    assert {each.value for each in Action} <= set(GUIDES)
    assert set(BACK) == {"swap-modem", "test-socket", "laptop-at-modem", "filter-out", "wired", "ups-bypass"}
    assert guide("wired", back=True) is BACK["wired"] and guide("led") is GUIDES["led"]


@pytest.mark.parametrize(
    "name", ["swap-modem", "test-socket", "laptop-at-modem", "filter-out", "ups-bypass", "quiet-line"]
)
def test_what_interrupts_the_office_asks_the_office_first(name: str) -> None:
    assert any("office first" in each for each in GUIDES[name].lines)
