"""The HTML report: one file, nothing fetched, nothing run, well formed, told in words."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from netdoc.report.html import to_html
from tests.netdoc.report.examples import EXAMPLES, report

VOID = {"meta", "br", "hr"}
SELF_CLOSED = {"rect", "path", "circle"}


class Page(HTMLParser):
    """Collects tags, checks that they nest."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        assert tag in SELF_CLOSED | VOID
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.said.append(data)


def page(name: str) -> Page:
    return Page(to_html(report(name).document))


@pytest.mark.parametrize("name", list(EXAMPLES))
def test_the_page_is_well_formed_runs_nothing_and_fetches_nothing(name):
    read = page(name)

    assert read.open == []
    tags = {tag for tag, _ in read.tags}
    assert not tags & {"script", "iframe", "object", "embed", "link", "img", "form", "base"}
    for _, attributes in read.tags:
        assert not any(key.startswith("on") or key in ("src", "action") for key in attributes)
        assert attributes.get("href", "#").startswith("#")
    style = re.search(r"<style>(.*?)</style>", to_html(report(name).document), re.DOTALL)[1]
    assert "url(" not in style
    assert "@import" not in style


def test_hostile_text_stays_text():
    read = page("hostile")
    said = "".join(read.said)

    assert "<script>alert(1)</script> &amp; [U+001B][31mred" in said
    assert not re.search("[\u202e\u0000\u001b\ud800-\udfff]", said)
    assert "bdi" in {tag for tag, _ in read.tags}


@pytest.mark.parametrize("name", list(EXAMPLES))
def test_headings_go_down_one_level_at_a_time_and_begin_with_one_title(name):
    levels = [int(tag[1]) for tag, _ in page(name).tags if re.fullmatch("h[1-6]", tag)]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_picture_has_a_title_and_every_table_its_heads():
    read = page("line_remaining")
    tags = [tag for tag, _ in read.tags]

    assert tags.count("svg") == 2
    assert tags.count("title") == 3
    assert all(attributes.get("role") == "img" for tag, attributes in read.tags if tag == "svg")
    assert all("scope" in attributes for tag, attributes in read.tags if tag == "th")


def test_patterns_of_two_pictures_do_not_share_a_name():
    names = [attributes["id"] for tag, attributes in page("line_remaining").tags if tag == "pattern"]

    assert len(names) == len(set(names)) == 6


def test_the_page_says_what_the_paper_says():
    said = " ".join("".join(page("line_remaining").said).split())

    assert "Beyond the office network: telephone line" in said
    assert "For and against each party" in said
    assert "End of the report" in said
    assert "Acme Ltd., 12 Mill Lane · report acme-20260303T070000Z-joint" in said
