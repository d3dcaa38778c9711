"""The generated page of rules."""

from pathlib import Path

from netdoc.app.rules_page import PAGE, render

ROOT = Path(__file__).parents[3]


def test_the_page_of_rules_is_what_the_rules_say():
    assert (ROOT / PAGE).read_text(encoding="utf-8") == render(), "run `python -m netdoc.app.rules_page`"
