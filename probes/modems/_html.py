"""HTML as boxes print it: the tables with their headings, and the words a person sees. Hostile input is bounded.

A cell or row that a cut page left open is dropped, for it may have been cut in the middle of a number; only an open
cell that the next cell, row or the end of the row closes is kept, because boxes leave end tags out.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from html.parser import HTMLParser

GREATEST_PAGE = 1_000_000
"""Octets of a page that are looked at; a status page has a tenth of that."""
_MOST_CELLS = 20_000
_LONGEST = 400
_UNSEEN = frozenset({"script", "style", "head", "noscript", "template", "select"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "caption", "legend"})
_BLOCKS = _HEADINGS | frozenset({"p", "div", "tr", "li", "dt", "dd", "td", "th", "table", "form", "section", "option"})


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a page: each row as its cells' words, blanks folded."""

    heading: str
    """The nearest heading or caption before its first row; empty where there is none."""
    rows: tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class Page:
    """What a page shows."""

    title: str = ""
    tables: list[Table] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    """The visible words, one line for each block, in the order of the page."""


def page_of(body: bytes) -> Page:
    """Return what a page shows; anything that is no HTML shows its own words and no table."""
    reader = _Reader()
    with contextlib.suppress(_Enough, ValueError, AssertionError, RecursionError):
        reader.feed(body[:GREATEST_PAGE].decode("utf-8", "replace"))
    reader.end_line()
    return reader.page


class _Enough(Exception):
    """The page holds more cells than any status page."""


@dataclass(slots=True)
class _Open:
    """A table that is being read."""

    heading: str
    rows: list[tuple[str, ...]] = field(default_factory=list)
    row: list[str] | None = None
    cell: list[str] | None = None


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self._open: list[_Open] = []
        self._heading: list[str] | None = None
        self._last_heading = ""
        self._title: list[str] | None = None
        self._unseen: list[str] = []
        self._line: list[str] = []
        self._cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "title":
            self._title = []
        if tag in _UNSEEN:
            self._unseen.append(tag)
        if tag in _BLOCKS or tag == "br":
            self.end_line()
        if tag == "br" and self._open and self._open[-1].cell is not None:
            self._open[-1].cell.append(" ")
        if tag in _HEADINGS:
            self._heading = []
        if tag == "table":
            self._open.append(_Open(self._last_heading))
        if not self._open:
            return
        table = self._open[-1]
        if tag == "tr":
            self._end_row(table)
            table.row = []
        elif tag in ("td", "th") and table.row is not None:
            self._end_cell(table)
            table.cell = []

    def handle_endtag(self, tag: str) -> None:
        if tag == "title" and self._title is not None:
            self.page.title = _folded(self._title)
            self._title = None
        if tag in self._unseen:
            del self._unseen[self._unseen.index(tag) :]
        if tag in _BLOCKS:
            self.end_line()
        if tag in _HEADINGS and self._heading is not None:
            self._last_heading = _folded(self._heading)
            if self._open and not self._open[-1].rows:
                self._open[-1].heading = self._last_heading
            self._heading = None
        if not self._open:
            return
        table = self._open[-1]
        if tag in ("td", "th"):
            self._end_cell(table)
        elif tag == "tr":
            self._end_row(table)
        elif tag == "table":
            self._end_row(table)
            self._open.pop()
            self.page.tables.append(Table(table.heading, tuple(table.rows)))

    def handle_data(self, data: str) -> None:
        if self._title is not None:
            self._title.append(data)
        if self._unseen:
            return
        self._line.append(data)
        if self._heading is not None:
            self._heading.append(data)
        if self._open and self._open[-1].cell is not None:
            self._open[-1].cell.append(data)

    def end_line(self) -> None:
        """Close the visible line."""
        line, self._line = _folded(self._line), []
        if line:
            self.page.lines.append(line)

    def _end_cell(self, table: _Open) -> None:
        if table.cell is not None and table.row is not None:
            table.row.append(_folded(table.cell))
            self._cells += 1
            if self._cells > _MOST_CELLS:
                raise _Enough
        table.cell = None

    def _end_row(self, table: _Open) -> None:
        self._end_cell(table)
        if table.row:
            table.rows.append(tuple(table.row))
        table.row = None


def _folded(pieces: list[str]) -> str:
    return " ".join("".join(pieces).split())[:_LONGEST]
