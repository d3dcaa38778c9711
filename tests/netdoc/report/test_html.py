"""The HTML report: one file, nothing fetched, nothing run, well formed, told in words."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from netdoc.report.html import to_html
from netdoc.report.variants import Variant
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


@pytest.mark.parametrize("name", list(EXAMPLES))
@pytest.mark.parametrize("variant", [Variant.PLAIN, Variant.TECHNICAL])
def test_a_reader_without_eyes_or_mouse_finds_the_way(name, variant):
    read = Page(to_html(report(name, variant).document))
    tags = [tag for tag, _ in read.tags]
    ids = [attributes["id"] for _, attributes in read.tags if "id" in attributes]
    links = [attributes["href"].removeprefix("#") for tag, attributes in read.tags if tag == "a"]

    assert [tags.count(each) for each in ("main", "nav", "footer")] == [1, 1, 1]
    assert read.tags[0] == ("html", {"lang": "en"})
    assert len(ids) == len(set(ids))
    assert links
    assert set(links) <= set(ids)
    assert len(links) == len(set(links))


@pytest.mark.parametrize("name", ["line_remaining", "deadlock", "hostile"])
def test_every_row_has_its_heading_and_what_scrolls_has_a_name_and_takes_the_focus(name):
    read = Page(to_html(report(name, Variant.TECHNICAL).document))
    rows = [each for each, (tag, _) in enumerate(read.tags) if tag == "tr"]

    assert all(read.tags[each + 1][0] == "th" for each in rows)
    assert all(read.tags[each + 1][1]["scope"] in ("row", "col") for each in rows)
    scrolled = [attributes for tag, attributes in read.tags if attributes.get("class") == "scroll"]
    assert len(scrolled) == sum(tag in ("table", "svg") for tag, _ in read.tags)
    assert all(each["tabindex"] == "0" and each["aria-label"] and each["role"] == "group" for each in scrolled)
    assert sum(tag == "caption" for tag, _ in read.tags) == sum(tag == "table" for tag, _ in read.tags)


def test_black_on_white_is_the_only_colour_and_the_focus_is_shown():
    style = re.search(r"<style>(.*?)</style>", to_html(report("no_fault").document), re.DOTALL)[1]

    assert set(re.findall(r"#[0-9a-f]{3,6}\b", style)) <= {"#000", "#fff"}
    assert ":focus-visible { outline: 3px solid #000" in style
    assert "@media print" in style


def test_the_words_of_a_picture_are_its_numbers():
    read = page("line_remaining")
    told = [each for each in read.said if "Errored s:" in each]

    assert len(told) == 1
    for words in (
        "Not settled: 5\u00a0incidents",
        "Margin: ",
        "Office router: median 0.4\u00a0ms",
        "Line came into sync: 5",
    ):
        assert words in told[0]
